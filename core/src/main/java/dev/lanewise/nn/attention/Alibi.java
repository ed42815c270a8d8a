package dev.lanewise.nn.attention;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;

/**
 * Attention with linear biases (Press, Smith and Lewis 2022): each head adds to its scores the distance of the key from
 * the query, times a negative slope of its own. The bias is a mask:
 *
 * {@snippet :
 * Alibi alibi = new Alibi(8);
 * Tensor y = attention.forward(x, AttentionOptions.defaults().causal().mask(alibi.bias(x.dim(1), x.dim(1))));
 * }
 *
 * <p>Keys before and after the query are treated alike, so that it serves encoders too. The bias takes as much memory
 * as the scores would, which attention itself does not keep.
 */
public final class Alibi {
    private final Tensor slopes;

    /**
     * The paper's slopes for so many heads: of a power of two n, {@code 2^(-8 (i + 1) / n)} for head i; else those of
     * the next smaller power of two, and then every other one of those of the next larger.
     *
     * @throws IllegalArgumentException if there are no heads
     */
    public Alibi(int heads) {
        Checks.positive("Alibi: the number of heads", heads);
        int power = Integer.highestOneBit(heads);
        float[] values = new float[heads];
        for (int i = 0; i < heads; i++) {
            values[i] = (float) (i < power ? slope(i, power) : slope(2 * (i - power), 2.0 * power));
        }
        this.slopes = Tensor.wrap(values, Shape.of(heads, 1, 1));
    }

    private static double slope(int head, double heads) {
        return StrictMath.pow(2, -8.0 * (head + 1) / heads);
    }

    /** The slopes, without their sign, {@code [heads]}. */
    public Tensor slopes() {
        return slopes.reshape(slopes.size());
    }

    /** What is added to the scores of queries from position 0 on, {@code [heads, queries, keys]}. */
    public Tensor bias(int queries, int keys) {
        return bias(queries, keys, IntTensor.of(0));
    }

    /**
     * What is added to the scores of queries from another position on, {@code [heads, queries, keys]}.
     *
     * @param start the position of the first query among the keys, one number, read when the computation runs
     * @throws IllegalArgumentException if it is not one number
     */
    public Tensor bias(int queries, int keys, IntTensor start) {
        IntTensor distance = IntTensor.arange(keys).sub(PositionRows.rows(queries, start).unsqueeze(1)).abs();
        return slopes.mul(distance.neg().toTensor());
    }
}
