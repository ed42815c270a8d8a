package dev.lanewise.examples.mnist;

import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Unflatten;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.pool.MaxPool2d;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.State;
import java.util.Map;

/**
 * The convolutional network of PyTorch's MNIST example: two convolutions, a pool, two linear maps.
 *
 * @param dropout share of the hidden layer's outputs that is dropped in training; of what is pooled it is half of that
 */
record ConvNet(double dropout) implements Network {
    static final String KIND = "cnn-relu";

    private static final int FIRST = 32;
    private static final int SECOND = 64;
    private static final int HIDDEN = 128;
    private static final int KERNEL = 3;
    private static final int POOL = 2;

    /** What two convolutions take off rows and columns. */
    private static final int BORDER = 2 * (KERNEL - 1);

    /** Checks the number, which may come from a file. */
    ConvNet {
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout " + dropout + " makes no sense");
        }
    }

    @Override
    public Sequential build(Size size, RandomSource random) {
        return new Sequential(
                new Unflatten(1, 1, size.rows()), // [N, rows, cols] to [N, 1, rows, cols]: one channel
                new Conv2d(1, FIRST, KERNEL, random), new ReLU(),
                new Conv2d(FIRST, SECOND, KERNEL, random), new ReLU(),
                new MaxPool2d(POOL), new Dropout(dropout / 2, random),
                new Flatten(),
                new Linear(pooled(size), HIDDEN, random), new ReLU(), new Dropout(dropout, random),
                new Linear(HIDDEN, size.classes(), random));
    }

    /** How many numbers are pooled. */
    private static int pooled(Size size) {
        if (size.rows() < BORDER + POOL || size.cols() < BORDER + POOL) {
            throw new IllegalArgumentException("images of " + size.rows() + "x" + size.cols()
                    + " pixels: the convolutional network needs " + (BORDER + POOL) + " rows and columns at least");
        }
        return Math.multiplyExact(
                Math.multiplyExact((size.rows() - BORDER) / POOL, (size.cols() - BORDER) / POOL), SECOND);
    }

    @Override
    public long parameters(Size size) {
        long convolutions = (KERNEL * KERNEL + 1) * FIRST + (KERNEL * KERNEL * FIRST + 1) * SECOND;
        return convolutions + (pooled(size) + 1L) * HIDDEN + (HIDDEN + 1L) * size.classes();
    }

    @Override
    public long largest(Size size) {
        long ofConvolution = KERNEL * KERNEL * FIRST * SECOND;
        return Math.max(ofConvolution, Math.max((long) HIDDEN * pooled(size), (long) HIDDEN * size.classes()));
    }

    @Override
    public String describe(Size size) {
        return size.rows() + "x" + size.cols() + "-conv" + FIRST + "-conv" + SECOND + "-pool-" + HIDDEN + "-"
                + size.classes();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of("dropout", Double.toString(dropout));
    }

    static ConvNet of(Map<String, String> metadata) {
        return new ConvNet(Double.parseDouble(metadata.getOrDefault("dropout", "")));
    }

    @Override
    public void state(State state) {
        state.setting("network", KIND);
        state.setting("dropout", dropout);
    }
}
