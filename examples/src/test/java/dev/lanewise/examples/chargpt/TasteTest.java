package dev.lanewise.examples.chargpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.random.RandomSource;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TasteTest {
    /** Number 0 is the unknown character, however likely it seems. */
    private static final float[] LOGITS = {9, 0, (float) StrictMath.log(2), (float) StrictMath.log(5), -50};

    private static final int DRAWS = 4000;

    private static double[] shares(Taste taste) {
        RandomSource random = RandomSource.seed(3);
        double[] shares = new double[LOGITS.length];
        IntStream.range(0, DRAWS).forEach(_ -> shares[taste.choose(LOGITS, random)] += 1.0 / DRAWS);
        return shares;
    }

    @Test
    void charactersComeAsOftenAsTheirLogitsSay() {
        assertThat(shares(new Taste(1, 0))).containsExactly(new double[] {0, 1 / 8.0, 2 / 8.0, 5 / 8.0, 0},
                within(0.03));
    }

    @Test
    void aLowTemperaturePrefersLikelyOnes() {
        assertThat(shares(new Taste(0.5, 0)))
                .containsExactly(new double[] {0, 1 / 30.0, 4 / 30.0, 25 / 30.0, 0}, within(0.03));
        assertThat(shares(new Taste(0, 0))[3]).isCloseTo(1, within(1e-9));
    }

    @Test
    void onlyTheLikeliestAreChosenFrom() {
        assertThat(shares(new Taste(1, 2))).containsExactly(new double[] {0, 0, 2 / 7.0, 5 / 7.0, 0}, within(0.03));
        assertThat(shares(new Taste(100, 1))[3]).isCloseTo(1, within(1e-9));
    }

    @Test
    void theFirstOfThoseThatAreAsLikelyIsTaken() {
        assertThat(new Taste(0, 0).choose(new float[] {0, 1, 1, 1}, RandomSource.seed(1))).isEqualTo(1);
    }
}
