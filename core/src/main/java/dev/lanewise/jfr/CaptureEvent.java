package dev.lanewise.jfr;

/** A capture, with the eager run and the planning of buffers, from when it was begun. */
public interface CaptureEvent {
    /**
     * Ends it.
     *
     * @param ops how many ops were applied, without those that nothing depends on
     * @param steps how many steps a replay executes
     * @param bufferBytes bytes of the array that holds the program's buffers
     * @param inputs types and shapes of the program's inputs, told by their {@code toString}
     */
    void end(int ops, int steps, long bufferBytes, Object[] inputs);
}
