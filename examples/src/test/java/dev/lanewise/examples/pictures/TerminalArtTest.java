package dev.lanewise.examples.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.examples.mnist.BuiltInDigits;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TerminalArtTest {
    @Test
    void brailleShowsEachPixelAsItsDot() {
        float[] corners = new float[8 * 4];
        corners[0] = 1; // first cell, upper left dot
        corners[1 * 4 + 3] = 1; // cell to its right, second row, right dot
        corners[7 * 4] = 0.5f; // cell below, last row, left dot
        corners[7 * 4 + 3] = 0.3f; // too faint
        String art = TerminalArt.BRAILLE.draw(List.of(corners), 8, 4, List.of(""), 80);
        assertThat(art.lines()).containsExactly("\u2801\u2810", "\u2840\u2800", "");
    }

    @Test
    void asciiShowsTheMeanOfTwoRows() {
        float[] grey = {0, 1, 1, 0, 1, 0.12f, 0.5f, 0.6f, 1};
        String art = TerminalArt.ASCII.draw(List.of(grey), 3, 3, List.of("x"), 80);
        assertThat(art.lines()).containsExactly(" @+", ":-+", " x");
    }

    @ParameterizedTest
    @EnumSource(TerminalArt.class)
    void picturesStandSideBySideWithinTheLineAndCaptionsBelow(TerminalArt art) {
        float[] full = BuiltInDigits.test(1, 1).grey(0);
        List<String> lines = art.draw(List.of(full, full, full), 28, 28, List.of("one", "two", "three"), 60)
                .lines()
                .toList();
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60));
        if (art == TerminalArt.BRAILLE) {
            assertThat(lines).hasSize(7 + 1);
            assertThat(lines.getLast()).matches(" +one +two +three");
        } else {
            assertThat(lines).hasSize(2 * (14 + 1));
            assertThat(lines.get(14)).matches(" +one +two");
            assertThat(lines.getLast()).matches(" +three");
        }
    }

    @Test
    void aNarrowTerminalGetsOnePictureInARow() {
        float[] grey = new float[16];
        grey[5] = 1;
        String art = TerminalArt.ASCII.draw(List.of(grey, grey), 4, 4, List.of("a", "b"), 1);
        assertThat(art.lines()).containsExactly(" +", "", " a", " +", "", " b");
    }

    @Test
    void aLongCaptionMakesRoomForItself() {
        String art = TerminalArt.ASCII.draw(List.of(new float[] {1, 1}, new float[] {0, 1}), 1, 2,
                List.of("7, not 2", "0"), 80);
        assertThat(art.lines()).containsExactly("   ++         +", "7, not 2     0");
    }

    @Test
    void theCharacterSetDecides() {
        assertThat(TerminalArt.fitting(StandardCharsets.UTF_8)).isEqualTo(TerminalArt.BRAILLE);
        assertThat(Stream.of("US-ASCII", "ISO-8859-1", "IBM437").map(Charset::forName).map(TerminalArt::fitting))
                .containsOnly(TerminalArt.ASCII);
    }

    @Test
    void aMissingCaptionIsRefused() {
        assertThatThrownBy(() -> TerminalArt.ASCII.draw(List.of(new float[4]), 2, 2, List.of(), 80))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("draw: 1 pictures, 0 captions");
    }
}
