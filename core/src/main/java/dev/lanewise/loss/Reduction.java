package dev.lanewise.loss;

import dev.lanewise.tensor.Tensor;

/** How the losses of the elements become the loss of a batch. */
public enum Reduction {
    /** Their mean. */
    MEAN,
    /** Their sum. */
    SUM,
    /** They stay as they are. */
    NONE;

    Tensor of(Tensor losses) {
        return switch (this) {
            case MEAN -> losses.mean();
            case SUM -> losses.sum();
            case NONE -> losses;
        };
    }
}
