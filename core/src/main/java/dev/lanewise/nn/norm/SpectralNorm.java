package dev.lanewise.nn.norm;

import dev.lanewise.nn.Parametrization;
import dev.lanewise.nn.WeightedLayer;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;

/**
 * A weight divided by its spectral norm ({@index spectral_norm}; Miyato et al. 2018), so that the layer stretches no
 * input by more than 1: as a matrix, with the rows that an axis counts, it is divided by an estimate of its largest
 * singular value. Each forward computation in training moves the estimate on by a power iteration; the gradient sees
 * the vectors of the iteration as constants.
 *
 * {@snippet :
 * Conv2d layer = SpectralNorm.of(new Conv2d(3, 64, 3, random), random);
 * }
 *
 * <p>State as in PyTorch: the parameter {@code original}, and the vectors of the iteration as buffers, {@code 0._u} and
 * {@code 0._v}, which captured programs follow. They are drawn, and moved on 15 times, when this is made. A weight of
 * zeros gives NaN.
 */
public final class SpectralNorm extends Parametrization {
    /** Default of the least that a vector is divided by when its length is made 1. */
    public static final double EPS = 1e-12;

    /** PyTorch's number of steps from vectors that were drawn. */
    private static final int FIRST_STEPS = 15;

    private final Tensor original;
    private final int axis;
    private final PowerIteration iteration;

    /** With rows that the first axis counts, one step of the iteration each time, and {@link #EPS}. */
    public SpectralNorm(Tensor weight, RandomSource random) {
        this(weight, 0, 1, EPS, random);
    }

    /**
     * With all settings.
     *
     * @param weight two or more axes, none of them empty
     * @param axis whose indices are the rows of the matrix; counts from the end if negative
     * @param steps of the iteration in each forward computation in training, 1 or more
     * @param eps vectors shorter than this are divided by it when their length is made 1
     * @throws IllegalArgumentException if the weight is no matrix, or a setting is out of range
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public SpectralNorm(Tensor weight, int axis, int steps, double eps, RandomSource random) {
        Shape shape = Required.nonNull("SpectralNorm: the weight", weight).shape();
        Required.nonNull("SpectralNorm: the random source", random);
        if (shape.rank() < 2 || shape.size() == 0) {
            throw new IllegalArgumentException(
                    "SpectralNorm: a weight " + shape + ": expected two or more axes, none of them empty");
        }
        if (steps < 1) {
            throw new IllegalArgumentException("SpectralNorm: " + steps + " steps: expected 1 or more");
        }
        float least = Finite.atLeastZero("SpectralNorm: eps", eps);
        this.axis = shape.axis("SpectralNorm: ", axis);
        this.original = parameter("original", weight.copy());
        int rows = shape.dim(this.axis);
        this.iteration = child("0", new PowerIteration(
                random.normal(rows), random.normal(shape.size() / rows), steps, least));
        try (GradMode.Scope _ = GradMode.noGrad()) {
            iteration.begin(matrix(), FIRST_STEPS);
        }
    }

    private SpectralNorm(Tensor original, int axis, PowerIteration iteration) {
        this.original = parameter("original", original);
        this.axis = axis;
        this.iteration = child("0", iteration);
    }

    /**
     * The layer with its weight divided by the weight's spectral norm, as a matrix with a row for each output.
     *
     * @throws IllegalArgumentException if its weight is computed already
     */
    public static <L extends WeightedLayer<L>> L of(L layer, RandomSource random) {
        return Required.nonNull("SpectralNorm: the layer", layer)
                .parametrized(weight -> new SpectralNorm(weight, layer.outputAxis(), 1, EPS, random));
    }

    /** The weight as {@code [rows, columns]}. */
    private Tensor matrix() {
        int rows = original.dim(axis);
        Tensor ordered = original;
        if (axis > 0) {
            int[] order = new int[original.rank()];
            for (int i = 0; i < order.length; i++) {
                order[i] = i == 0 ? axis : i <= axis ? i - 1 : i;
            }
            ordered = original.permute(order);
        }
        return ordered.reshape(rows, original.size() / rows);
    }

    @Override
    protected void update() {
        try (GradMode.Scope _ = GradMode.noGrad()) {
            iteration.move(matrix());
        }
    }

    @Override
    protected Tensor compute() {
        return original.div(iteration.norm(matrix()));
    }

    @Override
    public Shape shape() {
        return original.shape();
    }

    /** The weight before it is divided. */
    public Tensor original() {
        return original;
    }

    /** The estimate of the largest singular value, a scalar. */
    public Tensor norm() {
        try (GradMode.Scope _ = GradMode.noGrad()) {
            return iteration.norm(matrix());
        }
    }

    @Override
    public SpectralNorm copy() {
        return copied(() -> new SpectralNorm(copied(original), axis, iteration.copy()));
    }

    @Override
    protected String describe() {
        return shape() + ", axis " + axis;
    }
}
