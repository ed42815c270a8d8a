package dev.lanewise.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The order in which a product of many tensors is computed, two at a time: up to six operands the one with the fewest
 * multiplications of all orders, beyond always the pair with the fewest; the first found wins a tie. It is part of the
 * definition of the result's bits.
 */
final class ContractionOrder {
    private static final int MOST_EXHAUSTIVE = 6;

    private final long[] operands;
    private final long output;
    private final int[] sizes;

    private ContractionOrder(long[] operands, long output, int[] sizes) {
        this.operands = operands;
        this.output = output;
        this.sizes = sizes;
    }

    /**
     * Pairs of numbers of what is multiplied: operands are numbered from 0, and results go on from there.
     *
     * @param operands the set of labels of each operand
     * @param output the set of labels of the result
     * @param sizes the size of each label
     */
    static int[][] of(long[] operands, long output, int[] sizes) {
        ContractionOrder order = new ContractionOrder(operands, output, sizes);
        return operands.length <= MOST_EXHAUSTIVE ? order.best() : order.greedy();
    }

    private int[][] best() {
        int n = operands.length;
        double[] costs = new double[1 << n];
        int[] splits = new int[1 << n];
        for (int set = 1; set < 1 << n; set++) {
            if (Integer.bitCount(set) == 1) {
                continue;
            }
            costs[set] = Double.POSITIVE_INFINITY;
            for (int part = set - 1 & set; part > 0; part = part - 1 & set) {
                double cost = costs[part] + costs[set & ~part] + count(labels(part) | labels(set & ~part));
                if (cost < costs[set] || splits[set] == 0) {
                    costs[set] = cost;
                    splits[set] = part;
                }
            }
        }
        List<int[]> steps = new ArrayList<>();
        append((1 << n) - 1, splits, steps);
        return steps.toArray(int[][]::new);
    }

    /** Adds the steps that compute a set of operands, and returns the number of the result. */
    private int append(int set, int[] splits, List<int[]> steps) {
        if (Integer.bitCount(set) == 1) {
            return Integer.numberOfTrailingZeros(set);
        }
        int p = append(splits[set], splits, steps);
        int q = append(set & ~splits[set], splits, steps);
        steps.add(new int[] {Math.min(p, q), Math.max(p, q)});
        return operands.length + steps.size() - 1;
    }

    /** The labels that the product of a set of operands keeps. */
    private long labels(int set) {
        long inside = 0;
        long outside = output;
        for (int i = 0; i < operands.length; i++) {
            if ((set >>> i & 1) != 0) {
                inside |= operands[i];
            } else {
                outside |= operands[i];
            }
        }
        return inside & outside;
    }

    private int[][] greedy() {
        int n = operands.length;
        long[] labels = Arrays.copyOf(operands, 2 * n - 1);
        boolean[] used = new boolean[2 * n - 1];
        int[][] steps = new int[n - 1][];
        for (int s = 0; s < n - 1; s++) {
            int[] cheapest = {-1, -1};
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < n + s; i++) {
                for (int j = i + 1; j < n + s; j++) {
                    double cost = used[i] || used[j] ? Double.POSITIVE_INFINITY : count(labels[i] | labels[j]);
                    if (cost < least) {
                        least = cost;
                        cheapest = new int[] {i, j};
                    }
                }
            }
            used[cheapest[0]] = true;
            used[cheapest[1]] = true;
            long outside = output;
            for (int i = 0; i < n + s; i++) {
                outside |= used[i] ? 0 : labels[i];
            }
            labels[n + s] = (labels[cheapest[0]] | labels[cheapest[1]]) & outside;
            steps[s] = cheapest;
        }
        return steps;
    }

    private double count(long mask) {
        double product = 1;
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            product *= sizes[Long.numberOfTrailingZeros(rest)];
        }
        return product;
    }
}
