package dev.lanewise.metrics;

/**
 * Mean negative logarithm of the probability that was given to what happened ({@index log_loss}). A probability counts
 * as no closer to 0 and 1 than 2^-23, a float's precision, so that one mistake does not make the mean infinite.
 */
public final class LogLoss extends ProbabilityScore<LogLoss> {
    private static final double CLOSEST = Math.ulp(1f);

    public LogLoss() {}

    @Override
    double ofOne(double probability, double target) {
        return cost(target == 1 ? probability : 1 - probability);
    }

    @Override
    double ofAll(float[] probabilities, int first, ClassAxis axis, int label) {
        return cost(probabilities[first + label * axis.step()]);
    }

    private static double cost(double probability) {
        return -StrictMath.log(Math.clamp(probability, CLOSEST, 1 - CLOSEST));
    }
}
