package dev.lanewise.zoo;

import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;

/** Copies lists of callers that are not null-checked, and says by place which element is null. */
final class Elements {
    private Elements() {}

    /**
     * An unmodifiable copy.
     *
     * @param list what the list is, for example {@code LabelledTexts: the list of texts}
     * @param each what an element is, for example {@code LabelledTexts: text}; its place follows
     * @throws IllegalArgumentException if the list or an element is null
     */
    static <T> List<T> of(String list, String each, List<T> elements) {
        return of(list, each, "", elements);
    }

    /** The same with words that follow the place. */
    static <T> List<T> of(String list, String each, String more, List<T> elements) {
        List<T> copy = new ArrayList<>();
        for (T element : Required.nonNull(list, elements)) {
            copy.add(Required.nonNull(each + " " + copy.size() + more, element));
        }
        return List.copyOf(copy);
    }
}
