package dev.lanewise.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A function of a program with its arguments, which stay from launch to launch. */
public final class Kernel {
    private static final int WORK_GROUP_SIZE = 0x11B0;
    private static final int LOCAL_MEMORY = 0x11B2;

    private final Context context;
    private final String name;
    private final MemorySegment handle;

    /** What the arguments refer to, and must not be released before. */
    private final List<Buffer> buffers = new ArrayList<>();

    /** Room for an argument and for the sizes of two dimensions, so that a launch allocates nothing. */
    private final MemorySegment scratch = Arena.ofAuto().allocate(2 * Long.BYTES, Long.BYTES);

    private final MemorySegment groupSizes = Arena.ofAuto().allocate(2 * Long.BYTES, Long.BYTES);

    Kernel(Context context, String name, MemorySegment handle) {
        this.context = context;
        this.name = name;
        this.handle = handle;
        Context.release(this, context.functions().releaseKernel, handle);
    }

    MemorySegment handle() {
        return handle;
    }

    /** Sets an argument to a buffer. */
    public Kernel set(int index, Buffer buffer) {
        buffers.add(buffer);
        scratch.set(ADDRESS, 0, buffer.handle());
        return take(index, ADDRESS.byteSize());
    }

    /** Sets an argument to an int. */
    public Kernel set(int index, int value) {
        scratch.set(JAVA_INT, 0, value);
        return take(index, Integer.BYTES);
    }

    /** Sets an argument to a long. */
    public Kernel set(int index, long value) {
        scratch.set(JAVA_LONG, 0, value);
        return take(index, Long.BYTES);
    }

    /** Sets an argument to a float. */
    public Kernel set(int index, float value) {
        scratch.set(JAVA_FLOAT, 0, value);
        return take(index, Float.BYTES);
    }

    /** Sets an argument to a double. */
    public Kernel set(int index, double value) {
        scratch.set(JAVA_DOUBLE, 0, value);
        return take(index, Double.BYTES);
    }

    private Kernel take(int index, long size) {
        try {
            int status = (int) context.functions().setKernelArg.invokeExact(handle, index, size, scratch);
            if (status != Status.SUCCESS) {
                throw new OpenClException("OpenCL: setting argument " + index + " of " + name, status);
            }
            return this;
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /**
     * Refuses groups that the device cannot run.
     *
     * @param group work items of a group
     * @throws OpenClException if there are too many, or they share too much memory; the message says how much of both
     */
    public void requireGroup(int group) {
        Functions cl = context.functions();
        Device device = context.device();
        Facts info = new Facts("the kernel " + name, (property, size, answer,
                sizeOfAnswer) -> (int) cl.getKernelWorkGroupInfo.invokeExact(
                        handle, device.id(), property, size, answer, sizeOfAnswer));
        long local = info.number(LOCAL_MEMORY);
        if (local > device.local()) {
            throw new OpenClException("OpenCL: the kernel " + name + " takes " + local
                    + " bytes of the memory that a group shares, of which " + device.name() + " has " + device.local());
        }
        long most = Math.min(info.number(WORK_GROUP_SIZE), device.workGroup());
        if (group > most) {
            throw new OpenClException("OpenCL: the kernel " + name + " has groups of " + group + " work items, and "
                    + device.name() + " takes up to " + most + " of it");
        }
    }

    /**
     * Has it run, after all commands before.
     *
     * @param group work items of a group
     * @param groups how many groups
     */
    public void launch(int group, long groups) {
        scratch.setAtIndex(JAVA_LONG, 0, group * groups);
        groupSizes.setAtIndex(JAVA_LONG, 0, group);
        launch(1);
    }

    /** Has it run with groups of two dimensions, in a line along the first; see {@link #launch(int, long)}. */
    public void launch(int groupX, int groupY, long groups) {
        scratch.setAtIndex(JAVA_LONG, 0, groupX * groups);
        scratch.setAtIndex(JAVA_LONG, 1, groupY);
        groupSizes.setAtIndex(JAVA_LONG, 0, groupX);
        groupSizes.setAtIndex(JAVA_LONG, 1, groupY);
        launch(2);
    }

    private void launch(int dimensions) {
        try {
            int status = (int) context.functions().enqueueNdRangeKernel.invokeExact(context.queue(), handle, dimensions,
                    MemorySegment.NULL, scratch, groupSizes, 0, MemorySegment.NULL, MemorySegment.NULL);
            if (status != Status.SUCCESS) {
                throw new OpenClException("OpenCL: launching " + name + " on " + context.device().name(), status);
            }
            context.launched();
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    @Override
    public String toString() {
        return "Kernel(" + name + ")";
    }
}
