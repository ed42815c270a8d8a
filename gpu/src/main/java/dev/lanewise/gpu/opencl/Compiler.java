package dev.lanewise.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The compiler of a driver: programs from source code, or from what it has made of that before. */
final class Compiler {
    private static final int BUILD_LOG = 0x1183;

    private final Functions cl;
    private final Device device;
    private final MemorySegment context;

    Compiler(Functions cl, Device device, MemorySegment context) {
        this.cl = cl;
        this.device = device;
        this.context = context;
    }

    /** The program of a source, not yet built. */
    MemorySegment ofSource(String source) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            byte[] text = source.getBytes(StandardCharsets.UTF_8);
            MemorySegment texts = arena.allocateFrom(ADDRESS, arena.allocateFrom(JAVA_BYTE, text));
            MemorySegment sizes = arena.allocateFrom(JAVA_LONG, text.length);
            MemorySegment made = (MemorySegment) cl.createProgramWithSource.invokeExact(
                    context, 1, texts, sizes, status);
            Status.require(status.get(JAVA_INT, 0), "OpenCL: making a program for " + device.name());
            return made;
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /** The program of what {@link KernelProgram#binary} gave, not yet built. */
    MemorySegment ofBinary(byte[] binary) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            MemorySegment statusOfBinary = arena.allocate(JAVA_INT);
            MemorySegment binaries = arena.allocateFrom(ADDRESS, arena.allocateFrom(JAVA_BYTE, binary));
            MemorySegment sizes = arena.allocateFrom(JAVA_LONG, binary.length);
            MemorySegment made = (MemorySegment) cl.createProgramWithBinary.invokeExact(context, 1,
                    arena.allocateFrom(ADDRESS, device.id()), sizes, binaries, statusOfBinary, status);
            Status.require(status.get(JAVA_INT, 0), "OpenCL: loading a program for " + device.name());
            return made;
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /** Builds a program; what has gone wrong is said with the source. */
    void build(MemorySegment program, String options, String source) {
        try (Arena arena = Arena.ofConfined()) {
            int built = (int) cl.buildProgram.invokeExact(program, 1, arena.allocateFrom(ADDRESS, device.id()),
                    arena.allocateFrom(options), MemorySegment.NULL, MemorySegment.NULL);
            if (built == Status.BUILD_PROGRAM_FAILURE) {
                Facts info = new Facts("the compiler of " + device.name(),
                        (property, size, answer, sizeOfAnswer) -> (int) cl.getProgramBuildInfo.invokeExact(
                                program, device.id(), property, size, answer, sizeOfAnswer));
                throw refusal(info.text(BUILD_LOG), options, source);
            }
            Status.require(built, "OpenCL: compiling a program for " + device.name());
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /** Names a file with the source and all that the compiler says, which may be long. */
    private OpenClException refusal(String log, String options, String source) {
        String message = "OpenCL: the compiler of " + device.name() + " refuses a program: " + Printable.sentence(log);
        if (source.isEmpty()) { // a compiled one
            return new OpenClException(message);
        }
        try {
            Path file = Files.createTempFile("lanewise-kernel-", ".txt");
            Files.writeString(file, "Device: " + device + ", driver " + device.driver() + "\nOptions: " + options
                    + "\n\n" + log + "\n\n" + source);
            return new OpenClException(message + "; all of it and the source are in " + Printable.path(file));
        } catch (IOException e) {
            return new OpenClException(message + "; the source could not be saved: " + e);
        }
    }
}
