package dev.lanewise.zoo;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/** How the vectors of a text's tokens become the one of the text, as sentence-transformers names it. */
public enum Pooling {
    /** The average over all tokens, special ones included. */
    MEAN,
    /** The vector of the first token. */
    CLS,
    /** The greatest value of each feature. */
    MAX;

    /**
     * The vectors of the texts. <b>Shape</b>: {@code [N, L, D], [N, L] -> [N, D]}.
     *
     * @param hidden vectors of the tokens
     * @param mask not 0 where there is a token; of a text without any, the average is 0
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Tensor of(Tensor hidden, IntTensor mask) {
        Required.nonNull("Pooling: the hidden states", hidden);
        Required.nonNull("Pooling: the mask", mask);
        if (hidden.rank() != 3 || mask.shape().rank() != 2 || mask.shape().dim(0) != hidden.dim(0)
                || mask.shape().dim(1) != hidden.dim(1)) {
            throw new IllegalArgumentException("Pooling: hidden states " + hidden.shape() + " and mask " + mask.shape()
                    + ": expected [N, L, D] and [N, L]");
        }
        BoolTensor padding = mask.eq(0).unsqueeze(2);
        return switch (this) {
            case MEAN -> Indexing.maskedFill(hidden, padding, 0).sum(1)
                    .div(padding.not().toTensor().sum(1).maximum(1));
            case CLS -> hidden.select(1, 0);
            case MAX -> Indexing.maskedFill(hidden, padding, Double.NEGATIVE_INFINITY).max(1);
        };
    }
}
