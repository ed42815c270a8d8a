package dev.lanewise.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whole programs in turns, each round with another seed: from the start of the process to the epoch whose test says
 * that the network reads 97 % of MNIST's test images. Both write a line of JSON for each epoch, which is watched for
 * from outside; the program is ended then.
 */
final class MnistRace {
    static final String NAME = "mnist to 97 %";
    static final int THREADS = 2;

    private static final double TARGET = 0.97;
    private static final Pattern ACCURACY = Pattern.compile("\"test_accuracy\": ?([0-9.]+)");
    private static final int POLL_MILLIS = 2;

    private final Path root;
    private final String python;
    private final Path data;
    private final Duration patience;

    /**
     * A race on the images in a folder.
     *
     * @param root the repository's folder
     * @param python the interpreter of the peer
     */
    MnistRace(Path root, String python, Path data, Duration patience) {
        this.root = root;
        this.python = python;
        this.data = data;
        this.patience = patience;
    }

    /**
     * The medians of as many runs as there are rounds.
     *
     * @throws WorkerException if one of the programs does not get there
     */
    Row run(int rounds) throws WorkerException, InterruptedException {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        // The first run of each builds what has changed and fills the file cache; it does not count.
        for (int round = 0; round <= rounds; round++) {
            double our = micros("lanewise-mnist", ours(round + 1));
            double their = micros("pytorch-mnist", theirs(round + 1));
            if (round > 0) {
                ours.add(our);
                theirs.add(their);
            }
        }
        return new Row(NAME, THREADS, "pytorch", Race.median(ours), Race.median(theirs));
    }

    private List<String> ours(int seed) {
        return List.of(root.resolve("examples/run").toString(), "mnist", "--data", data.toString(), "--target-accuracy",
                "0.97", "--epochs", "20",
                "--threads", "" + THREADS, "--seed", "" + seed, "--quiet", "--metrics");
    }

    private List<String> theirs(int seed) {
        return List.of(python, root.resolve("bench/peers/mnist.py").toString(), data.toString(), "" + THREADS,
                "" + seed);
    }

    /** Runs a program, to whose command the file for its lines is added. */
    private double micros(String name, List<String> command) throws WorkerException, InterruptedException {
        try {
            Path folder = Files.createTempDirectory("lanewise-mnist");
            Path metrics = folder.resolve("metrics.jsonl");
            List<String> whole = new ArrayList<>(command);
            whole.add(metrics.toString());
            try {
                return watch(name, whole, metrics, folder.resolve("complaints"));
            } finally {
                Files.deleteIfExists(metrics);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new WorkerException(true, name + " is skipped: " + e);
        }
    }

    private double watch(String name, List<String> command, Path metrics, Path complaints)
            throws IOException, WorkerException, InterruptedException {
        long start = System.nanoTime();
        try (Child child = Child.start(command, Map.of(), complaints)) {
            child.process().getOutputStream().close();
            while (System.nanoTime() - start < patience.toNanos()) {
                boolean ended = !child.process().isAlive(); // looked at first: the last lines are there then
                if (reached(metrics)) {
                    return (System.nanoTime() - start) / 1e3;
                }
                if (ended) {
                    throw new WorkerException(true, name + " is skipped: its process has ended before 97 %"
                            + child.lastComplaint());
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
        throw new WorkerException(true, name + " is skipped: no 97 % within " + patience.toSeconds() + " s");
    }

    private static boolean reached(Path metrics) throws IOException {
        if (!Files.exists(metrics)) {
            return false;
        }
        try {
            Matcher matcher = ACCURACY.matcher(Files.readString(metrics));
            while (matcher.find()) {
                if (Double.parseDouble(matcher.group(1)) >= TARGET) {
                    return true;
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return false;
    }
}
