package dev.lanewise.nn;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class LinearTest {
    @Test
    void itMapsTheLastAxis() {
        Linear layer = new Linear(3, 2, RandomSource.seed(1));
        layer.weight().assign(Tensor.of(new float[][] {{1, 2, 3}, {0, 0, -1}}));
        layer.bias().assign(Tensor.of(10, 20));
        assertThat(layer.forward(Tensor.of(new float[][] {{1, 1, 1}, {2, 0, 0}})).toArray()).containsExactly(16, 19, 12,
                20);
        assertThat(layer.forward(Tensor.of(1, 1, 1)).toArray()).containsExactly(16, 19);
        assertThat(layer.forward(Tensor.ones(4, 5, 3))).hasShape(4, 5, 2);
        assertThat(layer.forward(Tensor.ones(0, 3))).hasShape(0, 2);
        assertThat(new Linear(3, 2, false, RandomSource.seed(1)).bias()).isNull();
        assertThatIllegalArgumentException().isThrownBy(() -> new Linear(0, 2, RandomSource.seed(1)))
                .withMessage("Linear: sizes must be positive, got 0 to 2");
    }

    @Test
    void itStartsUniformAsPyTorchs() {
        Linear layer = new Linear(400, 100, RandomSource.seed(1));
        for (Tensor parameter : layer.parameters()) {
            assertThat(parameter.max().item()).isBetween(0.047f, 0.05f);
            assertThat(parameter.min().item()).isBetween(-0.05f, -0.047f);
        }
        assertThat(layer.weight().variance().item()).isBetween(0.0025f / 3 * 0.97f, 0.0025f / 3 * 1.03f);
    }
}
