package dev.lanewise.gpu.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A compiled program. */
public final class Program {
    private final Context context;
    private final MemorySegment handle;

    Program(Context context, MemorySegment handle) {
        this.context = context;
        this.handle = handle;
        Context.release(this, context.functions().releaseProgram, handle);
    }

    /**
     * One of its kernels, with arguments of its own.
     *
     * @throws OpenClException if there is none of this name
     */
    public Kernel kernel(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            MemorySegment made = (MemorySegment) context.functions().createKernel.invokeExact(
                    handle, arena.allocateFrom(name), status);
            Status.require(status.get(JAVA_INT, 0), "OpenCL: finding the kernel " + name);
            return new Kernel(context, name, made);
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }
}
