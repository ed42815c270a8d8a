package dev.lanewise.examples.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.examples.mnist.BuiltInDigits;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResamplingTest {
    @Test
    void theSameSizeGivesTheSameValues() {
        float[] grey = BuiltInDigits.train(1, 1).grey(0);
        assertThat(Resampling.resize(new Picture(28, 28, grey), 28, 28).grey()).isEqualTo(grey);
    }

    @Test
    void shrinkingTakesTheMeanOfTheArea() {
        Picture picture = new Picture(4, 2, new float[] {1, 0, 0.5f, 0.5f, 0, 0, 1, 0});
        assertThat(Resampling.resize(picture, 2, 1).grey()).containsExactly(0.25f, 0.5f);
    }

    @Test
    void shrinkingByAFractionSharesThePixelBetween() {
        Picture picture = new Picture(3, 1, new float[] {0, 1, 0});
        float[] third = {1 / 3f, 1 / 3f};
        assertThat(Resampling.resize(picture, 2, 1).grey()).containsExactly(third, within(1e-6f));
    }

    @Test
    void enlargingGoesStraightFromPixelToPixel() {
        Picture picture = new Picture(2, 1, new float[] {0, 1});
        assertThat(Resampling.resize(picture, 4, 1).grey()).containsExactly(0f, 0.25f, 0.75f, 1f);
    }

    @Test
    void anEvenShadeStaysEven() {
        float[] grey = new float[7 * 5];
        Arrays.fill(grey, 0.25f);
        for (int side : new int[] {1, 3, 6, 20}) {
            assertThat(Resampling.resize(new Picture(7, 5, grey), side, side).grey()).containsOnly(0.25f);
        }
    }
}
