package dev.lanewise.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Seeds;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Matrices that are hard: singular, of low rank, of extreme scale, empty, with NaN; and what messages say. */
class DenseLinalgTest {
    private static final Tensor SINGULAR = Tensor.of(new float[][] {{1, 2}, {2, 4}});
    private static final Tensor NAMED = Shapes.stack(0, Tensor.eye(2), SINGULAR).reshape(2, 1, 2, 2);

    private static void refused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    // ---- messages

    @Test
    void aSingularMatrixIsNamed() {
        String which = "the matrix at [1, 0] of [2, 1, 2, 2] is singular: pivot 2 of 2 is 0";
        refused("solve: " + which, () -> DenseLinalg.solve(NAMED, Tensor.eye(2)));
        refused("inverse: " + which, () -> DenseLinalg.inverse(NAMED));
        refused("inverse: the matrix [2, 2] is singular: pivot 2 of 2 is 0", () -> DenseLinalg.inverse(SINGULAR));
        refused("inverse: the matrix [3, 3] is singular: pivot 1 of 3 is 0",
                () -> DenseLinalg.inverse(Tensor.zeros(3, 3)));
    }

    @Test
    void aMatrixThatIsNotPositiveDefiniteIsNamed() {
        refused("cholesky: the matrix at [1, 0] of [2, 1, 2, 2] is not positive definite: "
                + "its leading minor of order 2 is not positive", () -> DenseLinalg.cholesky(NAMED));
        refused("cholesky: the matrix [2, 2] is not positive definite: its leading minor of order 1 is not positive",
                () -> DenseLinalg.cholesky(Tensor.zeros(2, 2)));
    }

    @Test
    void shapesAreTheCallersInMessages() {
        Tensor square = Tensor.eye(3);
        Tensor batch = Tensor.zeros(2, 4, 1);
        Tensor wide = Tensor.zeros(2, 3);
        Tensor vector = Tensor.zeros(3);
        refused("solve: [3, 3] and [2, 4, 1]: expected [..., M, N] and [..., M, K]",
                () -> DenseLinalg.solve(square, batch));
        refused("solve: [2, 3]: expected square matrices [..., N, N]", () -> DenseLinalg.solve(wide, wide));
        refused("solve: [3]: expected square matrices [..., N, N]", () -> DenseLinalg.solve(vector, vector));
        refused("triangularSolve: [2, 3]: expected square matrices [..., N, N]",
                () -> DenseLinalg.triangularSolve(wide, wide, true, true));
        refused("choleskySolve: [3, 3] and [2, 4, 1]: expected [..., M, N] and [..., M, K]",
                () -> DenseLinalg.choleskySolve(square, batch));
        refused("choleskySolve: [2, 3]: expected square matrices [..., N, N]",
                () -> DenseLinalg.choleskySolve(wide, vector));
        refused("lstsq: [3, 3] and [2, 4, 1]: expected [..., M, N] and [..., M, K]",
                () -> DenseLinalg.lstsq(square, batch));
        refused("solve: [3] and [2] do not broadcast: sizes 3 and 2 at axis -1",
                () -> DenseLinalg.solve(Tensor.zeros(3, 4, 4), batch));
        refused("inverse: [2, 3]: expected square matrices [..., N, N]", () -> DenseLinalg.inverse(wide));
        refused("det: [2, 3]: expected square matrices [..., N, N]", () -> DenseLinalg.det(wide));
        refused("cholesky: [3]: expected square matrices [..., N, N]", () -> DenseLinalg.cholesky(vector));
        refused("eigh: [2, 3]: expected square matrices [..., N, N]", () -> DenseLinalg.eigh(wide));
        refused("qr: [3]: expected matrices [..., M, N]", () -> DenseLinalg.qr(vector));
        refused("svd: [3]: expected matrices [..., M, N]", () -> DenseLinalg.svd(vector));
        refused("svdvals: [3]: expected matrices [..., M, N]", () -> DenseLinalg.svdvals(vector));
        refused("eigvalsh: [2, 3]: expected square matrices [..., N, N]", () -> DenseLinalg.eigvalsh(wide));
        refused("slogdet: [2, 3]: expected square matrices [..., N, N]", () -> DenseLinalg.slogdet(wide));
        refused("logdet: [2, 3]: expected square matrices [..., N, N]", () -> DenseLinalg.logdet(wide));
        refused("matrixPower: [2, 3]: expected square matrices [..., N, N]", () -> DenseLinalg.matrixPower(wide, 2));
        refused("inverse: the matrix [2, 2] is singular: pivot 2 of 2 is 0",
                () -> DenseLinalg.matrixPower(SINGULAR, -1));
        refused("matrixRank: [3]: expected matrices [..., M, N]", () -> DenseLinalg.matrixRank(vector));
        refused("cond: [3]: expected matrices [..., M, N]", () -> DenseLinalg.cond(vector));
        refused("cond: no smallest value in shape [0, 3]", () -> DenseLinalg.cond(Tensor.zeros(0, 3)));
        refused("matrixNorm: [3]: expected matrices [..., M, N]", () -> DenseLinalg.matrixNorm(vector));
        refused("matrixNorm: order 3.0: expected 1, 2 or infinity, or one of them negated",
                () -> DenseLinalg.matrixNorm(wide, 3));
        refused("matrixNorm: no smallest value in shape [3, 0]",
                () -> DenseLinalg.matrixNorm(Tensor.zeros(3, 0), -1));
        refused("nuclearNorm: [3]: expected matrices [..., M, N]", () -> DenseLinalg.nuclearNorm(vector));
        refused("pinv: tolerance -1.0 is negative or NaN", () -> DenseLinalg.pinv(square, -1));
        refused("lstsq: tolerance NaN is negative or NaN", () -> DenseLinalg.lstsq(square, square, Double.NaN));
        refused("matrixRank: tolerance -1.0 is negative or NaN", () -> DenseLinalg.matrixRank(square, -1));
        refused("pinv: [3]: expected matrices [..., M, N]", () -> DenseLinalg.pinv(vector));
    }

