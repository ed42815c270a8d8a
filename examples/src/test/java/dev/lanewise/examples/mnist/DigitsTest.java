package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DigitsTest {
    @Test
    void greyRunsFromPaperToInk() {
        Digits digits = new Digits(2, 1, 2, new byte[] {9, 9, 0, (byte) 255}, new byte[] {3, 4});
        assertThat(digits.grey(1)).containsExactly(0f, 1f);
        assertThatThrownBy(() -> digits.grey(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void arraysOfTheWrongSizeAreRefused() {
        assertThatThrownBy(() -> new Digits(2, 28, 28, new byte[784], new byte[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("digits: 2 pictures of 28 x 28 do not have 784 bytes and 2 labels");
        assertThatThrownBy(() -> new Digits(16, 1 << 30, 1 << 30, new byte[0], new byte[16])) // 0 bytes in a long
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Digits(1, 0, 28, new byte[0], new byte[1]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
