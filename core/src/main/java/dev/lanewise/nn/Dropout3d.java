package dev.lanewise.nn;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;

/**
 * {@link Dropout} of whole channels of volumes, {@link RandomSource#channelDropout} (Tompson et al. 2015).
 * <b>Shape</b>: {@code [N, C, D, H, W] -> [N, C, D, H, W]}, or both without N.
 */
public final class Dropout3d extends Dropping {
    /**
     * Drops with probability p, drawing from a stream of its own that it splits off {@code random}.
     *
     * @throws IllegalArgumentException unless {@code 0 <= p <= 1}, or if the random source is null
     */
    public Dropout3d(double p, RandomSource random) {
        super("Dropout3d", p, random);
    }

    private Dropout3d(Dropout3d original) {
        super(original);
    }

    @Override
    void requireShape(Tensor x) {
        requireRank(x, 4, 5, "[N, C, D, H, W] or [C, D, H, W]");
    }

    @Override
    Tensor drop(Tensor x, RandomSource source, float probability) {
        if (x.rank() == 4) {
            return source.channelDropout(x.unsqueeze(0), probability).squeeze(0);
        }
        return source.channelDropout(x, probability);
    }

    @Override
    public Dropout3d copy() {
        return copied(() -> new Dropout3d(this));
    }
}
