package dev.lanewise.nn.attention;

import dev.lanewise.nn.Layer;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * Adds a vector for each position that is learned (Gehring et al. 2017). <b>Shape</b>: {@code [..., L, D] -> [..., L,
 * D]}.
 *
 * <p>Parameter: {@code weight [positions, D]}, initially normal with mean 0 and standard deviation 1, as PyTorch's
 * {@code nn.Embedding}, which people use for it.
 */
public final class LearnedPositions extends Layer {
    private final Tensor weight;

    /**
     * Vectors of a width for the first positions.
     *
     * @param positions how many
     * @throws IllegalArgumentException if a number is not positive, or the random source is null
     */
    public LearnedPositions(int positions, int width, RandomSource random) {
        this(drawn(positions, width, random));
    }

    private LearnedPositions(Tensor weight) {
        this.weight = parameter("weight", weight);
    }

    private static Tensor drawn(int positions, int width, RandomSource random) {
        Checks.positive("LearnedPositions: the number of positions", positions);
        Checks.positive("LearnedPositions: the width", width);
        return Required.nonNull("LearnedPositions: the random source", random).normal(positions, width);
    }

    /** Adds those of the positions from 0 on. */
    @Override
    protected Tensor compute(Tensor x) {
        return x.add(PositionRows.first(weight, x));
    }

    /**
     * As {@link #forward(Tensor)} from another position on.
     *
     * @param start the position of the first row, one number, read when the computation runs
     * @throws IllegalArgumentException if the shapes do not fit
     * @throws IndexOutOfBoundsException if a position is negative or beyond the last
     */
    public Tensor forward(Tensor x, IntTensor start) {
        return call(() -> x.add(PositionRows.from(weight, x, start)), x, start);
    }

    /** The vectors, {@code [positions, D]}. */
    public Tensor weight() {
        return weight;
    }

    @Override
    public LearnedPositions copy() {
        return copied(() -> new LearnedPositions(copied(weight)));
    }

    @Override
    protected String describe() {
        return weight.dim(0) + ", " + weight.dim(1);
    }
}
