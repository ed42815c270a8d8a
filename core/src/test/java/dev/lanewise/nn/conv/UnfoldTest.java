package dev.lanewise.nn.conv;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.Seeds;
import dev.lanewise.ops.Patch;
import dev.lanewise.ops.Patches;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class UnfoldTest {
    private final Patch patch = Patch.of(2).stride(2);
    private final Tensor x = RandomSource.seed(Seeds.seed()).normal(2, 3, 4, 6);

    @Test
    void patchesThatDoNotOverlapAreFoldedBack() {
        Tensor y = new Unfold(patch).forward(x);
        assertThat(y).hasBitsOf(Patches.unfold2d(x, patch));
        assertThat(new Fold(4, 6, patch).forward(y)).hasBitsOf(x);
        assertThat(new Unfold(2).forward(x)).hasBitsOf(Patches.unfold2d(x, Patch.of(2)));
    }

    @Test
    void copiesHaveTheSettings() {
        Unfold unfold = new Unfold(patch).copy();
        Fold fold = new Fold(4, 6, patch).copy();
        assertThat(unfold).hasToString("Unfold(2 x 2, stride 2 x 2)");
        assertThat(fold).hasToString("Fold(4 x 6 of 2 x 2, stride 2 x 2)");
        assertThat(fold.forward(unfold.forward(x))).hasBitsOf(x);
    }

    @Test
    void unsuitableArgumentsAreNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Fold(0, 6, patch))
                .withMessage("Fold: planes of 0 x 6");
        assertThatIllegalArgumentException().isThrownBy(() -> new Unfold(5).forward(x))
                .withMessage("Unfold(5 x 5): unfold2d: a patch of 5 x 5 does not fit a plane of 4 x 6 of [2, 3, 4, 6]");
    }
}
