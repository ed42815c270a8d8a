package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.ActivationOp;
import dev.lanewise.tensor.primitives.PreciseFunction;
import dev.lanewise.tensor.primitives.PreciseOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import java.util.Arrays;

/**
 * Activation functions beyond those that {@link Tensor} has as methods (relu, sigmoid, tanh, softmax, logSoftmax).
 *
 * <p><b>NaN</b> stays NaN, and none is lost in the backward pass: functions made of straight lines pass the gradient
 * on there, {@link #prelu} times its weight, and all others multiply it by NaN.
 */
public final class Activations {
    /** Scale and alpha of {@link #selu}: with them mean 0 and variance 1 are a fixed point (Klambauer et al. 2017). */
    private static final double SELU_SCALE = 1.0507009873554805;

    private static final double SELU_ALPHA = 1.6732632423543772;

    /** From here on, {@code log(1 + e^x)} rounds to x, and its slope to 1. */
    private static final float SOFTPLUS_STRAIGHT = 20;

    private Activations() {}

    // ---- straight lines

    /**
     * {@code x <= 0 ? slope * x : x} ({@index leaky_relu}); the gradient at 0 is {@code slope}.
     *
     * @throws IllegalArgumentException if the slope is not finite
     */
    public static Tensor leakyRelu(Tensor x, double slope) {
        Finite.number("leakyRelu: slope", slope);
        return Indexing.where(Required.nonNull("leakyRelu: the tensor", x).le(0), x.mul(slope), x);
    }

    /**
     * {@code x > 0 ? x : weight * x}, with one weight for all elements or one for each channel, which are the indices
     * of axis 1; the gradient at 0 is the weight (He et al. 2015).
     *
     * @param weight {@code []}, {@code [1]} or {@code [channels]}
     * @throws IllegalArgumentException if the weight has another shape
     */
    public static Tensor prelu(Tensor x, Tensor weight) {
        Shape shape = Required.nonNull("prelu: the tensor", x).shape();
        Shape weights = Required.nonNull("prelu: the weight", weight).shape();
        int channels = shape.rank() < 2 ? 1 : shape.dim(1);
        if (weights.rank() > 1 || weight.size() != 1 && weight.size() != channels) {
            throw new IllegalArgumentException("prelu: " + shape + " and weight " + weights + ": expected one weight, "
                    + "or one for each of the channels, which axis 1 counts");
        }
        int[] dims = new int[shape.rank()];
        Arrays.fill(dims, 1);
        if (shape.rank() > 1) {
            dims[1] = weight.size();
        }
        BoolTensor right = x.gt(0);
        Tensor left = Indexing.where(right, Tensor.scalar(0), x).mul(weight.reshape(dims));
        return Indexing.where(right, x, left);
    }

    /** {@code min(max(x, 0), 6)}; the gradient at 0 and at 6 is 0. */
    public static Tensor relu6(Tensor x) {
        return new ActivationOp.Hardtanh(0, 6).tensor(x);
    }

    /**
     * {@code min(max(x, low), high)}, as {@link Tensor#clamp}, but the gradient at the bounds is 0.
     *
     * @throws IllegalArgumentException if a bound is not finite, or {@code low} is above {@code high}
     */
    public static Tensor hardtanh(Tensor x, double low, double high) {
        float from = Finite.number("hardtanh: lower bound", low);
        float to = Finite.number("hardtanh: upper bound", high);
        if (from > to) {
            throw new IllegalArgumentException("hardtanh: lower bound " + low + " is above upper bound " + high);
        }
        return new ActivationOp.Hardtanh(from, to).tensor(x);
    }

    /** {@code (min(max(x, -3), 3) + 3) / 6}: straight lines in place of the sigmoid; the gradient at -3 and 3 is 0. */
    public static Tensor hardsigmoid(Tensor x) {
        return new ActivationOp.Hardtanh(-3, 3).tensor(x).add(3).div(6);
    }

    /**
     * {@code x hardsigmoid(x)}, a sketch of {@link #silu} (Howard et al. 2019): 0 up to -3, x from 3 on. The gradient
     * at -3 is 0 and at 3 is 1. At minus infinity it is -0, the limit.
     */
    public static Tensor hardswish(Tensor x) {
        return hardsigmoid(x).mul(x.maximum(-3));
    }

