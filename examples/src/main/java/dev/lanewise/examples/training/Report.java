package dev.lanewise.examples.training;

import static java.util.stream.Collectors.joining;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.examples.Output;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.nn.Block;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What a training run tells its user, in lines of at most 80 characters; all but the last can be silenced. If they
 * cannot be written, training ends, unless its results are kept elsewhere: then it goes on, and fails at the end.
 */
public final class Report {
    /** Characters of a line at most, with a margin. */
    public static final int LINE = 78;

    private static final int WORST_SHOWN = 3;
    private static final int TRAIN_WIDTH = 10;
    private static final int TEST_WIDTH = 9;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean quiet;
    private final List<String> keepers;
    private final String samples;
    private final String device;
    private boolean lost;

    /** Whether there is nothing left to be learned. */
    private boolean over;

    /**
     * A report to {@code out}.
     *
     * @param keepers the options that keep the results of the training elsewhere
     * @param samples what they are called, in the plural
     * @param device what computes; empty if nothing is to be said of it
     */
    Report(
            PrintWriter out, PrintWriter err, boolean quiet, List<String> keepers, String samples, String device) {
        this.out = out;
        this.err = err;
        this.quiet = quiet;
        this.keepers = keepers;
        this.samples = samples;
        this.device = device;
    }

    /** Prints a line, unless output is to be quiet. */
    public void say(String line) {
        if (!quiet && !lost) {
            out.println(line);
            heedFailure();
        }
    }

    /** Whether lines are printed at all, and are worth making. */
    public boolean isQuiet() {
        return quiet;
    }

    /** Whether something that was said could not be written. */
    boolean isLost() {
        return lost;
    }

    /** Whether what an option names is still to be written: all is, until only the keepers of results are. */
    boolean isKept(String option) {
        return !lost || keepers.contains(option);
    }

    private void heedFailure() {
        String failure = Output.failure(out);
        if (failure == null) {
            return;
        }
        if (keepers.isEmpty()) {
            throw new ProgramException(failure + ", and none of --save, --checkpoint and --metrics keeps anything"
                    + (over ? "" : ": training ends"));
        }
        lost = true;
        warn("error: " + failure + "; " + (over ? "the training, which is over, is kept by " : "training goes on for ")
                + String.join(" and ", keepers));
    }

    /** Prints a line that changes the meaning of the result, even if output is to be quiet. */
    public void warn(String line) {
        err.println(line);
        err.flush();
    }

    /** Prints the last line, however quiet output is to be. */
    void result(String line) {
        out.println(line);
    }

    /** Tells what is trained with what. */
    public void start(int train, int test, String source, String network, Block model) {
        say(String.format(Locale.ROOT, "%,d training and %,d test %s: %s", train, test, samples, source));
        say(String.format(Locale.ROOT, "network %s, %,d parameters, %d %s", network, model.parameterCount(),
                Parallel.threads(), Parallel.threads() == 1 ? "thread" : "threads"));
        if (!device.isEmpty()) {
            say("computes on " + device);
        }
        say("");
    }

    /** Nothing is learned any more: what cannot be written from now on ends no training. */
    void over() {
        over = true;
    }

    /** Begins the table of epochs, whose results have these names: the loss first. */
    void table(Collection<String> names) {
        String measures = names.stream().skip(1).map(name -> String.format(Locale.ROOT, "  %8s", name))
                .collect(joining());
        say("  epoch   train loss" + measures + "   test loss" + measures + "   seconds  samples/s");
    }

    private static String figures(Map<String, Double> results, int width) {
        Iterator<Double> values = results.values().iterator();
        StringBuilder figures = new StringBuilder(String.format(Locale.ROOT, "%" + width + ".4f", values.next()));
        values.forEachRemaining(value -> figures.append(String.format(Locale.ROOT, "  %8.4f", value)));
        return figures.toString();
    }

    /** Tells where a resumed run goes on. */
    void resumed(int epochs, long seen) {
        say(String.format(Locale.ROOT, "  resumed after %d %s and %,d %s", epochs, epochs == 1 ? "epoch" : "epochs",
                seen, samples));
    }

    /** Adds a line to the table. */
    void epoch(MetricsLog.Line line, int epochs) {
        over |= line.epoch() >= epochs;
        say(String.format(Locale.ROOT, "%7s   %s   %s   %7.2f  %,9.0f", line.epoch() + "/" + epochs,
                figures(line.train(), TRAIN_WIDTH), figures(line.test(), TEST_WIDTH), line.seconds(),
                line.samplesPerSecond()));
    }

    /** Tells the classes with the lowest recall, and what they were most often taken for. */
    public void mistakes(
            Function<Batch<Tensor, IntTensor>, Tensor> predict, DataLoader<Batch<Tensor, IntTensor>> test,
            List<String> names) {
        if (quiet) {
            return;
        }
        ConfusionMatrix confusion = new ConfusionMatrix(names.size());
        for (Batch<Tensor, IntTensor> batch : test) {
            confusion.add(predict.apply(batch), batch.targets());
        }
        List<Integer> classes = IntStream.range(0, confusion.classes()).boxed()
                .filter(actual -> confusion.recall(actual) < 1)
                .sorted(Comparator.comparingDouble(confusion::recall)).limit(WORST_SHOWN).toList();
        for (int actual : classes) {
            List<String> mistakes = IntStream.range(0, confusion.classes()).boxed()
                    .filter(other -> other != actual && confusion.count(actual, other) > 0)
                    .sorted(Comparator.comparingLong(other -> -confusion.count(actual, other))).limit(WORST_SHOWN)
                    .map(other -> confusion.count(actual, other) + " as " + names.get(other)).toList();
            say(String.format(Locale.ROOT, "%s: %.1f %% are recognised, %s",
                    names.get(actual), 100 * confusion.recall(actual), String.join(", ", mistakes)));
        }
    }
}