    // ---- NaN and infinity

    /** Every function, and how it reads a matrix. */
    private static final List<UnaryOperator<Tensor>> ALL = List.of(
            DenseLinalg::inverse, x -> DenseLinalg.solve(x, Tensor.eye(3)), DenseLinalg::det,
            x -> DenseLinalg.slogdet(x).sign(), x -> DenseLinalg.slogdet(x).logAbs(), DenseLinalg::cholesky,
            x -> DenseLinalg.qr(x).q(), x -> DenseLinalg.qr(x).r(), x -> DenseLinalg.eigh(x).values(),
            x -> DenseLinalg.eigh(x).vectors(), DenseLinalg::eigvalsh, x -> DenseLinalg.svd(x).u(),
            x -> DenseLinalg.svd(x).s(), x -> DenseLinalg.svd(x).vt(), DenseLinalg::svdvals, DenseLinalg::pinv,
            x -> DenseLinalg.lstsq(x, Tensor.eye(3)), DenseLinalg::logdet, x -> DenseLinalg.qr(x, true).q(),
            x -> DenseLinalg.matrixPower(x, -2), DenseLinalg::cond, DenseLinalg::nuclearNorm,
            x -> DenseLinalg.matrixNorm(x, 2), x -> DenseLinalg.matrixNorm(x, -2));

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void anElementThatIsNotFiniteGivesNanInItsMatrixOnly(float bad) {
        float[] eye = Tensor.eye(3).toArray();
        for (int at : new int[] {0, 3, 4, 7, 8}) { // of the lower triangle, which all read
            float[] x = eye.clone();
            x[at] = bad;
            Tensor both = Shapes.stack(0, Tensor.wrap(x, Shape.of(3, 3)), Tensor.eye(3));
            for (int f = 0; f < ALL.size(); f++) {
                Tensor y = ALL.get(f).apply(both);
                assertThat(y.select(0, 0).toArray()).as("function %d, element %d", f, at).containsOnly(Float.NaN);
                assertThat(y.select(0, 1).toArray()).as("function %d, element %d", f, at)
                        .containsExactly(ALL.get(f).apply(Tensor.eye(3)).toArray());
            }
        }
    }

    @Test
    void theTriangleThatIsNotReadMayHoldNan() {
        float nan = Float.NaN;
        Tensor a = Tensor.of(new float[][] {{4, nan}, {2, 5}});
        assertThat(DenseLinalg.cholesky(a).toArray()).containsExactly(2, 0, 1, 2);
        assertThat(DenseLinalg.eigvalsh(Tensor.of(new float[][] {{1, nan}, {0, 2}})).toArray()).containsExactly(1, 2);
        assertThat(DenseLinalg.triangularSolve(a, Tensor.of(8, 9), false, false).toArray()).containsExactly(2, 1);
        assertThat(DenseLinalg.triangularSolve(a.transpose(), Tensor.of(8, 5), true, false).toArray())
                .containsExactly(1.5f, 1);
    }

