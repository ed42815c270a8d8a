package dev.lanewise.nn;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.absolute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Initial values that are more than independent numbers. */
class StructuredInitTest {
    private static final RandomSource RANDOM = RandomSource.seed(1);

    private static void assertRefused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    // ---- orthogonal

    @Test
    void theShorterSideOfAnOrthogonalMatrixIsOrthonormal() {
        int[][] shapes = {{1, 1}, {3, 3}, {5, 3}, {3, 5}, {1, 4}, {4, 1}, {64, 33}, {8, 3, 2, 2}, {20, 3, 2, 2}};
        for (int[] dims : shapes) {
            Tensor w = Init.orthogonal(Shape.of(dims), 2, RANDOM);
            assertThat(w).hasShape(dims);
            Tensor matrix = w.flatten(1);
            boolean wide = matrix.dim(0) < matrix.dim(1);
            Tensor product = matrix.matmul(matrix, !wide, wide);
            assertThat(product).isWithin(absolute(2e-5))
                    .of(Tensor.eye(Math.min(matrix.dim(0), matrix.dim(1))).mul(4).toArray());
        }
    }

    /** Without the signs of R's diagonal, numbers of the first row would lean to one side. */
    @Test
    void orthogonalMatricesLeanToNoSide() {
        int draws = 4000;
        double[] sums = new double[4];
        double[] squares = new double[4];
        for (int i = 0; i < draws; i++) {
            float[] w = Init.orthogonal(Shape.of(2, 2), RANDOM).toArray();
            for (int j = 0; j < w.length; j++) {
                sums[j] += w[j];
                squares[j] += w[j] * w[j];
            }
        }
        double error = Math.sqrt(0.5 / draws);
        for (int j = 0; j < sums.length; j++) {
            assertThat(sums[j] / draws).isCloseTo(0, within(4 * error));
            assertThat(squares[j] / draws).isCloseTo(0.5, within(4 * error));
        }
    }

    @Test
    void aSeedDeterminesAMatrix() {
        Shape shape = Shape.of(6, 4);
        assertThat(Init.orthogonal(shape, RandomSource.seed(5))).hasBitsOf(
                Init.orthogonal(shape, RandomSource.seed(5)));
        assertThat(Init.sparse(shape, 0.5, 1, RandomSource.seed(5))).hasBitsOf(
                Init.sparse(shape, 0.5, 1, RandomSource.seed(5)));
    }

    // ---- sparse

    @Test
    void everyColumnHasItsZerosAtOtherPlaces() {
        Tensor w = Init.sparse(Shape.of(10, 3000), 0.25, 0.5, RANDOM);
        Tensor zeros = w.eq(0).toTensor();
        assertThat(zeros.sum(0).toArray()).containsOnly(3);
        assertThat(zeros.mean(1).toArray()).usingComparatorWithPrecision(0.035f).containsOnly(0.3f);
        assertThat(Math.sqrt(w.square().mean().item() / 0.7)).isCloseTo(0.5, within(0.01));
    }

    @Test
    void extremesOfSparsity() {
        assertThat(Init.sparse(Shape.of(3, 2), 1, 1, RANDOM).toArray()).containsOnly(0);
        assertThat(Init.sparse(Shape.of(3, 2), 0, 1, RANDOM).toArray()).doesNotContain(0);
        assertThat(Init.sparse(Shape.of(0, 2), 0.5, 1, RANDOM)).hasShape(0, 2);
        assertRefused("sparse: sparsity NaN is not within 0 and 1",
                () -> Init.sparse(Shape.of(3, 2), Double.NaN, 1, RANDOM));
        assertRefused("sparse: shape [3]: expected [out, in]", () -> Init.sparse(Shape.of(3), 0.5, 1, RANDOM));
        assertRefused("sparse: standard deviation -1.0 is not a finite float of 0 or more",
                () -> Init.sparse(Shape.of(3, 2), 0.5, -1, RANDOM));
    }

    // ---- variance scaling

    @Test
    void varianceIsScaleByFan() {
        Shape shape = Shape.of(200, 30, 10);
        Map<Init.Fan, Double> fans = Map.of(Init.Fan.IN, 300.0, Init.Fan.OUT, 2000.0, Init.Fan.AVERAGE, 1150.0);
        for (Init.Fan fan : Init.Fan.values()) {
            double std = Math.sqrt(2 / fans.get(fan));
            for (Init.Distribution distribution : Init.Distribution.values()) {
                Tensor w = Init.varianceScaling(shape, 2, fan, distribution, RANDOM);
                double largest = switch (distribution) {
                    case NORMAL -> 6;
                    case TRUNCATED_NORMAL -> 2 / 0.87962566;
                    case UNIFORM -> Math.sqrt(3);
                };
                assertThat((double) w.std().item()).as("%s %s", fan, distribution)
                        .isCloseTo(std, within(0.01 * std));
                assertThat((double) w.abs().max().item()).isBetween(0.5 * largest * std, 1.000001 * largest * std);
            }
        }
    }

