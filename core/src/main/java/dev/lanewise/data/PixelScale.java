package dev.lanewise.data;

import dev.lanewise.text.Finite;
import org.jspecify.annotations.Nullable;

/** Floats of pixels that are unsigned bytes: fractions of 255, or normalised channel by channel. */
final class PixelScale {
    private static final PixelScale FRACTIONS = new PixelScale(null, null);

    /** For each channel; null for fractions. */
    private final float @Nullable [] scale;

    private final float @Nullable [] shift;

    private PixelScale(float @Nullable [] scale, float @Nullable [] shift) {
        this.scale = scale;
        this.shift = shift;
    }

    /** {@code pixel / 255}, the nearest float, as files of pictures are decoded. */
    static PixelScale fractions() {
        return FRACTIONS;
    }

    /** {@code (pixel / 255 - mean) / std}; mean and deviation are rounded to floats, and checked. */
    static PixelScale normalising(double[] mean, double[] std) {
        float[] scale = new float[mean.length];
        float[] shift = new float[mean.length];
        for (int channel = 0; channel < mean.length; channel++) {
            float deviation = Finite.aboveZero("ImageDataset: standard deviation", std[channel]);
            float centre = Finite.number("ImageDataset: mean", mean[channel]);
            scale[channel] = (float) (1 / (255.0 * deviation));
            shift[channel] = (float) (-(double) centre / deviation);
        }
        return new PixelScale(scale, shift);
    }

    /** Converts so many planes, one for each channel. */
    void apply(byte[] pixels, int from, float[] out, int to, int channels, int plane) {
        if (scale == null || shift == null) {
            divide(pixels, from, out, to, channels * plane);
            return;
        }
        for (int channel = 0; channel < channels; channel++) {
            int start = channel * plane;
            normalise(pixels, from + start, out, to + start, plane, scale[channel], shift[channel]);
        }
    }

    /** As the next, a loop of its own, which the JIT compiler vectorises. */
    private static void divide(byte[] pixels, int from, float[] out, int to, int n) {
        for (int i = 0; i < n; i++) {
            out[to + i] = (pixels[from + i] & 0xff) / 255f;
        }
    }

    private static void normalise(byte[] pixels, int from, float[] out, int to, int n, float scale, float shift) {
        for (int i = 0; i < n; i++) {
            out[to + i] = Math.fma((float) (pixels[from + i] & 0xff), scale, shift);
        }
    }
}
