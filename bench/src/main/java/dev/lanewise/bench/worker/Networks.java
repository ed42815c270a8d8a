package dev.lanewise.bench.worker;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Residual;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.norm.BatchNorm2d;
import dev.lanewise.nn.pool.MaxPool2d;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The networks that are compared, with the same initial state as in bench/peers/networks.py. */
final class Networks {
    private static final int STATE_STREAM = 100;

    private Networks() {}

    /** The shape of a sample of a network's input. */
    static Shape sample(Task task) {
        return switch (task.word("name")) {
            case "mnist", "lenet-5" -> Shape.of(1, 28, 28);
            case "cifar" -> Shape.of(3, 32, 32);
            default -> throw task.unsupported("Lanewise");
        };
    }

    /**
     * A network by its name.
     *
     * @param drops whether its dropouts drop anything
     */
    static Sequential named(Task task, boolean drops) {
        RandomSource random = RandomSource.seed(0);
        Sequential model = switch (task.word("name")) {
            case "mnist" -> mnist(random, drops);
            case "lenet-5" -> lenet(random);
            case "cifar" -> cifar(random);
            default -> throw task.unsupported("Lanewise");
        };
        load(model);
        return model;
    }

    /** The network of PyTorch's example for MNIST. */
    private static Sequential mnist(RandomSource random, boolean drops) {
        return new Sequential(
                new Conv2d(1, 32, 3, random), new ReLU(), new Conv2d(32, 64, 3, random), new ReLU(), new MaxPool2d(2),
                new Dropout(drops ? 0.25 : 0, random), new Flatten(), new Linear(9216, 128, random), new ReLU(),
                new Dropout(drops ? 0.5 : 0, random), new Linear(128, 10, random));
    }

    /** LeNet-5 as it is written today, with rectifiers and the largest of each four. */
    private static Sequential lenet(RandomSource random) {
        return new Sequential(
                new Conv2d(1, 6, 5, ConvOptions.defaults().padding(2), random), new ReLU(), new MaxPool2d(2),
                new Conv2d(6, 16, 5, random), new ReLU(), new MaxPool2d(2), new Flatten(),
                new Linear(400, 120, random), new ReLU(), new Linear(120, 84, random), new ReLU(),
                new Linear(84, 10, random));
    }

    /** Three blocks of two convolutions each, with batch normalisation, for pictures of 32 x 32. */
    private static Sequential cifar(RandomSource random) {
        int[] channels = {3, 32, 64, 128};
        List<Layer> layers = new ArrayList<>();
        for (int i = 1; i < channels.length; i++) {
            layers.addAll(twice(channels[i - 1], channels[i], random));
            layers.addAll(List.of(new ReLU(), new MaxPool2d(2)));
        }
        layers.addAll(List.of(new Flatten(), new Linear(2048, 10, random)));
        return new Sequential(layers.toArray(Layer[]::new));
    }

    /** ResNet-18's block of 64 channels. */
    static Sequential block() {
        Sequential model = new Sequential(residual(twice(64, 64, RandomSource.seed(0))), new ReLU());
        load(model);
        return model;
    }

    /** The same for inference, its normalisations folded into the convolutions. */
    static Sequential folded() {
        List<Layer> inner = ((Sequential) ((Residual) block().layers().getFirst()).inner()).layers();
        Sequential model = new Sequential(
                residual(List.of(fold(inner.get(0), inner.get(1)), new ReLU(), fold(inner.get(3), inner.get(4)))),
                new ReLU());
        model.eval();
        model.freeze(); // a result without history, as in PyTorch's inference mode
        return model;
    }

    private static Layer fold(Layer convolution, Layer norm) {
        return ((Conv2d) convolution).fold((BatchNorm2d) norm);
    }

    private static Residual residual(List<Layer> layers) {
        return new Residual(new Sequential(layers.toArray(Layer[]::new)));
    }

    /** Two convolutions with normalisation; the last activation is left to the caller. */
    private static List<Layer> twice(int inputs, int outputs, RandomSource random) {
        return List.of(
                convolution(inputs, outputs, random), new BatchNorm2d(outputs), new ReLU(),
                convolution(outputs, outputs, random), new BatchNorm2d(outputs));
    }

    private static Conv2d convolution(int inputs, int outputs, RandomSource random) {
        return new Conv2d(inputs, outputs, 3, ConvOptions.defaults().padding(1), false, random);
    }

    /** Sets parameters and buffers, in the order of their names. */
    static void load(Block model) {
        Map<String, Tensor> state = new TreeMap<>(model.stateDict());
        int stream = STATE_STREAM;
        for (Map.Entry<String, Tensor> entry : state.entrySet()) {
            if (!entry.getKey().endsWith("num_batches_tracked")) {
                entry.setValue(value(entry.getKey(), Results.uniform(stream++, entry.getValue().shape())));
            }
        }
        model.loadStateDict(state);
    }

    /** Weights of He's variance; near 1 where a normalisation multiplies or divides. */
    private static Tensor value(String name, Tensor uniform) {
        if (uniform.rank() > 1) {
            return uniform.mul((float) Math.sqrt(6.0 * uniform.dim(0) / uniform.size()));
        }
        if (name.endsWith("weight")) {
            return uniform.div(4).add(1);
        }
        return name.endsWith("running_var") ? uniform.div(2).add(1) : uniform.div(8);
    }
}
