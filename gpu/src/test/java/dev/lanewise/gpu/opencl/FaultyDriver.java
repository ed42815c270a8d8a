package dev.lanewise.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The system's OpenCL library with a function that misbehaves. */
@SuppressWarnings("restricted") // native code is what is tested
public final class FaultyDriver {
    /** A function of the library. */
    @SuppressWarnings("ImmutableEnumChecker") // descriptors are
    public enum Call {
        FINISH("clFinish", ADDRESS), LAUNCH("clEnqueueNDRangeKernel", ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS,
                ADDRESS, JAVA_INT, ADDRESS,
                ADDRESS), WRITE("clEnqueueWriteBuffer", ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS,
                        JAVA_INT, ADDRESS,
                        ADDRESS), BUILD("clBuildProgram", ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS,
                                ADDRESS), DEVICES("clGetDeviceIDs", ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS,
                                        ADDRESS), DEVICE_INFO("clGetDeviceInfo", ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS,
                                                ADDRESS), KERNEL_INFO("clGetKernelWorkGroupInfo", ADDRESS, ADDRESS,
                                                        JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);

        private final String symbol;
        private final FunctionDescriptor descriptor;

        Call(String symbol, MemoryLayout... arguments) {
            this.symbol = symbol;
            this.descriptor = FunctionDescriptor.of(JAVA_INT, arguments);
        }
    }

    private static final int TYPE = 0x1000;
    private static final byte GPU = 4;

    private FaultyDriver() {}

    private static Library library() {
        try {
            return Library.open();
        } catch (OpenClException e) {
            Assumptions.abort("OpenCL was not found: " + e.getMessage());
            throw e;
        }
    }

    /** All functions, of which one returns a status and does nothing while the fault is on. */
    static Functions failing(Call call, int status, BooleanSupplier on) {
        Library library = library();
        MethodHandle real = real(call, library);
        List<Class<?>> parameters = real.type().parameterList();
        MethodHandle failed = MethodHandles.dropArguments(MethodHandles.constant(int.class, status), 0, parameters);
        try {
            MethodHandle test = MethodHandles.publicLookup()
                    .findVirtual(BooleanSupplier.class, "getAsBoolean", MethodType.methodType(boolean.class))
                    .bindTo(on);
            return with(call, MethodHandles.guardWithTest(
                    MethodHandles.dropArguments(test, 0, parameters), failed, real), library);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers a question for a property of a device. */
    interface Liar {
        /** The answer; null for the truth, empty for an error. */
        byte @Nullable [] answer(int property);
    }

    /** All functions, with a driver that lies about devices. */
    static Functions lying(Liar liar) {
        Library library = library();
        MethodHandle real = real(Call.DEVICE_INFO, library);
        try {
            MethodHandle lie = MethodHandles.lookup().findStatic(FaultyDriver.class, "lie", MethodType.methodType(
                    int.class, Liar.class, MethodHandle.class, MemorySegment.class, int.class, long.class,
                    MemorySegment.class, MemorySegment.class));
            return with(Call.DEVICE_INFO, MethodHandles.insertArguments(lie, 0, liar, real), library);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the driver says instead. */
    static int lie(Liar liar, MethodHandle real, MemorySegment object, int property, long room,
            MemorySegment answer, MemorySegment size) throws Throwable {
        byte[] lie = liar.answer(property);
        if (lie == null) {
            return (int) real.invokeExact(object, property, room, answer, size);
        }
        if (lie.length == 0) {
            return Status.DEVICE_NOT_FOUND;
        }
        if (size.address() != 0) {
            size.reinterpret(Long.BYTES).set(JAVA_LONG, 0, lie.length);
        }
        if (answer.address() != 0) {
            MemorySegment.copy(MemorySegment.ofArray(lie), 0, answer.reinterpret(room), 0, Math.min(room, lie.length));
        }
        return Status.SUCCESS;
    }

    private static MethodHandle real(Call call, Library library) {
        return Linker.nativeLinker().downcallHandle(library.symbols().find(call.symbol).orElseThrow(), call.descriptor);
    }

    private static Functions with(Call call, MethodHandle instead, Library library) {
        MemorySegment stub = Linker.nativeLinker().upcallStub(instead, call.descriptor, Arena.global());
        SymbolLookup symbols = name -> name.equals(call.symbol) ? Optional.of(stub) : library.symbols().find(name);
        return new Functions(new Library("faulty " + library.name(), symbols));
    }

    /** The first device, whose driver says that it is a graphics card: kernels are then those for such. */
    public static Context graphicsCard() {
        Functions functions = lying(property -> property == TYPE ? new byte[] {GPU, 0, 0, 0, 0, 0, 0, 0} : null);
        return new Context(devices(functions).getFirst(), functions);
    }

    /** The devices of all platforms, as a driver describes them. */
    static List<Device> devices(Functions functions) {
        return Platform.all(functions).stream().flatMap(platform -> platform.devices().stream()).toList();
    }

    /** The first device, whose driver fails in a function while the fault is on. */
    public static Context context(Call call, int status, BooleanSupplier on) {
        Functions functions = failing(call, status, on);
        return new Context(devices(functions).getFirst(), functions);
    }
}
