package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.choice.KernelLookup;
import java.util.Arrays;
import java.util.List;

/**
 * Convolution (cross-correlation) and its two gradients, which are bilinear maps of image, weight and result. With the
 * result y, {@code [batch, filters, out]}:
 *
 * <pre>
 *   y[n, o, p]   = sum of w[o, c, t] * x[n, c, p * stride + t * dilation - padding]   over t, then c
 *   gx[n, c, i]  = sum of w[o, c, t] * g[n, o, p]                                     over t, then o
 *   gw[o, c, t]  = sum of g[n, o, p] * x[n, c, p * stride + t * dilation - padding]   over n, then p
 * </pre>
 *
 * <p>The sums go in ascending order, in the chains of {@link GemmKernels}. What lies outside x, or outside g, counts as
 * +0 and takes part: an infinite weight makes a NaN of it. Taps that fall between the strides are not in the sum for
 * gx. A sum of nothing is +0.
 */
public final class Convolutions {
    private Convolutions() {}

    /** The convolution, and what is done to its sums. */
    public static void forward(
            Geometry geometry, float[] x, int xo, float[] w, int wo, Ending ending, float[] y, int yo) {
        forward(geometry, x, xo, w, wo, KeptWeights.NONE, ending, y, yo);
    }

    /** The same, with packed weights that may be kept. */
    public static void forward(
            Geometry geometry, float[] x, int xo, float[] w, int wo, KeptWeights kept, Ending ending, float[] y,
            int yo) {
        if (geometry.batch == 0) {
            return; // planes may then be larger than any array
        }
        Kernels kernels = KernelLookup.active();
        int channels = geometry.channelsOfGroup();
        int filters = geometry.filtersOfGroup();
        int taps = geometry.taps();
        if (Bands.suit(geometry, kernels.cells().lanes())) {
            CellProduct.ofConvolution(kernels, geometry).source(x, xo).target(y, yo)
                    .ending(ending.apart(y, yo, geometry.batch * geometry.filters * geometry.outPlane()))
                    .run(w, wo, filters * channels * taps, channels * taps, taps);
            return;
        }
        new TapProduct(
                kernels, Grid.ofConvolution(geometry), geometry.batch, geometry.groups, channels,
                filters).source(x, xo).target(y, yo).ending(ending).kept(kept)
                .run(w, wo, filters * channels * taps, channels * taps, taps);
    }

    /**
     * The gradient of the images, from that of the result and the weight: the transposed convolution; and what is done
     * to its sums.
     */
    public static void inputGradient(
            Geometry geometry, float[] g, int go, float[] w, int wo, Ending ending, float[] gx, int gxo) {
        if (geometry.batch == 0) {
            return;
        }
        Kernels kernels = KernelLookup.active();
        int ofFilter = geometry.channelsOfGroup() * geometry.taps();
        int size = geometry.batch * geometry.channels * geometry.inPlane();
        if (Bands.suit(geometry, kernels.cells().lanes())) {
            CellProduct.ofTranspose(kernels, geometry).source(g, go).target(gx, gxo)
                    .ending(ending.apart(gx, gxo, size))
                    .run(w, wo, geometry.filtersOfGroup() * ofFilter, geometry.taps(), ofFilter);
            return;
        }
        List<Grid> phases = Grid.ofTranspose(geometry);
        boolean atOnce = phases.size() == 1 && phases.getFirst().isDense();
        Ending later = atOnce ? ending : ending.apart(gx, gxo, size);
        long reached = phases.stream().mapToLong(Grid::positions).sum();
        if (reached < geometry.inPlane()) {
            Arrays.fill(gx, gxo, gxo + size, 0f);
        }
        for (Grid phase : phases) {
            new TapProduct(kernels, phase, geometry.batch, geometry.groups, geometry.filtersOfGroup(),
                    geometry.channelsOfGroup())
                    .source(g, go).target(gx, gxo).ending(atOnce ? ending : Ending.NONE)
                    .run(w, wo, geometry.filtersOfGroup() * ofFilter, geometry.taps(), ofFilter);
        }
        if (!atOnce) {
            later.all(geometry.batch, geometry.channels, gx, gxo, geometry.inPlane());
        }
    }

    /** The gradient of the weight, from the images and the gradient of the result. */
    public static void weightGradient(
            Geometry geometry, float[] x, int xo, float[] g, int go, float[] gw, int gwo) {
        int size = geometry.filters * geometry.channelsOfGroup() * geometry.taps();
        if (size == 0) {
            return;
        }
        if (geometry.batch == 0 || geometry.outPlane() == 0) {
            Arrays.fill(gw, gwo, gwo + size, 0f);
            return;
        }
        Kernels kernels = KernelLookup.active();
        if (Bands.suit(geometry, kernels.cells().lanes())) {
            new CellWeights(kernels, geometry, x, xo, g, go).run(gw, gwo);
            return;
        }
        WeightProduct.run(geometry, x, xo, g, go, gw, gwo);
    }
}
