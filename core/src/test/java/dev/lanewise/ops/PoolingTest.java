package dev.lanewise.ops;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class PoolingTest {
    private static final float NAN = Float.NaN;
    private static final float INF = Float.POSITIVE_INFINITY;

    private static Tensor row(float... values) {
        return Tensor.wrap(values, Shape.of(1, 1, values.length));
    }

    @Test
    void theFirstOfTheLargestIsChosenButTheLastNan() {
        Tensor x = row(1, 3, 3, -0f, 0f, -0f, NAN, 5, NAN, -INF, -INF, -INF);
        Pooling.MaxPool found = Pooling.maxPool1dWithIndices(x, Window.of(3));
        assertThat(found.values()).hasBitsOf(row(3, -0f, NAN, -INF));
        assertThat(found.indices().toArray()).containsExactly(1, 3, 8, 9);
        Pooling.MaxPool adaptive = Pooling.adaptiveMaxPool1dWithIndices(x, 4);
        assertThat(adaptive.values()).hasBitsOf(found.values());
        assertThat(adaptive.indices().toArray()).containsExactly(1, 3, 8, 9);
    }

    /** Wide enough for vectors, each place of a window in turn. */
    @Test
    void nansAndTiesAreFoundInEveryPlaceOfAWindow() {
        for (int place = 0; place < 4; place++) {
            for (float special : new float[] {NAN, INF, 7, -0f}) {
                Tensor x = special == 7 ? Tensor.ones(1, 2, 70) : Tensor.full(special == 0 ? -1 : 1, 1, 2, 70);
                float[] values = x.toArray();
                for (int j = 0; j < 35; j++) {
                    values[place / 2 * 70 + 2 * j + place % 2] = special;
                }
                Pooling.MaxPool found = Pooling.maxPool2dWithIndices(Tensor.wrap(values, x.shape()), Window.of(2));
                int at = place / 2 * 70 + place % 2;
                for (int j = 0; j < 35; j++) {
                    assertThat(found.values().toArray()[j]).isEqualTo(Float.valueOf(special));
                    assertThat(found.indices().toArray()[j]).isEqualTo(at + 2 * j);
                }
            }
        }
    }

    @Test
    void paddingNeverWinsAndCountsAsZeroInAverages() {
        Tensor x = row(-1, -2, -3);
        assertThat(Pooling.maxPool1d(x, Window.of(3).stride(1).padding(1))).hasBitsOf(row(-1, -1, -2));
        assertThat(Pooling.avgPool1d(x, Window.of(2).stride(2).padding(1))).hasBitsOf(row(-0.5f, -2.5f));
        assertThat(Pooling.avgPool1d(x, Window.of(2).padding(1), false)).hasBitsOf(row(-1, -2.5f));
    }

    /** PyTorch's rule: a window that would begin behind the input and its left padding is left out. */
    @Test
    void aLastWindowInThePaddingIsLeftOut() {
        Tensor x = row(1, 2, 3, 4, 5, 6);
        Window window = Window.of(2).stride(4).padding(1).ceilMode(true); // one more would begin at 7
        assertThat(Pooling.maxPool1d(x, window)).hasBitsOf(row(1, 5));
        assertThat(Pooling.avgPool1d(x, window)).hasBitsOf(row(0.5f, 4.5f));
        assertThat(Pooling.maxPool1d(row(1, 2, 3), Window.of(2).ceilMode(true))).hasBitsOf(row(2, 3));
        assertThat(Pooling.maxPool1d(row(1, 2, 3), Window.of(1).stride(4).ceilMode(true))).hasBitsOf(row(1));
        assertThat(Pooling.avgPool1d(row(1, 2, 3), Window.of(2).ceilMode(true))).hasBitsOf(row(1.5f, 3));
    }

    @Test
    void emptyBatchesAndChannelsGiveEmptyPools() {
        assertThat(Pooling.maxPool2d(Tensor.zeros(0, 3, 4, 4), 2)).hasShape(0, 3, 2, 2);
        assertThat(Pooling.avgPool2d(Tensor.zeros(2, 0, 4, 4), 2)).hasShape(2, 0, 2, 2);
        assertThat(Pooling.adaptiveAvgPool2d(Tensor.zeros(2, 3, 4, 4), 0)).hasShape(2, 3, 0, 0);
        assertThat(Pooling.adaptiveMaxPool2d(Tensor.zeros(2, 3, 4, 4), 0, null)).hasShape(2, 3, 0, 4);
        Tensor x = Tensor.zeros(2, 3, 4, 4).requiresGrad(true);
        Pooling.adaptiveMaxPool2d(x, 0).sum().add(Pooling.adaptiveAvgPool2d(x, 0).sum()).backward();
        assertThat(x.grad()).hasBitsOf(Tensor.zeros(2, 3, 4, 4));
    }

    @Test
    void theGradientOfAMaximumIsAddedWhereItWas() {
        Tensor x = row(1, 5, 2, NAN, 3).requiresGrad(true);
        Pooling.maxPool1d(x, 2, 1).mul(row(1, 2, 4, 8)).sum().backward();
        assertThat(x.grad()).hasBitsOf(row(0, 3, 0, 12, 0));
    }

    @Test
    void theLastOfSeveralElementsForOnePlaceStays() {
        Tensor x = row(1, 2, 3).requiresGrad(true);
        Tensor y = Pooling.maxUnpool(x, IntTensor.of(Shape.of(1, 1, 3), 2, 0, 2), 4);
        assertThat(y).hasBitsOf(row(2, 0, 3, 0));
        y.sum().backward();
        assertThat(x.grad()).hasBitsOf(row(0, 1, 1));
        refused(() -> Pooling.maxUnpool(x, IntTensor.of(1, 2, 3), 4),
                "maxUnpool: [1, 1, 3] and indices [3] differ");
        refused(() -> Pooling.maxUnpool(x, IntTensor.of(Shape.of(1, 1, 3), 2, 0, 2)),
                "maxUnpool: sizes []: expected those of one, two or three axes");
        refused(() -> Pooling.maxUnpool(x, IntTensor.of(Shape.of(1, 1, 3), 2, 0, 2), -4),
                "maxUnpool: sizes [-4]: one is negative");
    }

    /** The gradient of the norm of a window without anything, and of one with a 0 and a 1. */
    private static Tensor slopes(double p) {
        Tensor x = row(0, 0, 0, 1).requiresGrad(true);
        Pooling.lpPool1d(x, p, Window.of(2)).sum().backward();
        return Objects.requireNonNull(x.grad());
    }

    @Test
    void gradientsOfNormsAtZeroDependOnTheOrder() {
        assertThat(slopes(1)).hasBitsOf(row(1, 1, 1, 1));
        for (double p : new double[] {1.5, 2, 3}) {
            assertThat(slopes(p)).as("order %s", p).hasBitsOf(row(0, 0, 0, 1));
        }
        assertThat(slopes(0.5).toArray()).containsExactly(
                Float.NaN, Float.NaN, Float.POSITIVE_INFINITY, 1);
    }

    @Test
    void whatDoesNotFitIsRefusedInASentence() {
        Tensor x = Tensor.zeros(1, 3, 4, 4);
        refused(() -> Pooling.maxPool2d(x, 5), "maxPool2d: a window of 5 x 5 does not fit [1, 3, 4, 4] padded by 0; "
                + "the padded input needs at least 5 x 5");
        refused(() -> Pooling.maxPool2d(x, Window.of(3, 2).dilation(2, 1)),
                "maxPool2d: a window of 3 x 2 with dilation 2 x 1 does not fit [1, 3, 4, 4] padded by 0; "
                        + "the padded input needs at least 5 x 2");
        refused(() -> Pooling.avgPool2d(x, Window.of(3).padding(2)),
                "avgPool2d: padding 2 is more than half of a window that covers 3 x 3");
        refused(() -> Pooling.avgPool2d(x, Window.of(2).dilation(2)),
                "avgPool2d: dilation 2: averages have none");
        refused(() -> Pooling.avgPool2d(x, Window.of(2), -1), "avgPool2d: divisor -1 is less than 1");
        refused(() -> Pooling.maxPool1d(x, 2), "maxPool1d: [1, 3, 4, 4]: expected [N, C, L] or [C, L]");
        refused(() -> Pooling.maxPool2d(Tensor.zeros(1, 3, 0, 4), 2),
                "maxPool2d: [1, 3, 0, 4]: a plane without elements");
        refused(() -> Pooling.adaptiveAvgPool2d(x, -1), "adaptiveAvgPool2d: a size of -1");
        refused(() -> Pooling.adaptiveAvgPool2d(x, Integer.MAX_VALUE),
                "adaptiveAvgPool2d: shape [1, 3, 2147483647, 2147483647]: more than 2147483647 elements do not fit "
                        + "one array");
        refused(() -> Pooling.maxPool1d(row(1), Window.of(2).stride(1).padding(2).dilation(3)),
                "maxPool1d: window 0 along axis 2 of [1, 1, 1], padded by 2 and dilated by 3, has no element outside "
                        + "the padding");
        refused(() -> Window.of(), "Window: there are no numbers for the kernel");
        refused(() -> Window.of(2).stride(new int[0]), "Window: there are no numbers for the stride");
        refused(() -> Window.of(2).padding(-1), "Window: padding -1: -1 is less than 0");
        refused(() -> Window.of(1, 2, 3, 4), "Window: kernel [1, 2, 3, 4] is for more than three axes");
    }

    @Test
    void sizesThatOverflowAnIntAreRefusedOrCut() {
        Tensor x = Tensor.zeros(1, 1, 3);
        int most = Integer.MAX_VALUE;
        refused(() -> Pooling.maxPool1d(x, Window.of(most).dilation(most)),
                "maxPool1d: a window of 2147483647 with dilation 2147483647 does not fit [1, 1, 3] padded by 0; "
                        + "the padded input needs at least 4611686011984936963");
        assertThat(Pooling.maxPool1d(x, Window.of(most).padding(most / 2))).hasShape(1, 1, 1);
        assertThat(Pooling.avgPool1d(Tensor.ones(1, 1, 3), Window.of(most).padding(most / 2), false))
                .hasBitsOf(row(1));
        assertThat(Pooling.maxPool1d(x, Window.of(1).stride(most).ceilMode(true))).hasShape(1, 1, 1);
        Tensor rows = Tensor.of(99, 1, 2, 3, 4, 5, 6, 7, 8, 0).reshape(1, 1, 5, 2);
        assertThat(Pooling.maxPool2d(rows, Window.of(3, 1).stride(2, 1).padding(most, 0).dilation(most, 1)))
                .hasBitsOf(Tensor.of(99, 1, 4, 5, 8, 0).reshape(1, 1, 3, 2));
        assertThat(Pooling.maxPool1d(row(1, 2, 3, 4, 5), Window.of(3).stride(1).padding(most).dilation(most)))
                .hasBitsOf(row(1, 2, 3, 4, 5));
    }

    @Test
    void indicesOutsideAPlaneAreNamed() {
        Tensor x = Tensor.zeros(1, 1, 2);
        PoolOp op = new PoolOp.PlaneScatter(List.of(3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> op.apply(x, IntTensor.of(Shape.of(1, 1, 2), 0, 3)))
                .withMessage("planeScatter: index 3 at position 1 is outside the planes of [1, 1, 3]");
    }

    @Test
    void windowsOfOneMeaningAreEqual() {
        assertThat(Window.of(2).stride(2)).isEqualTo(Window.of(2)).hasSameHashCodeAs(Window.of(2));
        assertThat(Window.of(2).padding(0, 0)).isEqualTo(Window.of(2, 2)).hasSameHashCodeAs(Window.of(2, 2));
        assertThat(Window.of(2)).isNotEqualTo(Window.of(2, 2)); // which fits two axes only
        assertThat(Window.of(2)).isNotEqualTo(Window.of(2).stride(1));
        assertThat(Window.of(2)).isNotEqualTo(Window.of(2).ceilMode(true));
    }

    /** What the compiler refuses, from callers that it does not check. */
    @Test
    @SuppressWarnings("NullAway")
    void nullIsRefused() {
        refused(() -> Pooling.maxPool2d(null, 2), "maxPool2d: the input is null");
        refused(() -> Pooling.avgPool1d(null, Window.of(2)), "avgPool1d: the input is null");
        refused(() -> Pooling.maxPool2d(Tensor.zeros(1, 4, 4), (Window) null), "maxPool2d: the window is null");
        refused(() -> Pooling.adaptiveAvgPool2d(null, 2), "adaptiveAvgPool2d: the input is null");
        refused(() -> Pooling.adaptiveMaxPool1d(null, null), "adaptiveMaxPool1d: the input is null");
        refused(() -> Window.of((int[]) null), "Window: the array for kernel is null");
        refused(() -> Window.of(2).stride((int[]) null), "Window: the array for stride is null");
        refused(() -> new Window(null, List.of(), List.of(0), List.of(1), false),
                "Window: the list for kernel is null");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
