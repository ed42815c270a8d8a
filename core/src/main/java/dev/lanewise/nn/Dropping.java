package dev.lanewise.nn;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;

/** What layers that drop have in common: a probability, a stream of their own, and that in evaluation all passes. */
abstract class Dropping extends Layer {
    private final float p;
    private final RandomSource random;

    /** Drops with probability p, drawing from a stream of its own that it splits off {@code random}. */
    Dropping(String name, double p, RandomSource random) {
        this(ownSource(name, p, random), (float) p);
    }

    /** Draws from the source itself. */
    private Dropping(RandomSource random, float p) {
        this.p = p;
        this.random = part("random", random);
    }

    /** A twin, within a copy. */
    Dropping(Dropping original) {
        this(copied(original.random), original.p);
    }

    /** Checks everything before the source moves on. */
    private static RandomSource ownSource(String name, double p, RandomSource random) {
        Finite.share(name + ": probability", p);
        return Required.nonNull(name + ": the random source", random).split();
    }

    /** Refuses what is not of a shape for this layer, in evaluation too. */
    void requireShape(Tensor x) {}

    /** Drops in training. */
    abstract Tensor drop(Tensor x, RandomSource source, float probability);

    /** Refuses a tensor that has fewer or more axes. */
    static void requireRank(Tensor x, int least, int most, String expected) {
        if (x.rank() < least || x.rank() > most) {
            throw new IllegalArgumentException(x.shape() + ": expected " + expected);
        }
    }

    @Override
    protected final Tensor compute(Tensor x) {
        requireShape(x);
        return isTraining() && p > 0f ? drop(x, random, p) : x;
    }

    @Override
    protected final String describe() {
        return Float.toString(p);
    }
}
