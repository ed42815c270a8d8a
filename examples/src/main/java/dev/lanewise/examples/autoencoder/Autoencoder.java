package dev.lanewise.examples.autoencoder;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Unflatten;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.activations.Sigmoid;
import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.conv.ConvTranspose2d;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.optim.Adam;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Trainer;

/**
 * What a training is made of: a network that two convolutions narrow to a code of a few numbers, from which two
 * transposed convolutions draw the picture again. A run is resumed with the settings that it was begun with.
 *
 * @param code how many numbers a picture has to pass through
 * @param lr learning rate
 * @param batchSize pictures in a training step
 * @param seed of weights and order
 */
record Autoencoder(int code, double lr, int batchSize, long seed) implements Stateful {
    private static final int FIRST = 16;
    private static final int SECOND = 32;
    private static final int KERNEL = 3;
    private static final ConvOptions HALVE = ConvOptions.defaults().stride(2).padding(1);

    /** To train on images whose pixels are from 0 to 1, and test on others of the same size. */
    Setup<Sequential, Batch<Tensor, IntTensor>> setup(ImageDataset train, ImageDataset test) {
        RandomSource random = RandomSource.seed(seed);
        RandomSource order = random.split();
        Sequential model = network(train.rows(), train.cols(), random);
        return new Setup<>(
                model, new Adam(model.parameters(), lr), new DataLoader<>(train, batchSize).shuffle(order), test);
    }

    /** The library's trainer for that: pictures are to be drawn again, and what digits they are of does not count. */
    static Trainer<Batch<Tensor, IntTensor>, Tensor> trainer(Setup<Sequential, Batch<Tensor, IntTensor>> setup) {
        return Trainer.of(setup.model(), setup.optimizer(), batch -> setup.model().forward(batch.inputs()),
                (drawn, batch) -> Losses.mse(drawn, batch.inputs()));
    }

    /** How many parameters the two maps to the code and from it have for pictures of this size. */
    long parameters(int rows, int cols) {
        long narrow = narrow(rows, cols);
        return Math.addExact(Math.multiplyExact(2 * narrow + 1, code), narrow);
    }

    /** How many of them each weight has. */
    long largest(int rows, int cols) {
        return (long) narrow(rows, cols) * code;
    }

    /** Floats that Adam keeps for each. */
    static int slots() {
        return 2;
    }

    /** How many numbers the convolutions make of a picture. */
    private static int narrow(int rows, int cols) {
        return Math.multiplyExact(Math.multiplyExact(half(half(rows)), half(half(cols))), SECOND);
    }

    /** From pixels {@code [N, rows, cols]} to pixels of the same shape. */
    private Sequential network(int rows, int cols, RandomSource random) {
        int halfRows = half(rows);
        int halfCols = half(cols);
        int quarterRows = half(halfRows);
        int quarterCols = half(halfCols);
        int narrow = narrow(rows, cols);
        return new Sequential(
                new Unflatten(1, 1, rows), // [N, rows, cols] to [N, 1, rows, cols]: one channel
                new Conv2d(1, FIRST, KERNEL, HALVE, random), new ReLU(),
                new Conv2d(FIRST, SECOND, KERNEL, HALVE, random), new ReLU(),
                new Flatten(), new Linear(narrow, code, random),
                new Linear(code, narrow, random), new ReLU(), new Unflatten(1, SECOND, quarterRows, quarterCols),
                new ConvTranspose2d(SECOND, FIRST, KERNEL, doubling(halfRows, halfCols), random), new ReLU(),
                new ConvTranspose2d(FIRST, 1, KERNEL, doubling(rows, cols), random), new Sigmoid(),
                new Flatten(), new Unflatten(1, rows, cols));
    }

    /** What {@link #HALVE} leaves of an axis. */
    private static int half(int size) {
        return (size + 1) / 2;
    }

    /** The way back from half of it to this size, which may be odd. */
    private static ConvOptions doubling(int rows, int cols) {
        return HALVE.outputPadding(1 - rows % 2, 1 - cols % 2);
    }

    /** For example {@code 28x28-conv16-conv32-32-conv32-conv16-28x28}. */
    String describe(ImageDataset images) {
        String size = images.rows() + "x" + images.cols();
        return size + "-conv" + FIRST + "-conv" + SECOND + "-" + code + "-conv" + SECOND + "-conv" + FIRST + "-" + size;
    }

    @Override
    public void state(State state) {
        state.setting("code", code);
        state.setting("lr", lr);
        state.setting("seed", seed);
    }
}
