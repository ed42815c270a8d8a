package dev.lanewise.examples.mnist;

import dev.lanewise.data.Batch;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.nn.Sequential;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What a training tells its user; all but the last line can be silenced. */
final class Report {
    private static final int DIGITS_SHOWN = 5;
    private static final int WORST_SHOWN = 3;
    private static final int LINE = 78;

    private final PrintWriter out;
    private final boolean quiet;

    Report(PrintWriter out, boolean quiet) {
        this.out = out;
        this.quiet = quiet;
    }

    void say(String line) {
        if (!quiet) {
            out.println(line);
            out.flush();
        }
    }

    void start(DigitData digits, Sequential model) {
        say(String.format(Locale.ROOT, "%,d training and %,d test images (%s), %,d parameters, %d threads",
                digits.train().size(), digits.test().size(), digits.source(), model.parameterCount(),
                Parallel.threads()));
    }

    void epoch(MetricsLog.Line line, int epochs) {
        say(String.format(Locale.ROOT,
                "epoch %d/%d  loss %.4f  accuracy %.4f  test loss %.4f  test accuracy %.4f  %.2f s  %,.0f samples/s",
                line.epoch(), epochs, line.train().loss(), line.train().accuracy(), line.test().loss(),
                line.test().accuracy(), line.seconds(), line.samplesPerSecond()));
    }

    void end(Sequential model, ImageDataset test, ConfusionMatrix confusion) {
        showDigits(model, test);
        showWorst(confusion);
        out.printf(Locale.ROOT, "test accuracy %.4f%n", confusion.accuracy());
        out.flush();
    }

    private void showDigits(Sequential model, ImageDataset test) {
        int count = Math.min(DIGITS_SHOWN, test.size());
        Batch batch = test.batch(IntStream.range(0, count).toArray());
        IntTensor predicted;
        try (GradMode.Scope _ = GradMode.noGrad()) {
            predicted = model.forward(batch.inputs()).argmax(1);
        }
        List<float[]> pictures = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pictures.add(test.grey(i));
            boolean right = predicted.get(i) == batch.labels().get(i);
            captions.add(predicted.get(i) + (right ? "" : ", not " + batch.labels().get(i)));
        }
        say(TerminalArt.fitting(Charset.defaultCharset())
                .draw(pictures, test.rows(), test.cols(), captions, LINE).stripTrailing());
    }

    /** The classes with the lowest recall, and what they were most often taken for. */
    private void showWorst(ConfusionMatrix confusion) {
        List<Integer> classes = IntStream.range(0, confusion.classes()).boxed()
                .filter(actual -> confusion.recall(actual) < 1)
                .sorted(Comparator.comparingDouble(confusion::recall)).limit(WORST_SHOWN).toList();
        for (int actual : classes) {
            List<String> mistakes = IntStream.range(0, confusion.classes()).boxed()
                    .filter(other -> other != actual && confusion.count(actual, other) > 0)
                    .sorted(Comparator.comparingLong(other -> -confusion.count(actual, other))).limit(WORST_SHOWN)
                    .map(other -> other + " (" + confusion.count(actual, other) + " times)").toList();
            say(String.format(Locale.ROOT, "%d: %.1f %% recognised, taken for %s",
                    actual, 100 * confusion.recall(actual), String.join(", ", mistakes)));
        }
    }
}
