package dev.lanewise.state;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Stateful} names its state to. While state is saved or checked, each method gives back what it is given;
 * while it is loaded, what was saved. Names are those of the caller's own: each part has its own, joined by dots, and a
 * name has no dot itself.
 *
 * <p>All methods throw an {@link IllegalArgumentException} for a name that is empty, has a dot or is used twice, and
 * for a value that is null.
 */
public interface State {
    /** A tensor: its values are saved, and loaded into the same tensor, whose shape must agree. */
    void tensor(String name, Tensor tensor);

    /**
     * A tensor that may be there or not, such as a gradient.
     *
     * @param shape the shape it has where it is there
     * @param now the tensor, null for none
     * @return {@code now}, or a new tensor when it is loaded; null for none
     */
    @Nullable
    Tensor optional(String name, Shape shape, @Nullable Tensor now);

    /** A whole number. */
    long number(String name, long now);

    /** A real number, which keeps its value exactly. */
    double real(String name, double now);

    /** A yes or a no. */
    boolean flag(String name, boolean now);

    /** A text. */
    String text(String name, String now);

    /** Any number of whole numbers. */
    long[] numbers(String name, long... now);

    /** Any number of ints, many perhaps: a file holds them as an integer tensor. */
    int[] ints(String name, int... now);

    /**
     * Something that is not loaded but must be the same as when the state was saved, or it would be another run's: a
     * batch size, a decay. It is compared as text.
     */
    void setting(String name, Object now);

    /** A part with state of its own, under its own name. */
    void part(String name, Stateful part);

    /**
     * Parts that may come and go between two runs, within a part of the given name, by their own names. One of which
     * nothing was saved keeps the state that it has, and what was saved of one that is not there is left out; of all
     * others each piece must agree.
     */
    void optionalParts(String name, Map<String, ? extends Stateful> parts);
}
