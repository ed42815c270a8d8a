package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.gpu.steps.Grid;
import org.junit.jupiter.api.Test;

/** Work items that a kernel may have: as many as all devices count, and no more. */
class GridTest {
    @Test
    void takesAsManyAsDevicesCount() {
        assertThat(Grid.groups(64, (1L << 26) - 1).groupsX()).isEqualTo((1L << 26) - 1);
        assertThat(Grid.tiles(8, 8, 0, 65_535).groupsY()).isEqualTo(65_535);
    }

    @Test
    void refusesMore() {
        assertThatThrownBy(() -> Grid.groups(64, 1L << 26))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("67108864 by 1 groups of 64 by 1 work items")
                .hasMessageContaining("up to 4294967295 along a dimension");
        assertThatThrownBy(() -> Grid.groups(64, Long.MAX_VALUE)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Grid.tiles(8, 8, 1, 65_536))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("up to 65535 groups along the second");
    }
}
