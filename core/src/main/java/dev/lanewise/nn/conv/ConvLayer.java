package dev.lanewise.nn.conv;

import dev.lanewise.nn.Weight;
import dev.lanewise.nn.WeightedLayer;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What convolutions and transposed ones have in common: a weight, a bias and how the kernel moves.
 *
 * @param <L> the class itself
 */
abstract class ConvLayer<L extends ConvLayer<L>> extends WeightedLayer<L> {
    final ConvOptions options;

    /** Checked parameters, as {@link #drawn} and {@link #given} return them. */
    ConvLayer(Parameters parameters) {
        super(parameters.weight, parameters.bias);
        this.options = parameters.options;
    }

    /** What a layer is made of; its weight is {@code [O, C / groups, K...]}, or {@code [C, O / groups, K...]}. */
    record Parameters(Weight weight, @Nullable Tensor bias, ConvOptions options) {}

    /** The kinds of layers: which of the two first sizes of a weight groups divide. */
    enum Kind {
        CONVOLUTION, TRANSPOSED;

        /** The shape of a weight; refuses what does not fit in the name of a layer. */
        private Shape weight(String layer, int in, int out, int[] kernel, ConvOptions options) {
            try {
                return this == TRANSPOSED
                        ? options.transposedWeightShape(in, out, kernel)
                        : options.weightShape(in, out, kernel);
            } catch (IllegalArgumentException fault) {
                throw new IllegalArgumentException(
                        layer + ": " + String.valueOf(fault.getMessage()).replaceFirst("^ConvOptions: ", ""), fault);
            }
        }

        private int filters(Shape weight, ConvOptions options) {
            return this == TRANSPOSED ? weight.dim(1) * options.groups() : weight.dim(0);
        }

        private int channels(Shape weight, ConvOptions options) {
            return this == TRANSPOSED ? weight.dim(0) : weight.dim(1) * options.groups();
        }
    }

    /** Parameters uniform on +-1/sqrt(fan-in); everything is checked before the source moves on. */
    static Parameters drawn(
            String layer, Kind kind, int in, int out, int[] kernel, ConvOptions options, boolean bias,
            RandomSource random) {
        Required.nonNull(layer + ": the set of options", options);
        Required.nonNull(layer + ": the random source", random);
        Shape shape = kind.weight(layer, in, out, kernel, options);
        float bound = (float) (1 / Math.sqrt(shape.size() / (double) shape.dim(0)));
        return new Parameters(
                Weight.of(random.uniform(-bound, bound, shape.dims())),
                bias ? random.uniform(-bound, bound, out) : null, options);
    }

    /** Parameters that there are. */
    static Parameters given(
            String layer, Kind kind, int axes, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
        Required.nonNull(layer + ": the weight", weight);
        Required.nonNull(layer + ": the set of options", options);
        Shape shape = weight.shape();
        if (shape.rank() != axes + 2) {
            throw new IllegalArgumentException(layer + ": a weight " + shape + ": expected " + (axes + 2) + " axes");
        }
        int filters = kind.filters(shape, options);
        kind.weight(layer, kind.channels(shape, options), filters, sizes(shape), options);
        if (bias != null && !bias.shape().equals(Shape.of(filters))) {
            throw new IllegalArgumentException(
                    layer + ": a bias " + bias.shape() + " for " + filters + " filters: expected [" + filters + "]");
        }
        return new Parameters(Weight.of(weight), bias, options);
    }

    /** The sizes of the kernel of a weight. */
    private static int[] sizes(Shape weight) {
        return Arrays.copyOfRange(weight.dims(), 2, weight.rank());
    }

    /** Sizes of a kernel, one for each axis. */
    static int[] kernel(String layer, int axes, int... sizes) {
        Required.nonNull(layer + ": the array of kernel sizes", sizes);
        if (sizes.length != axes) {
            throw new IllegalArgumentException(layer + ": a kernel of " + (sizes.length == 0 ? "no size" : text(sizes))
                    + ": expected " + (axes == 1 ? "one size" : "a size for each of " + axes + " axes"));
        }
        return sizes;
    }

    /** A kernel of the same size along each axis. */
    static int[] cube(int axes, int size) {
        return IntStream.generate(() -> size).limit(axes).toArray();
    }

    private static String text(int... sizes) {
        return Arrays.stream(sizes).mapToObj(Integer::toString).collect(Collectors.joining(" x "));
    }

    /** Which kind it is. */
    abstract Kind kind();

    /** A layer of the same class. */
    abstract L of(Parameters parameters);

    @Override
    protected final L with(Weight weight, @Nullable Tensor bias) {
        return of(new Parameters(weight, bias, options));
    }

    @Override
    public final int outputAxis() {
        return kind() == Kind.TRANSPOSED ? 1 : 0;
    }

    /**
     * The parameters of this convolution followed by a batch normalisation in evaluation: each filter times
     * {@code scale / sqrt(variance + eps)}, and a bias to match.
     */
    final Parameters folded(
            String norm, @Nullable Tensor mean, @Nullable Tensor variance, @Nullable Tensor scale,
            @Nullable Tensor shift, double eps) {
        String fold = getClass().getSimpleName() + ": fold";
        if (mean == null || variance == null) {
            throw new IllegalArgumentException(fold + ": the " + norm + " has no running statistics, so what it does "
                    + "depends on the batch");
        }
        Tensor weight = weight();
        Tensor bias = bias();
        int filters = weight.dim(0);
        if (mean.dim(0) != filters) {
            throw new IllegalArgumentException(fold + ": the " + norm + " normalises " + mean.dim(0)
                    + " channels, and this convolution has " + filters + " filters");
        }
        try (GradMode.Scope _ = GradMode.noGrad()) {
            Tensor factor = variance.add(eps).rsqrt();
            if (scale != null) {
                factor = factor.mul(scale);
            }
            int[] ofFilters = new int[weight.rank()];
            Arrays.fill(ofFilters, 1);
            ofFilters[0] = filters;
            Tensor moved = (bias == null ? mean.neg() : bias.sub(mean)).mul(factor);
            return new Parameters(
                    Weight.of(weight.mul(factor.reshape(ofFilters))), shift == null ? moved : moved.add(shift),
                    options);
        }
    }

    @Override
    protected final String describe() {
        Shape shape = weightShape();
        String how = options.equals(ConvOptions.defaults()) ? "" : ", " + options;
        return kind().channels(shape, options) + ", " + kind().filters(shape, options) + ", kernel "
                + text(sizes(shape)) + how
                + (bias() == null ? ", no bias" : "");
    }
}
