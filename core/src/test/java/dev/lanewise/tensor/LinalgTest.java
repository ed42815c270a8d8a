package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LinalgTest {
    private static final Tensor A = Tensor.arange(6).reshape(2, 3);
    private static final Tensor B = Tensor.arange(12).reshape(3, 4);

    @Test
    void einsumRefusesWhatItCannotReadAndSaysWhere() {
        refused("ij,jk->i->k", "more than one \"->\"", A, B);
        refused("ij->ij", "1 operands are named, 2 given", A, B);
        refused("", "no tensors are given");
        refused("ij,jkl->ik", "operand 1 has shape [3, 4], but \"jkl\" names 3 axes", A, B);
        refused("ij,ik->jk", "\"i\" has size 2 in operand 0 [2, 3] and 3 at axis 0 of operand 1 [3, 4]", A, B);
        refused("ij,jk->ii", "the output names \"i\" twice", A, B);
        refused("ij,jk->ix", "the output names \"x\", which no operand has", A, B);
        refused("i1,jk->i", "'1' in \"i1\" is neither a letter nor part of one \"...\"", A, B);
        refused("ii->i", "axes 0 and 1 of operand 0 have the same name, but sizes 2 and 3", A);
        refused("......", "'.' in \"......\" is neither a letter nor part of one \"...\"", A);
    }

    private static void refused(String equation, String reason, Tensor... tensors) {
        assertThatThrownBy(() -> Linalg.einsum(equation, tensors)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("einsum \"" + equation + "\": " + reason);
    }

    @Test
    void anEinsumOfTwoIsTheProductBitForBit() {
        Tensor q = A.reshape(1, 2, 3).div(7);
        Tensor k = Tensor.arange(12).reshape(1, 4, 3).div(3);
        assertThat(Linalg.einsum("bqd,bkd->bqk", q, k).toArray())
                .isEqualTo(q.matmul(k, false, true).toArray());
        assertThat(Linalg.einsum("bqd,bkd->bkq", q, k).toArray())
                .isEqualTo(k.matmul(q, false, true).toArray());
    }

    @Test
    void einsumOfMoreThanSixTakesTheCheapestPairs() {
        Tensor x = Tensor.of(new float[][] {{1, 1}, {0, 1}});
        Tensor power = Linalg.einsum("ab,bc,cd,de,ef,fg,gh,hi->ai", x, x, x, x, x, x, x, x);
        assertThat(power.toArray()).containsExactly(1, 8, 0, 1);
    }

    @Test
    void aContractionOrderNeedsTheFewestMultiplications() {
        int[] sizes = {2, 100, 3, 100};
        int[][] steps = ContractionOrder.of(new long[] {0b0011, 0b0110, 0b1100}, 0b1001, sizes);
        assertThat(steps).isDeepEqualTo(new int[][] {{0, 1}, {2, 3}});
        int[][] fromTheEnd = ContractionOrder.of(new long[] {0b0011, 0b0110, 0b1100}, 0b1001,
                new int[] {100, 3, 100, 2});
        assertThat(fromTheEnd).isDeepEqualTo(new int[][] {{1, 2}, {0, 3}});
    }

    @Test
    void aChainOfManyMatricesIsTheirProduct() {
        Tensor x = Tensor.of(new float[][] {{1, 1}, {0, 1}});
        Tensor[] chain = new Tensor[51];
        Arrays.fill(chain, x);
        assertThat(Linalg.multiDot(chain).toArray()).containsExactly(1, 51, 0, 1);
        assertThat(Linalg.multiDot(Tensor.of(1, 2), x).toArray()).containsExactly(1, 3);
        assertThat(Linalg.multiDot(x, Tensor.of(1, 2)).toArray()).containsExactly(3, 2);
        assertThat(Linalg.multiDot(Tensor.of(1, 2), Tensor.of(3, 4)).item()).isEqualTo(11);
    }

    @Test
    void addmmDoesNotReadWhatIsMultipliedByZero() {
        Tensor nan = Tensor.full(Double.NaN, 2, 4);
        assertThat(Linalg.addmm(nan, A, B, 0, 2).toArray()).isEqualTo(A.matmul(B).mul(2).toArray());
    }

    @Test
    void distancesOfCoincidingPointsAreZeroWithGradientZero() {
        Tensor x = Tensor.of(new float[][] {{1000.001f, 2}, {1000, 2}}).requiresGrad(true);
        for (double p : new double[] {1, 2, 3, 0.5, Double.POSITIVE_INFINITY}) {
            x.setGrad(null);
            Tensor same = Linalg.cdist(x, x.detach(), p);
            assertThat(same.get(0, 0)).isZero();
            assertThat(same.get(0, 1)).as("order " + p).isCloseTo(1000.001f - 1000f,
                    within(1e-9f));
            Linalg.cdist(x.slice(0, 0, 1), x.slice(0, 0, 1).detach(), p).sum().backward();
            assertThat(Objects.requireNonNull(x.grad()).toArray()).containsExactly(0, 0, 0, 0);
        }
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        Tensor v = Tensor.arange(3);
        message(() -> Linalg.dot(v, Tensor.arange(2)), "dot: vectors of 3 and 2 elements");
        message(() -> Linalg.dot(v, A), "dot: [2, 3] is no vector");
        message(() -> Linalg.outer(A, v), "outer: [2, 3] is no vector");
        message(() -> Linalg.addmm(v, A, B), "addmm: [3] and [2, 4] do not broadcast: sizes 3 and 4 at axis -1");
        message(() -> Linalg.addmm(Tensor.zeros(2, 2, 4), A, B),
                "addmm: [2, 2, 4] does not broadcast to the product [2, 4]");
        message(() -> Linalg.addmm(v, v, B), "addmm: [3] x [3, 4]: expected matrices");
        message(() -> Linalg.cross(A, v, 0), "cross: [2, 3] and [3]: both need size 3 at axis 0");
        message(() -> Linalg.multiDot(A), "multiDot: 1 matrices: expected 2 to 51");
        message(() -> Linalg.multiDot(A, A),
                "multiDot: matrix 0 is [2, 3], matrix 1 is [2, 3]: sizes 3 and 2 differ");
        message(() -> Linalg.multiDot(Tensor.zeros(2, 1), B),
                "multiDot: matrix 0 is [2, 1], matrix 1 is [3, 4]: sizes 1 and 3 differ");
        message(() -> Linalg.multiDot(A, v, A),
                "multiDot: matrix 1 is [3]: expected two axes, of the first and the last one also one");
        message(() -> Linalg.cdist(A, B), "cdist: [2, 3] and [3, 4]: expected [..., P, D] and [..., R, D]");
        message(() -> Linalg.cdist(A, A, -1), "cdist: order -1.0 is negative or NaN");
        message(() -> Linalg.tensordot(A, B, 3), "tensordot: over 3 axes of [2, 3] and [3, 4]");
        message(() -> Linalg.tensordot(A, B, new int[] {0}, new int[] {1}),
                "tensordot: axis 0 of [2, 3] has size 2, axis 1 of [3, 4] has 4");
        message(() -> Linalg.tensordot(A, A, new int[] {0, 0}, new int[] {0, 1}),
                "tensordot: an axis is named twice in [0, 0] of [2, 3] or [0, 1] of [2, 3]");
    }

    private static void message(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
