package dev.lanewise.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A compiled program. */
public final class KernelProgram {
    private static final int BINARY_SIZES = 0x1165;
    private static final int BINARIES = 0x1166;

    private final Context context;
    private final MemorySegment handle;

    KernelProgram(Context context, MemorySegment handle) {
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

    /** What the driver has made of the source, for {@link Context#load}; empty if it keeps that to itself. */
    public Optional<byte[]> binary() {
        Functions cl = context.functions();
        Facts info = new Facts("a program for " + context.device().name(), (property, size, answer,
                sizeOfAnswer) -> (int) cl.getProgramInfo.invokeExact(handle, property, size, answer, sizeOfAnswer));
        try (Arena arena = Arena.ofConfined()) {
            long size = info.number(BINARY_SIZES);
            if (size <= 0 || size > Facts.MOST) {
                return Optional.empty();
            }
            MemorySegment binary = arena.allocate(size);
            int status = (int) cl.getProgramInfo.invokeExact(handle, BINARIES, ADDRESS.byteSize(),
                    arena.allocateFrom(ADDRESS, binary), MemorySegment.NULL);
            return status == Status.SUCCESS ? Optional.of(binary.toArray(JAVA_BYTE)) : Optional.empty();
        } catch (OpenClException _) {
            return Optional.empty();
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }
}
