package dev.lanewise.nn.pool;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.ops.Pooling;
import dev.lanewise.ops.Window;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The way back from maxima to planes. */
@Tag("quick")
class UnpoolTest {
    private final RandomSource random = RandomSource.seed(21);

    /** What a pool has found is where it was, and the rest is 0. */
    private static void assertPutBack(Tensor x, Pooling.MaxPool found, Tensor back) {
        assertThat(back).hasShape(x.shape().dims());
        assertThat(back.ne(0f).toTensor().mul(back.sub(x)).abs()).hasBitsOf(Tensor.zeros(x.shape()));
        assertThat(back.sum().item()).isCloseTo(found.values().sum().item(), within(1e-3f));
    }

    @Test
    void planesAreThoseOfThePool() {
        Tensor pictures = random.normal(2, 3, 8, 6);
        Pooling.MaxPool found = new MaxPool2d(2).withIndices(pictures);
        assertThat(found.values()).hasBitsOf(new MaxPool2d(2).forward(pictures));
        assertPutBack(pictures, found, new MaxUnpool2d(2).forward(found.values(), found.indices()));
        Tensor row = random.normal(3, 9);
        Pooling.MaxPool ofRow = new MaxPool1d(3).withIndices(row);
        assertPutBack(row, ofRow, new MaxUnpool1d(3).forward(ofRow.values(), ofRow.indices()));
        Window strided = Window.of(3, 3, 2).stride(2);
        Tensor volume = random.normal(2, 5, 7, 4);
        Pooling.MaxPool ofVolume = new MaxPool3d(strided.stride(3, 2, 2)).withIndices(volume);
        assertThat(new MaxUnpool3d(strided.stride(3, 2, 2)).forward(ofVolume.values(), ofVolume.indices()))
                .hasShape(2, 3, 7, 4);
        assertThat(new MaxUnpool3d(strided.stride(3, 2, 2)).forward(ofVolume.values(), ofVolume.indices(), 5, 7, 4))
                .hasShape(2, 5, 7, 4);
    }

    @Test
    void aSizeMayBeGiven() {
        Tensor pictures = random.normal(2, 3, 9, 7);
        MaxPool2d pool = new MaxPool2d(2);
        Pooling.MaxPool found = pool.withIndices(pictures);
        assertPutBack(pictures, found, new MaxUnpool2d(2).forward(found.values(), found.indices(), 9, 7));
        Pooling.MaxPool square = pool.withIndices(random.normal(2, 3, 9, 9));
        assertThat(new MaxUnpool2d(2).forward(square.values(), square.indices(), 9)).hasShape(2, 3, 9, 9);
        Window cut = Window.of(3).stride(3).ceilMode(true);
        Tensor short1 = random.normal(2, 7);
        Pooling.MaxPool ofShort = new MaxPool1d(cut).withIndices(short1);
        assertThat(new MaxUnpool1d(cut).forward(ofShort.values(), ofShort.indices(), 7)).hasShape(2, 7);
    }

    @Test
    void itIsCopiedPrintedAndHasNoState() {
        MaxUnpool2d unpool = new MaxUnpool2d(3, 2);
        assertThat(unpool).hasToString("MaxUnpool2d(3, stride 2)");
        assertThat(unpool.copy()).hasToString("MaxUnpool2d(3, stride 2)").isNotSameAs(unpool);
        assertThat(new MaxUnpool1d(4)).hasToString("MaxUnpool1d(4, stride 4)");
        assertThat(new MaxUnpool3d(Window.of(2).padding(1)).copy()).hasToString("MaxUnpool3d(2, stride 2, padding 1)");
        assertThat(unpool.stateDict()).isEmpty();
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Tensor x = Tensor.ones(1, 1, 2, 2);
        IntTensor places = IntTensor.of(Shape.of(1, 1, 2, 2), 0, 3, 5, 16);
        MaxUnpool2d unpool = new MaxUnpool2d(2);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> unpool.forward(x, places))
                .withMessage("MaxUnpool2d(2, stride 2): maxUnpool: index 16 at position 3 is outside the planes of "
                        + "[1, 1, 4, 4]");
        refused(() -> unpool.forward(x, places, 6, 4),
                "MaxUnpool2d(2, stride 2): [1, 1, 2, 2] does not come from planes "
                        + "of 6 x 4: expected 3 x 3 to 5 x 5");
        refused(() -> unpool.forward(x, places, 4, 4, 4),
                "MaxUnpool2d(2, stride 2): sizes [4, 4, 4]: expected one number, or one for each of 2 axes");
        refused(() -> unpool.forward(Tensor.ones(2, 2), places),
                "MaxUnpool2d(2, stride 2): [2, 2]: expected 4 axes, or 3 without a batch");
        refused(() -> unpool.forward(x, IntTensor.of(1, 2)),
                "MaxUnpool2d(2, stride 2): maxUnpool: [1, 1, 2, 2] and indices [2] differ");
        refused(() -> new MaxUnpool1d(Window.of(1).padding(2)).forward(Tensor.ones(1, 2), IntTensor.of(1, 2)),
                "MaxUnpool1d(1, stride 1, padding 2): [1, 2] leads to planes of -2");
        refused(() -> new MaxUnpool2d(Window.of(2, 2, 2)), "MaxUnpool2d: kernel 2 x 2 x 2 has 3 numbers for 2 axes");
        refused(() -> Pooling.maxUnpool(x, places, 50_000, 50_000),
                "maxUnpool: shape [1, 1, 50000, 50000]: more than 2147483647 elements do not fit one array");
    }

    /** Replays have no Java code that could look at indices. */
    @Test
    void replaysRefuseAnIndexByTheNameOfTheFunction() {
        Tensor x = Tensor.ones(1, 4);
        IntTensor fine = IntTensor.of(Shape.of(1, 4), 0, 1, 5, 7);
        Program program = Program.capture(List.of(x, fine), in -> List.of(
                new MaxUnpool1d(2).forward((Tensor) in.get(0), (IntTensor) in.get(1)))).program();
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> program.run(List.of(x, IntTensor.of(Shape.of(1, 4), 0, 1, 5, 8))))
                .withMessageContaining("maxUnpool: index 8 at position 3 is outside the planes of [1, 8]");
    }
}
