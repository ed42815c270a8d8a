package dev.lanewise.metrics;

/**
 * How a number of each class becomes one, as in scikit-learn: where it is undefined, such as the precision of a class
 * that was never predicted, it counts as 0.
 */
public enum Averaging {
    /** The number of all classes' counts together: each sample counts the same. */
    MICRO,

    /** The mean over classes: each class counts the same. */
    MACRO,

    /** The mean over classes, weighted by how many samples each has. */
    WEIGHTED
}
