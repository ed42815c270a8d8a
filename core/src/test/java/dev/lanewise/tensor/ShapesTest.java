package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.program.Program;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class ShapesTest {
    private static final Tensor X = Tensor.arange(6).reshape(2, 3);

    @Test
    void partsOfAnEmptyAxisAreEmpty() {
        Tensor empty = Tensor.zeros(0, 2);
        assertThat(Shapes.split(empty, 0, 3)).hasSize(1);
        assertThat(Shapes.chunk(empty, 0, 3)).hasSize(3).allSatisfy(part -> assertThat(part).hasShape(0, 2));
        assertThat(Shapes.unbind(empty, 0)).isEmpty();
        assertThat(Shapes.unbind(empty, 1)).hasSize(2).allSatisfy(part -> assertThat(part).hasShape(0));
    }

    @Test
    void fiveInFourChunksAreThree() {
        assertThat(Arrays.stream(Shapes.chunk(Tensor.arange(5), 0, 4)).map(Tensor::size)).containsExactly(2, 2, 1);
    }

    @Test
    void functionsThatChangeNothingCopyWithTheHistory() {
        Tensor x = Tensor.ones(1, 3).requiresGrad(true);
        List<Tensor> copies = List.of(
                Shapes.roll(x, 1, 3), Shapes.roll(x, new int[0], new int[0]), Shapes.expand(x, -1, 3),
                Shapes.pad(x, 0, 0, 0, PadMode.REFLECT), Shapes.pad(x, 0, 0, 0, 1), Shapes.moveAxis(x, 1, -1),
                Shapes.flip(x, 0), Shapes.tile(x, 1), Shapes.repeatInterleave(x, 1, 1), Scans.diff(x, 1, 0),
                Shapes.meshgrid(x.reshape(3))[0]);
        try (GradMode.Scope _ = GradMode.noGrad()) {
            x.assign(Tensor.zeros(1, 3));
        }
        for (Tensor copy : copies) {
            assertThat(copy.toArray()).containsExactly(1, 1, 1);
            copy.sum().backward();
        }
        assertThat(x.grad().toArray()).containsOnly(copies.size());
        assertThat(Shapes.roll(Tensor.zeros(0), 0, 1)).hasShape(0);
        assertThat(Shapes.flip(Tensor.scalar(3))).hasBitsOf(Tensor.scalar(3));
    }

    @Test
    void rangesCountFromTheEndEverywhere() {
        IntTensor ints = IntTensor.arange(6).reshape(2, 3);
        assertThat(X.slice(1, -2, -1).toArray()).containsExactly(1, 4);
        assertThat(X.slice(0, -1, 2).toArray()).containsExactly(3, 4, 5);
        assertThat(ints.slice(1, -2, -1).toArray()).containsExactly(1, 4);
        assertThat(ints.gt(3).slice(1, -2, 3).toArray()).containsExactly(false, false, true, true);
        assertThat(Shapes.withSlice(X, 1, -2, -1, Tensor.scalar(9)).toArray()).containsExactly(0, 9, 2, 3, 9, 5);
        assertThatThrownBy(() -> X.slice(1, -4, 2)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("slice: -4 to 2 along axis 1 of shape [2, 3]");
        assertThatThrownBy(() -> ints.slice(1, -1, 1)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("slice: -1 to 1 along axis 1 of shape [2, 3]");
        assertThat(Shapes.slice(Tensor.zeros(0), 0, 0, -1, -2)).hasShape(0);
    }

    @Test
    void whatIsPaddedKeepsItsSignAndIsCheckedBeforeItIsMade() {
        assertThat(Shapes.pad(Tensor.of(1), 0, 1, 0, -0.0)).hasBitsOf(Tensor.of(-0f, 1));
        for (ThrowingCallable tooLarge : List.<ThrowingCallable>of(
                () -> Shapes.pad(X, 0, Integer.MAX_VALUE - 5, 9, 1),
                () -> Shapes.pad(X, 0, Integer.MAX_VALUE - 5, 9, PadMode.REPLICATE))) {
            refused("pad: axis 0 of [2, 3] would have size 2147483653, more than 2147483647", tooLarge);
        }
        refused("pad: shape [2, 2000000003]: more than 2147483647 elements do not fit one array",
                () -> Shapes.pad(X, 1, 1_000_000_000, 1_000_000_000, 0));
    }

    @Test
    void stackNamesItself() {
        assertThatThrownBy(() -> Shapes.stack(5, X, X)).hasMessage("stack: axis 5 for shape [2, 3]");
        IntTensor ints = IntTensor.arange(2, 4);
        assertThatThrownBy(() -> IntTensor.stack(-3, ints)).hasMessage("stack: axis -3 for shape [2]");
        assertThat(IntTensor.stack(1, ints, ints).toArray()).containsExactly(2, 2, 3, 3);
        BoolTensor odd = ints.ne(2);
        assertThat(BoolTensor.stack(0, odd, odd.not()).toArray()).containsExactly(false, true, true, false);
    }

    @Test
    void negativeZeroAndNaNAreMovedAsTheyAre() {
        Tensor x = Tensor.of(-0f, Float.NaN, Float.MIN_VALUE);
        assertThat(Shapes.flip(x)).hasBitsOf(Tensor.of(Float.MIN_VALUE, Float.NaN, -0f));
        assertThat(Shapes.tile(x, 2)).hasBitsOf(Shapes.concat(0, x, x));
    }

    @Test
    void countsSayHowOftenEachElementIsRepeated() {
        Tensor x = Tensor.arange(3).requiresGrad(true);
        Tensor y = Shapes.repeatInterleave(x, 0, IntTensor.of(2, 0, 3));
        assertThat(y.toArray()).containsExactly(0, 0, 2, 2, 2);
        y.sum().backward();
        assertThat(x.grad()).hasBitsOf(Tensor.of(2, 0, 3));
        assertThat(Shapes.repeatInterleave(X, -1, IntTensor.of(0, 1, 2)))
                .hasBitsOf(Tensor.of(new float[][] {{1, 2, 2}, {4, 5, 5}}));
        assertThat(Shapes.repeatInterleave(X, 0, IntTensor.of(0, 0))).hasShape(0, 3);
    }

    @Test
    void countsAreNotReadInACapture() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Program.capture(List.of(X),
                        in -> List.of(Shapes.repeatInterleave((Tensor) in.get(0), 0, IntTensor.of(1, 2)))))
                .withMessageContaining(
                        "repeatInterleave() reads a value [2] in the middle of the captured computation");
    }

    @Test
    void windowsOverlapOrLeaveGaps() {
        Tensor x = Tensor.arange(6).requiresGrad(true);
        Tensor y = Shapes.unfold(x, 0, 3, 1);
        assertThat(y.slice(0, 1, 3)).hasBitsOf(Tensor.of(new float[][] {{1, 2, 3}, {2, 3, 4}}));
        y.sum().backward();
        assertThat(x.grad()).hasBitsOf(Tensor.of(1, 2, 3, 3, 2, 1));
        assertThat(Shapes.unfold(x, 0, 2, 4)).hasBitsOf(Tensor.of(new float[][] {{0, 1}, {4, 5}}));
        assertThat(Shapes.unfold(x, 0, 1, Integer.MAX_VALUE)).hasBitsOf(Tensor.of(new float[][] {{0}}));
    }

    @Test
    void wrongArgumentsAreNamed() {
        refused("split: sizes [1, 1] add up to 2, axis 1 of [2, 3] has size 3", () -> Shapes.split(X, 1, 1, 1));
        refused("split: sizes [4, -1]: -1 is negative", () -> Shapes.split(X, 1, 4, -1));
        refused("split: sizes [] add up to 0, axis 1 of [2, 3] has size 3", () -> Shapes.split(X, 1));
        refused("split: parts of size 0", () -> Shapes.split(X, 1, 0));
        refused("chunk: 0 chunks", () -> Shapes.chunk(X, 0, 0));
        refused("slice: a step of 0 along axis 1 of [2, 3]", () -> Shapes.slice(X, 1, 0, 3, 0));
        refused("roll: 1 shifts for 2 axes", () -> Shapes.roll(X, new int[2], new int[1]));
        for (int[] sizes : new int[][] {{3}, {-1, 4}, {2, -2}, {-1, 2, 3}, {4, 2, -3}}) {
            refused("expand: [2, 3] to sizes " + Arrays.toString(sizes), () -> Shapes.expand(X, sizes));
        }
        refused("tile: [2, -1] times", () -> Shapes.tile(X, 2, -1));
        refused("repeatInterleave: -2 times", () -> Shapes.repeatInterleave(X, 0, -2));
        refused("repeatInterleave: counts [3] for axis 0 of [2, 3] with 2 elements",
                () -> Shapes.repeatInterleave(X, 0, IntTensor.arange(3)));
        refused("repeatInterleave: count -1 at position 1", () -> Shapes.repeatInterleave(X, 0, IntTensor.of(1, -1)));
        refused("repeatInterleave: the counts add up to 4294967294",
                () -> Shapes.repeatInterleave(X, 0, IntTensor.of(Integer.MAX_VALUE, Integer.MAX_VALUE)));
        refused("unfold: windows of 4 in steps of 1 along axis -1 of [2, 3]", () -> Shapes.unfold(X, -1, 4, 1));
        refused("unfold: windows of 2 in steps of 0 along axis 1 of [2, 3]", () -> Shapes.unfold(X, 1, 2, 0));
        refused("meshgrid: tensor 1 [2, 3] is no vector", () -> Shapes.meshgrid(Tensor.arange(2), X));
        refused("pad: -1 before and 0 after along axis 0 of shape [2, 3]", () -> Shapes.pad(X, 0, -1, 0, 0));
        refused("pad: REFLECT gives at most 1 elements at each end of axis 0 of [2, 3], not 2",
                () -> Shapes.pad(X, 0, 2, 0, PadMode.REFLECT));
        refused("pad: REPLICATE gives at most 0 elements at each end of axis 0 of [0], not 1",
                () -> Shapes.pad(Tensor.zeros(0), 0, 1, 0, PadMode.REPLICATE));
        refused("withSlice: values [2, 2] do not broadcast to the slice [2, 1]",
                () -> Shapes.withSlice(X, 1, 0, 1, Tensor.ones(2, 2)));
    }

    @Test
    void indicesBeyondTheEndsAreRefused() {
        for (int[] range : new int[][] {{0, 4, 2}, {-4, 2, 1}, {0, 3, -1}, {3, 0, -1}, {2, -5, -1}}) {
            assertThatThrownBy(() -> Shapes.slice(X, 1, range[0], range[1], range[2]))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("slice: %d to %d in steps of %d along axis 1 of shape [2, 3]", range[0], range[1],
                            range[2]);
        }
        assertThatThrownBy(() -> Shapes.roll(X, 2, 1)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("roll: axis 2");
        assertThatThrownBy(() -> X.transpose(0, 2)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("transpose: axis 2 of shape [2, 3] with 2 axes");
    }

    private static void refused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
