package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhiloxTest {
    /** The known answers that Random123 (the authors' library) publishes for philox4x32-10. */
    @Test
    void agreesWithThePublishedAnswers() {
        assertThat(block(0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(block(-1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(block(0x299f31d0a4093822L, 0x0370734413198a2eL, 0x85a308d3243f6a88L))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void aWordIsFoundByItsIndex() {
        for (int index = 0; index < 13; index++) {
            assertThat(Philox.word(3, 4, (7L << 32) + index)).isEqualTo(block(3, 4, (7L << 30) + index / 4)[index % 4]);
        }
    }

    @Test
    void ticksAreTheUpperBitsOfTheWords() {
        float[] ticks = new float[11];
        Philox.ticks(5, 6, 2, 1f, ticks, 1, 9);
        for (int i = 0; i < 9; i++) {
            assertThat(ticks[1 + i]).isEqualTo((float) (Philox.word(5, 6, 2 + i) >>> 8));
        }
        assertThat(ticks[0]).isZero();
        assertThat(ticks[10]).isZero();
    }

    @Test
    void seedsStreamsAndIndicesAllMatter() {
        int word = Philox.word(1, 2, 3);
        assertThat(new int[] {
            Philox.word(2, 2, 3), Philox.word(1, 3, 3), Philox.word(1, 2, 4), Philox.word(1L << 40, 2, 3),
            Philox.word(1, 1L << 40, 3), Philox.word(1, 2, 1L << 40)
        })
                .doesNotContain(word)
                .doesNotHaveDuplicates();
    }

    private static int[] block(long seed, long stream, long block) {
        int[] words = new int[4];
        Philox.block(seed, stream, block, words);
        return words;
    }
}
