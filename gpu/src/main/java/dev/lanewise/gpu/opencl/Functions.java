package dev.lanewise.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OpenCL's functions that are called, as handles. Where the library is a driver's own, which has the functions in a
 * table alone (<a href="https://registry.khronos.org/OpenCL/extensions/khr/cl_khr_icd.txt">cl_khr_icd</a>), they come
 * from there.
 */
@SuppressWarnings("restricted") // calling a library of the system is what it is for
final class Functions {
    /** The C types {@code cl_int} and {@code cl_uint}. */
    private static final ValueLayout.OfInt INT = JAVA_INT;

    /** The C types {@code size_t}, {@code cl_ulong} and the bit fields. */
    private static final ValueLayout.OfLong SIZE = JAVA_LONG;

    private static final AddressLayout POINTER = ADDRESS;

    /** How many functions of the table are looked at: {@code clEnqueueNDRangeKernel} is the last. */
    private static final int TABLE = 60;

    private static @Nullable Functions found;

    private final Library library;
    private final @Nullable MemorySegment table;

    final MethodHandle getPlatformIds;
    final MethodHandle getPlatformInfo;
    final MethodHandle getDeviceIds;
    final MethodHandle getDeviceInfo;
    final MethodHandle createContext;
    final MethodHandle releaseContext;
    final MethodHandle createCommandQueue;
    final MethodHandle releaseCommandQueue;
    final MethodHandle createBuffer;
    final MethodHandle releaseMemObject;
    final MethodHandle createProgramWithSource;
    final MethodHandle createProgramWithBinary;
    final MethodHandle releaseProgram;
    final MethodHandle buildProgram;
    final MethodHandle getProgramInfo;
    final MethodHandle getProgramBuildInfo;
    final MethodHandle createKernel;
    final MethodHandle releaseKernel;
    final MethodHandle setKernelArg;
    final MethodHandle getKernelWorkGroupInfo;
    final MethodHandle waitForEvents;
    final MethodHandle releaseEvent;
    final MethodHandle getEventProfilingInfo;
    final MethodHandle flush;
    final MethodHandle finish;
    final MethodHandle enqueueReadBuffer;
    final MethodHandle enqueueWriteBuffer;
    final MethodHandle enqueueCopyBuffer;
    final MethodHandle enqueueNdRangeKernel;

