package dev.lanewise.board.record;

import dev.lanewise.board.runs.RunFolder;
import dev.lanewise.board.runs.RunWriter;
import dev.lanewise.data.Batch;
import dev.lanewise.data.Dataset;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Labelled samples by which a run shows what its model has learned. */
final class Examples {
    private static final int MOST = 10_000;
    private static final int MOST_BYTES = 32 << 20;
    private static final int BATCH = 500;

    private final Dataset<Batch<Tensor, IntTensor>> samples;
    private final Function<Tensor, Tensor> logits;
    private final List<String> classes;
    private final int count;
    private final Shape sample;
    private final Shape picture;

    private Examples(
            Dataset<Batch<Tensor, IntTensor>> samples, Function<Tensor, Tensor> logits, List<String> classes,
            Shape sample) {
        this.samples = samples;
        this.logits = logits;
        this.classes = List.copyOf(classes);
        this.sample = sample;
        picture = Pictures.shape(sample);
        count = Math.min(Math.min(samples.size(), MOST), Math.max(1, MOST_BYTES / (Float.BYTES * sample.size())));
    }

    /**
     * Looks at the first sample.
     *
     * @param logits takes inputs {@code [n, ...]} and gives {@code [n, classes]}
     * @throws IllegalArgumentException if there are no samples or classes, or a sample is no picture with a class
     */
    static Examples of(
            Dataset<Batch<Tensor, IntTensor>> samples, Function<Tensor, Tensor> logits, List<String> classes) {
        if (samples.size() == 0 || classes.isEmpty()) {
            throw new IllegalArgumentException(
                    "examples: " + samples.size() + " samples of " + classes.size() + " classes");
        }
        Batch<Tensor, IntTensor> first = samples.batch(0);
        Shape inputs = first.inputs().shape();
        if (inputs.rank() < 2 || inputs.rank() > 4 || inputs.size() == 0) {
            throw new IllegalArgumentException("examples: inputs " + inputs
                    + ": expected [n, features], [n, rows, cols] or [n, channels, rows, cols]");
        }
        Shape targets = first.targets().shape();
        if (targets.rank() != 1) {
            throw new IllegalArgumentException(
                    "examples: targets " + targets + ": expected [n], a class for each sample");
        }
        return new Examples(samples, logits, classes, dropFirst(inputs));
    }

    private static Shape dropFirst(Shape shape) {
        return Shape.of(IntStream.range(1, shape.rank()).map(shape::dim).toArray());
    }

    List<String> classes() {
        return classes;
    }

    int count() {
        return count;
    }

    Shape picture() {
        return picture;
    }

    /** Elements of a sample. */
    int features() {
        return sample.size();
    }

    /**
     * Asks the model about one sample, to see that it can be asked.
     *
     * @throws IllegalArgumentException if it does not give a number for each class
     */
    void probe() {
        ask(0, 1);
    }

    /**
     * Writes the pictures and labels, unless the run has the same from before. Where it has others, the predictions of
     * earlier epochs are dropped, as they belong to those.
     *
     * @param note takes a sentence about that
     */
    void write(RunWriter writer, Consumer<String> note) {
        float[] pictures = new float[count * sample.size()];
        int[] labels = new int[count];
        for (int from = 0; from < count; from += BATCH) {
            Batch<Tensor, IntTensor> batch = batch(from, Math.min(from + BATCH, count));
            batch.inputs().copyTo(pictures, from * sample.size());
            System.arraycopy(batch.targets().toArray(), 0, labels, from, batch.size());
        }
        Pictures.scale(pictures);
        if (!isThere(writer.folder(), pictures, labels)) {
            if (writer.dropPredictions()) {
                note.accept("the examples are others than those of earlier epochs, whose predictions are dropped");
            }
            writer.save(RunFolder.EXAMPLES, new Safetensors(
                    Map.of("pictures", Tensor.wrap(pictures, Pictures.shapeOfAll(count, picture))),
                    Map.of(), Map.of("total", Integer.toString(samples.size()))));
            writer.save(RunFolder.LABELS, new Safetensors(Map.of(), Map.of("labels", IntTensor.of(labels)), Map.of()));
        }
    }

    private static boolean isThere(RunFolder folder, float[] pictures, int[] labels) {
        Path file = folder.file(RunFolder.EXAMPLES);
        Path labelFile = folder.file(RunFolder.LABELS);
        if (!Files.exists(file) || !Files.exists(labelFile)) {
            return false;
        }
        try {
            Tensor before = Safetensors.load(file).tensors().get("pictures");
            IntTensor labelsBefore = Safetensors.load(labelFile).ints().get("labels");
            return before != null && labelsBefore != null && Arrays.equals(before.toArray(), pictures)
                    && Arrays.equals(labelsBefore.toArray(), labels);
        } catch (FormatException | UncheckedIOException _) {
            return false; // damaged, and written anew
        }
    }

    private Batch<Tensor, IntTensor> batch(int from, int to) {
        return samples.batch(IntStream.range(from, to).toArray());
    }

    /** Writes what the model makes of them now. */
    void predict(RunWriter writer, String file) {
        int[] predicted = new int[count];
        float[] chance = new float[count];
        float[] truth = new float[count];
        for (int from = 0; from < count; from += BATCH) {
            int to = Math.min(from + BATCH, count);
            int[] labels = batch(from, to).targets().toArray();
            float[] chances = ask(from, to).softmax(1).toArray();
            for (int i = from; i < to; i++) {
                int row = (i - from) * classes.size();
                int best = best(chances, row);
                int label = labels[i - from];
                predicted[i] = best;
                chance[i] = chances[row + best];
                truth[i] = label >= 0 && label < classes.size() ? chances[row + label] : 0;
            }
        }
        writer.save(file, new Safetensors(Map.of("chance", Tensor.of(chance), "truth", Tensor.of(truth)),
                Map.of("predicted", IntTensor.of(predicted)), Map.of()));
    }

    /** The class with the largest chance; the first of those, and of chances that are no numbers. */
    private int best(float[] chances, int row) {
        int best = 0;
        for (int c = 1; c < classes.size(); c++) {
            if (chances[row + c] > chances[row + best]) {
                best = c;
            }
        }
        return best;
    }

    private Tensor ask(int from, int to) {
        Tensor given = logits.apply(batch(from, to).inputs());
        Shape expected = Shape.of(to - from, classes.size());
        if (given == null || !given.shape().equals(expected)) { // a user's function need not be null-checked
            throw new IllegalArgumentException("examples: the function gives "
                    + (given == null ? "null" : given.shape()) + " for " + (to - from)
                    + (to - from == 1 ? " sample" : " samples") + ", expected " + expected
                    + ", a number for each class");
        }
        return given;
    }
}
