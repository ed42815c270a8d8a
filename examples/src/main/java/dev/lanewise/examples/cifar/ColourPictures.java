package dev.lanewise.examples.cifar;

import dev.lanewise.data.Batch;
import dev.lanewise.data.Dataset;
import dev.lanewise.io.Cifar10;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;

/**
 * Labelled pictures of 32 x 32 pixels in three colours. A batch is {@code [N, 3, 32, 32]} with each pixel normalised to
 * {@code (pixel / 255 - mean) / std} of its colour, and labels {@code [N]}.
 *
 * @param pixels unsigned bytes {@code [N, 3, 32, 32]}, shared
 * @param labels {@code [N]}, shared
 * @param colours how bright they are
 */
record ColourPictures(byte[] pixels, byte[] labels, Colours colours) implements Dataset<Batch<Tensor, IntTensor>> {
    static final int CHANNELS = Cifar10.CHANNELS;
    static final int SIDE = Cifar10.SIDE;

    /** Pixels of one colour. */
    static final int PLANE = SIDE * SIDE;

    /** Pixels of one picture. */
    static final int PICTURE = CHANNELS * PLANE;

    /**
     * Mean and standard deviation of each colour, as fractions of 255.
     *
     * @param mean red, green, blue
     * @param std likewise
     */
    record Colours(float[] mean, float[] std) {
        /** Those of pictures {@code [N, 3, 32, 32]}, of sums that are exact. */
        static Colours of(byte[] pixels) {
            float[] mean = new float[CHANNELS];
            float[] std = new float[CHANNELS];
            double count = (double) pixels.length / CHANNELS;
            for (int channel = 0; channel < CHANNELS; channel++) {
                long sum = 0;
                long squares = 0;
                for (int start = channel * PLANE; start < pixels.length; start += PICTURE) {
                    for (int i = start; i < start + PLANE; i++) {
                        long pixel = pixels[i] & 0xFF;
                        sum += pixel;
                        squares += pixel * pixel;
                    }
                }
                double m = sum / count;
                mean[channel] = (float) (m / 255);
                std[channel] = (float) Math.max(Math.sqrt(squares / count - m * m) / 255, 1e-3); // of one shade
            }
            return new Colours(mean, std);
        }
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public Batch<Tensor, IntTensor> batch(int... indices) {
        float[] inputs = new float[Math.multiplyExact(indices.length, PICTURE)];
        int[] chosen = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            chosen[i] = labels[indices[i]];
            normalise(indices[i] * PICTURE, inputs, i * PICTURE);
        }
        return new Batch<>(
                Tensor.of(Shape.of(indices.length, CHANNELS, SIDE, SIDE), inputs), IntTensor.of(chosen));
    }

    private void normalise(int from, float[] out, int to) {
        for (int channel = 0; channel < CHANNELS; channel++) {
            float scale = 1 / (255 * colours.std()[channel]);
            float shift = -colours.mean()[channel] / colours.std()[channel];
            for (int i = channel * PLANE; i < (channel + 1) * PLANE; i++) {
                out[to + i] = Math.fma((float) (pixels[from + i] & 0xFF), scale, shift);
            }
        }
    }
}
