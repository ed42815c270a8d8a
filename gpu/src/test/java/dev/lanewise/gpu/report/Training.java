package dev.lanewise.gpu.report;

import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.norm.BatchNorm2d;
import dev.lanewise.nn.pool.MaxPool2d;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.program.Backend;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.train.TrainStep;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A network that learns labels of noise: steps to count and to compare.
 *
 * @param <X> what it is given
 */
public final class Training<X extends Value> {
    /** Characters that the language model knows. */
    private static final int CHARACTERS = 65;

    private static final double RATE = 0.001;

    private final Block model;
    private final TrainStep<Batch<X, IntTensor>> step;
    private final Function<RandomSource, Batch<X, IntTensor>> batches;

    private Training(Block model, Function<X, Tensor> logits, Function<RandomSource, Batch<X, IntTensor>> batches,
            @Nullable Backend device) {
        this.model = model;
        this.batches = batches;
        Optimizer optimizer = new AdamW(model.parameters(), RATE);
        TrainStep<Batch<X, IntTensor>> captured = TrainStep.capture(batch -> {
            Tensor loss = Losses.crossEntropy(logits.apply(batch.inputs()), batch.targets());
            loss.backward();
            optimizer.step();
            return loss;
        });
        this.step = device == null ? captured : captured.on(device);
    }

    /** A perceptron 784-128-10. */
    public static Training<Tensor> perceptron(int batch, @Nullable Backend device) {
        RandomSource random = RandomSource.seed(1);
        Sequential model = new Sequential(new Linear(784, 128, random), new ReLU(), new Linear(128, 10, random));
        return new Training<>(model, model::forward, source -> new Batch<>(
                source.normal(batch, 784), source.randint(0, 10, batch)), device);
    }

    /** Two convolutions, a pool and two linear maps for pictures of 28 x 28, as in the example {@code mnist-cnn}. */
    public static Training<Tensor> convolutional(int batch, @Nullable Backend device) {
        RandomSource random = RandomSource.seed(2);
        Sequential model = new Sequential(
                new Conv2d(1, 32, 3, random), new ReLU(), new Conv2d(32, 64, 3, random), new ReLU(),
                new MaxPool2d(2), new Dropout(0.25, random), new Flatten(),
                new Linear(9216, 128, random), new ReLU(), new Dropout(0.5, random), new Linear(128, 10, random));
        return new Training<>(model, model::forward, source -> new Batch<>(
                source.normal(batch, 1, 28, 28), source.randint(0, 10, batch)), device);
    }

    /** Two convolutions with batch normalisation, whose running statistics are written in each step. */
    public static Training<Tensor> normalized(int batch, @Nullable Backend device) {
        RandomSource random = RandomSource.seed(3);
        Sequential model = new Sequential(
                new Conv2d(3, 8, 3, random), new BatchNorm2d(8), new ReLU(), new MaxPool2d(2),
                new Conv2d(8, 16, 3, random), new BatchNorm2d(16), new ReLU(), new Flatten(),
                new Linear(16 * 16, 10, random));
        return new Training<>(model, model::forward, source -> new Batch<>(
                source.normal(batch, 3, 14, 14), source.randint(0, 10, batch)), device);
    }

    /** A small GPT: embedding, positions, layers of causal attention with 4 heads, a linear map to characters. */
    public static Training<IntTensor> language(int batch, int length, int width, int layers, @Nullable Backend device) {
        RandomSource random = RandomSource.seed(4);
        LanguageModel model = new LanguageModel(CHARACTERS, length, width, layers, random);
        return new Training<>(model, text -> model.forward(text).reshape(batch * length, CHARACTERS),
                source -> new Batch<>(source.randint(0, CHARACTERS, batch, length),
                        source.randint(0, CHARACTERS, batch * length)),
                device);
    }

    /** The data of a step. */
    public Batch<X, IntTensor> batch(int number) {
        return batches.apply(RandomSource.at(5, number, 0));
    }

    /** Learns from a batch and returns the loss. */
    public float learn(Batch<X, IntTensor> batch) {
        return step.run(batch).item();
    }

    /** The network. */
    public Block model() {
        return model;
    }
}
