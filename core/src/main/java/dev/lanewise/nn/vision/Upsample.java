package dev.lanewise.nn.vision;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Interpolation;
import dev.lanewise.ops.Resampling;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.Arrays;

/**
 * Another resolution: {@link Resampling#interpolateBy}, or {@link Resampling#interpolate} to a size.
 *
 * <p>PyTorch's {@index UpsamplingNearest2d} is {@code new Upsample(factor)}; its {@index UpsamplingBilinear2d} aligns
 * corners: {@code new Upsample(Interpolation.linear().alignCorners(), factor)}.
 */
public final class Upsample extends Layer {
    private final Interpolation how;
    private final double[] factors;
    private final int[] sizes;

    /** To the nearest elements, each axis by this factor. */
    public Upsample(double factor) {
        this(Interpolation.nearest(), factor);
    }

    /**
     * By a factor for all axes, or one each. Mind that the numbers are factors, also whole ones, while those of {@link
     * #to} and of {@link Resampling#interpolate} are sizes.
     *
     * @throws IllegalArgumentException if an argument is null, there is no factor, or one is not positive and finite
     */
    public Upsample(Interpolation how, double... factors) {
        this(how, Required.nonNull("Upsample: the array of factors", factors).clone(), new int[0]);
        for (double factor : this.factors) {
            if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("Upsample: factor " + factor + " is not a finite number above 0");
            }
        }
    }

    private Upsample(Interpolation how, double[] factors, int[] sizes) {
        this.how = Required.nonNull("Upsample: the interpolation", how);
        this.factors = factors;
        this.sizes = sizes;
        if (factors.length + sizes.length == 0) {
            throw new IllegalArgumentException("Upsample: neither a factor nor a size is given");
        }
    }

    /**
     * To one size for all axes, or one each.
     *
     * @throws IllegalArgumentException if an argument is null, there is no size, or one is not positive
     */
    public static Upsample to(Interpolation how, int... sizes) {
        for (int size : Required.nonNull("Upsample: the array of sizes", sizes)) {
            if (size < 1) {
                throw new IllegalArgumentException("Upsample: size " + size + " is not positive");
            }
        }
        return new Upsample(how, new double[0], sizes.clone());
    }

    @Override
    protected Tensor compute(Tensor x) {
        return sizes.length > 0
                ? Resampling.interpolate(x, how, sizes)
                : Resampling.interpolateBy(x, how, factors);
    }

    @Override
    public Upsample copy() {
        return copied(() -> new Upsample(how, factors, sizes));
    }

    @Override
    protected String describe() {
        return (sizes.length > 0 ? "to " + Arrays.toString(sizes) : "by " + Arrays.toString(factors)) + ", " + how;
    }
}
