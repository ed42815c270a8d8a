package dev.lanewise.nn;

import dev.lanewise.ops.DenseLinalg;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Sorting;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;

/**
 * Initial values for parameters, as new tensors, to be assigned to a layer's parameter with {@link Tensor#assign}:
 *
 * {@snippet :
 * linear.weight().assign(Init.kaimingNormal(linear.weight().shape(), Init.Fan.IN, Gain.RELU, random));
 * }
 *
 * <p>Fans are counted as PyTorch counts them: a weight {@code [out, in, k...]} has fan-in {@code in * k...} and fan-out
 * {@code out * k...}; {@link Gain} has the gains. Numbers are rounded to floats first. A gain that is negative,
 * infinite or NaN is refused with an {@link IllegalArgumentException}, as is a shape without fans.
 */
public final class Init {
    /**
     * The fan that scales a weight: by {@code IN} activations keep their variance, by {@code OUT} gradients do; {@code
     * AVERAGE} is the mean of the two.
     */
    public enum Fan {
        IN, OUT, AVERAGE
    }

    /** What {@link #varianceScaling} draws from; {@code TRUNCATED_NORMAL} is within two standard deviations. */
    public enum Distribution {
        NORMAL, TRUNCATED_NORMAL, UNIFORM
    }

    /** Largest float below 1. */
    private static final double BELOW_ONE = 1 - 0x1p-24;

    /** From here on numbers are drawn by erfc, of which there are more floats than next to an error function of 1. */
    private static final int TAIL = 2;

    /** Beyond so many standard deviations on one side there are hardly floats for erfc either. */
    private static final int END = 12;

    /** What is left of erfc somewhat beyond {@link #END}. */
    private static final double LEAST_AREA = 1e-36;

    private static final int NEWTON_STEPS = 4;

    /** Standard deviation of a standard normal number within -2 and 2. */
    private static final double STD_WITHIN_TWO = 0.8796256610342398;

    private Init() {}

    /** One number everywhere ({@index constant_}). */
    public static Tensor constant(Shape shape, double value) {
        return Tensor.full(value, Required.nonNull("constant: the shape", shape).dims());
    }

    /** Uniform between 0 and 1. */
    public static Tensor uniform(Shape shape, RandomSource random) {
        Required.nonNull("uniform: the shape", shape);
        return Required.nonNull("uniform: the random source", random).uniform(shape.dims());
    }

    /** Uniform between low and high ({@index uniform_}), as {@link RandomSource#uniform(double, double, int...)}. */
    public static Tensor uniform(Shape shape, double low, double high, RandomSource random) {
        Required.nonNull("uniform: the shape", shape);
        return Required.nonNull("uniform: the random source", random).uniform(low, high, shape.dims());
    }

    /** Normal with mean 0 and standard deviation 1. */
    public static Tensor normal(Shape shape, RandomSource random) {
        Required.nonNull("normal: the shape", shape);
        return Required.nonNull("normal: the random source", random).normal(shape.dims());
    }

    /**
     * Normal with a given mean and standard deviation ({@index normal_}).
     *
     * @throws IllegalArgumentException unless both are finite and the deviation is 0 or more
     */
    public static Tensor normal(Shape shape, double mean, double std, RandomSource random) {
        Finite.number("normal: mean", mean);
        Finite.atLeastZero("normal: standard deviation", std);
        return normal(shape, random).mul(std).add(mean);
    }

    /** As {@link #truncatedNormal(Shape, double, double, double, double, RandomSource)}, standard, within -2 and 2. */
    public static Tensor truncatedNormal(Shape shape, RandomSource random) {
        return truncatedNormal(shape, 0, 1, -2, 2, random);
    }

