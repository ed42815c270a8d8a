package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.gpu.steps.NdRange;
import org.junit.jupiter.api.Test;

/** Work items that a kernel may have: as many as all devices count, and no more. */
class NdRangeTest {
    @Test
    void takesAsManyAsDevicesCount() {
        assertThat(NdRange.groups(64, (1L << 26) - 1).groups()).isEqualTo((1L << 26) - 1);
        assertThat(NdRange.groups(1, Integer.MAX_VALUE).groups()).isEqualTo(Integer.MAX_VALUE);
        assertThat(NdRange.tiles(16, 16, (1L << 28) - 1).groups()).isEqualTo((1L << 28) - 1);
    }

    @Test
    void refusesMore() {
        assertThatThrownBy(() -> NdRange.groups(64, 1L << 26))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("67108864 groups of 64 by 1 work items, of which devices take up to 67108863");
        assertThatThrownBy(() -> NdRange.groups(64, Long.MAX_VALUE)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> NdRange.groups(1, 1L << 31)) // the number of a group is an int
                .hasMessage("2147483648 groups of 1 by 1 work items, of which devices take up to 2147483647");
        assertThatThrownBy(() -> NdRange.tiles(16, 16, 1L << 28)).isInstanceOf(UnsupportedOperationException.class);
    }
}
