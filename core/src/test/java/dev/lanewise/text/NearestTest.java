package dev.lanewise.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class NearestTest {
    @Test
    void distancesAreThoseOfNeighboursSwapped() {
        assertThat(List.of(
                Nearest.distance("simd", "smid"), Nearest.distance("", "abc"), Nearest.distance("kitten", "sitting"),
                Nearest.distance("abc", "abc"))).containsExactly(1, 3, 3, 0);
    }

    @Test
    void theNearestIsTheFirstOfThoseAsNear() {
        assertThat(Nearest.of("los", List.of("accuracy", "loss", "lost"))).isEqualTo("loss");
        assertThat(Nearest.of("", List.of("b", "a"))).isEqualTo("b");
        assertThatIllegalArgumentException().isThrownBy(() -> Nearest.of("a", List.of()))
                .withMessage("nearest: no names are given");
    }
}
