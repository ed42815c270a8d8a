package dev.lanewise.gpu.opencl;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What it costs the calling thread to launch a kernel, in seconds: the driver's function called by itself, and through
 * {@link Kernel}.
 *
 * @param driver called by itself
 * @param kernel through the library
 */
public record LaunchCost(double driver, double kernel) {
    private static final int LAUNCHES = 2000;
    private static final int TURNS = 15;
    private static final int GROUP = 64;

    /** Measures both in turns, and takes the fastest turn of each. */
    public static LaunchCost measure(Context context) {
        Kernel kernel = context.compile("__kernel void nothing(int x) {}", "-cl-std=CL1.2").kernel("nothing").set(0, 1);
        double driver = Double.MAX_VALUE;
        double ours = Double.MAX_VALUE;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sizes = arena.allocateFrom(JAVA_LONG, GROUP, GROUP);
            for (int turn = 0; turn < TURNS; turn++) {
                driver = Math.min(driver, direct(context, kernel, sizes));
                long start = System.nanoTime();
                for (int i = 0; i < LAUNCHES; i++) {
                    kernel.launch(GROUP, 1);
                }
                ours = Math.min(ours, (System.nanoTime() - start) / 1e9 / LAUNCHES);
                context.finish();
            }
        }
        return new LaunchCost(driver, ours);
    }

    private static double direct(Context context, Kernel kernel, MemorySegment sizes) {
        try {
            long start = System.nanoTime();
            for (int i = 0; i < LAUNCHES; i++) {
                int _ = (int) context.functions().enqueueNdRangeKernel.invokeExact(context.queue(), kernel.handle(), 1,
                        MemorySegment.NULL, sizes, sizes.asSlice(Long.BYTES), 0, MemorySegment.NULL,
                        MemorySegment.NULL);
            }
            double seconds = (System.nanoTime() - start) / 1e9 / LAUNCHES;
            context.finish();
            return seconds;
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }
}
