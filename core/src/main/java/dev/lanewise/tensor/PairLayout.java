package dev.lanewise.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a product of two tensors with labelled axes is laid out as {@code [batch, m, n]}: the order of the labels of each
 * group, and what must be copied for it.
 *
 * @param batch labels of both operands that stay
 * @param inner labels of both that are summed over
 * @param m labels of the first operand only
 * @param n labels of the second only
 * @param a the labels of the first operand as they are
 * @param b the labels of the second
 * @param output the order wanted of the result; empty for any
 * @param swapped whether first and second have changed places
 */
record PairLayout(int[] batch, int[] inner, int[] m, int[] n, int[] a, int[] b, int[] output, boolean swapped) {

    static List<PairLayout> candidates(int[] a, int[] b, long needed, int[] output) {
        long both = Einsum.maskOf(a) & Einsum.maskOf(b);
        List<PairLayout> all = new ArrayList<>();
        for (boolean swapped : new boolean[] {false, true}) {
            int[] first = swapped ? b : a;
            int[] second = swapped ? a : b;
            int[] m = Einsum.only(first, ~both);
            int[] n = Einsum.only(second, ~both);
            for (int[] batch : new int[][] {output.length == 0 ? a : output, a, b}) {
                for (int[] inner : new int[][] {a, b}) {
                    all.add(new PairLayout(Einsum.only(batch, both & needed), Einsum.only(inner, both & ~needed),
                            m, n, first, second, output, swapped));
                }
            }
        }
        return all;
    }

    /** How many elements are copied to other places. */
    double copied(int[] sizes) {
        double copied = 0;
        if (!fits(a, m)) {
            copied += elements(a, sizes);
        }
        if (!fits(b, n)) {
            copied += elements(b, sizes);
        }
        int[] result = Einsum.join(batch, m, n);
        return output.length == 0 || Arrays.equals(output, result) ? copied : copied + elements(result, sizes);
    }

    private boolean fits(int[] labels, int[] own) {
        return Arrays.equals(labels, Einsum.join(batch, own, inner))
                || Arrays.equals(labels, Einsum.join(batch, inner, own));
    }

    private static double elements(int[] labels, int[] sizes) {
        double product = 1;
        for (int label : labels) {
            product *= sizes[label];
        }
        return product;
    }
}
