package dev.lanewise.nn.conv;

import dev.lanewise.nn.norm.BatchNorm2d;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.ops.Convolution;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * Convolution over two axes, as {@link Convolution#conv2d} computes it. <b>Shape</b>: {@code [N, C, H, W] -> [N, O,
 * H', W']}, or both without N.
 *
 * {@snippet :
 * Layer net = new Sequential(
 *         new Conv2d(1, 32, 3, random), new ReLU(),
 *         new Conv2d(32, 64, 3, ConvOptions.defaults().stride(2).padding(1), random), new ReLU(),
 *         new Flatten(), new Linear(64 * 13 * 13, 10, random));
 * }
 *
 * <p>Parameters as in PyTorch: {@code weight [O, C / groups, KH, KW]} and {@code bias [O]}, both initially uniform on
 * {@code +-1/sqrt(fan)}, fan being C / groups times the kernel.
 */
public final class Conv2d extends ConvLayer<Conv2d> {
    private static final String NAME = "Conv2d";
    private static final int AXES = 2;

    /**
     * With a bias and {@link ConvOptions#defaults}.
     *
     * @param in channels
     * @param out filters
     * @param kernel its size along each axis
     */
    public Conv2d(int in, int out, int kernel, RandomSource random) {
        this(in, out, kernel, ConvOptions.defaults(), random);
    }

    /** With a bias. */
    public Conv2d(int in, int out, int kernel, ConvOptions options, RandomSource random) {
        this(in, out, kernel, options, true, random);
    }

    /**
     * With or without a bias.
     *
     * @throws IllegalArgumentException if sizes and options do not fit each other
     */
    public Conv2d(int in, int out, int kernel, ConvOptions options, boolean bias, RandomSource random) {
        super(drawn(NAME, Kind.CONVOLUTION, in, out, cube(AXES, kernel), options, bias, random));
    }

    /** With a kernel size for each axis, the last axis last, a bias and {@link ConvOptions#defaults}. */
    public Conv2d(int in, int out, int[] kernel, RandomSource random) {
        this(in, out, kernel, ConvOptions.defaults(), random);
    }

    /** With a kernel size for each axis, the last axis last, and a bias. */
    public Conv2d(int in, int out, int[] kernel, ConvOptions options, RandomSource random) {
        this(in, out, kernel, options, true, random);
    }

    /** With a kernel size for each axis, the last axis last, with or without a bias. */
    public Conv2d(int in, int out, int[] kernel, ConvOptions options, boolean bias, RandomSource random) {
        super(drawn(NAME, Kind.CONVOLUTION, in, out, kernel(NAME, AXES, kernel), options, bias, random));
    }

    /**
     * With these parameters, which may be another block's too (tied weights).
     *
     * @param weight {@code [O, C / groups, KH, KW]}
     * @param bias {@code [O]}, or null for none
     * @throws IllegalArgumentException if shapes and options do not fit each other
     */
    public Conv2d(Tensor weight, @Nullable Tensor bias, ConvOptions options) {
        super(given(NAME, Kind.CONVOLUTION, AXES, weight, bias, options));
    }

    private Conv2d(Parameters parameters) {
        super(parameters);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Convolution.conv2d(x, forwardWeight(), bias(), options);
    }

    /**
     * A convolution that does what this one and the normalisation after it do in evaluation, with other bits
     * ({@index fuse_conv_bn_eval}): for inference, as it is one layer less. Later changes of either do not show in it.
     *
     * @throws IllegalArgumentException if the normalisation has no running statistics, or other channels than there are
     *     filters
     */
    public Conv2d fold(BatchNorm2d norm) {
        Required.nonNull(NAME + ": fold: the normalisation", norm);
        return new Conv2d(folded(
                "BatchNorm2d", norm.runningMean(), norm.runningVar(), norm.weight(), norm.bias(), norm.eps()));
    }

    @Override
    Kind kind() {
        return Kind.CONVOLUTION;
    }

    @Override
    Conv2d of(Parameters parameters) {
        return new Conv2d(parameters);
    }
}
