package dev.lanewise.zoo;

import dev.lanewise.zoo.folder.ModelConfig;
import java.util.List;
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
}
