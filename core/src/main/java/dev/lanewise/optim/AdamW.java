package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * AdamW (Loshchilov and Hutter 2019), as in PyTorch: Adam with the weights themselves decaying by {@code lr *
 * weightDecay} per step.
 */
public final class AdamW extends AdamBase<AdamW> {
    /** With betas 0.9 and 0.999, eps 1e-8 and weight decay 1e-2 until set otherwise. */
    public AdamW(List<Tensor> parameters, double lr) {
        super(parameters, lr, 1e-2, true);
    }

    /** As {@link #AdamW(List, double)} with a schedule of the learning rate. */
    public AdamW(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr, 1e-2, true);
    }

    @Override
    AdamW self() {
        return this;
    }
}
