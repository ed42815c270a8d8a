package dev.lanewise.nn.attention;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Positions;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;

/**
 * Turns pairs of elements by angles that grow with the position, so that products of queries and keys depend on their
 * distance (Su et al. 2021): pair i of E elements at position p by {@code p base^(-2i / E)}. <b>Shape</b>: {@code [...,
 * L, E] -> [..., L, E]}. There are no parameters and no state. {@link MultiheadOptions#rotary} applies it to the
 * queries and keys of each head, which have the width E.
 */
public final class RotaryPositions extends Layer {
    /** The base of the paper. */
    public static final double BASE = 10_000;

    private final Tensor turns;
    private final double base;
    private final Positions.Pairs pairs;

    /**
     * Turns of heads of a width by the first positions, with {@link #BASE} and {@link Positions.Pairs#HALVES}.
     *
     * @param positions how many
     * @param width elements of a head, an even number
     */
    public RotaryPositions(int positions, int width) {
        this(positions, width, BASE, Positions.Pairs.HALVES);
    }

    /**
     * Turns of heads of a width by the first positions.
     *
     * @param positions how many
     * @param width elements of a head, an even number
     * @param base larger bases turn more slowly
     * @param pairs which elements are turned together; those of a checkpoint must be kept
     * @throws IllegalArgumentException if a number is not positive, or the width odd
     */
    public RotaryPositions(int positions, int width, double base, Positions.Pairs pairs) {
        Checks.positive("RotaryPositions: the number of positions", positions);
        Checks.positive("RotaryPositions: the width", width);
        if (width % 2 != 0) {
            throw new IllegalArgumentException("RotaryPositions: width " + width + " is odd and makes no pairs");
        }
        Finite.aboveZero("RotaryPositions: the base", base);
        this.base = base;
        this.pairs = Required.nonNull("RotaryPositions: the kind of pairs", pairs);
        this.turns = Tensor.wrap(turns(positions, width, base), Shape.of(positions, width));
    }

    private static float[] turns(int positions, int width, double base) {
        float[] values = new float[Shape.of(positions, width).size()];
        for (int i = 0; i < width / 2; i++) {
            double speed = StrictMath.pow(base, -2.0 * i / width);
            for (int p = 0; p < positions; p++) {
                values[p * width + i] = (float) StrictMath.cos(p * speed);
                values[p * width + width / 2 + i] = (float) StrictMath.sin(p * speed);
            }
        }
        return values;
    }

    /** Turns by the positions from 0 on. */
    @Override
    protected Tensor compute(Tensor x) {
        return Positions.rotary(x, turns, IntTensor.of(0), pairs);
    }

    /**
     * As {@link #forward(Tensor)} from another position on.
     *
     * @param start the position of the first row, one number, read when the computation runs
     * @throws IllegalArgumentException if the shapes do not fit
     * @throws IndexOutOfBoundsException if a position is negative or beyond the last
     */
    public Tensor forward(Tensor x, IntTensor start) {
        return call(() -> Positions.rotary(x, turns, start, pairs), x, start);
    }

    /** Turns the first of the heads that lie beside each other in {@code x [N, L, heads E]}. */
    Tensor turned(Tensor x, int heads, int turned, IntTensor start) {
        return call(() -> Positions.rotary(x, heads, turned, turns, start, pairs), x, start);
    }

    /** Elements of a head. */
    int width() {
        return turns.dim(1);
    }

    @Override
    public RotaryPositions copy() {
        return copied(() -> new RotaryPositions(turns.dim(0), turns.dim(1), base, pairs));
    }

    @Override
    protected String describe() {
        return turns.dim(0) + ", " + turns.dim(1) + ", base " + base
                + (pairs == Positions.Pairs.NEIGHBOURS ? ", neighbours" : "");
    }
}
