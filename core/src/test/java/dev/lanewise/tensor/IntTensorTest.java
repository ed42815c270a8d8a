package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class IntTensorTest {
    private static final IntTensor INTS = IntTensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);

    @Test
    void intsAreReadByIndicesFromEitherEnd() {
        assertThat(INTS.get(0, 0)).isEqualTo(1);
        assertThat(INTS.get(1, 2)).isEqualTo(6);
        assertThat(INTS.get(-1, -3)).isEqualTo(4);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> INTS.get(2, 0))
                .withMessage("get: index 2 at axis 0 of shape [2, 3]");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> INTS.get(0, -4));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> INTS.get(0));
    }

    @Test
    void creationAndCopies() {
        int[] values = {1, 2};
        IntTensor copied = IntTensor.of(values);
        values[0] = 9;
        assertThat(copied.toArray()).containsExactly(1, 2);
        copied.toArray()[0] = 9;
        assertThat(copied.get(0)).isEqualTo(1);
        assertThat(IntTensor.arange(3).toArray()).containsExactly(0, 1, 2);
        assertThat(IntTensor.of(Shape.SCALAR, 7).item()).isEqualTo(7);
        assertThat(INTS.reshape(3, -1)).hasShape(3, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> IntTensor.wrap(values, Shape.of(3)))
                .withMessage("wrap: 2 values for shape [3] of 3 elements");
        assertThatIllegalArgumentException().isThrownBy(INTS::item).withMessage("item: [2, 3] has 6 elements, not 1");
    }

    @Test
    void equalityIsOfShapeAndValues() {
        assertThat(IntTensor.of(1, 2)).isEqualTo(IntTensor.of(1, 2)).hasSameHashCodeAs(IntTensor.of(1, 2));
        assertThat(IntTensor.of(1, 2)).isNotEqualTo(IntTensor.of(1, 3)).isNotEqualTo(IntTensor.of(1, 2).reshape(1, 2));
    }

    @Test
    void intsBecomeFloats() {
        assertThat(INTS.toTensor().toArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(IntTensor.of(1 << 24, (1 << 24) + 1).toTensor().toArray()).containsExactly(1 << 24, 1 << 24);
    }
}
