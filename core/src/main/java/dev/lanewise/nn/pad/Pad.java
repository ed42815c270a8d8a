package dev.lanewise.nn.pad;

import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What layers of padding have in common: a class of its own, whose name is printed and saved, says for how many axes it
 * is, what it puts at their ends, and how another one is made.
 *
 * @param <P> the class itself
 */
abstract class Pad<P extends Pad<P>> extends Layer {
    /** Puts elements at the ends of an axis. */
    @FunctionalInterface
    interface Axis {
        Tensor pad(Tensor x, int axis, int before, int after);
    }

    private final int[] counts;
    private final Axis function;
    private final Function<int[], P> twin;
    private final String setting;

    /**
     * @param axes that are padded, the last ones
     * @param counts two for each axis, the last axis first, or one for all
     * @param twin makes a layer of the same class from counts
     * @param setting shown behind the counts; empty for none
     */
    Pad(int axes, int[] counts, Axis function, Function<int[], P> twin, String setting) {
        Required.nonNull(getClass().getSimpleName() + ": the array of counts", counts);
        if (counts.length != 1 && counts.length != 2 * axes) {
            throw new IllegalArgumentException(getClass().getSimpleName() + ": counts " + Arrays.toString(counts)
                    + ": expected one for all sides, or " + 2 * axes + ", two for each axis, the last axis first");
        }
        for (int count : counts) {
            if (count < 0) {
                throw new IllegalArgumentException(
                        getClass().getSimpleName() + ": counts " + Arrays.toString(counts) + ": " + count
                                + " is negative; slice to take elements away");
            }
        }
        int[] each = new int[2 * axes];
        Arrays.setAll(each, i -> counts[counts.length == 1 ? 0 : i]);
        this.counts = each;
        this.function = function;
        this.twin = twin;
        this.setting = setting;
    }

    @Override
    protected final Tensor compute(Tensor x) {
        int axes = counts.length / 2;
        if (x.rank() != axes + 1 && x.rank() != axes + 2) {
            throw new IllegalArgumentException(x.shape() + " has " + x.rank()
                    + (x.rank() == 1 ? " axis: expected " : " axes: expected ") + (axes + 2)
                    + ", a batch of channels, or " + (axes + 1) + ", channels alone");
        }
        Tensor y = x;
        for (int i = 0; i < axes; i++) {
            if (counts[2 * i] > 0 || counts[2 * i + 1] > 0) {
                y = function.pad(y, x.rank() - 1 - i, counts[2 * i], counts[2 * i + 1]);
            }
        }
        return y;
    }

    @Override
    public final P copy() {
        return copied(() -> twin.apply(counts));
    }

    @Override
    protected final String describe() {
        return Arrays.stream(counts).mapToObj(Integer::toString).collect(Collectors.joining(", ")) + setting;
    }
}
