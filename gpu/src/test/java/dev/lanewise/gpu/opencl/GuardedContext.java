package dev.lanewise.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** A device whose buffers are parts of larger ones, so that it shows what kernels have written beside them. */
public final class GuardedContext extends Context {
    private static final long READ_WRITE = 1;
    private static final int REGION = 0x1220;

    /** Bytes before and behind each buffer; where parts may begin on all devices. */
    private static final int ZONE = 4096;

    /** As a float a small negative number, as an int a large one. */
    private static final byte PATTERN = (byte) 0xa5;

    private final List<Buffer> wholes = new ArrayList<>();
    private final MethodHandle createSubBuffer;
    private boolean makesPart;

    /** Takes a device into use. */
    @SuppressWarnings("restricted")
    public GuardedContext(Device device) {
        super(device);
        createSubBuffer = Linker.nativeLinker().downcallHandle(
                Library.open().symbols().find("clCreateSubBuffer").orElseThrow(),
                FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
    }

    /** Parts take no memory of their own. */
    @Override
    void releaseBuffer(Object owner, MemorySegment buffer, long bytes) {
        if (makesPart) {
            release(owner, functions().releaseMemObject, buffer);
        } else {
            super.releaseBuffer(owner, buffer, bytes);
        }
    }

    @Override
    public boolean separatesValues() {
        return true;
    }

    @Override
    public Buffer allocate(long bytes) {
        Buffer whole = super.allocate(bytes + 2 * ZONE);
        wholes.add(whole);
        try (Arena arena = Arena.ofConfined()) {
            write(whole, 0, arena.allocate(whole.bytes()).fill(PATTERN));
            MemorySegment status = arena.allocate(JAVA_INT);
            MemorySegment region = arena.allocateFrom(JAVA_LONG, ZONE, bytes);
            MemorySegment part = (MemorySegment) createSubBuffer.invokeExact(
                    whole.handle(), READ_WRITE, REGION, region, status);
            Status.require(status.get(JAVA_INT, 0), "OpenCL: a part of a buffer");
            makesPart = true;
            return new Buffer(this, part, bytes);
        } catch (Throwable e) {
            throw Calls.failed(e);
        } finally {
            makesPart = false;
        }
    }

    /** How many buffers there are. */
    public int count() {
        return wholes.size();
    }

    /** Writes beside buffers, in words. */
    public List<String> damage() {
        List<String> found = new ArrayList<>();
        for (Buffer whole : wholes) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment bytes = arena.allocate(whole.bytes());
                read(whole, 0, bytes);
                long end = whole.bytes() - ZONE;
                for (long i = 0; i < whole.bytes(); i = i == ZONE - 1 ? end : i + 1) {
                    if (bytes.get(JAVA_BYTE, i) != PATTERN) {
                        found.add("byte " + (i - ZONE) + " of a buffer of " + (end - ZONE));
                    }
                }
            }
        }
        return found;
    }
}
