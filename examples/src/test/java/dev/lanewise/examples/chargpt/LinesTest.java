package dev.lanewise.examples.chargpt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinesTest {
    @Test
    void linesThatFitStayAsTheyAre() {
        assertThat(Lines.of("one two\n\n three ", 7)).containsExactly("one two", "", " three ");
    }

    @Test
    void longOnesAreBrokenAtSpacesElseWhereverTheyEnd() {
        assertThat(Lines.of("one two three", 8)).containsExactly("one two", "three");
        assertThat(Lines.of("one two three", 7)).containsExactly("one two", "three");
        assertThat(Lines.of("a bcdefghijklm", 6)).containsExactly("a bcde", "fghijk", "lm");
        assertThat(Lines.of("abc\uD83D\uDE00d", 4)).containsExactly("abc", "\uD83D\uDE00d");
    }
}
