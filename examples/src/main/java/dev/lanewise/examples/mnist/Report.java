package dev.lanewise.examples.mnist;

import dev.lanewise.data.Batch;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.examples.Output;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.inference.Inference;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.nn.Sequential;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a training run tells its user, in lines of at most 80 characters; all but the last can be silenced. If they
 * cannot be written, training ends, unless its results are kept elsewhere: then it goes on, and fails at the end.
 */
final class Report {
    private static final int DIGITS_SHOWN = 5;
    private static final int WORST_SHOWN = 3;
    private static final int LINE = 78;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean quiet;
    private final List<String> keepers;
    private boolean lost;

    /** A report to {@code out}; {@code keepers} are the options that keep the results of the training elsewhere. */
    Report(PrintWriter out, PrintWriter err, boolean quiet, List<String> keepers) {
        this.out = out;
        this.err = err;
        this.quiet = quiet;
        this.keepers = keepers;
    }

    void say(String line) {
        if (!quiet && !lost) {
            out.println(line);
            heedFailure();
        }
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
    void warn(String line) {
        err.println(line);
        err.flush();
    }

    void start(DigitData digits, SavedModel model) {
        say(String.format(Locale.ROOT, "%,d training and %,d test images: %s",
                digits.train().size(), digits.test().size(), digits.source()));
        say(String.format(Locale.ROOT, "network %s, %,d parameters, %d %s%n",
                model.form().widths(), model.model().parameterCount(),
                Parallel.threads(), Parallel.threads() == 1 ? "thread" : "threads"));
        say("  epoch   train loss  accuracy   test loss  accuracy   seconds  samples/s");
    }

    /** Tells where a resumed run goes on. */
    void resumed(int epochs, int images) {
        say(String.format(Locale.ROOT, "  resumed after %d %s and %,d images", epochs, epochs == 1 ? "epoch" : "epochs",
                images));
    }

    void epoch(MetricsLog.Line line, int epochs) {
        say(String.format(Locale.ROOT, "%7s   %10.4f  %8.4f   %9.4f  %8.4f   %7.2f  %,9.0f",
                line.epoch() + "/" + epochs, line.train().loss(), line.train().accuracy(), line.test().loss(),
                line.test().accuracy(), line.seconds(), line.samplesPerSecond()));
    }

    void end(Sequential model, ImageDataset test, ConfusionMatrix confusion, @Nullable Path saved) {
        if (!quiet) {
            showDigits(model, test);
            showWorst(confusion);
        }
        if (saved != null) {
            say("the model is in " + Printable.path(saved));
        }
        out.printf(Locale.ROOT, "test accuracy %.4f%n", confusion.accuracy());
    }

    private void showDigits(Sequential model, ImageDataset test) {
        int count = Math.min(DIGITS_SHOWN, test.size());
        Batch<Tensor, IntTensor> batch = test.batch(IntStream.range(0, count).toArray());
        IntTensor predicted = Inference.of(model).run(batch.inputs()).argmax(1);
        List<float[]> pictures = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pictures.add(test.grey(i));
            boolean right = predicted.get(i) == batch.targets().get(i);
            captions.add(predicted.get(i) + (right ? "" : ", not " + batch.targets().get(i)));
        }
        say(String.format("%nThe first test images, as the network reads them:"));
        say(TerminalArt.fitting(System.out.charset()).draw(pictures, test.rows(), test.cols(), captions, LINE));
    }

    /** Shows the classes with the lowest recall, and what they were most often taken for. */
    private void showWorst(ConfusionMatrix confusion) {
        List<Integer> classes = IntStream.range(0, confusion.classes()).boxed()
                .filter(actual -> confusion.recall(actual) < 1)
                .sorted(Comparator.comparingDouble(confusion::recall)).limit(WORST_SHOWN).toList();
        for (int actual : classes) {
            List<String> mistakes = IntStream.range(0, confusion.classes()).boxed()
                    .filter(other -> other != actual && confusion.count(actual, other) > 0)
                    .sorted(Comparator.comparingLong(other -> -confusion.count(actual, other))).limit(WORST_SHOWN)
                    .map(other -> confusion.count(actual, other) + " as " + other).toList();
            say(String.format(Locale.ROOT, "of the %ds %.1f %% are read right, %s",
                    actual, 100 * confusion.recall(actual), String.join(", ", mistakes)));
        }
    }
}
