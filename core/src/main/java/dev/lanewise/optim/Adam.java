package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015), as in PyTorch; weight decay is an L2 penalty added to the gradient.
 */
public final class Adam extends AdamBase<Adam> {
    /** With betas 0.9 and 0.999, eps 1e-8 and weight decay 0 until set otherwise. */
    public Adam(List<Tensor> parameters, double lr) {
        super(parameters, lr, 0, false);
    }

    /** As {@link #Adam(List, double)} with a schedule of the learning rate. */
    public Adam(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr, 0, false);
    }

    @Override
    Adam self() {
        return this;
    }
}
