package chapter05;

/**
 * Cross entropy: how wrong scores are. Scores are {@code n * classes} numbers, sample after sample; labels are n class
 * numbers.
 */
public final class CrossEntropy {
    private CrossEntropy() {}

    /** The logarithm of the sum of {@code exp(score)} over the classes of a sample, for scores of any size. */
    public static double logSumExp(float[] scores, int sample, int classes) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            largest = Math.max(largest, scores[sample * classes + k]);
        }
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            sum += Math.exp(scores[sample * classes + k] - largest);
        }
        return largest + Math.log(sum);
    }

    /** The probabilities that scores stand for: those of each sample are positive, and their sum is 1. */
    public static float[] softmax(float[] scores, int classes) {
        float[] probabilities = new float[scores.length];
        for (int sample = 0; sample < scores.length / classes; sample++) {
            double log = logSumExp(scores, sample, classes);
            for (int k = 0; k < classes; k++) {
                int i = sample * classes + k;
                probabilities[i] = (float) Math.exp(scores[i] - log);
            }
        }
        return probabilities;
    }

    /** The loss of a batch: {@code -log(probability of the label)}, on average over its samples. */
    public static double loss(float[] scores, int[] labels) {
        int classes = scores.length / labels.length;
        double sum = 0;
        for (int sample = 0; sample < labels.length; sample++) {
            sum += logSumExp(scores, sample, classes) - scores[sample * classes + labels[sample]];
        }
        return sum / labels.length;
    }

    /** How much the loss grows for each score that grows: {@code (probability - 1 for the label, else 0) / n}. */
    public static float[] gradient(float[] scores, int[] labels) {
        int n = labels.length;
        int classes = scores.length / n;
        float[] gradient = softmax(scores, classes);
        for (int sample = 0; sample < n; sample++) {
            gradient[sample * classes + labels[sample]] -= 1;
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] /= n;
        }
        return gradient;
    }
}
