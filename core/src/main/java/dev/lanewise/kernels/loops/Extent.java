package dev.lanewise.kernels.loops;

/** How an argument broadcasts to a block {@code [rows, cols]}. */
public enum Extent {
    /** An element for each element of the block, row by row. */
    FULL,
    /** One row for all rows. */
    ROW,
    /** One element for each row. */
    COLUMN,
    /** One element for all. */
    ONE
}
