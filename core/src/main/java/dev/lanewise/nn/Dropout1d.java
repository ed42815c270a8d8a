package dev.lanewise.nn;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;

/**
 * {@link Dropout} of whole channels of lines, {@link RandomSource#channelDropout} (Tompson et al. 2015). <b>Shape</b>:
 * {@code [N, C, L] -> [N, C, L]}, or both without N.
 */
public final class Dropout1d extends Dropping {
    /**
     * Drops with probability p, drawing from a stream of its own that it splits off {@code random}.
     *
     * @throws IllegalArgumentException unless {@code 0 <= p <= 1}, or if the random source is null
     */
    public Dropout1d(double p, RandomSource random) {
        super("Dropout1d", p, random);
    }

    private Dropout1d(Dropout1d original) {
        super(original);
    }

    @Override
    void requireShape(Tensor x) {
        requireRank(x, 2, 3, "[N, C, L] or [C, L]");
    }

    @Override
    Tensor drop(Tensor x, RandomSource source, float probability) {
        if (x.rank() == 2) {
            return source.channelDropout(x.unsqueeze(0), probability).squeeze(0);
        }
        return source.channelDropout(x, probability);
    }

    @Override
    public Dropout1d copy() {
        return copied(() -> new Dropout1d(this));
    }
}
