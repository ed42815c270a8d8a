package dev.lanewise.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A device in use: its memory, its compiled programs, a queue whose commands run in their order, and another one for
 * bytes that may be copied meanwhile. Kernels are launched, and what they compute is copied, by who holds the {@link
 * #lock}; memory and programs may be made meanwhile. There is nothing to close: what the driver holds is released once
 * nothing refers to it any more.
 */
public class Context {
    private static final long READ_WRITE = 1;
    private static final int YES = 1;

    private static final Cleaner CLEANER = Cleaner.create(Thread.ofPlatform().name("lanewise-opencl").factory());

    /** What the driver made, released together with the last context that uses it. */
    private record Handles(MemorySegment context, MemorySegment queue, MemorySegment ahead, ReentrantLock lock) {}

    private final Functions cl;
    private final Device device;
    private final Handles handles;
    private final Quota quota;
    private long launches;

    /**
     * Takes a device into use.
     *
     * @throws OpenClException if the driver refuses it
     */
    public Context(Device device) {
        this(device, Functions.get());
    }

    /** With functions that may be others than those of the system's library. */
    Context(Device device, Functions cl) {
        this(device, cl, handles(device, cl), new Quota(device));
    }

    private Context(Device device, Functions cl, Handles handles, Quota quota) {
        this.device = device;
        this.cl = cl;
        this.handles = handles;
        this.quota = quota;
    }

    private static Handles handles(Device device, Functions cl) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            MemorySegment devices = arena.allocateFrom(ADDRESS, device.id());
            MemorySegment context = (MemorySegment) cl.createContext.invokeExact(
                    MemorySegment.NULL, 1, devices, MemorySegment.NULL, MemorySegment.NULL, status);
            Status.require(status.get(JAVA_INT, 0), "OpenCL: taking " + device.name() + " into use");
            MemorySegment queue = queue(device, cl, context);
            MemorySegment ahead = queue(device, cl, context);
            Handles handles = new Handles(context, queue, ahead, new ReentrantLock());
            release(handles, cl.releaseCommandQueue, queue);
            release(handles, cl.releaseCommandQueue, ahead);
            release(handles, cl.releaseContext, context);
            return handles;
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    private static MemorySegment queue(Device device, Functions cl, MemorySegment context) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            MemorySegment made = (MemorySegment) cl.createCommandQueue.invokeExact(context, device.id(), 0L, status);
            Status.require(status.get(JAVA_INT, 0), "OpenCL: making a queue on " + device.name());
            return made;
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /**
     * The same context, in which buffers are refused that would make more than this of the device's memory allocated.
     *
     * @param bytes of all buffers together, those that other contexts of the device in this JVM have asked for included
     */
    public Context limited(long bytes) {
        return new Context(device, cl, handles, quota.limited(bytes));
    }

    /** Held while the device works for a program or gives values; those with other limits have the same. */
    public ReentrantLock lock() {
        return handles.lock;
    }

    /** Runs something that may have to wait for others, and that others may wait for: without the lock. */
    public void aside(Runnable action) {
        boolean held = handles.lock.isHeldByCurrentThread();
        if (held) {
            handles.lock.unlock();
        }
        try {
            action.run();
        } finally {
            if (held) {
                handles.lock.lock();
            }
        }
    }

    /** Has an object of the driver released when an owner is no longer referred to. */
    static void release(Object owner, MethodHandle by, MemorySegment object) {
        CLEANER.register(owner, () -> release(by, object));
    }

    private static void release(MethodHandle by, MemorySegment object) {
        try {
            int _ = (int) by.invokeExact(object);
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
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

    MemorySegment handle() {
        return handles.context;
    }

    MemorySegment queue() {
        return handles.queue;
    }

    /** How many kernels have been launched. */
    public long launches() {
        return launches;
    }

    /** Notes that a kernel has been launched. */
    void launched() {
        launches++;
    }

    /** Bytes of the device's memory that are allocated; those of buffers which nothing refers to any more go later. */
    public long allocated() {
        return quota.allocated();
    }

    /**
     * Refuses a need for memory that cannot be met, before anything is allocated.
     *
     * @param bytes of all buffers that are to be made
     * @param what they are for
     * @throws OpenClException with all sizes
     */
    public void requireRoom(long bytes, String what) {
        quota.require(bytes, what);
    }

    /**
     * Memory of the device, with undefined content.
     *
     * @throws OpenClException if the device has not as much, or no more may be allocated; the message has all sizes
     */
    public Buffer allocate(long bytes) {
        quota.take(bytes);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            MemorySegment made = create(bytes, status);
            if (status.get(JAVA_INT, 0) != Status.SUCCESS) {
                quota.collect();
                made = create(bytes, status);
            }
            Status.require(status.get(JAVA_INT, 0), "OpenCL: allocating " + bytes + " bytes on " + device.name()
                    + ", of which " + quota);
            return new Buffer(this, made, bytes);
        } catch (Throwable e) {
            quota.giveBack(bytes);
            throw Calls.failed(e);
        }
    }

    private MemorySegment create(long bytes, MemorySegment status) throws Throwable {
        return (MemorySegment) cl.createBuffer.invokeExact(
                handles.context, READ_WRITE, bytes, MemorySegment.NULL, status);
    }

    /** Has a buffer released when an owner is no longer referred to. */
    void releaseBuffer(Object owner, MemorySegment buffer, long bytes) {
        MethodHandle release = cl.releaseMemObject;
        Quota of = quota;
        CLEANER.register(owner, () -> {
            of.giveBack(bytes);
            release(release, buffer);
        });
    }

    /**
     * Compiles a program.
     *
     * @param source in OpenCL C
     * @param options of the compiler
     * @throws OpenClException if it does not compile; the message says why, and names a file with the source
     */
    public KernelProgram compile(String source, String options) {
        Compiler compiler = new Compiler(cl, device, handles.context);
        MemorySegment made = compiler.ofSource(source);
        KernelProgram program = new KernelProgram(this, made);
        compiler.build(made, options, source);
        return program;
    }

    /**
     * A program from what an earlier one gave.
     *
     * @param binary of the same source, options, device and driver; others are refused, if the driver notices
     * @param options as they were
     * @return empty if the driver does not take it
     */
    public Optional<KernelProgram> load(byte[] binary, String options) {
        Compiler compiler = new Compiler(cl, device, handles.context);
        try {
            MemorySegment made = compiler.ofBinary(binary);
            KernelProgram program = new KernelProgram(this, made);
            compiler.build(made, options, "");
            return Optional.of(program);
        } catch (OpenClException _) {
            return Optional.empty();
        }
    }

    /** Waits for the commands before, and copies bytes to a buffer; they may be changed when this returns. */
    public void write(Buffer to, long offset, MemorySegment from) {
        write(handles.queue, to, offset, from, from.byteSize());
    }

    /** Likewise the first bytes of a segment. */
    public void write(Buffer to, long offset, MemorySegment from, long size) {
        write(handles.queue, to, offset, from, size);
    }

    /** Copies the first bytes of a segment to a buffer while commands that have nothing to do with it may still run. */
    public void writeAhead(Buffer to, long offset, MemorySegment from, long size) {
        write(handles.ahead, to, offset, from, size);
    }

    private void write(MemorySegment by, Buffer to, long offset, MemorySegment from, long size) {
        to.requireRange("written", offset, size);
        requireRoom(from, size);
        try {
            int status = (int) cl.enqueueWriteBuffer.invokeExact(
                    by, to.handle(), YES, offset, size, from, 0, MemorySegment.NULL, MemorySegment.NULL);
            if (status != Status.SUCCESS) {
                throw new OpenClException("OpenCL: copying " + size + " bytes to " + device.name(), status);
            }
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    private static void requireRoom(MemorySegment segment, long size) {
        if (size > segment.byteSize()) {
            throw new IndexOutOfBoundsException(
                    "Context: " + size + " bytes of a segment that has " + segment.byteSize());
        }
    }

    /** Waits for the commands before, and copies bytes of a buffer. */
    public void read(Buffer from, long offset, MemorySegment to) {
        read(from, offset, to, to.byteSize());
    }

    /** Likewise to the first bytes of a segment. */
    public void read(Buffer from, long offset, MemorySegment to, long size) {
        from.requireRange("read", offset, size);
        requireRoom(to, size);
        try {
            int status = (int) cl.enqueueReadBuffer.invokeExact(handles.queue, from.handle(), YES, offset, size, to, 0,
                    MemorySegment.NULL, MemorySegment.NULL);
            if (status != Status.SUCCESS) {
                throw new OpenClException("OpenCL: copying " + size + " bytes from " + device.name(), status);
            }
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /** Copies all bytes of a buffer to another one of the same size. */
    public void copy(Buffer from, Buffer to) {
        to.requireRange("copied", 0, from.bytes());
        try {
            int status = (int) cl.enqueueCopyBuffer.invokeExact(handles.queue, from.handle(), to.handle(), 0L, 0L,
                    from.bytes(), 0, MemorySegment.NULL, MemorySegment.NULL);
            if (status != Status.SUCCESS) {
                throw new OpenClException("OpenCL: copying " + from.bytes() + " bytes on " + device.name(), status);
            }
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /** Has the device begin with the commands that it has been given. */
    public void flush() {
        try {
            int status = (int) cl.flush.invokeExact(handles.queue);
            if (status != Status.SUCCESS) {
                throw new OpenClException("OpenCL: handing commands to " + device.name(), status);
            }
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /** Waits until all commands are done. */
    public void finish() {
        try {
            int status = (int) cl.finish.invokeExact(handles.queue);
            if (status != Status.SUCCESS) {
                throw new OpenClException("OpenCL: waiting for " + device.name(), status);
            }
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    @Override
    public String toString() {
        return "Context(" + device + ")";
    }
}