    @Test
    void nanOnTheRightStaysInItsColumn() {
        Tensor b = Tensor.of(new float[][] {{Float.NaN, 2}, {1, 4}});
        Tensor a = Tensor.of(new float[][] {{2, 0}, {1, 1}});
        for (Tensor x : List.of(DenseLinalg.solve(a, b), DenseLinalg.lstsq(a, b))) {
            assertThat(x.select(1, 0).toArray()).containsOnly(Float.NaN);
            assertThat(x.select(1, 1).toArray()).usingComparatorWithPrecision(1e-6f).containsExactly(1, 3);
        }
    }

    // ---- ranks, scales and sizes

    private static void reconstructs(Tensor a, String what) {
        int m = a.dim(-2);
        int n = a.dim(-1);
        int k = Math.min(m, n);
        float scale = a.size() == 0 ? 0 : a.abs().max().item();
        float error = Math.max(scale, Float.MIN_NORMAL) * 3e-6f;
        DenseLinalg.Svd svd = DenseLinalg.svd(a);
        near(svd.u().matmul(svd.u(), true, false), Tensor.eye(k), 2e-6f, what + ": U^T U");
        near(svd.vt().matmul(svd.vt(), false, true), Tensor.eye(k), 2e-6f, what + ": V^T V");
        near(svd.u().mul(svd.s()).matmul(svd.vt()), a, error, what + ": U S V^T");
        float[] s = svd.s().toArray();
        for (int i = 0; i < k; i++) {
            assertThat(s[i]).as(what).isBetween(0f, i == 0 ? Float.MAX_VALUE : s[i - 1]);
        }
        DenseLinalg.Qr qr = DenseLinalg.qr(a);
        near(qr.q().matmul(qr.q(), true, false), Tensor.eye(k), 2e-6f, what + ": Q^T Q");
        near(qr.q().matmul(qr.r()), a, error, what + ": Q R");
        for (int i = 0; i < k; i++) {
            assertThat(qr.r().get(i, i)).as(what).isNotNegative();
            for (int j = 0; j < i; j++) {
                assertThat(qr.r().get(i, j)).as(what).isZero();
            }
        }
        Tensor even = a.matmul(a, false, true);
        if (even.size() > 0 && scale < 1e18f) {
            DenseLinalg.Eigh eigh = DenseLinalg.eigh(even);
            near(eigh.vectors().matmul(eigh.vectors(), true, false), Tensor.eye(m), 2e-6f, what + ": V^T V");
            near(eigh.vectors().mul(eigh.values()).matmul(eigh.vectors(), false, true), even,
                    Math.max(even.abs().max().item(), Float.MIN_NORMAL) * 3e-6f, what + ": V L V^T");
        }
    }

