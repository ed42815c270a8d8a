package dev.lanewise.metrics;

import dev.lanewise.tensor.Operands;

/** Where an element of a row stands in the order of {@code topk}: descending, NaN first, the lowest index of equals. */
final class Ranks {
    private Ranks() {}

    /**
     * How many elements come ahead of one.
     *
     * @param at the operand, {@code [N, C]}
     * @param column the element's column, within the row
     */
    static int ahead(Operands batch, int at, int row, int column) {
        float[] data = batch.data(at);
        int columns = batch.dims(at)[1];
        int from = batch.offset(at) + row * columns;
        float own = data[from + column];
        int ahead = 0;
        if (Float.isNaN(own)) {
            for (int i = from; i < from + column; i++) {
                ahead += Float.isNaN(data[i]) ? 1 : 0;
            }
            return ahead;
        }
        for (int i = from; i < from + column; i++) {
            ahead += data[i] < own ? 0 : 1;
        }
        for (int i = from + column + 1; i < from + columns; i++) {
            ahead += data[i] <= own ? 0 : 1;
        }
        return ahead;
    }
}
