package dev.lanewise.ops;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Normalisation by mean and variance. */
public final class Normalization {
    private Normalization() {}

    /**
     * Layer normalisation ({@index layer_norm}; Ba, Kiros and Hinton 2016) over the last axes: {@code (x - mean) /
     * sqrt(variance + eps)}, times the weight and plus the bias if given; the variance is divided by the number of
     * elements. <b>Shape</b>: {@code [..., D...] -> [..., D...]}, weight and bias {@code [D...]}.
     *
     * <p>Where the squares of the distances from the mean would overflow, or vanish with an eps of 0, the distances are
     * scaled first: a row of numbers as large as 1e20 is normalised like any other. A row with a NaN or an infinity
     * becomes NaN, and so does its gradient. Rows without elements give an empty tensor.
     *
     * @param normalized the shape {@code [D...]} of the last axes
     * @param weight null for none
     * @param bias null for none; needs a weight
     * @param eps rounded to a float
     * @throws IllegalArgumentException if the shapes do not fit, or eps is negative, infinite or NaN
     */
    public static Tensor layerNorm(
            Tensor x, Shape normalized, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        int outer = x.rank() - normalized.rank();
        boolean fits = outer >= 0 && normalized.rank() > 0;
        for (int axis = 0; fits && axis < normalized.rank(); axis++) {
            fits = x.dim(outer + axis) == normalized.dim(axis);
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "layerNorm: " + x.shape() + " does not end in the normalised axes " + normalized);
        }
        if (!(eps >= 0 && (float) eps < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("layerNorm: eps " + eps + " is not a finite float of 0 or more");
        }
        Tensor rows = x.reshape(Shape.of(x.shape().product(0, outer), normalized.size()));
        NormOp.LayerNorm op = new NormOp.LayerNorm((float) eps);
        if (weight == null) {
            if (bias != null) {
                throw new IllegalArgumentException("layerNorm: a bias " + bias.shape() + " without a weight");
            }
            return op.tensor(rows).reshape(x.shape());
        }
        Tensor w = flat("weight", weight, normalized);
        Tensor y = bias == null ? op.tensor(rows, w) : op.tensor(rows, w, flat("bias", bias, normalized));
        return y.reshape(x.shape());
    }

    private static Tensor flat(String what, Tensor parameter, Shape normalized) {
        if (!parameter.shape().equals(normalized)) {
            throw new IllegalArgumentException(
                    "layerNorm: " + what + " " + parameter.shape() + " for normalised axes " + normalized);
        }
        return parameter.reshape(Shape.of(normalized.size()));
    }
}
