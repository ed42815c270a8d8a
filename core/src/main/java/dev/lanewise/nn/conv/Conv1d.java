package dev.lanewise.nn.conv;

import dev.lanewise.nn.norm.BatchNorm1d;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.ops.Convolution;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * Convolution over one axis, as {@link Convolution#conv1d} computes it. <b>Shape</b>: {@code [N, C, L] -> [N, O,
 * L']}, or both without N.
 *
 * <p>Parameters as in PyTorch: {@code weight [O, C / groups, K]} and {@code bias [O]}, both initially uniform on
 * {@code +-1/sqrt(fan)}, fan being C / groups times the kernel.
 */
public final class Conv1d extends ConvLayer<Conv1d> {
    private static final String NAME = "Conv1d";
    private static final int AXES = 1;

    /**
     * With a bias and {@link ConvOptions#defaults}.
     *
     * @param in channels
     * @param out filters
     * @param kernel its size
     */
    public Conv1d(int in, int out, int kernel, RandomSource random) {
        this(in, out, kernel, ConvOptions.defaults(), random);
    }

    /** With a bias. */
    public Conv1d(int in, int out, int kernel, ConvOptions options, RandomSource random) {
        this(in, out, kernel, options, true, random);
    }

    /**
     * With or without a bias.
     *
     * @throws IllegalArgumentException if sizes and options do not fit each other
     */
    public Conv1d(int in, int out, int kernel, ConvOptions options, boolean bias, RandomSource random) {
        super(drawn(NAME, Kind.CONVOLUTION, in, out, cube(AXES, kernel), options, bias, random));
    }

    /**
     * With these parameters, which may be another block's too (tied weights).
     *
     * @param weight {@code [O, C / groups, K]}
     * @param bias {@code [O]}, or null for none
     * @throws IllegalArgumentException if shapes and options do not fit each other
     */
    public Conv1d(Tensor weight, @Nullable Tensor bias, ConvOptions options) {
        super(given(NAME, Kind.CONVOLUTION, AXES, weight, bias, options));
    }

    private Conv1d(Parameters parameters) {
        super(parameters);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Convolution.conv1d(x, forwardWeight(), bias(), options);
    }

    /**
     * A convolution that does what this one and the normalisation after it do in evaluation, with other bits
     * ({@index fuse_conv_bn_eval}): for inference, as it is one layer less. Later changes of either do not show in it.
     *
     * @throws IllegalArgumentException if the normalisation has no running statistics, or other channels than there are
     *     filters
     */
    public Conv1d fold(BatchNorm1d norm) {
        Required.nonNull(NAME + ": fold: the normalisation", norm);
        return new Conv1d(folded(
                "BatchNorm1d", norm.runningMean(), norm.runningVar(), norm.weight(), norm.bias(), norm.eps()));
    }

    @Override
    Kind kind() {
        return Kind.CONVOLUTION;
    }

    @Override
    Conv1d of(Parameters parameters) {
        return new Conv1d(parameters);
    }
}
