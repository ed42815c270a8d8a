package dev.lanewise.bench.data;

import dev.lanewise.bench.peers.Unit;
import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.data.images.ColorJitter;
import dev.lanewise.data.images.Grayscale;
import dev.lanewise.data.images.ImageFolder;
import dev.lanewise.data.images.RandomCrop;
import dev.lanewise.data.images.RandomHorizontalFlip;
import dev.lanewise.data.images.Resize;
import dev.lanewise.data.images.Transforms;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.pool.MaxPool2d;
import dev.lanewise.optim.Adam;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Trains the network of {@code examples/run mnist-cnn} on pictures that are decoded and changed meanwhile. */
final class LoaderShare {
    private static final int BATCH = 64;

    /** The side of MNIST's pictures, which the network is for. */
    private static final int SIDE = 28;
    private static final int RESIZED = 36;

    /** Of its pixels and its label. */
    private static final int PICTURE_BYTES = Float.BYTES * (SIDE * SIDE + 1);

    /** If none was made for so long, no more are. */
    private static final int SETTLE_MILLIS = 500;

    /**
     * A loader and what it took.
     *
     * @param step milliseconds of a step, waiting included, epoch by epoch
     * @param share of the time that was spent waiting
     */
    private record Way(String name, boolean isDecoded, DataLoader<Batch<Tensor, IntTensor>> loader, double[] step,
            double[] share) {
        Way(String name, boolean isDecoded, int prefetch, Dataset<Batch<Tensor, IntTensor>> samples, int epochs) {
            this(name, isDecoded, new DataLoader<>(samples, BATCH).shuffle(RandomSource.seed(3)).dropLast(true)
                    .prefetch(prefetch), new double[epochs], new double[epochs]);
        }
    }

    private LoaderShare() {}

    /** Writes pictures to a folder, trains and prints; one epoch of each way before those that count. */
    static void run(Path folder, int pictures, int epochs, PrintWriter out) throws IOException, InterruptedException {
        DrawnPictures.write(folder, pictures);
        AtomicInteger made = new AtomicInteger();
        Dataset<Batch<Tensor, IntTensor>> changed = ImageFolder.of(folder).transformed(1, Transforms.of(
                new Resize(RESIZED, RESIZED), new RandomCrop(SIDE, SIDE, 0), new RandomHorizontalFlip(0.5),
                new ColorJitter(0.2, 0.2, 0.2, 0.05), new Grayscale(),
                (image, _) -> {
                    made.incrementAndGet();
                    return image;
                }));
        Batch<Tensor, IntTensor> all = changed.inEpoch(0).batch(numbers(pictures));
        List<Way> ways = new ArrayList<>();
        ways.add(new Way("in memory, as they are", false, 0, new TensorDataset<>(all.inputs(), all.targets()), epochs));
        for (int ahead : new int[] {0, 1, 2, 4}) {
            ways.add(new Way("decoded, prefetch " + ahead, true, ahead, changed, epochs));
        }
        TrainStep<Batch<Tensor, IntTensor>> step = step();
        for (int epoch = -1; epoch < epochs; epoch++) {
            for (Way way : ways) {
                train(way, step, epoch);
            }
        }
        out.printf(Locale.ROOT, "training steps of the network for MNIST, batches of %d, on %d threads; %d PNG files of"
                + " %d x %d, resized,%ncropped to %d x %d, flipped, their colours changed, made grey; medians of %d"
                + " epochs in turns:%n", BATCH, Parallel.threads(), pictures, DrawnPictures.SIDE, DrawnPictures.SIDE,
                SIDE, SIDE, epochs);
        out.printf("  %-24s %10s %7s %11s %10s %12s%n", "", "a step", "/first", "waiting", "ahead", "they hold");
        double without = Timed.median(ways.getFirst().step);
        for (Way way : ways) {
            int ahead = way.isDecoded() ? ahead(way, made) : 0;
            out.printf(Locale.ROOT, "  %-24s %7.2f ms %7.2f %9.2f %% %10d %12s%n", way.name, Timed.median(way.step),
                    Timed.median(way.step) / without, 100 * Timed.median(way.share), ahead / BATCH,
                    Unit.megabytes((double) ahead * PICTURE_BYTES));
        }
    }

    private static int[] numbers(int count) {
        int[] numbers = new int[count];
        Arrays.setAll(numbers, i -> i);
        return numbers;
    }

    private static void train(Way way, TrainStep<Batch<Tensor, IntTensor>> step, int epoch) {
        long waited = way.loader.waited().toNanos();
        long start = System.nanoTime();
        for (Batch<Tensor, IntTensor> batch : way.loader) {
            float loss = step.run(batch).item();
            if (!Float.isFinite(loss)) {
                throw new IllegalStateException("the loss became " + loss);
            }
        }
        long nanos = System.nanoTime() - start;
        if (epoch >= 0) {
            way.step[epoch] = nanos * 1e-6 / way.loader.batches();
            way.share[epoch] = (double) (way.loader.waited().toNanos() - waited) / nanos;
        }
    }

    private static TrainStep<Batch<Tensor, IntTensor>> step() {
        RandomSource random = RandomSource.seed(1);
        Sequential model = new Sequential(
                new Conv2d(1, 32, 3, random), new ReLU(), new Conv2d(32, 64, 3, random), new ReLU(),
                new MaxPool2d(2), new Dropout(0.25, random), new Flatten(),
                new Linear(9216, 128, random), new ReLU(), new Dropout(0.5, random), new Linear(128, 10, random));
        Adam optimizer = new Adam(model.parameters(), 1e-3);
        return TrainStep.capture(batch -> {
            Tensor loss = Losses.crossEntropy(model.forward(batch.inputs()), batch.targets());
            loss.backward();
            optimizer.step();
            return loss;
        });
    }

    /** How many pictures have been made for batches that nobody has asked for, once no more are made. */
    private static int ahead(Way way, AtomicInteger made) throws InterruptedException {
        int before = made.get();
        way.loader.iterator().next();
        int seen;
        do {
            seen = made.get();
            Thread.sleep(SETTLE_MILLIS);
        } while (made.get() > seen);
        int count = seen - before - BATCH;
        way.loader.endPass();
        return count;
    }
}
