package dev.lanewise.ops;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.Arrays;

/** Other resolutions of lines, planes and volumes: interpolation, and channels that become pixels or back. */
public final class Resampling {
    private Resampling() {}

    /**
     * Values at other places of the same line, plane or volume, between the elements. <b>Shape</b>:
     * {@code [N, C, D...] -> [N, C, size...]} with one to three axes D.
     *
     * <p>One axis after the other: that with the least ratio of its new size to its size first, of equal ones the last
     * axis first.
     *
     * <p>Positions and weights are exact up to one rounding, so the nearest element is the nearest one, where PyTorch
     * rounds positions to floats. What has a weight of 0 is not read: an infinity next to a position makes nothing NaN.
     *
     * @param size of each axis D, or one for all; factors are for {@link #interpolateBy}
     * @throws IllegalArgumentException if an argument is null, the ranks do not fit, an axis D is empty, or a size is
     *     not positive or above 2^27
     */
    public static Tensor interpolate(Tensor x, Interpolation how, int... size) {
        Required.nonNull("interpolate: the array of sizes", size);
        int axes = axes("interpolate", x, how);
        requireCount("interpolate: sizes " + Arrays.toString(size), size.length, axes, x.shape());
        int[] sizes = new int[axes];
        for (int i = 0; i < axes; i++) {
            sizes[i] = size[size.length == 1 ? 0 : i];
            if (sizes[i] < 1) {
                throw new IllegalArgumentException("interpolate: sizes " + Arrays.toString(size) + " for " + x.shape()
                        + ": " + sizes[i] + " is not positive");
            }
        }
        return along("interpolate", x, how, sizes, new double[axes]);
    }

    /**
     * As {@link #interpolate}, to {@code floor(size * factor)} elements of an axis ({@code scale_factor}). Unless
     * corners are aligned, places are {@code 1 / factor} elements apart, which is not the ratio of the sizes if that is
     * no whole number (PyTorch's {@code recompute_scale_factor=False}). As in PyTorch, an axis whose size stays is
     * nevertheless copied if the interpolation is linear or antialiased, or takes the nearest elements of planes; and
     * the latter go by the sizes too where they become twice as large.
     *
     * @param factor of each axis D, or one for all
     * @throws IllegalArgumentException as {@link #interpolate}, or if a factor is not a positive, finite number, or
     *     leaves nothing of an axis
     */
    public static Tensor interpolateBy(Tensor x, Interpolation how, double... factor) {
        Required.nonNull("interpolateBy: the array of factors", factor);
        int axes = axes("interpolateBy", x, how);
        requireCount("interpolateBy: factors " + Arrays.toString(factor), factor.length, axes, x.shape());
        int[] sizes = new int[axes];
        double[] factors = new double[axes];
        for (int i = 0; i < axes; i++) {
            factors[i] = factor[factor.length == 1 ? 0 : i];
            double size = Math.floor(x.dim(i + 2) * factors[i]);
            if (!(factors[i] > 0 && size >= 1 && size <= Integer.MAX_VALUE)) {
                throw new IllegalArgumentException("interpolateBy: factor " + factors[i] + " for axis " + (i + 2)
                        + " of " + x.shape() + " gives no size from 1 to 2147483647");
            }
            sizes[i] = (int) size;
            if (goesBySizes(how, axes, x.dim(i + 2), sizes[i])) {
                factors[i] = 0;
            }
        }
        return along("interpolateBy", x, how, sizes, factors);
    }

    /** Where PyTorch has a path of its own that does not look at the factor. */
    private static boolean goesBySizes(Interpolation how, int axes, int from, int to) {
        return switch (how.kind()) {
            case NEAREST -> axes == 2 && (to == from || to == 2L * from);
            case NEAREST_EXACT -> false;
            case LINEAR -> to == from;
            case CUBIC -> to == from && how.antialiases();
        };
    }

    private static int axes(String function, Tensor x, Interpolation how) {
        Shape shape = Required.nonNull(function + ": the tensor", x).shape();
        Required.nonNull(function + ": the interpolation", how);
        if (shape.rank() < 3 || shape.rank() > 5) {
            throw new IllegalArgumentException(
                    function + ": " + shape + ": expected [N, C, L], [N, C, H, W] or [N, C, D, H, W]");
        }
        for (int axis = 2; axis < shape.rank(); axis++) {
            if (shape.dim(axis) == 0) {
                throw new IllegalArgumentException(
                        function + ": axis " + axis + " of " + shape + " is empty: there is nothing to interpolate");
            }
        }
        return shape.rank() - 2;
    }

    private static void requireCount(String what, int given, int axes, Shape x) {
        if (given != 1 && given != axes) {
            throw new IllegalArgumentException(
                    what + " for " + x + ": expected one for all axes behind the channels"
                            + (axes == 1 ? "" : ", or " + axes));
        }
    }

