package dev.lanewise.kernels.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.MapKernels.Loop;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The longest functions still inline as a whole: once compiled, their loops box no vector. */
class AllocationTest {
    private static final int QUIET_CALLS = 20;
    /** What the measurement itself may allocate; one boxed vector in each step of the loop is ten times more and over. */
    private static final int OWN_BYTES = 4000;

    static Stream<Named<Loop>> functions() {
        MapKernels kernels = new SimdMapKernels();
        return Stream.of(
                Named.of("log1p", kernels::log1p),
                Named.of("erf", kernels::erf),
                Named.of("softplus", kernels::softplus),
                Named.of("silu", kernels::silu),
                Named.of("gelu", kernels::gelu));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void aCompiledLoopAllocatesNothing(Loop function) throws Throwable {
        MethodHandle allocatedBytes = allocatedBytesOfThisThread();
        float[] x = new float[10_000];
        float[] y = new float[x.length];
        int quiet = 0;
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (quiet < QUIET_CALLS && System.nanoTime() < deadline) {
            long before = (long) allocatedBytes.invoke();
            function.run(x, 0, y, 0, x.length);
            quiet = (long) allocatedBytes.invoke() - before < OWN_BYTES ? quiet + 1 : 0;
        }
        assertThat(quiet).as("calls in a row without an allocation").isEqualTo(QUIET_CALLS);
    }

    /** The bean by reflection, because the module does not read jdk.management; looked up once, off the measured path. */
    private static MethodHandle allocatedBytesOfThisThread() throws ReflectiveOperationException {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        Method method = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
        return MethodHandles.publicLookup().unreflect(method).bindTo(threads);
    }
}