    /**
     * Normal with a given mean and standard deviation, of which only numbers within bounds are drawn
     * ({@index trunc_normal_}): by the inverse of the distribution function, one random number each. The bounds are
     * numbers, not standard deviations, and the deviation is that before the cut.
     *
     * @throws IllegalArgumentException unless all are finite, the deviation is positive, and {@code low < high}; or if
     *     both bounds are more than 12 standard deviations from the mean on the same side
     */
    public static Tensor truncatedNormal(
            Shape shape, double mean, double std, double low, double high, RandomSource random) {
        Finite.number("truncatedNormal: mean", mean);
        Finite.aboveZero("truncatedNormal: standard deviation", std);
        Finite.number("truncatedNormal: bound", low);
        Finite.number("truncatedNormal: bound", high);
        double from = ((float) low - (double) (float) mean) / (float) std;
        double to = ((float) high - (double) (float) mean) / (float) std;
        if (!((float) low < (float) high)) {
            throw new IllegalArgumentException(
                    "truncatedNormal: bounds " + low + " and " + high + " are not in ascending order");
        }
        if (from > END || to < -END) {
            throw new IllegalArgumentException(
                    "truncatedNormal: bounds " + low + " and " + high + " are both more than "
                            + END + " standard deviations of " + std + " from the mean " + mean);
        }
        if (from >= TAIL || to <= -TAIL) {
            boolean upper = from >= TAIL;
            Tensor x = upper ? tail(shape, from, to, random) : tail(shape, -to, -from, random);
            return x.mul((upper ? 1 : -1) * (double) (float) std).add(mean).clamp(low, high);
        }
        Tensor area = Pointwise.erf(Tensor.of((float) (from / Math.sqrt(2)), (float) (to / Math.sqrt(2))));
        Tensor left = area.select(0, 0);
        Tensor place = uniform(shape, random).mul(area.select(0, 1).sub(left)).add(left);
        return Pointwise.erfinv(place.clamp(-BELOW_ONE, BELOW_ONE)).mul((float) std * Math.sqrt(2)).add(mean)
                .clamp(low, high);
    }

    /** Standard normal within bounds above {@link #TAIL}: the logarithm of erfc is inverted by Newton's method. */
    private static Tensor tail(Shape shape, double from, double to, RandomSource random) {
        Tensor area = Pointwise.erfc(Tensor.of((float) (from / Math.sqrt(2)), (float) (to / Math.sqrt(2))));
        Tensor most = area.select(0, 0);
        Tensor place = most.sub(uniform(shape, random).mul(most.sub(area.select(0, 1)))).clamp(LEAST_AREA, 1);
        Tensor goal = place.log();
        Tensor x = goal.neg().sqrt();
        for (int i = 0; i < NEWTON_STEPS; i++) {
            Tensor at = Pointwise.erfc(x);
            x = x.add(at.log().sub(goal).mul(at).mul(x.square().exp()).mul(Math.sqrt(Math.PI) / 2));
        }
        return x.mul(Math.sqrt(2));
    }

    /** As {@link #xavierUniform(Shape, double, RandomSource)} with gain 1 ({@index xavier_uniform_}). */
    public static Tensor xavierUniform(Shape shape, RandomSource random) {
        return xavierUniform(shape, 1, random);
    }

    /** Uniform on +-gain sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010). */
    public static Tensor xavierUniform(Shape shape, double gain, RandomSource random) {
        Finite.atLeastZero("xavierUniform: gain", gain);
        float bound = (float) ((float) gain * Math.sqrt(3.0 / fan(shape, Fan.AVERAGE)));
        return uniform(shape, -bound, bound, random);
    }

    /** As {@link #xavierNormal(Shape, double, RandomSource)} with gain 1 ({@index xavier_normal_}). */
    public static Tensor xavierNormal(Shape shape, RandomSource random) {
        return xavierNormal(shape, 1, random);
    }

    /** Normal with standard deviation gain sqrt(2 / (fanIn + fanOut)) (Glorot and Bengio 2010). */
    public static Tensor xavierNormal(Shape shape, double gain, RandomSource random) {
        Finite.atLeastZero("xavierNormal: gain", gain);
        float std = (float) ((float) gain * Math.sqrt(1.0 / fan(shape, Fan.AVERAGE)));
        return normal(shape, 0, std, random);
    }

