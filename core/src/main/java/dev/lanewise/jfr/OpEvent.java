package dev.lanewise.jfr;

import org.jspecify.annotations.Nullable;

/** The application of an op, or a step of a program, from when it was begun. */
public interface OpEvent {
    /** Whether {@link #end} would keep it: not if it was shorter than the recording's threshold. Stops the clock. */
    boolean isKept();

    /**
     * Keeps it.
     *
     * @param op the op's name
     * @param block the path of the block that it belongs to, and what that is; null outside of all blocks
     * @param inputs types and shapes, told by their {@code toString}
     * @param outputs likewise
     * @param bytes what inputs and outputs hold together
     */
    void end(String op, @Nullable String block, Object[] inputs, Object[] outputs, long bytes);
}
