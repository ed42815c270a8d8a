package dev.lanewise.zoo.tokenizers;

import java.util.List;

/** A step that changes a text before it is split. */
@FunctionalInterface
interface Normalizing {
    /** The changed text, or the same. */
    Aligned apply(Aligned text);

    /** One after the other. */
    static Normalizing all(List<Normalizing> steps) {
        return steps.size() == 1 ? steps.getFirst() : text -> {
            Aligned result = text;
            for (Normalizing step : steps) {
                result = step.apply(result);
            }
            return result;
        };
    }
}
