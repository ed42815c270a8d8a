package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Generated loops stay methods of their own: a second one at the same call does not spoil what C2 inlines into it. */
class GeneratedLoopsTest {
    @Test
    void theSecondFunctionOfAProgramBoxesNoVector() throws Exception {
        assertThat(ChildJvm.run(List.of("--add-modules", "jdk.incubator.vector"), GeneratedLoopsProbe.class))
                .as("calls in a row without boxed vectors")
                .containsExactly(Integer.toString(AllocatedBytes.QUIET_CALLS));
    }
}
