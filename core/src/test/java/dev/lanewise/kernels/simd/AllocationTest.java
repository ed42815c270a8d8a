package dev.lanewise.kernels.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.MapKernels.Loop;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The longest functions still inline as a whole: once compiled, their loops box no vector. */
class AllocationTest {
    private static final int QUIET_CALLS = 20;
    /** What the measurement itself may allocate; one boxed vector in each step of the loop is a hundred times more. */
    private static final int OWN_BYTES = 1000;

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
    void aCompiledLoopAllocatesNothing(Loop function) throws ReflectiveOperationException {
        float[] x = new float[10_000];
        float[] y = new float[x.length];
        int quiet = 0;
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (quiet < QUIET_CALLS && System.nanoTime() < deadline) {
            long before = allocatedBytes();
            function.run(x, 0, y, 0, x.length);
            quiet = allocatedBytes() - before < OWN_BYTES ? quiet + 1 : 0;
        }
        assertThat(quiet).as("calls in a row without an allocation").isEqualTo(QUIET_CALLS);
    }

    /** Bytes this thread has allocated so far; by reflection, because the module does not read jdk.management. */
    private static long allocatedBytes() throws ReflectiveOperationException {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        return (long) Class.forName("com.sun.management.ThreadMXBean")
                .getMethod("getCurrentThreadAllocatedBytes")
                .invoke(threads);
    }
}
