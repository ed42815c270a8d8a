package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class BoolTensorTest {
    @Test
    void equalityIsOfShapeAndValues() {
        assertThat(BoolTensor.of(true)).isEqualTo(BoolTensor.of(true)).isNotEqualTo(BoolTensor.of(false));
        assertThat(BoolTensor.of(true)).hasSameHashCodeAs(BoolTensor.of(true));
    }

    @Test
    void masksCombineAndBroadcast() {
        BoolTensor row = BoolTensor.of(true, false);
        BoolTensor column = BoolTensor.of(Shape.of(2, 1), true, false);
        assertThat(row.and(column).toArray()).containsExactly(true, false, false, false);
        assertThat(row.or(column).toArray()).containsExactly(true, true, true, false);
        assertThat(row.not().toArray()).containsExactly(false, true);
        assertThat(row.and(column)).hasShape(2, 2);
        assertThat(column.get(1, 0)).isFalse();
    }

    @Test
    void masksAreCounted() {
        BoolTensor some = BoolTensor.of(true, false, true);
        assertThat(some.count()).isEqualTo(2);
        assertThat(some.any()).isTrue();
        assertThat(some.all()).isFalse();
        BoolTensor none = Tensor.zeros(0).gt(0f);
        assertThat(none.any()).isFalse();
        assertThat(none.all()).isTrue();
        assertThat(some.toTensor().toArray()).containsExactly(1, 0, 1);
        assertThatIllegalArgumentException().isThrownBy(() -> BoolTensor.of(Shape.of(2), true))
                .withMessage("of: 1 values for shape [2] of 2 elements");
    }
}
