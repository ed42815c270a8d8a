package dev.lanewise.zoo;

import dev.lanewise.io.FormatException;
import dev.lanewise.zoo.folder.ModelConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a {@code config.json} calls the classes of a classifier. */
final class ClassNames {
    private static final int UNSAID = 2; // what transformers has where nothing is said
    private static final int MOST = 1 << 24;

    private ClassNames() {}

    /** How many classes there are: {@code id2label}, {@code num_labels}, or timm's {@code num_classes}. */
    static int count(ModelConfig config) {
        ModelConfig names = config.below("id2label");
        if (names != null) {
            if (names.keys().isEmpty()) {
                throw config.unsupported("id2label", "a name for each class");
            }
            return names.keys().size();
        }
        String key = config.has("num_classes") ? "num_classes" : "num_labels";
        int count = config.positive(key, UNSAID);
        if (count > MOST) {
            throw config.unsupported(key, "at most " + MOST);
        }
        return count;
    }

    /**
     * The names by number; {@code LABEL_0} and so on where there are none.
     *
     * @throws FormatException if there are names but not for each of the numbers from 0
     */
    static List<String> of(ModelConfig config) {
        int count = count(config);
        List<String> names = new ArrayList<>(Collections.nCopies(count, ""));
        ModelConfig given = config.below("id2label");
        for (int i = 0; i < count; i++) {
            String key = Integer.toString(i);
            if (given != null && !given.has(key)) {
                throw config.unsupported("id2label",
                        "a name for each number from 0 to " + (count - 1) + ", there is none "
                                + "for " + i);
            }
            names.set(i, given == null ? "LABEL_" + i : given.text(key));
        }
        return List.copyOf(names);
    }
}