    /**
     * {@code x > threshold ? x : value}; the gradient at the threshold is 0.
     *
     * @throws IllegalArgumentException if the threshold or the value is not finite
     */
    public static Tensor threshold(Tensor x, double threshold, double value) {
        Finite.number("threshold: the threshold", threshold);
        Finite.number("threshold: the value", value);
        return Indexing.maskedFill(x, Required.nonNull("threshold: the tensor", x).le(threshold), value);
    }

    /**
     * 0 where {@code |x| <= lambda}, else x; the gradient is 0 or 1, at the ends of the gap 0.
     *
     * @throws IllegalArgumentException if lambda is negative or not finite
     */
    public static Tensor hardshrink(Tensor x, double lambda) {
        Finite.atLeastZero("hardshrink: lambda", lambda);
        return Indexing.maskedFill(x, Required.nonNull("hardshrink: the tensor", x).abs().le(lambda), 0);
    }

    /**
     * 0 where {@code |x| <= lambda}, else x moved towards 0 by lambda; the gradient is 0 or 1, at the ends of the gap
     * 0.
     *
     * @throws IllegalArgumentException if lambda is negative or not finite
     */
    public static Tensor softshrink(Tensor x, double lambda) {
        Finite.atLeastZero("softshrink: lambda", lambda);
        BoolTensor left = Required.nonNull("softshrink: the tensor", x).lt(-lambda);
        Tensor right = Indexing.maskedFill(x.sub(lambda), x.le(lambda), 0);
        return Indexing.where(left, x.add(lambda), right);
    }

    // ---- exponentials

    /**
     * Exponential linear unit {@code x <= 0 ? alpha (e^x - 1) : x}; the gradient at 0 is {@code alpha}.
     *
     * @throws IllegalArgumentException if alpha is not finite
     */
    public static Tensor elu(Tensor x, double alpha) {
        Finite.number("elu: alpha", alpha);
        return exponential(Required.nonNull("elu: the tensor", x), 1, alpha, 1);
    }

    /**
     * Scaled exponential linear unit {@code 1.0507 (x <= 0 ? 1.6733 (e^x - 1) : x)} (Klambauer et al. 2017), for
     * networks whose activations keep mean 0 and variance 1; the gradient at 0 is 1.7581, that of the left side.
     */
    public static Tensor selu(Tensor x) {
        return exponential(Required.nonNull("selu: the tensor", x), 1, SELU_SCALE * SELU_ALPHA, SELU_SCALE);
    }

    /**
     * Exponential linear unit without a kink, {@code x <= 0 ? alpha (e^(x / alpha) - 1) : x} (Barron 2017).
     *
     * @throws IllegalArgumentException if alpha is not a finite float above 0
     */
    public static Tensor celu(Tensor x, double alpha) {
        Finite.aboveZero("celu: alpha", alpha);
        return exponential(Required.nonNull("celu: the tensor", x), alpha, alpha, 1);
    }

    /** {@code x <= 0 ? height (e^(x / width) - 1) : slope x}; factors of 1 are left out. */
    private static Tensor exponential(Tensor x, double width, double height, double slope) {
        BoolTensor left = x.le(0);
        Tensor negative = Indexing.where(left, x, Tensor.scalar(0));
        Tensor curve = Pointwise.expm1(width == 1 ? negative : negative.div(width)).mul(height);
        return Indexing.where(left, curve, slope == 1 ? x : x.mul(slope));
    }

    // ---- smooth functions

    /** Gaussian error linear unit {@code x Phi(x)} with the exact normal distribution function (Hendrycks 2016). */
    public static Tensor gelu(Tensor x) {
        return new UnaryOp.Gelu().tensor(x);
    }

    /** GELU by its tanh approximation, {@code x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))}. */
    public static Tensor geluTanh(Tensor x) {
        return new UnaryOp.GeluTanh().tensor(x);
    }

