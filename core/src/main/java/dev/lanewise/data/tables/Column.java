package dev.lanewise.data.tables;

/** A named column of a {@link Table}: numbers or texts, any of which may be missing. Immutable. */
public sealed interface Column permits NumberColumn, TextColumn {
    /** What it is called. */
    String name();

    /** How many rows it has. */
    int size();

    /**
     * Whether a row has no value.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    boolean isMissing(int row);

    /** How many rows have no value. */
    int missing();

    /**
     * The values of some rows, in this order; a row may come more than once.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    Column subset(int... rows);
}
