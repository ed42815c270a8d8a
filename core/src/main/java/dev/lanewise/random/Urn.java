package dev.lanewise.random;

import java.util.Arrays;

/**
 * Weights to draw from: a binary tree of sums in double precision, whose leaves are the weights, filled up with zeros
 * to a power of two. A draw walks down from the root with {@code u} times its sum: to the left if that is less than the
 * sum there, else to the right with what is left of it. A removed weight becomes 0, and the sums above it are added
 * anew, so none is ever off by what was subtracted.
 */
final class Urn {
    private final int size;
    private final int leaves;
    private final double[] sums;
    private int positive;

    /** An urn for so many weights, at least 1. */
    Urn(int size) {
        this.size = size;
        leaves = size == 1 ? 1 : Integer.highestOneBit(size - 1) << 1;
        sums = new double[2 * leaves];
    }

    /**
     * Puts a row of weights in the place of the ones before.
     *
     * @throws IllegalArgumentException if one is negative or not finite, or all are 0
     */
    void fill(float[] weights, int from, int row) {
        Arrays.fill(sums, leaves + size, sums.length, 0);
        positive = 0;
        for (int i = 0; i < size; i++) {
            float weight = weights[from + i];
            if (!(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("multinomial: weight " + weight + " at position " + i + " of row "
                        + row + " is negative or not finite");
            }
            sums[leaves + i] = weight;
            positive += weight > 0 ? 1 : 0;
        }
        if (positive == 0) {
            throw new IllegalArgumentException("multinomial: the weights of row " + row + " are all 0");
        }
        for (int node = leaves - 1; node > 0; node--) {
            sums[node] = sums[2 * node] + sums[2 * node + 1];
        }
    }

    /** Refuses fewer weights above 0 than are to be removed. */
    void requireCount(int count, int row) {
        if (positive < count) {
            throw new IllegalArgumentException("multinomial: row " + row + " has " + positive
                    + " weights above 0, too few for " + count + " samples without replacement");
        }
    }

    /** The position of the weight that a number on [0, 1) falls on; never that of a weight of 0. */
    int find(double u) {
        double rest = u * sums[1];
        int node = 1;
        while (node < leaves) {
            node *= 2;
            // Rounding may leave a little more than the sum of a node: then the last weight above 0 is taken.
            if (rest >= sums[node] && sums[node + 1] > 0) {
                rest -= sums[node];
                node++;
            }
        }
        return node - leaves;
    }

    /** Takes a weight out. */
    void remove(int position) {
        int node = leaves + position;
        sums[node] = 0;
        while (node > 1) {
            node /= 2;
            sums[node] = sums[2 * node] + sums[2 * node + 1];
        }
    }
}
