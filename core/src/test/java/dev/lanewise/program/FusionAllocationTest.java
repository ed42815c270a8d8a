package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.ChildJvm;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The longest loops that are generated still inline as a whole: once compiled, they box no vector. Each is run in a JVM
 * of its own, where no other test has decided what C2 inlines.
 */
class FusionAllocationTest {
    @ParameterizedTest
    @ValueSource(strings = {"erf", "log1p", "log2", "softplus", "silu", "gelu", "tanh"})
    void aCompiledLoopAllocatesNothing(String function) throws Exception {
        assertThat(
                ChildJvm.run(List.of("--add-modules", "jdk.incubator.vector"), FusionAllocationProbe.class, function))
                .as("runs in a row without an allocation")
                .containsExactly(Integer.toString(AllocatedBytes.QUIET_CALLS));
    }
}
