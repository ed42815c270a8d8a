package dev.lanewise.jfr;

/** A run of a program on the CPU, from when it was begun. */
public interface ReplayEvent {
    /**
     * Ends it.
     *
     * @param steps how many steps it has executed
     * @param bufferBytes bytes of the array that holds the program's buffers
     */
    void end(int steps, long bufferBytes);
}
