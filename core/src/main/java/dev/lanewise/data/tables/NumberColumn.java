package dev.lanewise.data.tables;

import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.Arrays;

/** A column of doubles, where NaN is a missing value. */
public final class NumberColumn implements Column {
    private final String name;
    private final double[] values;

    /** Takes the array over. */
    NumberColumn(String name, double... values) {
        this.name = name;
        this.values = values;
    }

    /** A column of these numbers. */
    public static NumberColumn of(String name, double... values) {
        return new NumberColumn(
                Required.nonNull("NumberColumn: the name", name),
                Required.nonNull("NumberColumn: the array of numbers", values).clone());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return values.length;
    }

    /**
     * A number; NaN if it is missing.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public double get(int row) {
        return values[Table.requireRow(row, values.length)];
    }

    @Override
    public boolean isMissing(int row) {
        return Double.isNaN(get(row));
    }

    @Override
    public int missing() {
        return (int) Arrays.stream(values).filter(Double::isNaN).count();
    }

    @Override
    public NumberColumn subset(int... rows) {
        Required.nonNull("subset: the array of rows", rows);
        double[] some = new double[rows.length];
        Arrays.setAll(some, i -> get(rows[i]));
        return new NumberColumn(name, some);
    }

    /** All numbers as a fresh array, NaN for missing ones. */
    public double[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberColumn column && name.equals(column.name) && Arrays.equals(values, column.values);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(values);
    }

    /** For example {@code "area": 500 numbers, 3 missing}. */
    @Override
    public String toString() {
        return Printable.quoted(name) + ": " + values.length + " numbers" + Table.missingClause(missing());
    }
}
