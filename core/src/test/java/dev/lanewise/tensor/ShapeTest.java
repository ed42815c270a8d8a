package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class ShapeTest {
    @Test
    void sizeIsTheProductOfTheDimensions() {
        assertThat(Shape.of(2, 3, 4).size()).isEqualTo(24);
        assertThat(Shape.SCALAR.size()).isEqualTo(1);
        assertThat(Shape.of(5, 0, 3).size()).isZero();
        assertThat(Shape.of(65536, 32767).size()).isEqualTo(65536 * 32767);
    }

    @Test
    void dimensionsAreCopiedInAndOut() {
        int[] dims = {2, 3};
        Shape shape = Shape.of(dims);
        dims[0] = 9;
        shape.dims()[1] = 9;
        assertThat(shape).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3)).hasToString("[2, 3]");
        assertThat(shape).isNotEqualTo(Shape.of(3, 2)).isNotEqualTo(Shape.of(2, 3, 1));
    }

    @Test
    void axesCountFromEitherEnd() {
        Shape shape = Shape.of(2, 3, 4);
        assertThat(shape.dim(0)).isEqualTo(2);
        assertThat(shape.dim(-1)).isEqualTo(4);
        assertThat(shape.axis(-3)).isZero();
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> shape.dim(3))
                .withMessage("axis 3 of shape [2, 3, 4] with 3 axes");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> shape.dim(-4));
    }

    @Test
    void negativeDimensionsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Shape.of(2, -1))
                .withMessage("shape [2, -1]: negative dimension -1");
    }

    @Test
    void moreElementsThanAnArrayHoldsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Shape.of(65536, 32768))
                .withMessage("shape [65536, 32768]: more than 2147483647 elements do not fit one array");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
        assertThat(Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, 0).size()).isZero();
    }

    @Test
    void shapesBroadcastFromTheLastAxis() {
        assertThat(Shape.broadcast("add", Shape.of(2, 1, 3), Shape.of(4, 1))).isEqualTo(Shape.of(2, 4, 3));
        assertThat(Shape.broadcast("add", Shape.SCALAR, Shape.of(4))).isEqualTo(Shape.of(4));
        assertThat(Shape.broadcast("add", Shape.of(1), Shape.of(0))).isEqualTo(Shape.of(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Shape.broadcast("add", Shape.of(2, 3), Shape.of(4)))
                .withMessage("add: [2, 3] and [4] do not broadcast: sizes 3 and 4 at axis -1");
        assertThatIllegalArgumentException().isThrownBy(() -> Shape.broadcast("add", Shape.of(2, 3), Shape.of(0, 3)))
                .withMessage("add: [2, 3] and [0, 3] do not broadcast: sizes 2 and 0 at axis -2");
    }

    @Test
    void shapesWithoutElementsMayHaveAnyOtherDimensions() {
        Tensor nothing = Tensor.zeros(50000, 50000, 0);
        assertThat(nothing.add(1f).shape()).isEqualTo(nothing.shape());
        assertThat(nothing.neg().eq(nothing).and(BoolTensor.of(true)).size()).isZero();
        assertThat(nothing).hasToString("[]");
        assertThat(nothing.eq(nothing)).hasToString("[]");
        assertThat(Tensor.zeros(65536, 65536, 0).max(0, 1)).hasShape(0);
        assertThat(nothing.sum(0, 1)).hasShape(0);
        assertThat(nothing.mean().item()).isNaN();
        assertThat(nothing.transpose()).hasShape(50000, 0, 50000);
        assertThat(nothing.slice(1, 2, 5)).hasShape(50000, 3, 0);
        assertThat(Shapes.concat(0, nothing, nothing)).hasShape(100000, 50000, 0);
        assertThat(nothing.softmax(-1).shape()).isEqualTo(nothing.shape());
        Tensor rows = Tensor.zeros(0, 50000, 50000).requiresGrad(true);
        Indexing.take(rows, IntTensor.of()).sum().backward();
        assertThat(rows.grad().shape()).isEqualTo(rows.shape());
    }
}
