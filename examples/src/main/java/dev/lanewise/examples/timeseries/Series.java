package dev.lanewise.examples.timeseries;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Tensor;

/** Draws a series like those of loads, temperatures and sales: seasons, a trend, and noise that nobody can foretell. */
final class Series {
    /** Steps of a season; a day, if they are hours. */
    static final int SEASON = 24;

    /** How many steps of it a run is about. */
    static final int STEPS = 250 * SEASON;

    private static final long STREAM = 1;
    private static final double LEVEL = 50;
    private static final double STRENGTH = 5;
    private static final double NOISE = 0.5;

    private Series() {}

    /**
     * The values of so many steps. Seasons of a shape that is drawn grow and shrink in a slow rhythm, which is no
     * multiple of a season, so that no season is like the one before.
     */
    static float[] draw(long seed, int steps) {
        RandomSource random = RandomSource.at(seed, STREAM, 0);
        Tensor time = Tensor.arange(steps);
        Tensor season = wave(time, SEASON, random).add(wave(time, SEASON / 2.0, random).mul(0.4));
        Tensor rhythm = wave(time, random.uniform(3.3, 4.7).item() * SEASON, random).mul(0.6).add(1);
        Tensor trend = time.mul(random.uniform(0.001, 0.003).item()).add(LEVEL);
        return season.mul(rhythm).mul(STRENGTH).add(trend).add(random.normal(steps).mul(NOISE)).toArray();
    }

    /** A sine of this period in steps, which begins anywhere. */
    private static Tensor wave(Tensor time, double period, RandomSource random) {
        return Pointwise.sin(time.mul(2 * Math.PI / period).add(random.uniform(0, 2 * Math.PI)));
    }
}