    private static void near(Tensor actual, Tensor expected, float error, String what) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        if (actual.size() > 0) {
            assertThat(actual.sub(expected).abs().max().item()).as(what).isLessThanOrEqualTo(error);
        }
    }

    private static Tensor random(SplittableRandom seeds, int m, int n) {
        float[] x = new float[m * n];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) seeds.nextDouble(-1, 1);
        }
        return Tensor.wrap(x, Shape.of(m, n));
    }

    @Test
    void factorsOfEveryShapeRankAndScale() {
        SplittableRandom seeds = Seeds.random(20);
        int[][] shapes = {{1, 1}, {1, 5}, {5, 1}, {4, 4}, {7, 3}, {3, 7}, {20, 20}, {31, 8}};
        for (int[] shape : shapes) {
            for (int rank = 0; rank <= Math.min(shape[0], shape[1]); rank = 2 * rank + 1) {
                Tensor a = random(seeds, shape[0], rank).matmul(random(seeds, rank, shape[1]));
                for (double scale : new double[] {1, 1e-30, 1e-42, 1e30, 1e37}) {
                    reconstructs(a.mul(scale), shape[0] + "x" + shape[1] + " of rank " + rank + " times " + scale);
                }
            }
        }
    }

    @Test
    void equalAndZeroValues() {
        for (Tensor a : List.of(Tensor.eye(6), Tensor.zeros(6, 4), Tensor.ones(5, 5), Tensor.eye(3).neg())) {
            reconstructs(a, a.toString());
        }
        assertThat(DenseLinalg.svdvals(Tensor.zeros(3, 2)).toArray()).containsExactly(0, 0);
        assertThat(DenseLinalg.eigvalsh(Tensor.ones(2, 2)).toArray()).containsExactly(0, 2);
        assertThat(DenseLinalg.pinv(Tensor.zeros(3, 2)).toArray()).containsOnly(0);
        assertThat(DenseLinalg.lstsq(Tensor.ones(2, 2), Tensor.of(1, 3)).toArray())
                .usingComparatorWithPrecision(1e-6f).containsExactly(1, 1);
        reconstructs(Tensor.zeros(300, 300), "a basis for no value at all");
    }

    @Test
    void gradientsAtEqualValuesAreThoseOfTheValues() {
        Tensor x = Tensor.eye(3).requiresGrad(true);
        DenseLinalg.svdvals(x).sum().backward();
        assertThat(Objects.requireNonNull(x.grad()).toArray()).containsExactly(Tensor.eye(3).toArray());
        Tensor y = Tensor.eye(3).requiresGrad(true);
        DenseLinalg.eigvalsh(y).sum().backward();
        assertThat(Objects.requireNonNull(y.grad()).toArray()).containsExactly(Tensor.eye(3).toArray());
        Tensor z = Tensor.ones(3, 2).requiresGrad(true);
        DenseLinalg.pinv(z).sum().backward();
        assertThat(Objects.requireNonNull(z.grad()).toArray()).usingComparatorWithPrecision(1e-6f)
                .containsOnly(-1 / 6f);
        refused("inverse: the matrix [2, 2] is singular: pivot 2 of 2 is 0",
                () -> DenseLinalg.det(SINGULAR.detach().requiresGrad(true)).backward());
    }

    @Test
    void extremeScales() {
        assertThat(DenseLinalg.inverse(Tensor.of(new float[][] {{1e-30f, 0}, {0, 1e30f}})).toArray())
                .usingComparatorWithPrecision(1e24f).containsExactly(1e30f, 0, 0, 1e-30f);
        float[] scales = new float[24];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = i < 12 ? 0x1p100f : 0x1p-100f; // whose product is beyond doubles half-way
        }
        Tensor a = Tensor.eye(24).mul(Tensor.of(scales));
        assertThat(DenseLinalg.det(a).item()).isEqualTo(1);
        assertThat(DenseLinalg.slogdet(a).logAbs().item()).isCloseTo(0, within(1e-12f));
        assertThat(DenseLinalg.det(Tensor.eye(24).mul(0x1p100f)).item()).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(DenseLinalg.det(Tensor.eye(24).mul(0x1p-100f)).item()).isZero();
        assertThat(DenseLinalg.slogdet(Tensor.eye(24).mul(-0x1p100f)).sign().item()).isEqualTo(1);
        assertThat(DenseLinalg.cholesky(Tensor.eye(2).mul(Float.MIN_VALUE)).matmul(Tensor.of(1, 1)).toArray())
                .containsOnly((float) Math.sqrt(Float.MIN_VALUE));
        assertThat(DenseLinalg.svdvals(Tensor.of(new float[][] {{1e30f, 1}, {0, 1e-30f}})).toArray())
                .usingComparatorWithPrecision(1e24f).containsExactly(1e30f, 0);
    }

    @Test
    void emptyMatricesAndBatches() {
        Tensor none = Tensor.zeros(0, 0);
        assertThat(DenseLinalg.det(none).item()).isEqualTo(1);
        assertThat(DenseLinalg.slogdet(none).sign().item()).isEqualTo(1);
        assertThat(DenseLinalg.slogdet(none).logAbs().item()).isZero();
        assertThat(DenseLinalg.solve(none, Tensor.zeros(0, 3)).shape()).isEqualTo(Shape.of(0, 3));
        assertThat(DenseLinalg.pinv(Tensor.zeros(0, 3)).shape()).isEqualTo(Shape.of(3, 0));
        assertThat(DenseLinalg.lstsq(Tensor.zeros(3, 0), Tensor.zeros(3, 2)).shape()).isEqualTo(Shape.of(0, 2));
        assertThat(DenseLinalg.lstsq(Tensor.zeros(0, 3), Tensor.zeros(0, 2)).toArray()).containsExactly(new float[6]);
        for (int[] shape : new int[][] {{0, 0}, {0, 3}, {3, 0}}) {
            reconstructs(Tensor.zeros(shape), "empty");
        }
        for (UnaryOperator<Tensor> f : ALL) {
            assertThat(f.apply(Tensor.zeros(0, 3, 3)).dim(0)).isZero();
        }
        Tensor x = Tensor.zeros(0, 0).requiresGrad(true);
        DenseLinalg.det(x).add(DenseLinalg.svdvals(x).sum()).add(DenseLinalg.inverse(x).sum()).backward();
        assertThat(Objects.requireNonNull(x.grad()).shape()).isEqualTo(Shape.of(0, 0));
    }

    @Test
    void aMatrixOfABatchHasTheBitsOfTheMatrixAlone() {
        Tensor batch = random(Seeds.random(21), 150, 9).reshape(150, 3, 3);
        Tensor positive = batch.matmul(batch, false, true).add(Tensor.eye(3));
        for (UnaryOperator<Tensor> f : ALL) {
            Tensor all = f.apply(positive);
            for (int i = 0; i < 150; i++) {
                assertThat(all.select(0, i).toArray()).isEqualTo(f.apply(positive.select(0, i)).toArray());
            }
        }
    }

    @Test
    void ranksConditionsAndNormsOfHardMatrices() {
        Tensor nan = Tensor.full(Double.NaN, 2, 2);
        Tensor all = Shapes.stack(0, SINGULAR, Tensor.zeros(2, 2), Tensor.eye(2).mul(1e-42), nan);
        assertThat(DenseLinalg.matrixRank(all).toArray()).containsExactly(1, 0, 2, 0);
        assertThat(DenseLinalg.matrixRank(Tensor.zeros(2, 0, 3)).toArray()).containsExactly(0, 0);
        float[] cond = DenseLinalg.cond(all).toArray();
        assertThat(cond[0]).isGreaterThan(0x1p23f);
        assertThat(cond[1]).isNaN();
        assertThat(cond[2]).isEqualTo(1);
        assertThat(cond[3]).isNaN();
        for (int[] shape : new int[][] {{0, 0}, {0, 3}, {3, 0}}) {
            Tensor empty = Tensor.zeros(shape);
            for (double p : new double[] {1, 2, Double.POSITIVE_INFINITY}) {
                assertThat(DenseLinalg.matrixNorm(empty, p).item()).isZero();
            }
            assertThat(DenseLinalg.matrixNorm(empty).item()).isZero();
            assertThat(DenseLinalg.nuclearNorm(empty).item()).isZero();
        }
        assertThat(DenseLinalg.logdet(Shapes.stack(0, SINGULAR, Tensor.of(new float[][] {{0, 1}, {1, 0}}))).toArray())
                .containsExactly(Float.NEGATIVE_INFINITY, Float.NaN);
        assertThat(DenseLinalg.matrixPower(Tensor.eye(2).neg(), Integer.MIN_VALUE).toArray())
                .usingComparatorWithPrecision(0f).containsExactly(1, 0, 0, 1);
        assertThat(DenseLinalg.matrixPower(SINGULAR, 0).toArray()).containsExactly(1, 0, 0, 1);
    }

    @Test
    void equalExtremesShareTheGradient() {
        for (double p : new double[] {1, 2, -2, Double.POSITIVE_INFINITY}) {
            Tensor x = Tensor.eye(2).requiresGrad(true);
            DenseLinalg.matrixNorm(x, p).backward();
            assertThat(Objects.requireNonNull(x.grad()).toArray()).as("order %s", p)
                    .containsExactly(0.5f, 0, 0, 0.5f);
        }
    }

    @Test
    void aCompleteQIsSquareAndHasNoGradientWithMoreRows() {
        Tensor a = random(Seeds.random(22), 5, 2);
        for (Tensor x : List.of(a, Tensor.zeros(5, 2), a.mul(1e-30), Tensor.zeros(3, 0))) {
            DenseLinalg.Qr qr = DenseLinalg.qr(x, true);
            int rows = x.dim(0);
            near(qr.q().matmul(qr.q(), true, false), Tensor.eye(rows), 2e-6f, "Q^T Q of " + x);
            near(qr.q().matmul(qr.r()), x, 2e-6f, "Q R of " + x);
        }
        assertThatThrownBy(() -> DenseLinalg.qr(a.requiresGrad(true), true).r().sum().backward())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("qr: [5, 2]: the complete decomposition has no gradient for more rows than columns; "
                        + "the reduced one has");
    }
}
