package dev.lanewise.ops;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * What attention needs of positions that are known when a computation runs only: rotation of queries and keys by their
 * positions, and a place for keys and values that grows. The position of the first row is a tensor, so that a captured
 * program can be replayed at each position.
 */
public final class Positions {
    /** Which elements of a head are turned together. */
    public enum Pairs {
        /** Element i and the one half a width behind it, as in GPT-NeoX and Llama. */
        HALVES,
        /** Neighbours, as in the paper and GPT-J. */
        NEIGHBOURS
    }

    private Positions() {}

    /**
     * As {@link #rotary(Tensor, int, int, Tensor, IntTensor, Pairs)} with one head, which is turned: for heads on an
     * axis of their own. <b>Shape</b>: {@code [..., L, E] -> [..., L, E]}.
     */
    public static Tensor rotary(Tensor x, Tensor turns, IntTensor start, Pairs pairs) {
        return rotary(x, 1, 1, turns, start, pairs);
    }

    /**
     * Rotary positions (Su et al. 2021): in each of the first heads, the pairs of the first R elements are turned as
     * vectors in the plane by the angles of their row's position: {@code (a cos - b sin, b cos + a sin)}, each of two
     * products and their rounded difference or sum; all else stays. <b>Shape</b>: {@code [..., L, heads E] -> [..., L,
     * heads E]}. Row i has the position {@code start + i}. Gradient: that of x, turned back.
     *
     * @param heads how many heads lie beside each other in a row
     * @param turned how many of them, from the first on, are turned
     * @param turns {@code [P, R]}, R even and at most E: for each position the cosines of the R / 2 angles, then their
     *     sines; no gradient reaches them
     * @param start one number, read when the computation runs
     * @throws IllegalArgumentException if the shapes do not fit
     * @throws IndexOutOfBoundsException if a position is negative or not below P
     */
    public static Tensor rotary(Tensor x, int heads, int turned, Tensor turns, IntTensor start, Pairs pairs) {
        Required.nonNull("rotary: the tensor", x);
        Required.nonNull("rotary: the table of turns", turns);
        Required.nonNull("rotary: the position of the first row", start);
        Required.nonNull("rotary: the kind of pairs", pairs);
        return new PositionOp.Rotary(heads, turned, pairs, false).tensor(x, turns.detach(), start);
    }

    /**
     * Overwrites rows of a tensor from a position on. It is not recorded: gradients do not pass.
     *
     * @param target {@code [N, C, D]}, a leaf
     * @param rows {@code [N, L, D]}
     * @param start one number, read when the computation runs: row i goes to {@code start + i}
     * @throws IllegalArgumentException if the shapes do not fit, or, when the computation runs, the rows end beyond C
     */
    public static void write(Tensor target, Tensor rows, IntTensor start) {
        Required.nonNull("write: the target", target);
        Required.nonNull("write: the tensor of rows", rows);
        Required.nonNull("write: the position of the first row", start);
        if (!target.isLeaf() || target.requiresGrad()) {
            throw new IllegalArgumentException("write: target " + target.shape()
                    + " has a history or requires a gradient; write to a leaf without one");
        }
        new PositionOp.Write().apply(target, rows, start);
    }
}
