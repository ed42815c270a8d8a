package dev.lanewise.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.charset.StandardCharsets;

/**
 * A device in use: its memory, its compiled programs, a queue whose commands run in their order, and another one for
 * bytes that may be copied meanwhile. For one thread at a time. There is nothing to close: what the driver holds is released once nothing refers to it any more.
 */
public class Context {
    private static final int BUILD_LOG = 0x1183;
    private static final long READ_WRITE = 1;
    private static final int YES = 1;

    private static final Cleaner CLEANER = Cleaner.create(Thread.ofPlatform().name("lanewise-opencl").factory());

    private final Functions cl = Functions.get();
    private final Device device;
    private final MemorySegment context;
    private final MemorySegment queue;
    private final MemorySegment ahead;

    /**
     * Takes a device into use.
     *
     * @throws OpenClException if the driver refuses it
     */
    public Context(Device device) {
        this.device = device;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            MemorySegment devices = arena.allocateFrom(ADDRESS, device.id());
            MemorySegment made = (MemorySegment) cl.createContext.invokeExact(
                    MemorySegment.NULL, 1, devices, MemorySegment.NULL, MemorySegment.NULL, status);
            Status.require(status.get(JAVA_INT, 0), "OpenCL: taking " + device.name() + " into use");
            release(this, cl.releaseContext, made);
            context = made;
            queue = newQueue();
            ahead = newQueue();
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    private MemorySegment newQueue() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            MemorySegment made = (MemorySegment) cl.createCommandQueue.invokeExact(
                    context, device.id(), 0L, status);
            Status.require(status.get(JAVA_INT, 0), "OpenCL: making a queue on " + device.name());
            release(this, cl.releaseCommandQueue, made);
            return made;
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /** Has an object of the driver released when an owner is no longer referred to. */
    static void release(Object owner, java.lang.invoke.MethodHandle by, MemorySegment object) {
        CLEANER.register(owner, () -> {
            try {
                int _ = (int) by.invokeExact(object);
            } catch (Throwable e) {
                throw Calls.failed(e);
            }
        });
    }

    /** The device. */
    public Device device() {
        return device;
    }

    /**
     * Whether each value of a program is to have a buffer of its own, for tests that look for writes beside it; else
     * values that a run computes share one.
     */
    public boolean separatesValues() {
        return false;
    }

    Functions functions() {
        return cl;
    }

    MemorySegment queue() {
        return queue;
    }

    /**
     * Memory of the device, with undefined content.
     *
     * @throws OpenClException if the device has not as much
     */
    public Buffer allocate(long bytes) {
        if (bytes < 1 || bytes > device.allocation()) {
            throw new OpenClException("OpenCL: a buffer of " + bytes + " bytes on " + device.name()
                    + ", whose buffers have up to " + device.allocation());
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            MemorySegment made = (MemorySegment) cl.createBuffer.invokeExact(
                    context, READ_WRITE, bytes, MemorySegment.NULL, status);
            Status.require(status.get(JAVA_INT, 0), "OpenCL: allocating " + bytes + " bytes on " + device.name());
            return new Buffer(this, made, bytes);
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /**
     * Compiles a program.
     *
     * @param source in OpenCL C
     * @param options of the compiler
     * @throws OpenClException if it does not compile; the message holds what the compiler says
     */
    public Program compile(String source, String options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            byte[] text = source.getBytes(StandardCharsets.UTF_8);
            MemorySegment texts = arena.allocateFrom(ADDRESS, arena.allocateFrom(JAVA_BYTE, text));
            MemorySegment sizes = arena.allocateFrom(JAVA_LONG, text.length);
            MemorySegment made = (MemorySegment) cl.createProgramWithSource.invokeExact(
                    context, 1, texts, sizes, status);
            Status.require(status.get(JAVA_INT, 0), "OpenCL: making a program for " + device.name());
            Program program = new Program(this, made);
            int built = (int) cl.buildProgram.invokeExact(made, 1, arena.allocateFrom(ADDRESS, device.id()),
                    arena.allocateFrom(options), MemorySegment.NULL, MemorySegment.NULL);
            if (built == Status.BUILD_PROGRAM_FAILURE) {
                Info info = new Info("the compiler of " + device.name(),
                        (property, size, answer, sizeOfAnswer) -> (int) cl.getProgramBuildInfo.invokeExact(
                                made, device.id(), property, size, answer, sizeOfAnswer));
                throw new OpenClException("OpenCL: the compiler of " + device.name() + " refuses a program:\n"
                        + info.text(BUILD_LOG));
            }
            Status.require(built, "OpenCL: compiling a program for " + device.name());
            return program;
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /** Waits for the commands before, and copies bytes to a buffer; they may be changed when this returns. */
    public void write(Buffer to, long offset, MemorySegment from) {
        write(queue, to, offset, from);
    }

    /** Copies bytes to a buffer while commands that have nothing to do with it may still run. */
    public void writeAhead(Buffer to, long offset, MemorySegment from) {
        write(ahead, to, offset, from);
    }

    private void write(MemorySegment by, Buffer to, long offset, MemorySegment from) {
        to.requireRange("written", offset, from.byteSize());
        try {
            Status.require((int) cl.enqueueWriteBuffer.invokeExact(by, to.handle(), YES, offset, from.byteSize(),
                    from, 0, MemorySegment.NULL, MemorySegment.NULL),
                    "OpenCL: copying " + from.byteSize() + " bytes to " + device.name());
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /** Waits for the commands before, and copies bytes of a buffer. */
    public void read(Buffer from, long offset, MemorySegment to) {
        from.requireRange("read", offset, to.byteSize());
        try {
            Status.require((int) cl.enqueueReadBuffer.invokeExact(queue, from.handle(), YES, offset, to.byteSize(), to,
                    0, MemorySegment.NULL, MemorySegment.NULL),
                    "OpenCL: copying " + to.byteSize() + " bytes from " + device.name());
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /** Copies all bytes of a buffer to another one of the same size. */
    public void copy(Buffer from, Buffer to) {
        to.requireRange("copied", 0, from.bytes());
        try {
            Status.require((int) cl.enqueueCopyBuffer.invokeExact(queue, from.handle(), to.handle(), 0L, 0L,
                    from.bytes(), 0, MemorySegment.NULL, MemorySegment.NULL),
                    "OpenCL: copying " + from.bytes() + " bytes on " + device.name());
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /** Has the device begin with the commands that it has been given. */
    public void flush() {
        try {
            Status.require((int) cl.flush.invokeExact(queue), "OpenCL: handing commands to " + device.name());
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /** Waits until all commands are done. */
    public void finish() {
        try {
            Status.require((int) cl.finish.invokeExact(queue), "OpenCL: waiting for " + device.name());
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    @Override
    public String toString() {
        return "Context(" + device + ")";
    }
}
