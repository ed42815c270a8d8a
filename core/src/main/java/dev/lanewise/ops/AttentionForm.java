package dev.lanewise.ops;

import dev.lanewise.kernels.sequence.AttentionMasks;
import dev.lanewise.kernels.sequence.AttentionMasks.Place;
import dev.lanewise.kernels.sequence.AttentionSizes;
import dev.lanewise.kernels.sequence.HeadRows;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;

/**
 * What the inputs of an attention are: queries, keys and values in one of three layouts, then the masks that there are,
 * in the order of the components: {@code start []}, {@code lengths [N, H]}, {@code allowed [N, H, L, S]} and {@code
 * bias} likewise, each of whose axes may be 1 to broadcast.
 *
 * @param layout how queries, keys and values lie
 * @param heads heads of the queries, H
 * @param keyHeads heads of keys and values, which divides heads
 * @param scale of the scores
 * @param causal whether query i attends to keys up to i, or start + i
 * @param start whether the first query's position is given
 * @param lengths whether the numbers of keys are given
 * @param allowed whether a mask of booleans is given
 * @param bias whether a mask of floats is given
 */
public record AttentionForm(
        Layout layout, int heads, int keyHeads, float scale, boolean causal, boolean start, boolean lengths,
        boolean allowed, boolean bias) {

    /** Where heads are. */
    public enum Layout {
        /** {@code [N, H, L, E], [N, K, S, E], [N, K, S, V] -> [N, H, L, V]}. */
        HEADS("scaledDotProduct"),
        /** {@code [N, L, H * E], [N, S, K * E], [N, S, K * V] -> [N, L, H * V]}. */
        FEATURES("multiHead"),
        /** {@code [N, L, (H + 2 K) * E] -> [N, L, H * E]}: queries, keys and values side by side. */
        PACKED("multiHeadPacked");

        /** The function that takes it. */
        final String function;

        Layout(String function) {
            this.function = function;
        }
    }

    /** How many inputs hold queries, keys and values. */
    int operands() {
        return layout == Layout.PACKED ? 1 : 3;
    }

    /** How many inputs there are. */
    int inputs() {
        return operands() + (start ? 1 : 0) + (lengths ? 1 : 0) + (allowed ? 1 : 0) + (bias ? 1 : 0);
    }

    private int lengthsAt() {
        return operands() + (start ? 1 : 0);
    }

    private int allowedAt() {
        return lengthsAt() + (lengths ? 1 : 0);
    }

    private int biasAt() {
        return allowedAt() + (allowed ? 1 : 0);
    }

    /**
     * The sizes of these operands.
     *
     * @throws IllegalArgumentException if they do not fit the layout or each other
     */
    AttentionSizes sizes(Shape... x) {
        boolean fit = heads >= 1 && keyHeads >= 1 && heads % keyHeads == 0;
        for (int i = 0; i < operands(); i++) {
            fit &= x[i].rank() == (layout == Layout.HEADS ? 4 : 3);
        }
        AttentionSizes sizes = fit ? unchecked(x) : null;
        if (sizes == null || !fits(sizes, x)) {
            StringBuilder shapes = new StringBuilder();
            for (int i = 0; i < operands(); i++) {
                shapes.append(i == 0 ? " " : ", ").append(x[i]);
            }
            throw new IllegalArgumentException(layout.function + ":" + shapes + " do not fit together, or " + heads
                    + " heads of queries and " + keyHeads + " of keys");
        }
        return sizes;
    }

    private AttentionSizes unchecked(Shape... x) {
        Shape q = x[0];
        return switch (layout) {
            case HEADS -> new AttentionSizes(
                    q.dim(0), heads, keyHeads, q.dim(2), x[1].dim(2), q.dim(3), x[2].dim(3), scale);
            case FEATURES -> new AttentionSizes(
                    q.dim(0), heads, keyHeads, q.dim(1), x[1].dim(1), q.dim(2) / heads, x[2].dim(2) / keyHeads, scale);
            case PACKED -> {
                int width = q.dim(2) / (heads + 2 * keyHeads);
                yield new AttentionSizes(q.dim(0), heads, keyHeads, q.dim(1), q.dim(1), width, width, scale);
            }
        };
    }

    private boolean fits(AttentionSizes sizes, Shape... x) {
        int n = sizes.batch();
        return switch (layout) {
            case HEADS -> x[0].equals(Shape.of(n, heads, sizes.queries(), sizes.depth()))
                    && x[1].equals(Shape.of(n, keyHeads, sizes.keys(), sizes.depth()))
                    && x[2].equals(Shape.of(n, keyHeads, sizes.keys(), sizes.width()));
            case FEATURES -> x[0].equals(Shape.of(n, sizes.queries(), heads * sizes.depth()))
                    && x[1].equals(Shape.of(n, sizes.keys(), keyHeads * sizes.depth()))
                    && x[2].equals(Shape.of(n, sizes.keys(), keyHeads * sizes.width()));
            case PACKED -> x[0].dim(2) == (heads + 2 * keyHeads) * sizes.depth();
        };
    }

    /** The shape of the averages. */
    Shape output(AttentionSizes sizes) {
        return layout == Layout.HEADS
                ? Shape.of(sizes.batch(), heads, sizes.queries(), sizes.width())
                : Shape.of(sizes.batch(), sizes.queries(), heads * sizes.width());
    }

    /**
     * Checks the masks behind the operands.
     *
     * @param first where the operands begin
     * @throws IllegalArgumentException if one of them does not fit
     */
    void requireMasks(AttentionSizes sizes, int first, Shape... x) {
        if (x.length != first + inputs()) {
            throw new IllegalArgumentException(
                    layout.function + ": " + x.length + " inputs: expected " + (first + inputs()));
        }
        if (start && x[first + operands()].size() != 1) {
            throw new IllegalArgumentException(
                    layout.function + ": the position of the first query " + x[first + operands()]
                            + ": expected one number");
        }
        if (lengths) {
            requireFit("lengths of the keys", x[first + lengthsAt()], sizes.batch(), heads);
        }
        if (allowed) {
            requireFit("mask", x[first + allowedAt()], sizes.batch(), heads, sizes.queries(), sizes.keys());
        }
        if (bias) {
            requireFit("mask", x[first + biasAt()], sizes.batch(), heads, sizes.queries(), sizes.keys());
        }
    }

    private void requireFit(String what, Shape mask, int... full) {
        boolean fits = mask.rank() == full.length;
        for (int axis = 0; fits && axis < full.length; axis++) {
            fits = mask.dim(axis) == 1 || mask.dim(axis) == full[axis];
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    layout.function + ": " + what + " " + mask + ": expected " + Shape.of(full)
                            + ", or 1 to broadcast");
        }
    }

    /** The rows of queries (operand 0), of keys (1) or of values (2). */
    HeadRows rows(AttentionSizes sizes, int operand, Operands from, int first) {
        int at = layout == Layout.PACKED ? first : first + operand;
        return rows(sizes, operand, from.data(at), from.offset(at));
    }

    private HeadRows rows(AttentionSizes sizes, int operand, float[] data, int offset) {
        int wide = operand == 2 ? sizes.width() : sizes.depth();
        int length = operand == 0 ? sizes.queries() : sizes.keys();
        int count = operand == 0 ? heads : keyHeads;
        return switch (layout) {
            case HEADS -> new HeadRows(data, offset, count * length * wide, length * wide, wide);
            case FEATURES -> new HeadRows(data, offset, length * count * wide, wide, count * wide);
            case PACKED -> {
                int row = (heads + 2 * keyHeads) * wide;
                int before = operand == 0 ? 0 : operand == 1 ? heads : heads + keyHeads;
                yield new HeadRows(data, offset + before * wide, length * row, wide, row);
            }
        };
    }

    /** The rows of the averages, or of their gradient. */
    HeadRows averages(AttentionSizes sizes, float[] data, int offset) {
        int wide = sizes.width();
        int length = sizes.queries();
        return layout == Layout.HEADS
                ? new HeadRows(data, offset, heads * length * wide, length * wide, wide)
                : new HeadRows(data, offset, length * heads * wide, wide, heads * wide);
    }

    /**
     * The masks, whose values are checked.
     *
     * @param first where the operands begin
     */
    AttentionMasks masks(AttentionSizes sizes, Operands in, int first) {
        int at = start ? in.ints(first + operands())[0] : 0;
        if (start) {
            requireStart(layout.function, at, sizes.queries(), sizes.keys());
        }
        int[] counts = lengths ? in.ints(first + lengthsAt()) : null;
        Place countsAt = lengths ? place(0, in.shape(first + lengthsAt())) : Place.NONE;
        if (counts != null) {
            requireLengths(layout.function, counts, in.size(first + lengthsAt()), sizes.keys());
        }
        int masksAt = first + allowedAt();
        int biasAt = first + biasAt();
        return new AttentionMasks(
                causal, at, counts, countsAt,
                allowed ? in.bools(masksAt) : null, allowed ? place(0, in.shape(masksAt)) : Place.NONE,
                bias ? in.data(biasAt) : null, bias ? place(in.offset(biasAt), in.shape(biasAt)) : Place.NONE);
    }

    static void requireStart(String function, int at, int queries, int keys) {
        if (at < 0 || at + (long) queries > keys) {
            throw new IllegalArgumentException(function + ": the first query's position " + at + " and " + queries
                    + " queries do not fit " + keys + " keys");
        }
    }

    static void requireLengths(String function, int[] counts, int n, int keys) {
        for (int i = 0; i < n; i++) {
            if (counts[i] < 0 || counts[i] > keys) {
                throw new IllegalArgumentException(
                        function + ": length " + counts[i] + " at " + i + " is not within 0 and " + keys + " keys");
            }
        }
    }

    /** Where the elements of a mask lie; axes of size 1 are broadcast. */
    private static Place place(int offset, Shape mask) {
        int[] steps = new int[4];
        int step = 1;
        for (int axis = mask.rank() - 1; axis >= 0; axis--) {
            steps[axis] = mask.dim(axis) == 1 ? 0 : step;
            step *= mask.dim(axis);
        }
        return new Place(offset, steps[0], steps[1], steps[2], steps[3]);
    }
}
