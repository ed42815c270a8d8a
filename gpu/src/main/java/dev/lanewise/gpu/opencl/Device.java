package dev.lanewise.gpu.opencl;

import dev.lanewise.text.Printable;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/**
 * A device and what its driver says of it.
 *
 * {@snippet :
 * for (Device device : Gpu.list()) {
 *     System.out.println(device + ": buffers of up to " + device.allocation() + " bytes");
 * }
 * }
 */
public final class Device {
    /** What a device is. */
    public enum Kind {
        /** The processor of the machine. */
        CPU,
        /** A graphics card, or the graphics part of a processor. */
        GPU,
        /** Something else that computes. */
        ACCELERATOR
    }

    private static final int TYPE = 0x1000;
    private static final int COMPUTE_UNITS = 0x1002;
    private static final int MAX_WORK_GROUP = 0x1004;
    private static final int MAX_CLOCK = 0x100C;
    private static final int MAX_ALLOCATION = 0x1010;
    private static final int SINGLE_CONFIG = 0x101B;
    private static final int GLOBAL_MEMORY = 0x101F;
    private static final int LOCAL_MEMORY = 0x1023;
    private static final int LITTLE_ENDIAN = 0x1026;
    private static final int AVAILABLE = 0x1027;
    private static final int COMPILER_AVAILABLE = 0x1028;
    private static final int NAME = 0x102B;
    private static final int VENDOR = 0x102C;
    private static final int DRIVER = 0x102D;
    private static final int VERSION = 0x102F;
    private static final int DOUBLE_CONFIG = 0x1032;

    private static final int NATIVE_VECTOR = 0x103A;

    /** The shortest vector that is worthwhile, and the longest that OpenCL has. */
    private static final int SHORTEST = 4;

    private static final int LONGEST = 16;

    private static final long TYPE_GPU = 4;
    private static final long TYPE_CPU = 2;

    /** The least part of its memory that a buffer may have, by the standard, where the driver gives no number. */
    private static final int SHARE = 4;

    private static final long DENORMALS = 1;
    private static final long FMA = 1 << 5;
    private static final long CORRECTLY_ROUNDED = 1 << 7;

    private final Platform platform;
    private final MemorySegment id;
    private final String name;
    private final String vendor;
    private final String driver;
    private final String version;
    private final Kind kind;
    private final int computeUnits;
    private final int clock;
    private final int workGroup;
    private final int vector;
    private final long memory;
    private final long allocation;
    private final long local;
    private final long singles;
    private final boolean doubles;
    private final boolean usable;

    /**
     * A device.
     *
     * @throws OpenClException if the driver does not say what it is
     */
    Device(Platform platform, MemorySegment id, Functions cl) {
        this.platform = platform;
        this.id = id;
        Facts info = new Facts("a device of " + platform.name(), (property, size, answer,
                sizeOfAnswer) -> (int) cl.getDeviceInfo.invokeExact(id, property, size, answer, sizeOfAnswer));
        name = name(info);
        vendor = Printable.brief(info.text(VENDOR));
        driver = Printable.brief(info.text(DRIVER));
        version = Printable.brief(info.text(VERSION));
        long type = info.number(TYPE);
        kind = (type & TYPE_GPU) != 0 ? Kind.GPU : (type & TYPE_CPU) != 0 ? Kind.CPU : Kind.ACCELERATOR;
        computeUnits = count(info.number(COMPUTE_UNITS));
        clock = count(info.number(MAX_CLOCK));
        workGroup = count(info.number(MAX_WORK_GROUP));
        vector = kind == Kind.CPU
                ? Integer.highestOneBit(Math.clamp(info.numberOr(NATIVE_VECTOR, SHORTEST), SHORTEST, LONGEST))
                : SHORTEST;
        memory = Math.max(0, info.number(GLOBAL_MEMORY));
        long largest = info.number(MAX_ALLOCATION);
        allocation = largest > 0 && largest <= memory ? largest : memory / SHARE;
        local = Math.max(0, info.number(LOCAL_MEMORY));
        singles = info.number(SINGLE_CONFIG);
        doubles = info.numberOr(DOUBLE_CONFIG, 0) != 0; // drivers of OpenCL 1.1 do not know the question
        usable = info.flag(AVAILABLE) && info.flag(COMPILER_AVAILABLE) && info.flag(LITTLE_ENDIAN)
                && workGroup > 0 && memory > 0;
    }

    private static String name(Facts info) {
        String name = Printable.brief(info.text(NAME));
        return name.isEmpty() ? "a device without a name" : name;
    }

    /** A count as an int, whatever the driver says. */
    private static int count(long number) {
        return Math.clamp(number, 0, Integer.MAX_VALUE);
    }

    MemorySegment id() {
        return id;
    }

    /** The driver that it belongs to. */
    public Platform platform() {
        return platform;
    }

    /** Its name, such as {@code NVIDIA GeForce RTX 4070}; on one line, and cut if it is long. */
    public String name() {
        return name;
    }

    /** Who made it. */
    public String vendor() {
        return vendor;
    }

    /** The version of its driver. */
    public String driver() {
        return driver;
    }

    /** The version of OpenCL that it has, such as {@code OpenCL 3.0 CUDA}. */
    public String version() {
        return version;
    }

    /** What it is. */
    public Kind kind() {
        return kind;
    }

    /** How many groups of work items run at a time: multiprocessors, cores. */
    public int computeUnits() {
        return computeUnits;
    }

    /** Its highest clock, in MHz; 0 if it does not say. */
    public int clock() {
        return clock;
    }

    /** The most work items of a group. */
    public int workGroup() {
        return workGroup;
    }

    /**
     * How many floats a work item should compute as a vector, a power of two from 4 to 16: as a register of a processor
     * holds; 4, for reads of 16 bytes, where items themselves are what computes side by side.
     */
    public int vector() {
        return vector;
    }

    /** Its memory in bytes. */
    public long memory() {
        return memory;
    }

    /** The largest buffer, in bytes. */
    public long allocation() {
        return allocation;
    }

    /** The memory that a group of work items shares, in bytes. */
    public long local() {
        return local;
    }

    /** Whether it computes in double precision. */
    public boolean hasDoubles() {
        return doubles;
    }

    /** Whether it computes with denormal floats, instead of taking them as 0. */
    public boolean hasDenormals() {
        return (singles & DENORMALS) != 0;
    }

    /** Whether its fused multiply-add of floats is one operation. */
    public boolean hasFma() {
        return (singles & FMA) != 0;
    }

    /** Whether it divides, and takes square roots of, floats as IEEE 754 demands, where that is asked for. */
    public boolean roundsDivision() {
        return (singles & CORRECTLY_ROUNDED) != 0;
    }

    /**
     * Whether it can be used: it is available, has memory, compiles programs, and has the byte order of the floats of
     * Java's.
     */
    public boolean isUsable() {
        return usable;
    }

    /** For example {@code NVIDIA H200 (GPU, 132 units, 139.8 GiB)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s (%s, %d units, %.1f GiB)", name, kind, computeUnits,
                memory / (double) (1 << 30));
    }
}
