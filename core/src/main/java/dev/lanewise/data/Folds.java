package dev.lanewise.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Cuts an order of samples into folds. */
final class Folds {
    private Folds() {}

    /** Folds whose sizes differ by one at most: the first sample goes to the first, the second to the second. */
    static <B> List<Fold<B>> of(Dataset<B> all, int folds, int... order) {
        if (folds < 2 || folds > order.length) {
            throw new IllegalArgumentException("kFold: " + folds + " folds of " + order.length + " samples");
        }
        List<Fold<B>> made = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            int own = fold;
            made.add(new Fold<>(all.subset(chosen(order, i -> i % folds != own)),
                    all.subset(chosen(order, i -> i % folds == own))));
        }
        return made;
    }

    private static int[] chosen(int[] order, IntPredicate which) {
        return IntStream.range(0, order.length).filter(which).map(i -> order[i]).toArray();
    }
}
