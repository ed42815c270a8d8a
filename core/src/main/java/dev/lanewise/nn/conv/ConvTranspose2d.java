package dev.lanewise.nn.conv;

import dev.lanewise.ops.ConvOptions;
import dev.lanewise.ops.Convolution;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Transposed convolution over two axes, as {@link Convolution#convTranspose2d} computes it: the way back from the
 * result of a convolution to the size of its input, as in decoders. <b>Shape</b>: {@code [N, C, H, W] -> [N, O, H',
 * W']}, or both without N.
 *
 * <p>Parameters as in PyTorch: {@code weight [C, O / groups, KH, KW]} and {@code bias [O]}, both initially uniform on
 * {@code +-1/sqrt(fan)}, fan being O / groups times the kernel.
 */
public final class ConvTranspose2d extends ConvLayer<ConvTranspose2d> {
    private static final String NAME = "ConvTranspose2d";
    private static final int AXES = 2;

    /**
     * With a bias and {@link ConvOptions#defaults}.
     *
     * @param in channels
     * @param out filters
     * @param kernel its size along each axis
     */
    public ConvTranspose2d(int in, int out, int kernel, RandomSource random) {
        this(in, out, kernel, ConvOptions.defaults(), random);
    }

    /** With a bias. */
    public ConvTranspose2d(int in, int out, int kernel, ConvOptions options, RandomSource random) {
        this(in, out, kernel, options, true, random);
    }

    /**
     * With or without a bias.
     *
     * @throws IllegalArgumentException if sizes and options do not fit each other
     */
    public ConvTranspose2d(int in, int out, int kernel, ConvOptions options, boolean bias, RandomSource random) {
        super(drawn(NAME, Kind.TRANSPOSED, in, out, cube(AXES, kernel), options, bias, random));
    }

    /** With a kernel size for each axis, the last axis last, a bias and {@link ConvOptions#defaults}. */
    public ConvTranspose2d(int in, int out, int[] kernel, RandomSource random) {
        this(in, out, kernel, ConvOptions.defaults(), random);
    }

    /** With a kernel size for each axis, the last axis last, and a bias. */
    public ConvTranspose2d(int in, int out, int[] kernel, ConvOptions options, RandomSource random) {
        this(in, out, kernel, options, true, random);
    }

    /** With a kernel size for each axis, the last axis last, with or without a bias. */
    public ConvTranspose2d(int in, int out, int[] kernel, ConvOptions options, boolean bias, RandomSource random) {
        super(drawn(NAME, Kind.TRANSPOSED, in, out, kernel(NAME, AXES, kernel), options, bias, random));
    }

    /**
     * With these parameters, which may be another block's too (tied weights).
     *
     * @param weight {@code [C, O / groups, KH, KW]}
     * @param bias {@code [O]}, or null for none
     * @throws IllegalArgumentException if shapes and options do not fit each other
     */
    public ConvTranspose2d(Tensor weight, @Nullable Tensor bias, ConvOptions options) {
        super(given(NAME, Kind.TRANSPOSED, AXES, weight, bias, options));
    }

    private ConvTranspose2d(Parameters parameters) {
        super(parameters);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Convolution.convTranspose2d(x, forwardWeight(), bias(), options);
    }

    /**
     * As {@link #forward(Tensor)}, with an output of this size ({@index output_size}) in the place of what the output
     * padding of the options makes: that of the input of a convolution, for example.
     *
     * @param outputSize height and width, or one number for both
     * @throws IllegalArgumentException if the input does not lead to this size
     */
    public Tensor forward(Tensor x, int... outputSize) {
        return call(() -> Convolution.convTranspose2d(
                x, forwardWeight(), bias(), options.outputSize(outputSize)), x);
    }

    @Override
    Kind kind() {
        return Kind.TRANSPOSED;
    }

    @Override
    ConvTranspose2d of(Parameters parameters) {
        return new ConvTranspose2d(parameters);
    }
}
