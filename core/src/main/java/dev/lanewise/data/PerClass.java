package dev.lanewise.data;

import dev.lanewise.random.RandomSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Batches of some classes with the same number of samples of each. */
final class PerClass extends Samplers.Order {
    private final List<int[]> byClass;
    private final int classes;
    private final int samples;

    PerClass(int[] labels, int classes, int samples, long seed) {
        super("perClass " + Arrays.hashCode(labels) + " " + classes + " " + samples,
                labels.length, size(labels.length, classes, samples), seed);
        this.byClass = Stratified.byClass(labels);
        this.classes = classes;
        this.samples = samples;
        if (classes > byClass.size()) {
            throw new IllegalArgumentException(
                    "perClass: " + classes + " classes in a batch of the " + byClass.size() + " that there are");
        }
    }

    /** Whole batches of as many samples as there are. */
    private static int size(int all, int classes, int samples) {
        if (classes < 1 || samples < 1) {
            throw new IllegalArgumentException("perClass: " + samples + " samples of each of " + classes + " classes");
        }
        long batch = (long) classes * samples;
        if (all < batch) {
            throw new IllegalArgumentException(
                    "perClass: batches of " + batch + " samples, and there are " + all + " in all");
        }
        return (int) (all / batch * batch);
    }

    @Override
    public int[] order(long epoch) {
        RandomSource random = source(epoch);
        List<Deck> decks = byClass.stream().map(own -> new Deck(own, random)).toList();
        int[] order = new int[size()];
        for (int at = 0; at < order.length;) {
            int[] chosen = random.permutation(decks.size());
            for (int i = 0; i < classes; i++) {
                decks.get(chosen[i]).deal(samples, order, at);
                at += samples;
            }
        }
        return order;
    }

    /** The samples of a class, which are dealt out, and shuffled when there are none left. */
    private static final class Deck {
        private final int[] own;
        private final RandomSource random;
        private int[] shuffled = {};
        private int next;

        Deck(int[] own, RandomSource random) {
            this.own = own;
            this.random = random;
        }

        void deal(int count, int[] to, int at) {
            for (int i = at; i < at + count; i++) {
                if (next == shuffled.length) {
                    shuffled = shuffled(Arrays.copyOfRange(to, at, i));
                    next = 0;
                }
                to[i] = shuffled[next++];
            }
        }

        /** All in random order, those of the batch in the making last: so it has none twice if there are enough. */
        private int[] shuffled(int... dealt) {
            int[] order = Arrays.stream(random.permutation(own.length)).map(i -> own[i]).toArray();
            IntPredicate again = sample -> Arrays.stream(dealt).anyMatch(other -> other == sample);
            return IntStream.concat(Arrays.stream(order).filter(again.negate()), Arrays.stream(order).filter(again))
                    .toArray();
        }
    }
}
