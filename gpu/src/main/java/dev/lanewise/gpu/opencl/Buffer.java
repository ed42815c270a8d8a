package dev.lanewise.gpu.opencl;

import java.lang.foreign.MemorySegment;

/** Memory of a device, released when nothing refers to it any more. */
public final class Buffer {
    private final MemorySegment handle;
    private final long bytes;

    Buffer(Context context, MemorySegment handle, long bytes) {
        this.handle = handle;
        this.bytes = bytes;
        context.releaseBuffer(this, handle, bytes);
    }

    MemorySegment handle() {
        return handle;
    }

    /** How many bytes it has. */
    public long bytes() {
        return bytes;
    }

    /** Requires a range to lie within; a driver may check it, or not. */
    void requireRange(String what, long offset, long size) {
        if (offset < 0 || size < 0 || offset > bytes - size) {
            throw new IndexOutOfBoundsException("Buffer: " + size + " bytes from " + offset + " on are to be " + what
                    + ", and it has " + bytes);
        }
    }

    @Override
    public String toString() {
        return "Buffer(" + bytes + " bytes)";
    }
}
