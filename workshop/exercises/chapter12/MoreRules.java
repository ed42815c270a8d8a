package chapter12;

import dev.lanewise.workshop.Hole;

/** Two rules that give each parameter a step length of its own, on plain arrays. */
public final class MoreRules {
    /** Added to a root before it divides, so that nothing is divided by 0. */
    static final double EPS = 1e-8;

    private MoreRules() {}

    /**
     * One step of RMSProp: each value goes by its gradient, divided by how large its gradients have been of late.
     *
     * @param values what is learned
     * @param grad   its gradient
     * @param square the running mean of the squared gradients: 0 before the first step, updated by each
     * @param rate   the learning rate
     * @param keep   how much of the running mean is kept: 0.99, for example
     */
    public static void rmsProp(float[] values, float[] grad, float[] square, double rate, double keep) {
        // 1. For each i, first the running mean: square = keep square + (1 - keep) g^2.
        // Then the value goes by rate times g, divided by (the root of square, plus EPS). Which sign?
        // Compute in double, and store with (float).
        throw Hole.fill("update the mean square, and move each value by its gradient divided by the root of it");
    }

    /** Which share of a running mean comes from gradients after so many steps; the rest is the 0 that it began with. */
    static double correction(double keep, int step) {
        // 2. 0 was kept to the part keep * keep * ..., once for each step. The rest is 1 minus that: Math.pow.
        throw Hole.fill("compute 1 - keep to the power of step");
    }

    /**
     * One step of Adam: RMSProp and momentum together, and both corrected for their start at 0.
     *
     * @param values     what is learned
     * @param grad       its gradient
     * @param mean       the running mean of the gradients: 0 before the first step, updated by each
     * @param square     that of the squared gradients
     * @param step       the number of this step: 1, 2, ...
     * @param rate       the learning rate
     * @param keepMean   how much of {@code mean} is kept: 0.9, for example
     * @param keepSquare how much of {@code square} is kept: 0.999, for example
     */
    public static void adam(
            float[] values, float[] grad, float[] mean, float[] square, int step, double rate, double keepMean,
            double keepSquare) {
        // 3. For each i, first both running means: mean = keepMean mean + (1 - keepMean) g, and square as above.
        // Then divide each by its correction (do not store that), and move the value:
        // rate times the corrected mean, divided by (the root of the corrected square, plus EPS).
        throw Hole.fill("update both means, correct them, and move each value");
    }
}
