package dev.lanewise.gpu.opencl;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * How much memory of a device is allocated, and how much may be. Buffers are released by the garbage collector, which
 * knows nothing of their size: where one does not fit, a collection is asked for, and then it is tried again.
 */
final class Quota {
    /** How long the cleaner gets after a collection, in all about a second; each time twice as long. */
    private static final long LONGEST_WAIT = 512;

    /** Bytes of each device that this JVM knows, by the driver's name for it. */
    private static final Map<Long, AtomicLong> ALLOCATED = new ConcurrentHashMap<>();

    private final Device device;

    /** Shared by all quotas of a device. */
    private final AtomicLong allocated;

    private final long limit;

    /** All of a device's memory. */
    Quota(Device device) {
        this(device, ALLOCATED.computeIfAbsent(device.id().address(), _ -> new AtomicLong()), Long.MAX_VALUE);
    }

    private Quota(Device device, AtomicLong allocated, long limit) {
        this.device = device;
        this.allocated = allocated;
        this.limit = limit;
    }

    /** The same memory, of which no more than this is to be allocated. */
    Quota limited(long bytes) {
        return new Quota(device, allocated, bytes);
    }

    /** Bytes that are allocated, by whatever quota. */
    long allocated() {
        return allocated.get();
    }

    private long most() {
        return Math.min(limit, device.memory());
    }

    /**
     * Takes bytes for a buffer.
     *
     * @throws OpenClException if there are not as many
     */
    void take(long bytes) {
        if (bytes < 1 || bytes > device.allocation()) {
            throw new OpenClException("OpenCL: a buffer of " + bytes + " bytes on " + device.name()
                    + ", whose buffers have up to " + device.allocation());
        }
        synchronized (allocated) { // buffers that are released do not wait for it
            await(bytes, "a buffer of " + bytes + " bytes");
            allocated.addAndGet(bytes);
        }
    }

    void giveBack(long bytes) {
        allocated.addAndGet(-bytes);
    }

    /**
     * Refuses a need that cannot be met, before anything is allocated.
     *
     * @param bytes of all buffers
     * @param what they are for
     * @throws OpenClException with all sizes
     */
    void require(long bytes, String what) {
        await(bytes, what);
    }

    private boolean fits(long bytes) {
        return bytes <= most() - allocated.get();
    }

    private void await(long bytes, String what) {
        if (fits(bytes) || bytes <= most() && collected(bytes)) {
            return;
        }
        throw new OpenClException("OpenCL: " + device.name() + " has no room for " + what + ": " + allocated
                + " bytes are allocated of " + (limit < device.memory()
                        ? "the " + limit + " that are allowed"
                        : "its " + device.memory()));
    }

    /** Asks for a garbage collection; whether there is room then. */
    private boolean collected(long bytes) {
        collect(() -> fits(bytes));
        return fits(bytes);
    }

    /** Asks for a garbage collection, and waits for some memory to be given back, but not for long. */
    void collect() {
        long before = allocated();
        collect(() -> allocated() < before);
    }

    private static void collect(BooleanSupplier done) {
        System.gc();
        for (long wait = 1; wait <= LONGEST_WAIT && !done.getAsBoolean(); wait *= 2) {
            try {
                Thread.sleep(wait);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                break;
            }
        }
    }

    /** For messages: what is allocated, and what the device has. */
    @Override
    public String toString() {
        return allocated + " bytes are allocated, and it has " + device.memory();
    }
}
