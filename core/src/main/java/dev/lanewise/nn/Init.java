package dev.lanewise.nn;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;

/**
 * Initial values for parameters, as new tensors, to be assigned to a layer's parameter with {@link Tensor#assign}:
 *
 * {@snippet :
 * linear.weight().assign(Init.kaimingNormal(linear.weight().shape(), Init.Fan.IN, Init.gain(0), random));
 * }
 *
 * <p>Fans are counted as PyTorch counts them: a weight {@code [out, in, k...]} has fan-in {@code in * k...} and fan-out
 * {@code out * k...}. Numbers are rounded to floats first. A gain that is negative, infinite or NaN is refused with an
 * {@link IllegalArgumentException}, as is a shape without fans.
 */
public final class Init {
    /** The fan that scales a weight: by {@code IN} activations keep their variance, by {@code OUT} gradients do. */
    public enum Fan {
        IN, OUT
    }

    /** Gain of tanh, as PyTorch's: 5/3. */
    public static final float TANH_GAIN = 5f / 3f;

    private Init() {}

    /**
     * Gain ({@index calculate_gain}) of a leaky ReLU with a given negative slope, sqrt(2 / (1 + slope^2)); slope 0 is
     * ReLU.
     *
     * @throws IllegalArgumentException if the slope is not finite
     */
    public static float gain(double negativeSlope) {
        Finite.number("gain: slope", negativeSlope);
        double slope = (float) negativeSlope;
        return (float) Math.sqrt(2 / (1 + slope * slope));
    }

    /** One number everywhere ({@index constant_}). */
    public static Tensor constant(Shape shape, double value) {
        return Tensor.full(value, shape.dims());
    }

    /** Uniform between 0 and 1. */
    public static Tensor uniform(Shape shape, RandomSource random) {
        return random.uniform(shape.dims());
    }

    /** Uniform between low and high ({@index uniform_}), as {@link RandomSource#uniform(double, double, int...)}. */
    public static Tensor uniform(Shape shape, double low, double high, RandomSource random) {
        return random.uniform(low, high, shape.dims());
    }

    /** Normal with mean 0 and standard deviation 1. */
    public static Tensor normal(Shape shape, RandomSource random) {
        return random.normal(shape.dims());
    }

    /**
     * Normal with a given mean and standard deviation ({@index normal_}).
     *
     * @throws IllegalArgumentException unless both are finite and the deviation is 0 or more
     */
    public static Tensor normal(Shape shape, double mean, double std, RandomSource random) {
        Finite.number("normal: mean", mean);
        Finite.atLeastZero("normal: standard deviation", std);
        return random.normal(shape.dims()).mul(std).add(mean);
    }

    /** As {@link #xavierUniform(Shape, double, RandomSource)} with gain 1 ({@index xavier_uniform_}). */
    public static Tensor xavierUniform(Shape shape, RandomSource random) {
        return xavierUniform(shape, 1, random);
    }

    /** Uniform on +-gain sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010). */
    public static Tensor xavierUniform(Shape shape, double gain, RandomSource random) {
        Finite.atLeastZero("xavierUniform: gain", gain);
        float bound = (float) ((float) gain * Math.sqrt(6.0 / (fan(shape, Fan.IN) + (double) fan(shape, Fan.OUT))));
        return uniform(shape, -bound, bound, random);
    }

    /** As {@link #xavierNormal(Shape, double, RandomSource)} with gain 1 ({@index xavier_normal_}). */
    public static Tensor xavierNormal(Shape shape, RandomSource random) {
        return xavierNormal(shape, 1, random);
    }

    /** Normal with standard deviation gain sqrt(2 / (fanIn + fanOut)) (Glorot and Bengio 2010). */
    public static Tensor xavierNormal(Shape shape, double gain, RandomSource random) {
        Finite.atLeastZero("xavierNormal: gain", gain);
        float std = (float) ((float) gain * Math.sqrt(2.0 / (fan(shape, Fan.IN) + (double) fan(shape, Fan.OUT))));
        return normal(shape, 0, std, random);
    }

    /** As {@link #kaimingUniform(Shape, Fan, double, RandomSource)} by fan-in, with ReLU's gain sqrt(2). */
    public static Tensor kaimingUniform(Shape shape, RandomSource random) {
        return kaimingUniform(shape, Fan.IN, gain(0), random);
    }

    /** Uniform on +-gain sqrt(3 / fan) (He et al. 2015, {@index kaiming_uniform_}). */
    public static Tensor kaimingUniform(Shape shape, Fan fan, double gain, RandomSource random) {
        Finite.atLeastZero("kaimingUniform: gain", gain);
        float bound = (float) ((float) gain * Math.sqrt(3.0 / fan(shape, fan)));
        return uniform(shape, -bound, bound, random);
    }

    /** As {@link #kaimingNormal(Shape, Fan, double, RandomSource)} by fan-in, with ReLU's gain sqrt(2). */
    public static Tensor kaimingNormal(Shape shape, RandomSource random) {
        return kaimingNormal(shape, Fan.IN, gain(0), random);
    }

    /** Normal with standard deviation gain / sqrt(fan) (He et al. 2015, {@index kaiming_normal_}). */
    public static Tensor kaimingNormal(Shape shape, Fan fan, double gain, RandomSource random) {
        Finite.atLeastZero("kaimingNormal: gain", gain);
        return normal(shape, 0, (float) ((float) gain / Math.sqrt(fan(shape, fan))), random);
    }

    private static int fan(Shape shape, Fan fan) {
        if (shape.rank() < 2 || shape.size() == 0) {
            throw new IllegalArgumentException(
                    "fan of shape " + shape + ": a weight has at least [out, in], none of them 0");
        }
        return shape.size() / shape.dim(fan == Fan.IN ? 0 : 1);
    }
}
