package dev.lanewise.ops;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.Tensor;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class PatchesTest {
    private static void refused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    @Test
    void foldedPatchesCountEachElementAsOftenAsItIsCovered() {
        Tensor x = Tensor.ones(1, 1, 4, 4);
        Patch patch = Patch.of(3);
        assertThat(Patches.fold2d(Patches.unfold2d(x, patch), 4, 4, patch).flatten(0))
                .hasBitsOf(Tensor.of(1, 2, 2, 1, 2, 4, 4, 2, 2, 4, 4, 2, 1, 2, 2, 1));
    }

    @Test
    void patchesMayBeginFarOutside() {
        Patch far = Patch.of(1).padding(Integer.MAX_VALUE).stride(1 << 30);
        Tensor x = Tensor.arange(16).reshape(1, 1, 4, 4);
        Tensor y = Patches.unfold2d(x, far);
        assertThat(y).hasShape(1, 1, 25);
        assertThat(y.sum()).hasBitsOf(Tensor.scalar(5));
        assertThat(Patches.fold2d(y, 4, 4, far).sum()).hasBitsOf(Tensor.scalar(5));
    }

    @Test
    void aPatchIsPrintedWithItsSettings() {
        assertThat(Patch.of(3)).hasToString("3 x 3");
        assertThat(Patch.of(3, 2).stride(2).padding(1, 0).dilation(1, 4))
                .hasToString("3 x 2, stride 2 x 2, padding 1 x 0, dilation 1 x 4");
    }

    @Test
    void unsuitableArgumentsAreNamed() {
        refused("Patch: 0 x 3: expected a padding of 0 or more, and else positive numbers", () -> Patch.of(0, 3));
        refused("Patch: 3 x 3, padding -1 x -1: expected a padding of 0 or more, and else positive numbers",
                () -> Patch.of(3).padding(-1));
        refused("unfold2d: [4, 4]: expected [N, C, H, W] or [C, H, W]",
                () -> Patches.unfold2d(Tensor.ones(4, 4), Patch.of(2)));
        refused("unfold2d: a patch of 5 x 5 does not fit a plane of 4 x 4 of [1, 3, 4, 4]",
                () -> Patches.unfold2d(Tensor.ones(3, 4, 4), Patch.of(5)));
        refused("unfold2d: a plane of 0 x 4 of [1, 1, 0, 4] has no elements to take patches of",
                () -> Patches.unfold2d(Tensor.ones(1, 1, 0, 4), Patch.of(1).padding(2)));
        refused("unfold2d: [1, 1, 4, 4] has more than 2147483647 patches or rows",
                () -> Patches.unfold2d(Tensor.ones(1, 1, 4, 4), Patch.of(1).padding(Integer.MAX_VALUE)));
        refused("fold2d: [1, 5, 4]: expected [N, C * 4, patches] for patches of 2 x 2",
                () -> Patches.fold2d(Tensor.ones(1, 5, 4), 3, 3, Patch.of(2)));
        refused("fold2d: [1, 4, 5] has 5 patches, a plane of 3 x 3 has 4 of 2 x 2",
                () -> Patches.fold2d(Tensor.ones(4, 5), 3, 3, Patch.of(2)));
        refused("fold2d: a patch of 4 x 4 does not fit a plane of 3 x 3",
                () -> Patches.fold2d(Tensor.ones(16, 1), 3, 3, Patch.of(4)));
        refused("fold2d: [4]: expected [N, C * 4, patches], or without N",
                () -> Patches.fold2d(Tensor.ones(4), 3, 3, Patch.of(2)));
    }
}
