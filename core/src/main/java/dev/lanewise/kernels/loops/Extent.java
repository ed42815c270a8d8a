package dev.lanewise.kernels.loops;

/** How an argument lies under a block {@code [rows, cols]}. */
public enum Extent {
    /** An element for each of the block, row by row. */
    FULL,
    /** A row that all rows share. */
    ROW,
    /** One element for each row. */
    COLUMN,
    /** One element for all. */
    ONE
}
