package dev.lanewise.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.gpu.TestDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes are copied to a device while it computes: the driver's own clock says so. */
class OverlapTest {
    private static final long PROFILING = 2;
    private static final int STARTED = 0x1282;
    private static final int ENDED = 0x1283;
    private static final int BYTES = 1 << 20;
    private static final int LONGEST_PAUSE = 160;

    /** One work item that counts, so that a device of several units has others left. */
    private static final String LONG_WORK = """
            __kernel void count(__global int* x, int n) {
                int sum = x[0];
                for (int i = 0; i < n; i++) {
                    sum = sum * 1664525 + (sum >> 3) + i;
                }
                x[0] = sum;
            }
            """;

    @Test
    void aCopyAheadEndsBeforeTheKernelThatRuns() throws Throwable {
        Device device = TestDevice.device();
        assumeTrue(device.computeUnits() > 1, "a device of one unit does one thing at a time: nothing can overlap");
        Context context = new Context(device);
        Functions cl = context.functions();
        Buffer busy = context.allocate(Integer.BYTES);
        Buffer free = context.allocate(BYTES);
        Kernel kernel = context.compile(LONG_WORK, "").kernel("count").set(0, busy).set(1, 1);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(BYTES);
            context.write(busy, 0, arena.allocate(Integer.BYTES));
            context.writeAhead(free, 0, bytes, bytes.byteSize());
            kernel.launch(1, 1);
            context.finish(); // some drivers compile at the first launch
            kernel.set(1, 200_000_000);
            MemorySegment size = arena.allocateFrom(JAVA_LONG, 1);
            MemorySegment queue = (MemorySegment) cl.createCommandQueue.invokeExact(
                    context.handle(), context.device().id(), PROFILING, arena.allocate(JAVA_INT));
            MemorySegment other = (MemorySegment) cl.createCommandQueue.invokeExact(
                    context.handle(), context.device().id(), PROFILING, arena.allocate(JAVA_INT));
            MemorySegment event = arena.allocate(ADDRESS);
            MemorySegment copied = arena.allocate(ADDRESS);
            List<String> times = new ArrayList<>();
            boolean overlaps = false;
            for (int pause = 20; !overlaps && pause <= LONGEST_PAUSE; pause *= 2) {
                Status.require(
                        (int) cl.enqueueNdRangeKernel.invokeExact(queue, kernel.handle(), 1, MemorySegment.NULL, size,
                                size, 0, MemorySegment.NULL, event),
                        "launching");
                Status.require((int) cl.flush.invokeExact(queue), "handing over");
                Thread.sleep(pause); // until it runs, which takes longer where much else does
                Status.require((int) cl.enqueueWriteBuffer.invokeExact(other, free.handle(), 1, 0L, (long) BYTES,
                        bytes, 0, MemorySegment.NULL, copied), "copying");
                Status.require((int) cl.waitForEvents.invokeExact(1, event), "waiting");
                long ended = time(cl, copied, ENDED);
                long start = time(cl, event, STARTED);
                long end = time(cl, event, ENDED);
                overlaps = start <= ended && ended <= end;
                times.add((ended - start) + " of " + (end - start));
            }
            assertThat(overlaps).as("the end of the copy is one of the kernel's nanoseconds: %s", times).isTrue();
        }
    }

    private static long time(Functions cl, MemorySegment event, int which) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(JAVA_LONG);
            Status.require((int) cl.getEventProfilingInfo.invokeExact(
                    event.get(ADDRESS, 0), which, (long) Long.BYTES, time, MemorySegment.NULL), "asking for a time");
            return time.get(JAVA_LONG, 0);
        }
    }
}
