package dev.lanewise.metrics;

/** How much worse it is in {@link ConfusionMatrix#cohensKappa(KappaWeights)} to be wrong by more classes, in order. */
public enum KappaWeights {
    /** A disagreement weighs as many times as the classes are apart. */
    LINEAR,

    /** A disagreement weighs as the square of how far the classes are apart. */
    QUADRATIC;

    /** What predicting a class in the place of another weighs. */
    double of(int actual, int predicted) {
        double apart = Math.abs(actual - predicted);
        return this == LINEAR ? apart : apart * apart;
    }
}
