package dev.lanewise.kernels.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A packed block is used again by the parts of one run only, and not after its memory was used otherwise. */
@Tag("quick")
class GemmScratchTest {
    private final GemmPackedJob job = new GemmPackedJob(Gemm.product(2, 2, 2));
    private final GemmScratch scratch = new GemmScratch();

    /** Memory in which a block of a run lies packed. */
    private void pack(long run, int block) {
        scratch.reserve(100, 50, 10);
        scratch.lacks(job, run, block);
        assertThat(scratch.lacks(job, run, block)).as("packed already").isFalse();
    }

    @Test
    void anotherRunOrBlockOrJobPacksAnew() {
        pack(1, 1);
        assertThat(scratch.lacks(job, 2, 1)).as("another slice of k").isTrue();
        assertThat(scratch.lacks(job, 2, 2)).as("other rows").isTrue();
        assertThat(scratch.lacks(new GemmPackedJob(Gemm.product(2, 2, 2)), 2, 2)).as("another product").isTrue();
    }

    @Test
    void memoryThatWasUsedOtherwiseIsPackedAnew() {
        pack(1, 1);
        scratch.sums(100);
        scratch.reserve(100, 50, 10);
        assertThat(scratch.lacks(job, 1, 1)).as("after sums").isTrue();
        scratch.reserve(90, 50, 10);
        assertThat(scratch.lacks(job, 1, 1)).as("elsewhere in the same array").isTrue();
        scratch.reserve(90, 1 << 20, 10);
        assertThat(scratch.lacks(job, 1, 1)).as("in another array").isTrue();
        scratch.forget();
        assertThat(scratch.lacks(job, 1, 1)).as("forgotten").isTrue();
    }
}
