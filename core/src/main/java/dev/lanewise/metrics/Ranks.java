package dev.lanewise.metrics;

import dev.lanewise.tensor.Operands;

/** Where a class stands in the order of {@code topk}: descending scores, NaN first, the lowest class of equals. */
final class Ranks {
    private Ranks() {}

    /**
     * How many classes come ahead of one, by the scores that are operand 0.
     *
     * @param i the number of the label whose scores are looked at
     */
    static int ahead(Operands batch, ClassAxis axis, int i, int c) {
        float[] data = batch.data(0);
        int step = axis.step();
        int first = batch.offset(0) + axis.first(i);
        int own = first + c * step;
        int end = first + axis.classes() * step;
        float score = data[own];
        int ahead = 0;
        if (Float.isNaN(score)) {
            for (int other = first; other < own; other += step) {
                ahead += Float.isNaN(data[other]) ? 1 : 0;
            }
            return ahead;
        }
        for (int other = first; other < own; other += step) {
            ahead += data[other] < score ? 0 : 1;
        }
        for (int other = own + step; other < end; other += step) {
            ahead += data[other] <= score ? 0 : 1;
        }
        return ahead;
    }
}
