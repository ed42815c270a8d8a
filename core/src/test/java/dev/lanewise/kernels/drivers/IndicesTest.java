package dev.lanewise.kernels.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class IndicesTest {
    @Test
    void theFirstOneOutsideIsFound() {
        assertThat(Indices.firstOutside(new int[0], 0)).isEqualTo(-1);
        assertThat(Indices.firstOutside(new int[] {0, 4, 2}, 5)).isEqualTo(-1);
        assertThat(Indices.firstOutside(new int[] {0, 5, -1}, 5)).isEqualTo(1);
        assertThat(Indices.firstOutside(new int[] {0}, 0)).isEqualTo(0);
        assertThat(Indices.firstOutside(new int[] {3, Integer.MIN_VALUE}, 5)).isEqualTo(1);
        assertThat(Indices.firstOutside(new int[] {3, Integer.MAX_VALUE}, 5)).isEqualTo(1);
        assertThat(Indices.firstOutside(new int[] {Integer.MAX_VALUE - 1}, Integer.MAX_VALUE)).isEqualTo(-1);
    }

    @Test
    void theFirstOneOutsideIsFoundWhereThreadsShareTheSearch() {
        int[] indices = new int[300_000];
        assertThat(Indices.firstOutside(indices, 1)).isEqualTo(-1);
        for (int at : new int[] {299_999, 150_000, 65_536, 65_535, 0}) {
            indices[at] = at % 2 == 0 ? 1 : -1;
            assertThat(Indices.firstOutside(indices, 1)).isEqualTo(at);
        }
    }
}
