package dev.lanewise.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PositionTest {
    @Test
    void anIndexForEachAxis() {
        assertThat(Position.of(0, new int[] {})).isEqualTo("[]");
        assertThat(Position.of(4, new int[] {7})).isEqualTo("[4]");
        assertThat(Position.of(23, new int[] {2, 3, 4})).isEqualTo("[1, 2, 3]");
        assertThat(Position.of(5, new int[] {2, 1, 4})).isEqualTo("[1, 0, 1]");
    }
}
