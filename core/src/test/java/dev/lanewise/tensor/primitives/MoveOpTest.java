package dev.lanewise.tensor.primitives;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What makes two ops that move elements the same one. */
@Tag("quick")
class MoveOpTest {
    @Test
    void permutationsAreTheSameIfTheirOrdersAre() {
        int[] order = {2, 0, 1};
        MoveOp.Permute permute = new MoveOp.Permute(order);
        assertThat(permute).isEqualTo(new MoveOp.Permute(2, 0, 1)).hasSameHashCodeAs(new MoveOp.Permute(2, 0, 1))
                .isNotEqualTo(new MoveOp.Permute(0, 2, 1)).isNotEqualTo(new MoveOp.Permute(0, 1));
        order[0] = 0;
        permute.order()[1] = 1;
        assertThat(permute.order()).as("a copy of what was given").containsExactly(2, 0, 1);
    }
}