    /** The axes in the order that {@link #interpolate} defines, so that nothing between is larger than both ends. */
    private static Tensor along(String function, Tensor x, Interpolation how, int[] sizes, double[] factors) {
        for (int i = 0; i < sizes.length; i++) {
            if (Math.max(sizes[i], x.dim(i + 2)) > LineMap.MOST) {
                throw new IllegalArgumentException(function + ": axis " + (i + 2) + " of " + x.shape() + " to size "
                        + sizes[i] + ": an axis has at most " + LineMap.MOST + " elements here");
            }
        }
        int[] dims = x.shape().dims();
        System.arraycopy(sizes, 0, dims, 2, sizes.length);
        Shape.of(dims); // refuses what is too large before anything is computed
        Integer[] order = new Integer[sizes.length];
        Arrays.setAll(order, i -> sizes.length - 1 - i);
        Arrays.sort(order, (i, j) -> Long.compare((long) sizes[i] * x.dim(j + 2), (long) sizes[j] * x.dim(i + 2)));
        Tensor y = x;
        for (int i : order) {
            y = new ResampleOp.Interpolate(i + 2, how, sizes[i], factors[i]).tensor(y);
        }
        return y;
    }

    /**
     * Channels as blocks of {@code factor x factor} pixels ({@index pixel_shuffle}; Shi et al. 2016): channel
     * {@code (c factor + i) factor + j} gives the pixels in row i and column j of the blocks of channel c.
     * <b>Shape</b>: {@code [..., C factor^2, H, W] -> [..., C, H factor, W factor]}.
     *
     * @throws IllegalArgumentException if the tensor is null or has fewer than three axes, the factor is not positive,
     *     or its square does not divide the channels
     */
    public static Tensor pixelShuffle(Tensor x, int factor) {
        int[] chw = planes("pixelShuffle", x, factor);
        long square = (long) factor * factor;
        if (chw[0] % square != 0) {
            throw new IllegalArgumentException("pixelShuffle: the " + chw[0] + " channels of " + x.shape()
                    + " are not a multiple of " + factor + " x " + factor);
        }
        int c = (int) (chw[0] / square);
        int n = x.shape().product(0, x.rank() - 3);
        int[] dims = resized(x, c, (long) chw[1] * factor, (long) chw[2] * factor);
        return x.reshape(n, c, factor, factor, chw[1], chw[2]).permute(0, 1, 4, 2, 5, 3).reshape(Shape.of(dims));
    }

    /**
     * Blocks of {@code factor x factor} pixels as channels, the inverse of {@link #pixelShuffle}
     * ({@index pixel_unshuffle}). <b>Shape</b>: {@code [..., C, H factor, W factor] -> [..., C factor^2, H, W]}.
     *
     * @throws IllegalArgumentException if the tensor is null or has fewer than three axes, the factor is not positive
     *     or does not divide the last two sizes
     */
    public static Tensor pixelUnshuffle(Tensor x, int factor) {
        int[] chw = planes("pixelUnshuffle", x, factor);
        if (chw[1] % factor != 0 || chw[2] % factor != 0) {
            throw new IllegalArgumentException("pixelUnshuffle: the planes of " + x.shape()
                    + " do not consist of blocks of " + factor + " x " + factor);
        }
        int h = chw[1] / factor;
        int w = chw[2] / factor;
        int n = x.shape().product(0, x.rank() - 3);
        int[] dims = resized(x, (long) chw[0] * factor * factor, h, w);
        return x.reshape(n, chw[0], h, factor, w, factor).permute(0, 1, 3, 5, 2, 4).reshape(Shape.of(dims));
    }

    /** The last three sizes. */
    private static int[] planes(String function, Tensor x, int factor) {
        Shape shape = Required.nonNull(function + ": the tensor", x).shape();
        if (shape.rank() < 3) {
            throw new IllegalArgumentException(function + ": " + shape + ": expected [..., C, H, W]");
        }
        if (factor < 1) {
            throw new IllegalArgumentException(function + ": factor " + factor + " is not positive");
        }
        return new int[] {shape.dim(-3), shape.dim(-2), shape.dim(-1)};
    }

    /** The shape with other last three sizes, which only tensors without elements have too large ones of. */
    private static int[] resized(Tensor x, long... chw) {
        int[] dims = x.shape().dims();
        for (int i = 0; i < 3; i++) {
            dims[dims.length - 3 + i] = (int) Math.min(chw[i], Integer.MAX_VALUE);
        }
        return dims;
    }

    /**
     * Channels in another order ({@index channel_shuffle}; Zhang et al. 2017): one of each group after the other, so
     * that {@code a a a b b b} in two groups becomes {@code a b a b a b}. <b>Shape</b>: {@code [N, C, ...] -> [N, C,
     * ...]}.
     *
     * @throws IllegalArgumentException if the tensor is null or has fewer than two axes, or there are no groups or none
     *     of equal size
     */
    public static Tensor channelShuffle(Tensor x, int groups) {
        Shape shape = Required.nonNull("channelShuffle: the tensor", x).shape();
        if (shape.rank() < 2) {
            throw new IllegalArgumentException("channelShuffle: " + shape + ": expected [N, C, ...]");
        }
        if (groups < 1 || shape.dim(1) % groups != 0) {
            throw new IllegalArgumentException("channelShuffle: the " + shape.dim(1) + " channels of " + shape
                    + " do not form " + groups + " groups of equal size");
        }
        int each = shape.dim(1) / groups;
        return x.reshape(shape.dim(0), groups, each, shape.product(2, shape.rank())).permute(0, 2, 1, 3)
                .reshape(shape);
    }
}
