package dev.lanewise.ops;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.Tolerance;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class ResamplingTest {
    private static final Tensor LINE = Tensor.of(1, 2, 3, 4).reshape(1, 1, 4);

    private static void refused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    @Test
    void whatDoesNotCountIsNotRead() {
        Tensor x = Tensor.of(1, Float.POSITIVE_INFINITY, Float.NaN).reshape(1, 1, 3);
        for (Interpolation how : new Interpolation[] {
            Interpolation.linear(), Interpolation.linear().alignCorners(), Interpolation.cubic().alignCorners(),
            Interpolation.linear().antialias(), Interpolation.nearest()
        }) {
            assertThat(Resampling.interpolate(x, how, 3)).hasBitsOf(x);
        }
        assertThat(Resampling.interpolate(x, Interpolation.linear().alignCorners(), 5).slice(2, 0, 1).flatten(0))
                .hasBitsOf(Tensor.of(1));
    }

    @Test
    void theNearestElementIsNotAMatterOfRounding() {
        Tensor x = Tensor.arange(9).reshape(1, 1, 9);
        Tensor y = Resampling.interpolateBy(x, Interpolation.nearest(), 49);
        assertThat(y.slice(2, 48, 50).flatten(0)).hasBitsOf(Tensor.of(0, 1));
        assertThat(y).hasBitsOf(Resampling.interpolate(x, Interpolation.nearest(), 441));
    }

    @Test
    void axesThatShrinkComeFirst() {
        Tensor nearest = Resampling.interpolate(Tensor.zeros(1, 1, 65536, 2), Interpolation.nearest(), 1, 65536);
        assertThat(nearest).hasBitsOf(Tensor.zeros(1, 1, 1, 65536));
        Tensor x = Tensor.arange(12).div(7).reshape(1, 1, 4, 3);
        Interpolation cubic = Interpolation.cubic();
        assertThat(Resampling.interpolate(x, cubic, 2, 5)).hasBitsOf(
                new ResampleOp.Interpolate(3, cubic, 5, 0).tensor(
                        new ResampleOp.Interpolate(2, cubic, 2, 0).tensor(x)));
    }

    @Test
    void zerosKeepTheirSigns() {
        Tensor x = Tensor.full(-0.0, 1, 2, 3, 4);
        assertThat(Resampling.interpolate(x, Interpolation.nearest(), 7)).hasBitsOf(Tensor.full(-0.0, 1, 2, 7, 7));
        assertThat(Resampling.interpolate(x, Interpolation.linear(), 7)).hasBitsOf(Tensor.full(-0.0, 1, 2, 7, 7));
    }

    @Test
    void constantsStayUpToRounding() {
        for (Interpolation how : List.of(
                Interpolation.linear(), Interpolation.linear().alignCorners(), Interpolation.linear().antialias(),
                Interpolation.cubic(), Interpolation.cubic().alignCorners(), Interpolation.cubic().antialias())) {
            for (int from = 1; from <= 12; from++) {
                for (int to = 1; to <= 25; to++) {
                    Tensor y = Resampling.interpolate(Tensor.full(0.1, 1, 1, from), how, to);
                    double[] all = new double[to];
                    Arrays.fill(all, 0.1f);
                    assertThat(y).isWithin(Tolerance.ulps(3)).of(all);
                }
            }
        }
    }

    @Test
    void onePlaceIsTheMiddleOrTheCorner() {
        assertThat(Resampling.interpolate(LINE, Interpolation.linear(), 1).flatten(0)).hasBitsOf(Tensor.of(2.5f));
        assertThat(Resampling.interpolate(LINE, Interpolation.linear().alignCorners(), 1).flatten(0))
                .hasBitsOf(Tensor.of(1));
    }

    @Test
    void unsuitableArgumentsAreNamed() {
        Interpolation linear = Interpolation.linear();
        refused("interpolate: [3, 4]: expected [N, C, L], [N, C, H, W] or [N, C, D, H, W]",
                () -> Resampling.interpolate(Tensor.ones(3, 4), linear, 2));
        refused("interpolate: axis 2 of [1, 3, 0, 4] is empty: there is nothing to interpolate",
                () -> Resampling.interpolate(Tensor.ones(1, 3, 0, 4), linear, 2));
        refused("interpolate: sizes [2, 3] for [1, 1, 4]: expected one for all axes behind the channels",
                () -> Resampling.interpolate(LINE, linear, 2, 3));
        refused("interpolate: sizes [] for [1, 1, 2, 2]: expected one for all axes behind the channels, or 2",
                () -> Resampling.interpolate(Tensor.ones(1, 1, 2, 2), linear));
        refused("interpolate: sizes [0] for [1, 1, 4]: 0 is not positive",
                () -> Resampling.interpolate(LINE, linear, 0));
        refused("interpolate: axis 2 of [0, 1, 4] to size 134217729: an axis has at most 134217728 elements here",
                () -> Resampling.interpolate(Tensor.ones(0, 1, 4), linear, 134_217_729));
        for (double odd : new double[] {0.2, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e9}) {
            refused("interpolateBy: factor " + odd + " for axis 2 of [1, 1, 4] gives no size from 1 to 2147483647",
                    () -> Resampling.interpolateBy(LINE, linear, odd));
        }
        refused("Interpolation: nearest has no corners to align; linear and cubic have",
                () -> Interpolation.nearest().alignCorners());
        refused("Interpolation: nearest exact has no antialiasing; linear and cubic have",
                () -> Interpolation.nearestExact().antialias());
        refused("Interpolation: cubic either aligns corners or is antialiased, not both",
                () -> Interpolation.cubic().antialias().alignCorners());
        refused("pixelShuffle: the 6 channels of [6, 1, 1] are not a multiple of 2 x 2",
                () -> Resampling.pixelShuffle(Tensor.ones(6, 1, 1), 2));
        refused("pixelShuffle: factor 0 is not positive", () -> Resampling.pixelShuffle(Tensor.ones(6, 1, 1), 0));
        refused("pixelUnshuffle: the planes of [1, 4, 3] do not consist of blocks of 2 x 2",
                () -> Resampling.pixelUnshuffle(Tensor.ones(1, 4, 3), 2));
        refused("pixelUnshuffle: [4, 4]: expected [..., C, H, W]",
                () -> Resampling.pixelUnshuffle(Tensor.ones(4, 4), 2));
        refused("channelShuffle: the 6 channels of [1, 6, 2] do not form 4 groups of equal size",
                () -> Resampling.channelShuffle(Tensor.ones(1, 6, 2), 4));
    }
}
