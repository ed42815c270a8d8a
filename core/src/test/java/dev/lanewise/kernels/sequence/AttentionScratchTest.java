package dev.lanewise.kernels.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.sequence.AttentionMasks.Place;
import dev.lanewise.parallel.Parallel;
import org.junit.jupiter.api.Test;

class AttentionScratchTest {
    /** What a thread takes, with the outputs, for 8 heads of 16: under a tenth of the scores. */
    @Test
    void longSequencesTakeLittleMemory() {
        int heads = 8;
        int length = 4096;
        int depth = 16;
        float[][] x = new float[6][heads * length * depth];
        HeadRows[] rows = new HeadRows[x.length];
        for (int i = 0; i < x.length; i++) {
            rows[i] = new HeadRows(x[i], 0, 0, length * depth, depth);
        }
        AttentionSizes sizes = new AttentionSizes(1, heads, heads, length, length, depth, depth, 0.25f);
        AttentionMasks masks = new AttentionMasks(
                true, 0, null, Place.NONE, null, Place.NONE, null, Place.NONE);
        int threads = Parallel.threads();
        try {
            Parallel.setThreads(1);
            Attentions.forward(sizes, rows[0], rows[0], rows[0], masks, rows[1]);
            Attentions.backward(
                    sizes, rows[2], rows[0], rows[0], rows[0], masks, rows[3], rows[4], rows[5]);
        } finally {
            Parallel.setThreads(threads);
        }
        AttentionScratch scratch = AttentionScratch.POOL.take();
        long floats = scratch.memory.length + 4L * heads * length * depth;
        AttentionScratch.POOL.giveBack(scratch);
        assertThat(scratch.memory.length).isGreaterThan(length);
        assertThat(floats).isLessThan((long) heads * length * length / 10);
    }
}
