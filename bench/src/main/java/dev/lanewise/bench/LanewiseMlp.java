package dev.lanewise.bench;

import dev.lanewise.bench.naive.LayerWeights;
import dev.lanewise.bench.naive.MlpEngine;
import dev.lanewise.bench.naive.MlpWeights;
import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.SGD;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The perceptron of the naive engines, written with the library. */
public final class LanewiseMlp implements MlpEngine {
    private final int inputs;
    private final Sequential model;
    private final UpdateRule optimizer;
    private final Function<Batch<Tensor, IntTensor>, Tensor> step;

    /** Captures the step on its first run and replays it from then on, if {@code captured}. */
    public LanewiseMlp(MlpWeights initial, boolean captured) {
        this(initial, captured, false);
    }

    /** As {@link #LanewiseMlp(MlpWeights, boolean)}, with Adam instead of SGD where {@code adam} says so. */
    public LanewiseMlp(MlpWeights initial, boolean captured, boolean adam) {
        inputs = initial.inputs();
        List<Layer> layers = new ArrayList<>();
        Map<String, Tensor> state = new HashMap<>();
        for (LayerWeights weights : initial.layers()) {
            String path = layers.size() + ".";
            state.put(path + "weight", Tensor.of(Shape.of(weights.outputs(), weights.inputs()), weights.weight()));
            state.put(path + "bias", Tensor.of(weights.bias()));
            layers.add(new Linear(weights.inputs(), weights.outputs(), RandomSource.seed(0)));
            layers.add(new ReLU());
        }
        layers.removeLast();
        model = new Sequential(layers.toArray(Layer[]::new));
        model.loadStateDict(state);
        optimizer = adam ? new Adam(model.parameters(), 0) : new SGD(model.parameters(), 0);
        TrainStep<Batch<Tensor, IntTensor>> replayed = TrainStep.capture(this::learn);
        step = captured ? replayed::run : this::learn;
    }

    @Override
    public float step(float[] x, int[] labels, int batch, float lr) {
        optimizer.setLr(lr);
        Tensor loss = step.apply(new Batch<>(
                Tensor.wrap(x, Shape.of(batch, inputs)), IntTensor.wrap(labels, Shape.of(batch))));
        optimizer.zeroGrad();
        return loss.item();
    }

    private Tensor learn(Batch<Tensor, IntTensor> batch) {
        Tensor loss = Losses.crossEntropy(model.forward(batch.inputs()), batch.targets());
        loss.backward();
        optimizer.step();
        return loss;
    }

    @Override
    public MlpWeights weights() {
        List<Tensor> parameters = model.parameters();
        List<LayerWeights> layers = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i += 2) {
            Tensor weight = parameters.get(i);
            layers.add(
                    new LayerWeights(weight.dim(1), weight.dim(0), weight.toArray(), parameters.get(i + 1).toArray()));
        }
        return new MlpWeights(layers);
    }
}
