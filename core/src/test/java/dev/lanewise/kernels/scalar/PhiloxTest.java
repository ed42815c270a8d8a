package dev.lanewise.kernels.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class PhiloxTest {
    /** The known answers that Random123 (the authors' library) publishes for philox4x32-10; we use 24 bits a word. */
    @Test
    void agreesWithThePublishedAnswers() {
        assertThat(block(0, 0, 0)).containsExactly(upper(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8));
        assertThat(block(-1, -1, -1)).containsExactly(upper(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd));
        assertThat(block(0x299f31d0a4093822L, 0x0370734413198a2eL, 0x85a308d3243f6a88L))
                .containsExactly(upper(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1));
    }

    @Test
    void aRangeIsTheSameWhereverItBeginsAndEnds() {
        long start = 7L << 32;
        float[] whole = new float[16];
        for (int b = 0; b < 4; b++) {
            System.arraycopy(block(3, 4, (start >>> 2) + b), 0, whole, 4 * b, 4);
        }
        for (int from = 0; from < 9; from++) {
            for (int n = 0; from + n <= 16; n++) {
                float[] ticks = new float[n + 2];
                Philox.ticks(3, 4, start + from, 1f, ticks, 1, n);
                assertThat(Arrays.copyOfRange(ticks, 1, n + 1)).isEqualTo(Arrays.copyOfRange(whole, from, from + n));
                assertThat(ticks[0] + ticks[n + 1]).isZero();
            }
        }
    }

    @Test
    void seedsStreamsAndIndicesAllMatter() {
        float tick = tick(1, 2, 3);
        assertThat(new float[] {
            tick(2, 2, 3), tick(1, 3, 3), tick(1, 2, 4), tick(1L << 40, 2, 3), tick(1, 1L << 40, 3),
            tick(1, 2, 1L << 40)
        })
                .doesNotContain(tick)
                .doesNotHaveDuplicates();
    }

    private static float tick(long seed, long stream, long index) {
        float[] ticks = new float[1];
        Philox.ticks(seed, stream, index, 1f, ticks, 0, 1);
        return ticks[0];
    }

    private static float[] block(long seed, long stream, long block) {
        float[] ticks = new float[4];
        Philox.block(seed, stream, block, 0, 4, 1f, ticks, 0);
        return ticks;
    }

    private static float[] upper(int... words) {
        float[] upper = new float[words.length];
        for (int i = 0; i < words.length; i++) {
            upper[i] = words[i] >>> 8;
        }
        return upper;
    }
}
