package dev.lanewise.examples.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PenRandomTest {
    @Test
    void uniformNumbersFillTheUnitInterval() {
        PenRandom random = new PenRandom(1, 2, 3);
        double sum = 0;
        for (int i = 0; i < 100_000; i++) {
            double value = random.uniform();
            assertThat(value >= 0 && value < 1).isTrue();
            sum += value;
        }
        assertThat(sum / 100_000).isCloseTo(0.5, within(0.005));
    }

    @Test
    void normalNumbersHaveTheDeviationAskedForAndABound() {
        PenRandom random = new PenRandom(1, 2, 3);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 100_000; i++) {
            double value = random.normal(2);
            assertThat(Math.abs(value) < 7).isTrue();
            sum += value;
            squares += value * value;
        }
        assertThat(sum / 100_000).isCloseTo(0, within(0.03));
        assertThat(Math.sqrt(squares / 100_000)).isCloseTo(2, within(0.03));
    }

    @Test
    void everyPartOfTheAddressCounts() {
        double first = new PenRandom(1, 2, 3).uniform();
        assertThat(new PenRandom(1, 2, 3).uniform()).isEqualTo(first);
        assertThat(new PenRandom(2, 2, 3).uniform()).isNotEqualTo(first);
        assertThat(new PenRandom(1, 3, 3).uniform()).isNotEqualTo(first);
        assertThat(new PenRandom(1, 2, 4).uniform()).isNotEqualTo(first);
    }
}
