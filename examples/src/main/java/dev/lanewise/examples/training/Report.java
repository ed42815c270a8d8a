package dev.lanewise.examples.training;

import dev.lanewise.examples.Output;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.nn.Block;
import dev.lanewise.parallel.Parallel;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
    private boolean lost;

    /**
     * A report to {@code out}.
     *
     * @param keepers the options that keep the results of the training elsewhere
     * @param samples what they are called, in the plural
     */
    Report(PrintWriter out, PrintWriter err, boolean quiet, List<String> keepers, String samples) {
        this.out = out;
        this.err = err;
        this.quiet = quiet;
        this.keepers = keepers;
        this.samples = samples;
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

    private void heedFailure() {
        String failure = Output.failure(out);
        if (failure == null) {
            return;
        }
        if (keepers.isEmpty()) {
            throw new ProgramException(
                    failure + ", and none of --save, --checkpoint and --metrics keeps anything: training ends");
        }
        lost = true;
        warn("error: " + failure + "; training goes on for " + String.join(" and ", keepers));
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
        say(String.format(Locale.ROOT, "network %s, %,d parameters, %d %s%n", network, model.parameterCount(),
                Parallel.threads(), Parallel.threads() == 1 ? "thread" : "threads"));
    }

    /** Begins the table of epochs, whose scores have these figures. */
    void table(Score like) {
        say("  epoch   " + head("train loss", like, TRAIN_WIDTH) + "   " + head("test loss", like, TEST_WIDTH)
                + "   seconds  samples/s");
    }

    private static String head(String loss, Score like, int width) {
        StringBuilder head = new StringBuilder(" ".repeat(width - loss.length()) + loss);
        like.figures().sequencedKeySet().stream().skip(1)
                .forEach(name -> head.append(String.format(Locale.ROOT, "  %8s", name)));
        return head.toString();
    }

    private static String figures(Score score, int width) {
        StringBuilder figures = new StringBuilder(String.format(Locale.ROOT, "%" + width + ".4f", score.loss()));
        score.figures().sequencedValues().stream().skip(1)
                .forEach(value -> figures.append(String.format(Locale.ROOT, "  %8.4f", value)));
        return figures.toString();
    }

    /** Tells where a resumed run goes on. */
    void resumed(int epochs, int seen) {
        say(String.format(Locale.ROOT, "  resumed after %d %s and %,d %s", epochs, epochs == 1 ? "epoch" : "epochs",
                seen, samples));
    }

    /** Adds a line to the table. */
    void epoch(MetricsLog.Line line, int epochs) {
        say(String.format(Locale.ROOT, "%7s   %s   %s   %7.2f  %,9.0f", line.epoch() + "/" + epochs,
                figures(line.train(), TRAIN_WIDTH), figures(line.test(), TEST_WIDTH), line.seconds(),
                line.samplesPerSecond()));
    }

    /** Tells the classes with the lowest recall, and what they were most often taken for. */
    public void mistakes(ConfusionMatrix confusion, List<String> names) {
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
