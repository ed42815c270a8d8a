package dev.lanewise.loss;

import dev.lanewise.tensor.Tensor;

/** How the losses of a batch's elements are combined. */
public enum Reduction {
    /** Their mean. */
    MEAN,
    /** Their sum. */
    SUM,
    /** None: each loss is returned. */
    NONE;

    Tensor of(Tensor losses) {
        return switch (this) {
            case MEAN -> losses.mean();
            case SUM -> losses.sum();
            case NONE -> losses;
        };
    }
}
