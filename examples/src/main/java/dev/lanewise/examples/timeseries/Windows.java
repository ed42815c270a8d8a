package dev.lanewise.examples.timeseries;

import dev.lanewise.data.Batch;
import dev.lanewise.data.Dataset;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;

/**
 * The windows of a series that a forecast learns from, each a step further: as many values as the network sees, and
 * those that follow. Both are taken from the last value seen, so that the level of the series does not count.
 *
 * @param series its values; shared, not copied
 * @param first where the first window begins
 * @param end where the last one ends
 * @param scale what is 1 to the network
 */
record Windows(float[] series, int first, int end, float scale) implements Dataset<Batch<Tensor, Tensor>> {
    /** How many values are seen: four seasons. */
    static final int SEEN = 4 * Series.SEASON;

    /** How many are to be foretold: a season. */
    static final int AHEAD = Series.SEASON;

    /** Those of the first four fifths of a series. */
    static Windows ofPast(float[] series) {
        return new Windows(series, 0, past(series), scale(series));
    }

    /** Those whose values to be foretold are in the rest of it. */
    static Windows ofRest(float[] series) {
        return new Windows(series, past(series) - SEEN, series.length, scale(series));
    }

    private static int past(float[] series) {
        return series.length / 5 * 4;
    }

    /** The standard deviation of what is learned from. */
    private static float scale(float[] series) {
        return Tensor.of(Arrays.copyOf(series, past(series))).std().item();
    }

    @Override
    public int size() {
        return end - first - SEEN - AHEAD + 1;
    }

    /** Inputs {@code [N, SEEN, 1]} and targets {@code [N, AHEAD]}. */
    @Override
    public Batch<Tensor, Tensor> batch(int... indices) {
        float[] seen = new float[indices.length * SEEN];
        float[] ahead = new float[indices.length * AHEAD];
        for (int i = 0; i < indices.length; i++) {
            int now = now(indices[i]);
            float last = series[now - 1];
            for (int t = 0; t < SEEN; t++) {
                seen[i * SEEN + t] = (series[now - SEEN + t] - last) / scale;
            }
            for (int t = 0; t < AHEAD; t++) {
                ahead[i * AHEAD + t] = (series[now + t] - last) / scale;
            }
        }
        return new Batch<>(
                Tensor.of(Shape.of(indices.length, SEEN, 1), seen), Tensor.of(Shape.of(indices.length, AHEAD), ahead));
    }

    /** Where in the series the values to be foretold begin. */
    int now(int index) {
        return first + index + SEEN;
    }

    /** The root mean square error of the forecast that everything stays as it was so many steps ago. */
    double errorOfRepeating(int period) {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            for (int t = 0; t < AHEAD; t++) {
                double off = series[now(i) + t] - (double) series[now(i) + t % period - period];
                sum += off * off;
            }
        }
        return Math.sqrt(sum / ((double) size() * AHEAD));
    }
}
