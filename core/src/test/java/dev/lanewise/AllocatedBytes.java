package dev.lanewise;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Repeats an action until it no longer allocates, for probes that run in a JVM of their own. */
public final class AllocatedBytes {
    /** Calls in a row that settle it. */
    public static final int QUIET_CALLS = 20;

    private AllocatedBytes() {}

    /** Calls in a row, at most {@link #QUIET_CALLS}, that stayed within {@code bytes}; given up after half a minute. */
    public static int quietCalls(long bytes, Runnable action) throws Throwable {
        MethodHandle allocatedBytes = ofThisThread();
        int quiet = 0;
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (quiet < QUIET_CALLS && System.nanoTime() < deadline) {
            long before = (long) allocatedBytes.invoke();
            action.run();
            quiet = (long) allocatedBytes.invoke() - before <= bytes ? quiet + 1 : 0;
        }
        return quiet;
    }

    /** Counts what this thread has allocated. */
    public static LongSupplier counter() throws ReflectiveOperationException {
        return MethodHandleProxies.asInterfaceInstance(LongSupplier.class, ofThisThread());
    }

    /**
     * The bean by reflection, because the module does not read jdk.management; looked up once, off the measured path.
     */
    private static MethodHandle ofThisThread() throws ReflectiveOperationException {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        return MethodHandles.publicLookup().unreflect(
                Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes"))
                .bindTo(threads);
    }
}
