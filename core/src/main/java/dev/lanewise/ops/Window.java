package dev.lanewise.ops;

import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The window that a pool moves over its input: how many elements along each axis, how far it moves from one place to
 * the next, and what surrounds the input. One number counts for all axes, several for one each. Objects are immutable;
 * each setter returns a new one.
 *
 * {@snippet :
 * Tensor y = Pooling.maxPool2d(x, Window.of(3).stride(2).padding(1));
 * Tensor z = Pooling.avgPool2d(x, Window.of(2, 3).ceilMode(true));
 * }
 *
 * @param kernel elements along each axis ({@index kernel_size})
 * @param stride elements from a window to the next; empty for those of the kernel
 * @param padding elements before and after the input, at most half a window
 * @param dilation from an element of a window to its next; only maxima have it
 * @param ceilMode whether the last window may reach beyond the padded input
 */
public record Window(
        List<Integer> kernel, List<Integer> stride, List<Integer> padding, List<Integer> dilation, boolean ceilMode) {
    private static final int MOST_AXES = 3;

    /**
     * Checks all numbers.
     *
     * @throws IllegalArgumentException if there are none for the kernel, more than three, a padding below 0, or another
     *     below 1
     */
    public Window {
        kernel = numbers("kernel", kernel, 1);
        stride = numbers("stride", stride, 1);
        padding = numbers("padding", padding, 0);
        dilation = numbers("dilation", dilation, 1);
        if (kernel.isEmpty() || padding.isEmpty() || dilation.isEmpty()) {
            throw new IllegalArgumentException("Window: there are no numbers for "
                    + (kernel.isEmpty() ? "the kernel" : padding.isEmpty() ? "the padding" : "the dilation"));
        }
    }

    /** Windows are equal if they fit the same counts of axes and mean the same there, however that was said. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Window window && ceilMode == window.ceilMode && meaning().equals(window.meaning());
    }

    @Override
    public int hashCode() {
        return 31 * meaning().hashCode() + Boolean.hashCode(ceilMode);
    }

    /** All numbers, as many for each option as the longest list has. */
    private List<List<Integer>> meaning() {
        List<List<Integer>> all = List.of(kernel, stride.isEmpty() ? kernel : stride, padding, dilation);
        int axes = all.stream().mapToInt(List::size).max().orElse(1);
        return all.stream().map(numbers -> repeated(numbers, axes)).toList();
    }

    private static List<Integer> numbers(String what, @Nullable List<Integer> numbers, int least) {
        List<Integer> given = Required.nonNull("Window: the list for " + what, numbers);
        if (given.size() > MOST_AXES) {
            throw new IllegalArgumentException("Window: " + what + " " + given + " is for more than three axes");
        }
        for (Integer number : given) {
            if (Required.nonNull("Window: a number for " + what, number) < least) {
                throw new IllegalArgumentException(
                        "Window: " + what + " " + text(given) + ": " + number + " is less than " + least);
            }
        }
        return List.copyOf(given);
    }

    /** A window of this size that moves by its size, without padding. */
    public static Window of(int... kernel) {
        return new Window(list("kernel", kernel), List.of(), List.of(0), List.of(1), false);
    }

    /** The elements from a window to the next. */
    public Window stride(int... numbers) {
        return new Window(kernel, list("stride", numbers), padding, dilation, ceilMode);
    }

    /** The elements before and after the input: never the largest, and 0 in averages. */
    public Window padding(int... numbers) {
        return new Window(kernel, stride, list("padding", numbers), dilation, ceilMode);
    }

    /** The distance from an element of the window to its next; for maxima. */
    public Window dilation(int... numbers) {
        return new Window(kernel, stride, padding, list("dilation", numbers), ceilMode);
    }

    /**
     * Whether elements at the end that do not fill a window get one that is cut off; without it they are left out.
     * Windows that would begin behind the input are left out in any case.
     */
    public Window ceilMode(boolean value) {
        return new Window(kernel, stride, padding, dilation, value);
    }

    private static List<Integer> list(String what, int... numbers) {
        if (Required.nonNull("Window: the array for " + what, numbers).length == 0) {
            throw new IllegalArgumentException("Window: there are no numbers for the " + what);
        }
        return Arrays.stream(numbers).boxed().toList();
    }

    /**
     * This window with a number for each of so many axes; refuses one with numbers for another count.
     *
     * @param function what the message begins with
     */
    Window over(String function, int axes) {
        List<Integer> size = each(function, "kernel", kernel, axes);
        return new Window(
                size, stride.isEmpty() ? size : each(function, "stride", stride, axes),
                each(function, "padding", padding, axes), each(function, "dilation", dilation, axes), ceilMode);
    }

    private static List<Integer> each(String function, String what, List<Integer> numbers, int axes) {
        if (numbers.size() != 1 && numbers.size() != axes) {
            throw new IllegalArgumentException(function + ": " + what + " " + text(numbers) + " has "
                    + numbers.size() + " numbers for " + axes + (axes == 1 ? " axis" : " axes"));
        }
        return repeated(numbers, axes);
    }

    private static List<Integer> repeated(List<Integer> numbers, int axes) {
        return numbers.size() == 1 ? Collections.nCopies(axes, numbers.getFirst()) : numbers;
    }

    /** Numbers as in {@code 2 x 3}. */
    static String text(List<Integer> numbers) {
        return numbers.stream().map(Object::toString).collect(Collectors.joining(" x "));
    }

    /** For example {@code 3, stride 2, padding 1}. */
    @Override
    public String toString() {
        return brief(kernel) + ", stride " + brief(stride.isEmpty() ? kernel : stride)
                + option("padding", padding, 0) + option("dilation", dilation, 1) + (ceilMode ? ", ceil mode" : "");
    }

    private static String option(String what, List<Integer> numbers, int usual) {
        String text = brief(numbers);
        return text.equals(Integer.toString(usual)) ? "" : ", " + what + " " + text;
    }

    /** As {@link #text}, but one number where all are equal. */
    static String brief(List<Integer> numbers) {
        return text(numbers.stream().distinct().count() == 1 ? numbers.subList(0, 1) : numbers);
    }
}
