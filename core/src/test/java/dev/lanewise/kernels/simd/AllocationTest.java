package dev.lanewise.kernels.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.ChildJvm;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The longest functions still inline as a whole: once compiled, their loops box no vector. Each is run in a JVM of its
 * own, because C2 may decline to inline a helper that it has compiled by itself before, as other tests make it do.
 */
class AllocationTest {
    @ParameterizedTest
    @ValueSource(
        strings = {
            "log1p", "log2", "expm1", "erf", "softplus", "silu", "gelu", "geluGradient", "geluTanh", "geluTanhGradient",
            "siluGradient", "sin", "cos", "mish", "mishSlope", "softsign", "pow",
            "layerNorm", "batchNorm", "lstm", "gru"
        })
    void aCompiledLoopAllocatesNothing(String function) throws Exception {
        assertThat(ChildJvm.run(List.of("--add-modules", "jdk.incubator.vector"), AllocationProbe.class, function))
                .as("calls in a row without an allocation")
                .containsExactly(Integer.toString(AllocatedBytes.QUIET_CALLS));
    }
}
