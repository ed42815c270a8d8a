package dev.lanewise.board.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.Board;
import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.optim.Adam;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Trainer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a training pays for its board: alternately without one, recorded, and recorded with the page open in a browser on
 * the same machine. No test that is run with the others, as it takes minutes and wants the machine for itself:
 * {@code mvn -pl board -am test -Dtest=WatchingCost -Dsurefire.failIfNoSpecifiedTests=false}.
 */
final class WatchingCost {
    private static final int ROUNDS = 4;
    private static final int SAMPLES = 64_000;
    private static final int BATCH = 64;

    private static final Pattern SERVING = Pattern.compile("HTTP-Dispatcher|ForkJoinPool-1-worker|lanewise-board|VirtualThread-unparker|Read-Poller|Write-Poller");

    private static final long SETTLED_MILLIS = 2000;

    /** Epochs of one measurement: some seconds. */
    private static final int EPOCHS = 20;

    private static final TensorDataset<Tensor, IntTensor> DATA = data();

    @TempDir
    private Path runs;

    private static TensorDataset<Tensor, IntTensor> data() {
        Tensor inputs = RandomSource.seed(1).normal(SAMPLES, 784);
        return new TensorDataset<>(inputs, inputs.slice(1, 0, 10).argmax(1));
    }

    /** A training of 784-128-10 that goes on a little at each measurement. */
    private static final class Training {
        private final Trainer<Batch<Tensor, IntTensor>, Tensor> trainer;
        private final DataLoader<Batch<Tensor, IntTensor>> loader = new DataLoader<>(DATA, BATCH)
                .shuffle(RandomSource.seed(2));

        Training() {
            RandomSource random = RandomSource.seed(3);
            Sequential model = new Sequential(
                    new Linear(784, 128, random), new ReLU(), new Linear(128, 10, random));
            trainer = Trainer.of(model, new Adam(model.parameters(), 1e-3), Losses::crossEntropy);
        }

        double seconds() {
            long begun = System.nanoTime();
            trainer.fit(loader, trainer.epochs() + EPOCHS);
            return (System.nanoTime() - begun) * 1e-9;
        }
    }

    /** What a process and all that it started have used of processors so far; those that have ended do not count. */
    private static double processorSeconds(Stream<ProcessHandle> processes) {
        return processes.map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .mapToDouble(used -> used.toNanos() * 1e-9).sum();
    }

    private static double browserSeconds() {
        return processorSeconds(ProcessHandle.current().descendants());
    }

    /** Of this JVM's threads that serve: the server's own and the carriers of virtual threads, which nothing else uses. */
    private static double serverSeconds() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double sum = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && SERVING.matcher(thread.getThreadName()).find()) {
                sum += threads.getThreadCpuTime(thread.getThreadId()) * 1e-9;
            }
        }
        return sum;
    }

    @Test
    void ofTrainingsThatAreRecordedAndWatched() {
        try (Board board = Board.in(runs).port(0).open(); Browser browser = Browser.open()) {
            Training plain = new Training();
            Training recorded = new Training();
            recorded.trainer.with(board.record("unwatched"));
            Training watched = new Training();
            watched.trainer.with(board.record("watched"));
            double[][] seconds = new double[3][ROUNDS];
            double used = 0, served = 0, idle = 0;
            for (int round = -1; round < ROUNDS; round++) { // the first one warms up
                browser.go(URI.create("about:blank"));
                double one = plain.seconds();
                double i0 = browserSeconds();
                double two = recorded.seconds();
                i0 = browserSeconds() - i0;
                browser.go(board.address());
                browser.waitForText("#panel-status", round < 0 ? "Step" : "over"); // to load it is another matter
                Browser.pause(SETTLED_MILLIS);
                double b0 = browserSeconds(), s0 = serverSeconds();
                double three = watched.seconds();
                b0 = browserSeconds() - b0; s0 = serverSeconds() - s0;
                System.out.printf("%.2f %.2f %.2f s; browser %.1f %% of a processor (blank %.1f), server %.1f%n", one, two, three, 100*b0/three, 100*i0/two, 100*s0/three);
                if (round >= 0) {
                    seconds[0][round] = one;
                    seconds[1][round] = two;
                    seconds[2][round] = three;
                    used += b0; served += s0; idle += i0;
                }
            }
            assertThat(browser.text("#panel-curves")).contains("watched");
            double base = median(seconds[0]);
            System.out.printf(Locale.ROOT, "%d threads, %d rounds of %d steps, medians:%n", Parallel.threads(), ROUNDS,
                    EPOCHS * SAMPLES / BATCH);
            String[] names = {"without a board", "recorded", "recorded, a page open"};
            for (int i = 0; i < names.length; i++) {
                System.out.printf(Locale.ROOT, "  %-22s %7.3f s  %+5.1f %%%n", names[i], median(seconds[i]),
                        100 * (median(seconds[i]) / base - 1));
            }
        }
    }

    private static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }
}
