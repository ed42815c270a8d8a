package dev.lanewise.metrics;

import dev.lanewise.tensor.Shape;

/**
 * Where the scores of a label's classes are in {@code [N, C]}, {@code [C]} or {@code [N, C, d...]}.
 *
 * @param classes how many there are
 * @param step from a class's score to the next one's
 */
record ClassAxis(int classes, int step) {
    static ClassAxis of(Shape scores) {
        int axis = number(scores);
        int step = 1;
        for (int after = axis + 1; after < scores.rank(); after++) {
            step *= scores.dim(after);
        }
        return new ClassAxis(scores.dim(axis), step);
    }

    /** The axis of the classes: the second one, or the only one; -1 if there is none. */
    static int number(Shape scores) {
        return Math.min(1, scores.rank() - 1);
    }

    /** The element that is the score of class 0 for the i-th label. */
    int first(int i) {
        return i / step * step * classes + i % step;
    }
}
