package dev.lanewise.board.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void theDistanceDoublesWheneverThereAreAHundred() {
        long[] taken = LongStream.rangeClosed(1, 500).filter(new Pace(1, 100)::takes).toArray();
        assertThat(LongStream.of(taken).filter(each -> each <= 100).count()).isEqualTo(100);
        assertThat(LongStream.of(taken).filter(each -> each > 100 && each <= 200)).hasSize(50)
                .allMatch(each -> each % 2 == 0);
        assertThat(LongStream.of(taken).filter(each -> each > 200 && each <= 400)).hasSize(50)
                .allMatch(each -> each % 4 == 0);
    }

    @Test
    void aMillionStepsHaveSomeHundredMoments() {
        Pace pace = new Pace(938, 100);
        assertThat(LongStream.rangeClosed(1, 1_000_000).filter(pace::takes).count()).isBetween(200L, 400L);
        assertThat(pace.takes(Long.MAX_VALUE)).isFalse();
    }
}
