package dev.lanewise.nn.vision;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Resampling;
import dev.lanewise.tensor.Tensor;

/** One channel of each group after the other, {@link Resampling#channelShuffle}. */
public final class ChannelShuffle extends Layer {
    private final int groups;

    /**
     * With so many groups.
     *
     * @throws IllegalArgumentException if there are none
     */
    public ChannelShuffle(int groups) {
        if (groups < 1) {
            throw new IllegalArgumentException("ChannelShuffle: " + groups + " groups");
        }
        this.groups = groups;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Resampling.channelShuffle(x, groups);
    }

    @Override
    public ChannelShuffle copy() {
        return copied(() -> new ChannelShuffle(groups));
    }

    @Override
    protected String describe() {
        return Integer.toString(groups);
    }
}
