package dev.lanewise.examples.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChartTest {
    private static final float[] SAW = {0, 1, 2, 3, 2, 1, 0, 1, 2, 3};

    private static String drawing(String... lines) {
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    @Test
    void aCurveInAsciiHasTwoLevelsToARow() {
        assertThat(Chart.ASCII.draw(SAW, new float[] {0, 1, 1, 2}, 2)).isEqualTo(drawing(
                "3.0 | .:':. .:@",
                "0.0 |:'   '@@o",
                "     -5    1  4"));
    }

    @Test
    void aCurveInBrailleHasFourLevelsToARow() {
        assertThat(Chart.BRAILLE.draw(SAW, new float[] {0, 0, 0}, 2)).isEqualTo(drawing(
                "3.0 | ⢀⡴⠛⢦⡀ ⢀⡴⠋",
                "0.0 |⣠⠞   ⠳⣤@oo",
                "     -6     1 3"));
    }

    @Test
    void numbersOfStepsStandWhereThereIsRoom() {
        assertThat(axis(1, 1)).isEqualTo("1");
        assertThat(axis(3, 3)).isEqualTo("1 3");
        assertThat(axis(3, 2)).isEqualTo(" 1");
        assertThat(axis(14, 12)).isEqualTo("  1         12");
        assertThat(axis(5, 2)).isEqualTo("-2 1");
    }

    private static String axis(int curve, int marks) {
        String art = Chart.ASCII.draw(new float[curve], new float[marks], 1);
        return art.lines().toList().getLast().substring("0.0 |".length());
    }

    @ParameterizedTest
    @EnumSource
    void valuesThatAreAllTheSameAreALevelLine(Chart chart) {
        float[] same = new float[6];
        Arrays.fill(same, 7);
        String[] lines = chart.draw(same, new float[] {7, 7}, 3).split("\\R");
        assertThat(lines[1].strip()).startsWith("|").endsWith("@@").hasSize(7);
        assertThat(lines[0]).isEqualTo("7.0 |");
        assertThat(lines[2]).isEqualTo("7.0 |");
    }

    @ParameterizedTest
    @EnumSource
    void theHighestValueIsInTheFirstRowAndTheLowestInTheLast(Chart chart) {
        String[] lines = chart.draw(new float[] {1, 2, 3, 4}, new float[] {-100, 12345}, 5).split("\\R");
        assertThat(lines).hasSize(6);
        assertThat(lines[0]).startsWith("12345.0 |").endsWith("o");
        assertThat(lines[4]).startsWith(" -100.0 |").contains("@");
        assertThat(lines[5]).isEqualTo("           1");
    }

    @Test
    void brailleIsUsedWhereTheCharacterSetHasIt() {
        assertThat(Chart.fitting(StandardCharsets.UTF_8)).isEqualTo(Chart.BRAILLE);
        assertThat(Chart.fitting(StandardCharsets.US_ASCII)).isEqualTo(Chart.ASCII);
        assertThat(Chart.fitting(Charset.forName("IBM437"))).isEqualTo(Chart.ASCII);
        String art = Chart.ASCII.draw(SAW, SAW, 4);
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(art)).isTrue();
    }
}
