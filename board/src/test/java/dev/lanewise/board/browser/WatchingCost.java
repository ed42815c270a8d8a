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
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a training pays for its board: alternately without one, recorded, recorded while a program in another JVM
 * follows it without drawing, and recorded with the page open in a browser on the same machine. Beside the times stand
 * the seconds that the server's threads and the processes of who looks have had of processors, which other work on
 * the machine changes less. No test that is run with the others, as it takes minutes and wants the machine for itself:
 * {@code mvn -pl board -am test -Dtest=WatchingCost -Dsurefire.failIfNoSpecifiedTests=false}.
 */
final class WatchingCost {
    private static final int ROUNDS = 10;
    private static final int SAMPLES = 64_000;
    private static final int BATCH = 64;

    /** After that a page that nobody touches is at rest. */
    private static final long SETTLED_MILLIS = 12_000;

    private static final Pattern SERVING = Pattern
            .compile("^(HTTP-Dispatche|ForkJoinPool-1|lanewise-board|Read-Poller)");

    /** The system counts the time of threads in ticks of 1/100 s. */
    private static final double TICK = 0.01;

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

    /** What one way of training has cost. */
    private static final class Way {
        private final String name;
        private final Training training = new Training();
        private final double[] seconds = new double[ROUNDS];
        private double server;
        private double watcher;

        Way(String name) {
            this.name = name;
        }

        /** Trains once; the first time, -1, warms up. */
        void measure(int round) {
            double serverBefore = serverSeconds();
            double watcherBefore = childrenSeconds();
            double time = training.seconds();
            if (round >= 0) {
                seconds[round] = time;
                server += serverSeconds() - serverBefore;
                watcher += childrenSeconds() - watcherBefore;
            }
        }

        void print(double base) {
            double sum = Arrays.stream(seconds).sum();
            System.out.printf(Locale.ROOT, "  %-30s %7.3f s  %+5.1f %%; of a processor the server %.1f %%,"
                    + " who looks %.1f %%%n", name, median(seconds), 100 * (median(seconds) / base - 1),
                    100 * server / sum, 100 * watcher / sum);
        }
    }

    /** What the processes that this JVM has started have used of processors. */
    private static double childrenSeconds() {
        return ProcessHandle.current().descendants()
                .mapToDouble(each -> each.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() * 1e-9).sum();
    }

    /** What the threads that serve have: the server's own, and the carriers of virtual threads, which only it uses. */
    private static double serverSeconds() {
        double sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                if (SERVING.matcher(Files.readString(thread.resolve("comm"))).find()) {
                    String stat = Files.readString(thread.resolve("stat"));
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                    sum += TICK * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
                }
            }
        } catch (IOException e) {
            return Double.NaN; // another system than Linux, or a thread that has ended under the look
        }
        return sum;
    }

    private static Process follow(URI board) throws IOException {
        Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-Xmx64m", "-cp",
                System.getProperty("java.class.path"), Follower.class.getName(), board.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("follows");
        return process;
    }

    @Test
    void ofTrainingsThatAreRecordedAndWatched() throws IOException, InterruptedException {
        Way plain = new Way("without a board");
        Way recorded = new Way("recorded");
        Way followed = new Way("recorded and followed");
        Way watched = new Way("recorded, a page open");
        try (Board board = Board.in(runs).port(0).open(); Browser browser = Browser.open()) {
            recorded.training.trainer.with(board.record("alone"));
            followed.training.trainer.with(board.record("followed"));
            watched.training.trainer.with(board.record("watched"));
            for (int round = -1; round < ROUNDS; round++) {
                browser.go(URI.create("about:blank"));
                Browser.pause(1000); // until the server knows that nobody listens
                plain.measure(round);
                recorded.measure(round);
                Process follower = follow(board.address());
                Browser.pause(1000);
                followed.measure(round);
                follower.destroy();
                follower.waitFor();
                browser.go(board.address());
                browser.waitForText("#panel-status", round < 0 ? "Step" : "over"); // to load it is another matter
                Browser.pause(SETTLED_MILLIS);
                watched.measure(round);
            }
            assertThat(browser.text("#panel-curves")).contains("watched");
        }
        System.out.printf(Locale.ROOT, "%d threads, %d rounds of %d steps, medians:%n", Parallel.threads(), ROUNDS,
                EPOCHS * SAMPLES / BATCH);
        for (Way way : List.of(plain, recorded, followed, watched)) {
            way.print(median(plain.seconds));
        }
    }

    private static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }
}
