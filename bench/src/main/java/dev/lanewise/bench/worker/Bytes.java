package dev.lanewise.bench.worker;

import java.util.function.DoubleSupplier;

/**
 * Work of which the memory is compared, and not the time.
 *
 * @param bytes that it needs
 * @param result gives the figure to check
 */
record Bytes(double bytes, DoubleSupplier result) implements Work {
    @Override
    public void run() {
        throw new IllegalStateException("memory is not timed");
    }

    @Override
    public double check() {
        return result.getAsDouble();
    }
}
