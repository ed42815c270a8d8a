package dev.lanewise.zoo;

import dev.lanewise.zoo.folder.ModelConfig;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The labels of a classifier ({@code id2label}). */
final class Labels {
    private Labels() {}

    /**
     * The labels in the order of the scores; without any there are two, as in the reference, which does not write them
     * then.
     *
     * @throws dev.lanewise.io.FormatException if a number is left out, or a label is no text
     */
    static List<String> of(ModelConfig config) {
        @Nullable
        ModelConfig labels = config.below("id2label");
        if (labels == null) {
            String key = config.has("num_classes") ? "num_classes" : "num_labels"; // timm's, or that of transformers
            int count = config.positive(key, 2);
            if (count > 1_000_000) {
                throw config.unsupported(key, "at most a million");
            }
            return IntStream.range(0, count).mapToObj(i -> "LABEL_" + i).toList();
        }
        List<String> keys = labels.keys();
        if (keys.isEmpty()) {
            throw config.unsupported("id2label", "labels by number");
        }
        return IntStream.range(0, keys.size()).mapToObj(i -> labels.text(Integer.toString(i))).toList();
    }

    /** The most probable labels first, the lower number first of equal ones. */
    static List<Guess> best(List<String> labels, float[] probabilities, int from, int most) {
        return best(labels.size(), probabilities, from, most, labels::get);
    }

    /** The same for so many numbers and the names of these. */
    static List<Guess> best(int count, float[] probabilities, int from, int most, IntFunction<String> names) {
        return IntStream.range(0, count).boxed()
                .sorted(Comparator.comparingDouble(i -> -probabilities[from + i])).limit(most)
                .map(i -> new Guess(i, names.apply(i), probabilities[from + i])).toList();
    }
}
