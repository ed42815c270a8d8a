package dev.lanewise.optable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.lanewise.ChildJvm;
import dev.lanewise.Parity;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.parallel.Team;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Infinities, NaN and overflow reach the same elements whichever kernels and however many threads compute: what this
 * JVM gives for all rows on three threads is what scalar kernels give on one.
 */
@Parity
class HostileRunsTest {
    private static final int THREADS = 3;

    @Test
    void theyReachTheSameElementsAsWithScalarKernels() throws Exception {
        assumeFalse(KernelLookup.active() == KernelLookup.scalar(), "this JVM computes with scalar kernels");
        List<String> expected = ChildJvm.onClassPath(
                HostileRuns.class, "-Dlanewise.simd=off", "-Dlanewise.threads=1", "-XX:TieredStopAtLevel=1");
        List<String> found;
        try (Team.Scope _ = Team.of(THREADS).use()) {
            found = OpTables.rows().flatMap(HostileRuns::of).map(HostileRuns.Run::outcome).toList();
        }
        assertThat(found).hasSizeGreaterThan(1000).isEqualTo(expected);
    }
}
