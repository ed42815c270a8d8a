package dev.lanewise.board.record;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;

/** Samples as pictures: {@code [rows, cols]} in grey, or {@code [3, rows, cols]} in red, green and blue. */
final class Pictures {
    private Pictures() {}

    /**
     * The shape of the picture of a sample. One channel is grey; other channels than three lie one below the other;
     * what is flat becomes a square, of one or three channels, or else a line.
     */
    static Shape shape(Shape sample) {
        if (sample.rank() == 2) {
            return sample;
        }
        if (sample.rank() == 3) {
            return sample.dim(0) == 3
                    ? sample
                    : Shape.of(sample.dim(0) * sample.dim(1), sample.dim(2));
        }
        int size = sample.size();
        int side = (int) Math.sqrt(size);
        int third = (int) Math.sqrt(size / 3.0);
        if (side * side == size) {
            return Shape.of(side, side);
        }
        return 3 * third * third == size ? Shape.of(3, third, third) : Shape.of(1, size);
    }

    /** Scales finite elements to 0..1 over all; what is not finite is 0. */
    static void scale(float[] values) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            if (Float.isFinite(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        double range = (double) high - low;
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.isFinite(values[i]) && range > 0 ? (float) ((values[i] - (double) low) / range) : 0;
        }
    }

    /** Of several samples, {@code [n, ...]}, the shape of the pictures of all. */
    static Shape shapeOfAll(int count, Shape picture) {
        return picture.rank() == 2
                ? Shape.of(count, picture.dim(0), picture.dim(1))
                : Shape.of(count, picture.dim(0), picture.dim(1), picture.dim(2));
    }

    /** Pictures as a generator gives them: {@code [n, rows, cols]}, or {@code [n, 3, rows, cols]}. */
    static boolean isSeveral(Tensor pictures) {
        return pictures.size() > 0
                && (pictures.rank() == 3 || pictures.rank() == 4 && pictures.dim(1) == 3);
    }
}
