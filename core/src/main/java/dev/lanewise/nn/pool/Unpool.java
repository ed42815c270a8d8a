package dev.lanewise.nn.pool;

import dev.lanewise.nn.Block;
import dev.lanewise.ops.Pooling;
import dev.lanewise.ops.Window;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the ways back from maxima have in common: the window of the pool, whose numbers say the sizes of planes.
 *
 * @param <U> the class itself
 */
abstract class Unpool<U extends Unpool<U>> extends Block {
    private final int axes;
    private final Window window;
    private final Function<Window, U> twin;

    Unpool(String name, int axes, Window window, Function<Window, U> twin) {
        this.axes = axes;
        this.window = Sizes.window(name, window, axes);
        this.twin = twin;
    }

    /**
     * Planes of the smallest sizes from which the window, moved without ceil mode, makes those of the input: along each
     * axis {@code (size - 1) stride - 2 padding + dilation (kernel - 1) + 1}.
     *
     * @param indices the places in the planes, as many as elements
     * @throws IllegalArgumentException if the shapes do not fit; the message begins with the block's path
     * @throws IndexOutOfBoundsException for an index outside a plane, likewise
     */
    public final Tensor forward(Tensor x, IntTensor indices) {
        return call(() -> {
            long[] least = least(x);
            if (Arrays.stream(least).anyMatch(size -> size < 1 || size > Integer.MAX_VALUE)) {
                throw new IllegalArgumentException(x.shape() + " leads to planes of " + text(least));
            }
            return Pooling.maxUnpool(x, indices, Arrays.stream(least).mapToInt(size -> (int) size).toArray());
        }, x, indices);
    }

    /**
     * Planes of these sizes ({@index output_size}), which are those that the pool had: they may differ from those of
     * {@link #forward(Tensor, IntTensor)} by less than a stride.
     *
     * @param indices the places in the planes, as many as elements
     * @param sizes a number for each axis, or one for all
     * @throws IllegalArgumentException if the shapes or sizes do not fit; the message begins with the block's path
     * @throws IndexOutOfBoundsException for an index outside a plane, likewise
     */
    public final Tensor forward(Tensor x, IntTensor indices, int... sizes) {
        return call(() -> {
            long[] least = least(x);
            Required.nonNull("the array of sizes", sizes);
            if (sizes.length != 1 && sizes.length != axes) {
                throw new IllegalArgumentException("sizes " + Arrays.toString(sizes) + ": expected one number"
                        + (axes == 1 ? "" : ", or one for each of " + axes + " axes"));
            }
            int[] each = IntStream.range(0, axes).map(i -> sizes[sizes.length == 1 ? 0 : i]).toArray();
            for (int i = 0; i < axes; i++) {
                if (each[i] < 1 || Math.abs(each[i] - least[i]) >= stride(i)) {
                    throw new IllegalArgumentException(x.shape() + " does not come from planes of "
                            + text(Arrays.stream(each).asLongStream().toArray()) + ": expected "
                            + text(bounds(least, -1)) + " to " + text(bounds(least, 1)));
                }
            }
            return Pooling.maxUnpool(x, indices, each);
        }, x, indices);
    }

    private long[] bounds(long[] least, int sign) {
        return IntStream.range(0, axes).mapToLong(i -> Math.max(1, least[i] + sign * (stride(i) - 1L))).toArray();
    }

    private int stride(int i) {
        return number(window.stride().isEmpty() ? window.kernel() : window.stride(), i);
    }

    private static int number(List<Integer> numbers, int i) {
        return numbers.get(numbers.size() == 1 ? 0 : i);
    }

    private long[] least(Tensor x) {
        Required.nonNull("the input", x);
        if (x.rank() != axes + 1 && x.rank() != axes + 2) {
            throw new IllegalArgumentException(x.shape() + ": expected " + (axes + 2) + " axes, or "
                    + (axes + 1) + " without a batch");
        }
        IntUnaryOperator size = i -> x.dim(i - axes);
        return IntStream.range(0, axes).mapToLong(i -> (size.applyAsInt(i) - 1L) * stride(i)
                - 2L * number(window.padding(), i)
                + number(window.dilation(), i) * (number(window.kernel(), i) - 1L) + 1).toArray();
    }

    private static String text(long[] sizes) {
        return Arrays.stream(sizes).mapToObj(Long::toString).collect(Collectors.joining(" x "));
    }

    @Override
    public final U copy() {
        return copied(() -> twin.apply(window));
    }

    @Override
    protected final String describe() {
        return window.toString();
    }
}
