package dev.lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What replaying a step allocates once its kernels are compiled: records of updates and one output. */
class StepAllocationTest {
    @Test
    void aReplayedStepStaysWithinAKilobyte() throws Exception {
        assertThat(ChildJvm.run(List.of("--add-modules", "jdk.incubator.vector"), StepAllocationProbe.class))
                .as("steps in a row within a kilobyte")
                .containsExactly(Integer.toString(AllocatedBytes.QUIET_CALLS));
    }
}
