package dev.lanewise.nn.attention;

import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;

/**
 * Adds fixed waves of geometrically growing lengths (Vaswani et al. 2017): at position p, {@code sin(p / 10000^(2i /
 * D))} to element 2i and the cosine of the same to element {@code 2i + 1}. <b>Shape</b>: {@code [..., L, D] -> [..., L,
 * D]}. There are no parameters and no state.
 */
public final class SinusoidalPositions extends Layer {
    private static final double BASE = 10_000;

    private final Tensor table;

    /**
     * Waves for rows of a width at the first positions.
     *
     * @param positions how many
     * @throws IllegalArgumentException if a number is not positive
     */
    public SinusoidalPositions(int positions, int width) {
        Checks.positive("SinusoidalPositions: the number of positions", positions);
        Checks.positive("SinusoidalPositions: the width", width);
        this.table = Tensor.wrap(waves(positions, width), Shape.of(positions, width));
    }

    private static float[] waves(int positions, int width) {
        float[] values = new float[Shape.of(positions, width).size()];
        for (int i = 0; i < width; i++) {
            double even = i - i % 2;
            double speed = StrictMath.pow(BASE, -even / width);
            for (int p = 0; p < positions; p++) {
                double angle = p * speed;
                values[p * width + i] = (float) (i % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle));
            }
        }
        return values;
    }

    /** Adds those of the positions from 0 on. */
    @Override
    protected Tensor compute(Tensor x) {
        return x.add(PositionRows.first(table, x));
    }

    /**
     * As {@link #forward(Tensor)} from another position on.
     *
     * @param start the position of the first row, one number, read when the computation runs
     * @throws IllegalArgumentException if the shapes do not fit
     * @throws IndexOutOfBoundsException if a position is negative or beyond the last
     */
    public Tensor forward(Tensor x, IntTensor start) {
        return call(() -> x.add(PositionRows.from(table, x, start)), x, start);
    }

    /** The waves, {@code [positions, D]}. */
    public Tensor table() {
        return table;
    }

    @Override
    public SinusoidalPositions copy() {
        return copied(() -> new SinusoidalPositions(table.dim(0), table.dim(1)));
    }

    @Override
    protected String describe() {
        return table.dim(0) + ", " + table.dim(1);
    }
}