    /** As {@link #kaimingUniform(Shape, Fan, double, RandomSource)} by fan-in, with ReLU's gain sqrt(2). */
    public static Tensor kaimingUniform(Shape shape, RandomSource random) {
        return kaimingUniform(shape, Fan.IN, Gain.RELU, random);
    }

    /** Uniform on +-gain sqrt(3 / fan) (He et al. 2015, {@index kaiming_uniform_}). */
    public static Tensor kaimingUniform(Shape shape, Fan fan, double gain, RandomSource random) {
        Finite.atLeastZero("kaimingUniform: gain", gain);
        float bound = (float) ((float) gain * Math.sqrt(3.0 / fan(shape, fan)));
        return uniform(shape, -bound, bound, random);
    }

    /** As {@link #kaimingNormal(Shape, Fan, double, RandomSource)} by fan-in, with ReLU's gain sqrt(2). */
    public static Tensor kaimingNormal(Shape shape, RandomSource random) {
        return kaimingNormal(shape, Fan.IN, Gain.RELU, random);
    }

    /** Normal with standard deviation gain / sqrt(fan) (He et al. 2015, {@index kaiming_normal_}). */
    public static Tensor kaimingNormal(Shape shape, Fan fan, double gain, RandomSource random) {
        Finite.atLeastZero("kaimingNormal: gain", gain);
        return normal(shape, 0, (float) ((float) gain / Math.sqrt(fan(shape, fan))), random);
    }

    /**
     * Zero mean and variance {@code scale / fan}, as Keras' {@code VarianceScaling} and JAX' {@code variance_scaling}:
     * with scale 2, {@code IN} and {@code NORMAL} that of He et al. 2015, with 1 and {@code AVERAGE} that of Glorot and
     * Bengio 2010, with 1 and {@code IN} that of LeCun et al. 1998.
     *
     * @throws IllegalArgumentException unless the scale is positive and finite, or for a shape without fans
     */
    public static Tensor varianceScaling(
            Shape shape, double scale, Fan fan, Distribution distribution, RandomSource random) {
        Finite.aboveZero("varianceScaling: scale", scale);
        Required.nonNull("varianceScaling: the distribution", distribution);
        double std = Math.sqrt((float) scale / fan(shape, fan));
        double bound = Math.sqrt(3) * std;
        double parent = std / STD_WITHIN_TWO;
        return switch (distribution) {
            case NORMAL -> normal(shape, 0, std, random);
            case TRUNCATED_NORMAL -> truncatedNormal(shape, 0, parent, -2 * parent, 2 * parent, random);
            case UNIFORM -> uniform(shape, -bound, bound, random);
        };
    }

    /** As {@link #orthogonal(Shape, double, RandomSource)} with gain 1. */
    public static Tensor orthogonal(Shape shape, RandomSource random) {
        return orthogonal(shape, 1, random);
    }

    /**
     * A random orthogonal matrix times a gain (Saxe et al. 2014, {@index orthogonal_}); axes from the second on count
     * as one. If there are fewer rows than columns the rows are orthonormal, else the columns are. All such matrices
     * are equally likely: it is Q of the QR decomposition of normal numbers, with no negative number on R's diagonal
     * (Mezzadri 2007).
     */
    public static Tensor orthogonal(Shape shape, double gain, RandomSource random) {
        Finite.atLeastZero("orthogonal: gain", gain);
        int cols = (int) fan(shape, Fan.IN);
        int rows = shape.dim(0);
        Tensor q = DenseLinalg.qr(normal(Shape.of(Math.max(rows, cols), Math.min(rows, cols)), random)).q();
        return (rows < cols ? q.transpose() : q).reshape(shape).mul(gain);
    }

