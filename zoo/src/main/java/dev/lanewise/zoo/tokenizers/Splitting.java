package dev.lanewise.zoo.tokenizers;

import java.util.List;
import java.util.function.Consumer;

/** A step that splits a text into parts, within which tokens are then found. */
@FunctionalInterface
interface Splitting {
    /** Hands the parts on from left to right; empty ones are left out. */
    void split(Aligned text, Consumer<Aligned> parts);

    /** One after the other. */
    static Splitting all(List<Splitting> steps) {
        Splitting all = (text, parts) -> parts.accept(text);
        for (Splitting step : steps.reversed()) {
            Splitting after = all;
            all = (text, parts) -> step.split(text, part -> after.split(part, parts));
        }
        return all;
    }
}
