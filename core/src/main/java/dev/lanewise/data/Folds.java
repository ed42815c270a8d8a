package dev.lanewise.data;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Shares samples out to parts, at random and so that each part has its share of each class. */
final class Folds {
    private Folds() {}

    /** Labels of all samples. */
    static int[] labels(String method, Dataset<?> all, IntTensor labels) {
        Required.nonNull(method + ": the tensor of labels", labels);
        if (labels.shape().rank() != 1 || labels.size() != all.size()) {
            throw new IllegalArgumentException(
                    method + ": labels " + labels.shape() + " for the " + all.size() + " samples of " + all);
        }
        return labels.toArray();
    }

    /** Shares that add up to 1. */
    static double[] shares(Dataset<?> all, double... shares) {
        double sum = Arrays.stream(Required.nonNull("split: the array of shares", shares)).sum();
        if (Arrays.stream(shares).anyMatch(share -> !(share >= 0)) || Math.abs(sum - 1) > 1e-9) {
            throw new IllegalArgumentException("split: shares " + Arrays.toString(shares) + " of " + all
                    + ": they must be 0 or more, and add up to 1");
        }
        return shares;
    }

    /** Folds for cross-validation, whose sizes differ by one at most. */
    static <B> List<Split<B>> of(String method, Dataset<B> all, int folds, int[] labels, long seed) {
        if (folds < 2 || folds > labels.length) {
            throw new IllegalArgumentException(method + ": " + folds + " folds of " + labels.length + " samples");
        }
        double[] shares = new double[folds];
        Arrays.fill(shares, 1.0 / folds);
        List<int[]> parts = parts(labels, seed, shares);
        List<Split<B>> made = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            int own = fold;
            int[] others = IntStream.range(0, folds).filter(i -> i != own).flatMap(i -> Arrays.stream(parts.get(i)))
                    .toArray();
            int[] order = RandomSource.at(seed, -2 - fold, 0).permutation(others.length);
            made.add(new Split<>(all.subset(Arrays.stream(order).map(i -> others[i]).toArray()),
                    all.subset(parts.get(fold))));
        }
        return made;
    }

    /**
     * The samples of each part in random order. Class by class, each sample goes to the part that is furthest below its
     * share of those that went before: so each part has its share of all and of each class, but for a sample or two.
     */
    static List<int[]> parts(int[] labels, long seed, double... shares) {
        RandomSource random = RandomSource.at(seed, -1, 0);
        List<List<Integer>> parts = new ArrayList<>();
        for (double _ : shares) {
            parts.add(new ArrayList<>());
        }
        int given = 0;
        for (int[] samples : Stratified.byClass(labels)) {
            for (int i : random.permutation(samples.length)) {
                given++;
                int neediest = 0;
                for (int part = 1; part < shares.length; part++) {
                    neediest = need(parts, shares, part, given) > need(parts, shares, neediest, given) + 1e-9
                            ? part
                            : neediest;
                }
                parts.get(neediest).add(samples[i]);
            }
        }
        return parts.stream().map(part -> {
            int[] order = random.permutation(part.size());
            return Arrays.stream(order).map(part::get).toArray();
        }).toList();
    }

    private static double need(List<List<Integer>> parts, double[] shares, int part, int given) {
        return shares[part] * given - parts.get(part).size();
    }
}
