package chapter05;

import dev.lanewise.workshop.Hole;

/**
 * Cross entropy: how wrong scores are. Scores are {@code n * classes} numbers, sample after sample; labels are n class
 * numbers.
 */
public final class CrossEntropy {
    private CrossEntropy() {}

    /** The logarithm of the sum of {@code exp(score)} over the classes of a sample, for scores of any size. */
    public static double logSumExp(float[] scores, int sample, int classes) {
        // 1. exp(1000) is infinite. Find the largest score, take it off all of them, and add it again at the end.
        throw Hole.fill("compute largest + log(sum of exp(score - largest))");
    }

    /** The probabilities that scores stand for: those of each sample are positive, and their sum is 1. */
    public static float[] softmax(float[] scores, int classes) {
        // 2. Dividing by a sum is the same as taking its logarithm off in the exponent.
        throw Hole.fill("compute exp(score - logSumExp of the sample) for each score");
    }

    /** The loss of a batch: {@code -log(probability of the label)}, on average over its samples. */
    public static double loss(float[] scores, int[] labels) {
        // 3. There are scores.length / labels.length classes. Stay with logarithms: log(probability) is
        //    score - logSumExp, while the probability itself may be too small for a float.
        throw Hole.fill("add up logSumExp - score of the label, and divide by the number of samples");
    }

    /** How much the loss grows for each score that grows: {@code (probability - 1 for the label, else 0) / n}. */
    public static float[] gradient(float[] scores, int[] labels) {
        // 4. Begin with softmax.
        throw Hole.fill("take 1 off the probability of each label, and divide everything by the number of samples");
    }
}