    /**
     * Normal with mean 0, but for zeros at random places of each column ({@index sparse_}, Martens 2010): {@code
     * ceil(sparsity * rows)} of them. <b>Shape</b>: {@code [out, in]}, so that each input reaches few outputs.
     *
     * @throws IllegalArgumentException unless the shape has two axes, the sparsity is within 0 and 1, and the standard
     *     deviation is 0 or more and finite
     */
    public static Tensor sparse(Shape shape, double sparsity, double std, RandomSource random) {
        requireMatrix("sparse", shape);
        Finite.share("sparse: sparsity", sparsity);
        Finite.atLeastZero("sparse: standard deviation", std);
        int zeros = (int) Math.ceil(sparsity * shape.dim(0));
        Tensor values = normal(shape, 0, std, random);
        IntTensor order = Sorting.argsort(uniform(shape, random), 0).slice(0, 0, zeros);
        return Indexing.scatter(values, 0, order, Tensor.zeros(order.shape()));
    }

    /** Ones on the diagonal, zeros elsewhere ({@index eye_}). <b>Shape</b>: {@code [out, in]}. */
    public static Tensor identity(Shape shape) {
        requireMatrix("identity", shape);
        float[] values = new float[shape.size()];
        for (int i = 0; i < Math.min(shape.dim(0), shape.dim(1)); i++) {
            values[i * shape.dim(1) + i] = 1;
        }
        return Tensor.wrap(values, shape);
    }

    /** As {@link #dirac(Shape, int)} with one group. */
    public static Tensor dirac(Shape shape) {
        return dirac(shape, 1);
    }

    /**
     * Kernels of a convolution that passes its input channels on ({@index dirac_}): in each group of outputs, kernel i
     * is 1 at the middle of channel i, and 0 elsewhere. <b>Shape</b>: {@code [out, in, k...]} with one to three sizes
     * k, {@code in} being the channels of a group.
     *
     * @throws IllegalArgumentException for another number of axes, or unless the groups divide {@code out}
     */
    public static Tensor dirac(Shape shape, int groups) {
        int rank = Required.nonNull("dirac: the shape", shape).rank();
        if (rank < 3 || rank > 5) {
            throw new IllegalArgumentException("dirac: shape " + shape + ": expected [out, in, k...] with one to three "
                    + "sizes k");
        }
        if (groups < 1 || shape.dim(0) % groups != 0) {
            throw new IllegalArgumentException(
                    "dirac: " + groups + " groups do not divide the " + shape.dim(0) + " outputs of shape " + shape);
        }
        float[] values = new float[shape.size()];
        int kernel = 1;
        int middle = 0;
        for (int axis = 2; axis < rank; axis++) {
            kernel *= shape.dim(axis);
            middle = middle * shape.dim(axis) + shape.dim(axis) / 2;
        }
        int outputs = shape.dim(0) / groups;
        for (int out = 0; out < shape.dim(0) && values.length > 0; out++) {
            int channel = out % outputs;
            if (channel < shape.dim(1)) {
                values[(out * shape.dim(1) + channel) * kernel + middle] = 1;
            }
        }
        return Tensor.wrap(values, shape);
    }

    private static void requireMatrix(String function, Shape shape) {
        if (Required.nonNull(function + ": the shape", shape).rank() != 2) {
            throw new IllegalArgumentException(function + ": shape " + shape + ": expected [out, in]");
        }
    }

    private static double fan(Shape shape, Fan fan) {
        Required.nonNull("fan: IN, OUT or AVERAGE", fan);
        if (Required.nonNull("fan: the shape", shape).rank() < 2 || shape.size() == 0) {
            throw new IllegalArgumentException(
                    "fan of shape " + shape + ": a weight has at least [out, in], none of them 0");
        }
        int in = shape.size() / shape.dim(0);
        int out = shape.size() / shape.dim(1);
        return switch (fan) {
            case IN -> in;
            case OUT -> out;
            case AVERAGE -> ((double) in + out) / 2;
        };
    }
}