    @Test
    void varianceScalingIsKaimingAndXavier() {
        Shape shape = Shape.of(20, 30);
        Tensor scaled = Init.varianceScaling(
                shape, 2, Init.Fan.IN, Init.Distribution.NORMAL, RandomSource.seed(2));
        assertThat(scaled).isWithin(absolute(1e-6)).of(Init.kaimingNormal(shape, RandomSource.seed(2)).toArray());
        Tensor average = Init.varianceScaling(
                shape, 1, Init.Fan.AVERAGE, Init.Distribution.UNIFORM, RandomSource.seed(2));
        assertThat(average).isWithin(absolute(1e-6)).of(Init.xavierUniform(shape, RandomSource.seed(2)).toArray());
        assertRefused("varianceScaling: scale 0.0 is not a finite float above 0",
                () -> Init.varianceScaling(shape, 0, Init.Fan.IN, Init.Distribution.NORMAL, RANDOM));
    }

    // ---- identity and dirac

    @Test
    void identityHasOnesOnTheDiagonal() {
        assertThat(Init.identity(Shape.of(2, 3)).toArray()).containsExactly(1, 0, 0, 0, 1, 0);
        assertThat(Init.identity(Shape.of(3, 2)).toArray()).containsExactly(1, 0, 0, 1, 0, 0);
        assertThat(Init.identity(Shape.of(0, 2))).hasShape(0, 2);
        assertRefused("identity: shape [2, 2, 2]: expected [out, in]", () -> Init.identity(Shape.of(2, 2, 2)));
    }

    /** Values of PyTorch's dirac_. */
    @Test
    void diracPassesChannelsOn() {
        assertThat(Init.dirac(Shape.of(3, 2, 3)).toArray())
                .containsExactly(0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0);
        assertThat(Init.dirac(Shape.of(4, 1, 2), 2).toArray()).containsExactly(0, 1, 0, 0, 0, 1, 0, 0);
        Tensor square = Init.dirac(Shape.of(2, 2, 3, 4));
        assertThat(square.sum().item()).isEqualTo(2);
        assertThat(square.get(0, 0, 1, 2) + square.get(1, 1, 1, 2)).isEqualTo(2);
        Tensor cube = Init.dirac(Shape.of(2, 2, 3, 1, 5));
        assertThat(cube.get(1, 1, 1, 0, 2)).isEqualTo(1);
        assertThat(Init.dirac(Shape.of(2, 2, 0))).hasShape(2, 2, 0);
    }

    @Test
    void diracNeedsChannelsAndGroups() {
        assertRefused("dirac: shape [2, 2]: expected [out, in, k...] with one to three sizes k",
                () -> Init.dirac(Shape.of(2, 2)));
        assertRefused("dirac: 2 groups do not divide the 3 outputs of shape [3, 1, 1]",
                () -> Init.dirac(Shape.of(3, 1, 1), 2));
        assertRefused("dirac: 0 groups do not divide the 3 outputs of shape [3, 1, 1]",
                () -> Init.dirac(Shape.of(3, 1, 1), 0));
    }

    // ---- nulls

    @Test
    @SuppressWarnings("NullAway") // that is the test
    void nullIsRefused() {
        assertRefused("fan: the shape is null", () -> Init.orthogonal(null, RANDOM));
        assertRefused("normal: the random source is null", () -> Init.orthogonal(Shape.of(2, 2), null));
        assertRefused("uniform: the random source is null", () -> Init.truncatedNormal(Shape.of(2), null));
        assertRefused("sparse: the shape is null", () -> Init.sparse(null, 0.5, 1, RANDOM));
        assertRefused("dirac: the shape is null", () -> Init.dirac(null));
        assertRefused("identity: the shape is null", () -> Init.identity(null));
        assertRefused("varianceScaling: the distribution is null",
                () -> Init.varianceScaling(Shape.of(2, 2), 1, Init.Fan.IN, null, RANDOM));
        assertRefused("fan: IN, OUT or AVERAGE is null",
                () -> Init.varianceScaling(Shape.of(2, 2), 1, null, Init.Distribution.NORMAL, RANDOM));
    }
}