    /** Those of a library. */
    Functions(Library library) {
        this.library = library;
        Optional<MemorySegment> first = library.symbols().find("clGetPlatformIDs");
        this.table = first.isPresent() ? null : table(library);
        getPlatformIds = first.isPresent()
                ? handle(first.get(), INT, INT, POINTER, POINTER)
                : handle(icd(library), INT, INT, POINTER, POINTER);
        getPlatformInfo = handle("clGetPlatformInfo", 1, INT, POINTER, INT, SIZE, POINTER, POINTER);
        getDeviceIds = handle("clGetDeviceIDs", 2, INT, POINTER, SIZE, INT, POINTER, POINTER);
        getDeviceInfo = handle("clGetDeviceInfo", 3, INT, POINTER, INT, SIZE, POINTER, POINTER);
        createContext = handle("clCreateContext", 4, POINTER, POINTER, INT, POINTER, POINTER, POINTER, POINTER);
        releaseContext = handle("clReleaseContext", 7, INT, POINTER);
        createCommandQueue = handle("clCreateCommandQueue", 9, POINTER, POINTER, POINTER, SIZE, POINTER);
        releaseCommandQueue = handle("clReleaseCommandQueue", 11, INT, POINTER);
        createBuffer = handle("clCreateBuffer", 14, POINTER, POINTER, SIZE, SIZE, POINTER, POINTER);
        releaseMemObject = handle("clReleaseMemObject", 18, INT, POINTER);
        createProgramWithSource = handle("clCreateProgramWithSource", 26, POINTER, POINTER, INT, POINTER, POINTER,
                POINTER);
        createProgramWithBinary = handle(
                "clCreateProgramWithBinary", 27, POINTER, POINTER, INT, POINTER, POINTER, POINTER, POINTER, POINTER);
        releaseProgram = handle("clReleaseProgram", 29, INT, POINTER);
        buildProgram = handle("clBuildProgram", 30, INT, POINTER, INT, POINTER, POINTER, POINTER, POINTER);
        getProgramInfo = handle("clGetProgramInfo", 32, INT, POINTER, INT, SIZE, POINTER, POINTER);
        getProgramBuildInfo = handle("clGetProgramBuildInfo", 33, INT, POINTER, POINTER, INT, SIZE, POINTER, POINTER);
        createKernel = handle("clCreateKernel", 34, POINTER, POINTER, POINTER, POINTER);
        releaseKernel = handle("clReleaseKernel", 37, INT, POINTER);
        setKernelArg = handle("clSetKernelArg", 38, INT, POINTER, INT, SIZE, POINTER);
        getKernelWorkGroupInfo = handle("clGetKernelWorkGroupInfo", 40, INT, POINTER, POINTER, INT, SIZE, POINTER,
                POINTER);
        waitForEvents = handle("clWaitForEvents", 41, INT, INT, POINTER);
        releaseEvent = handle("clReleaseEvent", 44, INT, POINTER);
        getEventProfilingInfo = handle("clGetEventProfilingInfo", 45, INT, POINTER, INT, SIZE, POINTER, POINTER);
        flush = handle("clFlush", 46, INT, POINTER);
        finish = handle("clFinish", 47, INT, POINTER);
        enqueueReadBuffer = handle(
                "clEnqueueReadBuffer", 48, INT, POINTER, POINTER, INT, SIZE, SIZE, POINTER, INT, POINTER, POINTER);
        enqueueWriteBuffer = handle(
                "clEnqueueWriteBuffer", 49, INT, POINTER, POINTER, INT, SIZE, SIZE, POINTER, INT, POINTER, POINTER);
        enqueueCopyBuffer = handle(
                "clEnqueueCopyBuffer", 50, INT, POINTER, POINTER, POINTER, SIZE, SIZE, SIZE, INT, POINTER, POINTER);
        enqueueNdRangeKernel = handle("clEnqueueNDRangeKernel", 59, INT, POINTER, POINTER, INT, POINTER, POINTER,
                POINTER, INT, POINTER, POINTER);
    }

    /**
     * The functions of the system's library, which is opened when they are asked for the first time.
     *
     * @throws OpenClException if there is none, with the reason
     */
    static synchronized Functions get() {
        Functions functions = found;
        if (functions == null) {
            functions = new Functions(Library.open());
            found = functions;
        }
        return functions;
    }

    /** The name of the library. */
    String library() {
        return library.name();
    }

    private MethodHandle handle(String name, int place, MemoryLayout result, MemoryLayout... arguments) {
        MemorySegment from = table;
        MemorySegment address = from == null
                ? library.symbols().find(name).orElseThrow(() -> new OpenClException(
                        "OpenCL: " + library.name() + " has no " + name + ", which OpenCL 1.2 demands"))
                : from.getAtIndex(ADDRESS, place);
        return handle(address, result, arguments);
    }

    private static MethodHandle handle(MemorySegment address, MemoryLayout result, MemoryLayout... arguments) {
        return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(result, arguments));
    }

    /** A driver's function that gives its platforms. */
    private static MemorySegment icd(Library library) {
        MemorySegment byName = library.symbols().find("clGetExtensionFunctionAddress").orElseThrow(
                () -> new OpenClException("OpenCL: " + library.name() + " is not a library of OpenCL"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found = (MemorySegment) handle(byName, POINTER, POINTER)
                    .invokeExact(arena.allocateFrom("clIcdGetPlatformIDsKHR"));
            if (found.address() == 0) {
                throw new OpenClException("OpenCL: " + library.name() + " can be used through an ICD loader only");
            }
            return found;
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    /** The table of functions that a driver's first platform begins with. */
    private static MemorySegment table(Library library) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment platform = arena.allocate(POINTER);
            MethodHandle platforms = handle(icd(library), INT, INT, POINTER, POINTER);
            int status = (int) platforms.invokeExact(1, platform, MemorySegment.NULL);
            Status.require(status, "OpenCL: asking " + library.name() + " for its platforms");
            long size = ADDRESS.byteSize();
            return platform.get(ADDRESS, 0).reinterpret(size).get(ADDRESS, 0).reinterpret(size * TABLE);
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }
}
