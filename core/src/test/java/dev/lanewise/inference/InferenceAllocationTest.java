package dev.lanewise.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run allocates once its kernels are compiled: the output, and little beside it. */
class InferenceAllocationTest {
    @Test
    void aRunStaysWithinAKilobyte() throws Exception {
        assertThat(ChildJvm.run(List.of("--add-modules", "jdk.incubator.vector"), InferenceAllocationProbe.class))
                .as("runs in a row within a kilobyte")
                .containsExactly(Integer.toString(AllocatedBytes.QUIET_CALLS));
    }
}