    /** Sigmoid linear unit {@code x sigmoid(x)}, also called swish. */
    public static Tensor silu(Tensor x) {
        return new UnaryOp.Silu().tensor(x);
    }

    /** {@code x tanh(softplus(x))} (Misra 2019); -0, the limit, at minus infinity. */
    public static Tensor mish(Tensor x) {
        return new ActivationOp.Mish().tensor(x);
    }

    /** {@code log(1 + e^x)} without overflow. */
    public static Tensor softplus(Tensor x) {
        return new UnaryOp.Softplus().tensor(x);
    }

    /**
     * {@code log(1 + e^(beta x)) / beta} without overflow. PyTorch's threshold, from which on it gives x, is not a
     * setting here: at 20, the default, the formula gives x as well, and a lower one would make a jump.
     *
     * @param beta at least 1e-12: with less, {@code log(2) / beta} leaves nothing of x, and gradients would overflow
     * @throws IllegalArgumentException if it is less, or not finite as a float
     */
    public static Tensor softplus(Tensor x, double beta) {
        Finite.atLeast("softplus: beta", beta, 1e-12);
        if (beta == 1) {
            return softplus(x);
        }
        Tensor scaled = Required.nonNull("softplus: the tensor", x).mul(beta);
        return Indexing.where(scaled.gt(SOFTPLUS_STRAIGHT), x, softplus(scaled).div(beta)); // beta x may overflow
    }

    /** {@code log(sigmoid(x)) = -softplus(-x)}, accurate where sigmoid is tiny or close to 1. */
    public static Tensor logSigmoid(Tensor x) {
        return softplus(Required.nonNull("logSigmoid: the tensor", x).neg()).neg();
    }

    /** {@code x / (1 + |x|)}; 1 and -1, the limits, at infinity. */
    public static Tensor softsign(Tensor x) {
        return new ActivationOp.Softsign().tensor(x);
    }

    /** {@code x - tanh(x)}, accurate near 0, where it is x^3 / 3; in double precision, rounded once. */
    public static Tensor tanhshrink(Tensor x) {
        return new PreciseOp.Unary(PreciseFunction.TANHSHRINK).tensor(x);
    }

    // ---- along an axis

    /** {@code e^-x / sum of e^-x} along an axis, without overflow: the smallest gets most. */
    public static Tensor softmin(Tensor x, int axis) {
        return Required.nonNull("softmin: the tensor", x).neg().softmax(axis);
    }

    /**
     * Gated linear unit {@code a sigmoid(b)}, where a and b are the first and the second half of x along an axis
     * (Dauphin et al. 2017).
     *
     * @throws IllegalArgumentException if the size of the axis is odd
     */
    public static Tensor glu(Tensor x, int axis) {
        Tensor[] halves = halves("glu", x, axis);
        return halves[0].mul(halves[1].sigmoid());
    }

    /**
     * Linear unit gated by {@link #silu}, {@code a silu(b)} with the halves of {@link #glu} (Shazeer 2020). Where a
     * model has the gate first, or in a tensor of its own, write {@code silu(gate).mul(a)}.
     *
     * @throws IllegalArgumentException if the size of the axis is odd
     */
    public static Tensor swiglu(Tensor x, int axis) {
        Tensor[] halves = halves("swiglu", x, axis);
        return halves[0].mul(silu(halves[1]));
    }

    /**
     * Linear unit gated by {@link #gelu}, {@code a gelu(b)} with the halves of {@link #glu} (Shazeer 2020).
     *
     * @throws IllegalArgumentException if the size of the axis is odd
     */
    public static Tensor geglu(Tensor x, int axis) {
        Tensor[] halves = halves("geglu", x, axis);
        return halves[0].mul(gelu(halves[1]));
    }

    private static Tensor[] halves(String function, Tensor x, int axis) {
        Shape shape = Required.nonNull(function + ": the tensor", x).shape();
        int size = shape.dim(shape.axis(function + ": ", axis));
        if (size % 2 != 0) {
            throw new IllegalArgumentException(
                    function + ": axis " + axis + " of " + shape + " has size " + size + ", which has no halves");
        }
        return Shapes.chunk(x, axis, 2);
    }
}
