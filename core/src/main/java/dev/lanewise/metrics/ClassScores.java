package dev.lanewise.metrics;

import dev.lanewise.text.Required;
import java.util.Arrays;

/**
 * Precision, recall and F of classes.
 *
 * @param hits how many samples of each class were predicted as such
 * @param predicted how many samples were predicted as each class
 * @param actual how many samples each class has
 */
record ClassScores(long[] hits, long[] predicted, long[] actual) {
    /** Beyond these weights of recall only one of the counts matters, and larger ones would overflow. */
    private static final double OVERWHELMING = 0x1p200;

    private static final double NEGLIGIBLE = 0x1p-200;

    /** A number of one class. */
    @FunctionalInterface
    interface Score {
        double of(ClassScores scores, int c);
    }

    /** Share of what was predicted as a class that belongs to it; NaN if nothing was. */
    double precision(int c) {
        return ratio(hits[c], predicted[c]);
    }

    /** Share of a class's samples that were predicted as such; NaN if there are none. */
    double recall(int c) {
        return ratio(hits[c], actual[c]);
    }

    /**
     * The harmonic mean of precision and recall, the latter with weight beta squared; NaN if precision is undefined and
     * beta is 0, or both are undefined.
     */
    double fBeta(int c, double beta) {
        double weight = beta == 0 ? 0 : Math.clamp(beta * beta, NEGLIGIBLE, OVERWHELMING);
        double denominator = weight * actual[c] + predicted[c];
        return denominator == 0 ? Double.NaN : (1 + weight) * hits[c] / denominator;
    }

    /** A number of all classes as one. */
    double average(String owner, Averaging averaging, Score score) {
        return switch (Required.nonNull(owner + ": the averaging", averaging)) {
            case MICRO -> orZero(
                    score.of(new ClassScores(new long[] {sum(hits)}, new long[] {sum(predicted)},
                            new long[] {sum(actual)}), 0));
            case MACRO -> mean(score, ones(hits.length));
            case WEIGHTED -> mean(score, actual);
        };
    }

    private double mean(Score score, long[] weights) {
        double sum = 0;
        for (int c = 0; c < hits.length; c++) {
            sum += weights[c] * orZero(score.of(this, c));
        }
        long all = sum(weights);
        return all == 0 ? 0 : sum / all;
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    static long sum(long... numbers) {
        return Arrays.stream(numbers).sum();
    }

    static double orZero(double x) {
        return Double.isNaN(x) ? 0 : x;
    }

    /** A share; NaN of nothing. */
    static double ratio(long part, long all) {
        return all == 0 ? Double.NaN : (double) part / all;
    }

    /** Requires a weight of recall. */
    static double beta(String owner, double beta) {
        if (!(beta >= 0 && beta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(owner + ": beta " + beta + " is not a finite number of 0 or more");
        }
        return beta;
    }
}
