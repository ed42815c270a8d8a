package chapter12;

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
        for (int i = 0; i < values.length; i++) {
            double g = grad[i];
            square[i] = (float) (keep * square[i] + (1 - keep) * g * g);
            values[i] -= (float) (rate * g / (Math.sqrt(square[i]) + EPS));
        }
    }

    /** Which share of a running mean comes from gradients after so many steps; the rest is the 0 that it began with. */
    static double correction(double keep, int step) {
        return 1 - Math.pow(keep, step);
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
        double meanShare = correction(keepMean, step);
        double squareShare = correction(keepSquare, step);
        for (int i = 0; i < values.length; i++) {
            double g = grad[i];
            mean[i] = (float) (keepMean * mean[i] + (1 - keepMean) * g);
            square[i] = (float) (keepSquare * square[i] + (1 - keepSquare) * g * g);
            double root = Math.sqrt(square[i] / squareShare);
            values[i] -= (float) (rate * (mean[i] / meanShare) / (root + EPS));
        }
    }
}
