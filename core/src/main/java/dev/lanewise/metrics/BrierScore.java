package dev.lanewise.metrics;

/**
 * Mean squared distance of probabilities from what happened ({@index brier_score_loss}): {@code (p - t)^2} between two
 * classes, the same whether one probability is given or both; with more, the sum over classes, which is 2 at most.
 */
public final class BrierScore extends ProbabilityScore<BrierScore> {
    public BrierScore() {}

    @Override
    double ofOne(double probability, double target) {
        return square(probability - target);
    }

    @Override
    double ofAll(float[] probabilities, int first, ClassAxis axis, int label) {
        double sum = 0;
        for (int c = 0; c < axis.classes(); c++) {
            sum += square(probabilities[first + c * axis.step()] - (c == label ? 1.0 : 0));
        }
        return axis.classes() == 2 ? sum / 2 : sum;
    }

    private static double square(double x) {
        return x * x;
    }
}
