package dev.lanewise.nn;

import dev.lanewise.tensor.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;

/**
 * Initial values for parameters, as new tensors; a layer's parameter takes them with {@link Tensor#assign}:
 *
 * {@snippet :
 * linear.weight().assign(Init.kaimingNormal(linear.weight().shape(), Init.Fan.IN, Init.gain(0f), random));
 * }
 *
 * <p>Fans are counted as PyTorch counts them: a weight {@code [out, in, k...]} has fan-in {@code in * k...} and fan-out
 * {@code out * k...}.
 */
public final class Init {
    /** Which side of a weight keeps its variance. */
    public enum Fan {
        IN, OUT
    }

    /** Gain of tanh, as PyTorch's: 5/3. */
    public static final float TANH_GAIN = 5f / 3f;

    private Init() {}

    /**
     * Gain ({@index calculate_gain}) of a leaky ReLU with a given negative slope, sqrt(2 / (1 + slope^2)); slope 0 is
     * ReLU.
     */
    public static float gain(float negativeSlope) {
        return (float) Math.sqrt(2 / (1 + (double) negativeSlope * negativeSlope));
    }

    /** One number everywhere ({@index constant_}). */
    public static Tensor constant(Shape shape, float value) {
        return Tensor.full(value, shape.dims());
    }

    /** Uniform between 0 and 1. */
    public static Tensor uniform(Shape shape, RandomSource random) {
        return random.uniform(shape.dims());
    }

    /** Uniform between low and high ({@index uniform_}), as {@link RandomSource#uniform(float, float, int...)}. */
    public static Tensor uniform(Shape shape, float low, float high, RandomSource random) {
        return random.uniform(low, high, shape.dims());
    }

    /** Normal with mean 0 and standard deviation 1. */
    public static Tensor normal(Shape shape, RandomSource random) {
        return random.normal(shape.dims());
    }

    /** Normal with a given mean and standard deviation ({@index normal_}). */
    public static Tensor normal(Shape shape, float mean, float std, RandomSource random) {
        return random.normal(shape.dims()).mul(std).add(mean);
    }

    /** As {@link #xavierUniform(Shape, float, RandomSource)} with gain 1 ({@index xavier_uniform_}). */
    public static Tensor xavierUniform(Shape shape, RandomSource random) {
        return xavierUniform(shape, 1f, random);
    }

    /** Uniform on +-gain sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010). */
    public static Tensor xavierUniform(Shape shape, float gain, RandomSource random) {
        float bound = (float) (gain * Math.sqrt(6.0 / (fan(shape, Fan.IN) + (double) fan(shape, Fan.OUT))));
        return uniform(shape, -bound, bound, random);
    }

    /** As {@link #xavierNormal(Shape, float, RandomSource)} with gain 1 ({@index xavier_normal_}). */
    public static Tensor xavierNormal(Shape shape, RandomSource random) {
        return xavierNormal(shape, 1f, random);
    }

    /** Normal with standard deviation gain sqrt(2 / (fanIn + fanOut)) (Glorot and Bengio 2010). */
    public static Tensor xavierNormal(Shape shape, float gain, RandomSource random) {
        float std = (float) (gain * Math.sqrt(2.0 / (fan(shape, Fan.IN) + (double) fan(shape, Fan.OUT))));
        return normal(shape, 0f, std, random);
    }

    /** As {@link #kaimingUniform(Shape, Fan, float, RandomSource)} by fan-in, with ReLU's gain sqrt(2). */
    public static Tensor kaimingUniform(Shape shape, RandomSource random) {
        return kaimingUniform(shape, Fan.IN, gain(0f), random);
    }

    /** Uniform on +-gain sqrt(3 / fan) (He et al. 2015, {@index kaiming_uniform_}). */
    public static Tensor kaimingUniform(Shape shape, Fan fan, float gain, RandomSource random) {
        float bound = (float) (gain * Math.sqrt(3.0 / fan(shape, fan)));
        return uniform(shape, -bound, bound, random);
    }

    /** As {@link #kaimingNormal(Shape, Fan, float, RandomSource)} by fan-in, with ReLU's gain sqrt(2). */
    public static Tensor kaimingNormal(Shape shape, RandomSource random) {
        return kaimingNormal(shape, Fan.IN, gain(0f), random);
    }

    /** Normal with standard deviation gain / sqrt(fan) (He et al. 2015, {@index kaiming_normal_}). */
    public static Tensor kaimingNormal(Shape shape, Fan fan, float gain, RandomSource random) {
        return normal(shape, 0f, (float) (gain / Math.sqrt(fan(shape, fan))), random);
    }

    private static int fan(Shape shape, Fan fan) {
        if (shape.rank() < 2 || shape.size() == 0) {
            throw new IllegalArgumentException(
                    "fan of shape " + shape + ": a weight has at least [out, in], none of them 0");
        }
        return shape.size() / shape.dim(fan == Fan.IN ? 0 : 1);
    }
}
