package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Seeds;
import dev.lanewise.program.Buffers.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class PackingTest {
    @Test
    void buffersNeededAtTheSameTimeDoNotOverlap() {
        SplittableRandom random = Seeds.random(1);
        for (int trial = 0; trial < 50; trial++) {
            List<Buffer> buffers = new ArrayList<>();
            for (int step = 0; step < 60; step++) {
                int length = random.nextInt(10) == 0 ? 0 : random.nextInt(200);
                buffers.add(new Buffer(length, step, step + random.nextInt(12)));
            }
            Packing inOrder = Packing.inOrder(buffers);
            Packing largestFirst = Packing.largestFirst(buffers);
            requireApart(buffers, inOrder);
            requireApart(buffers, largestFirst);
            assertThat(Packing.of(buffers).size()).isEqualTo(Math.min(inOrder.size(), largestFirst.size()));
        }
    }

    private static void requireApart(List<Buffer> buffers, Packing packing) {
        for (int a = 0; a < buffers.size(); a++) {
            long start = packing.starts()[a];
            long end = start + buffers.get(a).length();
            assertThat(start % Layout.ALIGNMENT).isZero();
            assertThat(end).isLessThanOrEqualTo(packing.size());
            for (int b = 0; b < a; b++) {
                long other = packing.starts()[b];
                boolean apart = other >= end || start >= other + buffers.get(b).length();
                assertThat(apart || !buffers.get(a).meets(buffers.get(b))).isTrue();
            }
        }
    }

    /** What is kept for long, between ever larger ones that are not: placed as it comes, it splits the room. */
    @Test
    void theLargestFirstLeaveNoGaps() {
        List<Buffer> buffers = List.of(new Buffer(1600, 0, 1), new Buffer(160, 1, 9), new Buffer(3200, 2, 3),
                new Buffer(160, 3, 9), new Buffer(4800, 4, 5));
        assertThat(Packing.inOrder(buffers).size()).isGreaterThan(5120);
        assertThat(Packing.of(buffers).size()).isEqualTo(4800 + 2 * 160);
    }

    @Test
    void moreThanOneArrayHoldsIsRefused() {
        List<Buffer> buffers = List.of(new Buffer(Integer.MAX_VALUE - 100, 0, 1), new Buffer(200, 1, 1));
        assertThatThrownBy(() -> Packing.of(buffers)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("floats at the same time; one array does not hold them");
    }
}
