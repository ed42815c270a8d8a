package dev.lanewise.kernels.loops;

/** Compiled loops of one signature. They neither fork nor allocate, and any number of threads may run them. */
public interface CompiledLoops {
    /**
     * Runs a loop over a block.
     *
     * @param loop its index, in the order in which they were compiled
     * @param arrays the array of each buffer
     * @param at where in its array each buffer's block begins
     * @param rows rows of the block; in a buffer of extent {@link Extent#FULL} they are {@code cols} apart
     * @param cols elements of a row
     */
    void run(int loop, float[][] arrays, int[] at, int rows, int cols);
}
