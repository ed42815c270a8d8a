package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class LayoutTest {
    private record Buffer(long offset, int length, int first, int last) {
        boolean meets(Buffer other) {
            return first <= other.last && other.first <= last
                    && offset < other.offset + other.length && other.offset < offset + length;
        }
    }

    @Test
    void buffersAliveAtTheSameTimeDoNotOverlap() {
        SplittableRandom random = Seeds.random(1);
        for (int trial = 0; trial < 50; trial++) {
            Layout layout = new Layout();
            List<Buffer> buffers = new ArrayList<>();
            for (int step = 0; step < 60; step++) {
                int length = random.nextInt(10) == 0 ? 0 : random.nextInt(200);
                int last = step + random.nextInt(12);
                buffers.add(new Buffer(layout.place(length, step, last), length, step, last));
            }
            for (Buffer one : buffers) {
                assertThat(one.offset + one.length).isLessThanOrEqualTo(layout.size());
                assertThat(one.offset % Layout.ALIGNMENT).isZero();
                assertThat(buffers.stream().filter(other -> other != one && one.meets(other))).isEmpty();
            }
        }
    }

    @Test
    void aPlaceIsUsedAgainWhenItsBufferIsNoLongerNeeded() {
        Layout layout = new Layout();
        assertThat(layout.place(100, 0, 1)).isEqualTo(0);
        assertThat(layout.place(16, 1, 2)).isEqualTo(112);
        assertThat(layout.place(100, 2, 3)).isEqualTo(0);
        assertThat(layout.size()).isEqualTo(128);
    }

    @Test
    void aBufferIsNotPlacedOverWhatItsOwnStepReads() {
        Layout layout = new Layout();
        assertThat(layout.place(10, 0, 1)).isEqualTo(0);
        assertThat(layout.place(10, 1, 1)).isEqualTo(16);
    }
}
