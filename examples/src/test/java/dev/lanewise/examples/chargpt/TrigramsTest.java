package dev.lanewise.examples.chargpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrigramsTest {
    /** Of the numbers 0 to 3, of which 0 never occurs: abcab. */
    private static final int[] TEXT = {1, 2, 3, 1, 2};

    private final Trigrams trigrams = new Trigrams(4, TEXT, TEXT.length);

    /** By hand: 5 characters, 3 different; a twice, b twice, c once. */
    private static double alone(int count) {
        return (count + 3 * 0.25) / (5 + 3);
    }

    @Test
    void chancesAreThoseComputedByHand() {
        assertThat(trigrams.probability(new int[] {1}, 0)).isEqualTo(alone(2));
        assertThat(trigrams.probability(new int[] {0}, 0)).isEqualTo(alone(0));
        // a occurs twice before another, always b: n = 2, t = 1
        double bAfterA = (2 + 1 * alone(2)) / (2 + 1);
        assertThat(trigrams.probability(new int[] {1, 2}, 1)).isEqualTo(bAfterA);
        assertThat(trigrams.probability(new int[] {1, 3}, 1)).isEqualTo((0 + 1 * alone(1)) / (2 + 1));
        // ca occurs once before another, and that is b
        assertThat(trigrams.probability(new int[] {3, 1, 2}, 2)).isEqualTo((1 + 1 * bAfterA) / (1 + 1));
        // bb never occurs, b once before another, c
        assertThat(trigrams.probability(new int[] {2, 2, 3}, 2)).isEqualTo((1 + 1 * alone(1)) / (1 + 1));
    }

    @Test
    void chancesOfAllCharactersAddUpToOne() {
        for (int before = 0; before < 16; before++) {
            double sum = 0;
            for (int next = 0; next < 4; next++) {
                sum += trigrams.probability(new int[] {before / 4, before % 4, next}, 2);
            }
            assertThat(sum).as("after %d", before).isCloseTo(1, within(1e-15));
        }
    }

    @Test
    void onlyTheTwoCharactersBeforeCount() {
        assertThat(trigrams.probability(new int[] {3, 3, 3, 1, 2}, 4))
                .isEqualTo(trigrams.probability(new int[] {3, 1, 2}, 2));
    }

    @Test
    void theCrossEntropyIsTheMeanOverAPartOfTheText() {
        int[] text = {1, 2, 3, 3};
        double expected = -(StrictMath.log(trigrams.probability(text, 1))
                + StrictMath.log(trigrams.probability(text, 2)))
                / 2;
        assertThat(trigrams.crossEntropy(text, 1, 3)).isCloseTo(expected, within(1e-15));
    }

    @Test
    void whatIsNotLearnedFromIsNotCounted() {
        Trigrams half = new Trigrams(4, new int[] {1, 2, 3, 3, 3, 3}, 3);
        assertThat(half.probability(new int[] {3}, 0)).isEqualTo((1 + 3 * 0.25) / (3 + 3));
    }

    /** The figure that a network has to be better than. */
    @Test
    void onTheComposedTextItStaysAsItIs() {
        Corpus corpus = Corpus.of("stories", Stories.text(Stories.LENGTH), 128);
        Trigrams counted = new Trigrams(corpus.characters().size(), corpus.numbers(), corpus.learned());
        assertThat(counted.crossEntropy(corpus.numbers(), corpus.firstPredicted(), corpus.endPredicted()))
                .isCloseTo(1.4003, within(1e-4));
    }
}
