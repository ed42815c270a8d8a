package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.TestTensors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Making tensors and reading them. */
@Tag("quick")
class TensorTest {
    @Test
    void creation() {
        assertThat(Tensor.of(1, 2).toArray()).containsExactly(1, 2);
        assertThat(Tensor.of(new float[][] {{1, 2}, {3, 4}})).hasShape(2, 2);
        assertThat(Tensor.of(new float[][] {})).hasShape(0, 0);
        assertThat(Tensor.of(new float[][] {{}, {}})).hasShape(2, 0);
        assertThat(Tensor.scalar(3).shape()).isEqualTo(Shape.SCALAR);
        assertThat(Tensor.zeros().item()).isZero();
        assertThat(Tensor.full(2.5f, 2, 2).toArray()).containsExactly(2.5f, 2.5f, 2.5f, 2.5f);
        assertThat(Tensor.ones(3).sum().item()).isEqualTo(3);
        assertThat(Tensor.arange(4).toArray()).containsExactly(0, 1, 2, 3);
        assertThat(Tensor.arange(0).size()).isZero();
        assertThat(Tensor.eye(2).toArray()).containsExactly(1, 0, 0, 1);
        assertThat(Tensor.eye(0).size()).isZero();
    }

    @Test
    void evenlySpacedNumbersIncludeBothEnds() {
        assertThat(Tensor.linspace(-1, 1, 5).toArray()).containsExactly(-1, -0.5f, 0, 0.5f, 1);
        assertThat(Tensor.linspace(3, 9, 1).toArray()).containsExactly(3);
        assertThat(Tensor.linspace(-Float.MAX_VALUE, Float.MAX_VALUE, 3).toArray())
                .containsExactly(-Float.MAX_VALUE, 0, Float.MAX_VALUE);
        assertThat(Tensor.linspace(3, 9, 0).size()).isZero();
    }

    @Test
    void ofCopiesAndWrapShares() {
        float[] values = {1, 2};
        Tensor copied = Tensor.of(values);
        Tensor shared = Tensor.wrap(values, Shape.of(2));
        values[0] = 9;
        assertThat(copied.get(0)).isEqualTo(1);
        assertThat(shared.get(0)).isEqualTo(9);
        shared.toArray()[1] = 9;
        assertThat(shared.get(1)).isEqualTo(2);
    }

    @Test
    void zerosAndOnesTakeTheShapeOfAnother() {
        Tensor x = Tensor.arange(6).reshape(2, 3);
        assertThat(Tensor.zerosLike(x)).hasShape(2, 3).hasBitsOf(0, 0, 0, 0, 0, 0);
        assertThat(Tensor.onesLike(x)).hasShape(2, 3).hasBitsOf(1, 1, 1, 1, 1, 1);
    }

    @Test
    void aCopyHasAStorageOfItsOwnAndNoHistory() {
        Tensor x = Tensor.of(1, 2, 3, 4).requiresGrad(true);
        for (Tensor original : new Tensor[] {x, x.slice(0, 1, 3), x.mul(2)}) {
            Tensor copy = original.copy();
            assertThat(copy).hasShape(original.shape().dims()).hasBitsOf(original);
            assertThat(copy.requiresGrad()).isFalse();
            assertThat(copy.isLeaf()).isTrue();
            assertThat(copy.sharesStorage(original)).isFalse();
        }
        Tensor copy = x.copy();
        x.assign(Tensor.zeros(4));
        assertThat(copy).hasBitsOf(1, 2, 3, 4);
    }

    /** A number is rounded to a float, once, and then is what a float would have been. */
    @Test
    void numbersMayBeDoubles() {
        Tensor x = Tensor.of(1, -3, 0.7f);
        assertThat(x.mul(0.1)).hasBitsOf(x.mul(Tensor.scalar(0.1f)));
        assertThat(x.add(0.1).sub(0.3).div(0.7).pow(3.3)).hasBitsOf(x.add(Tensor.of(0.1f)).sub(Tensor.of(0.3f))
                .div(Tensor.of(0.7f)).pow(Tensor.of(3.3f)));
        assertThat(x.maximum(0.7).minimum(0.9)).hasBitsOf(0.9f, 0.7f, 0.7f);
        assertThat(x.clamp(-0.1, 0.3)).hasBitsOf(0.3f, -0.1f, 0.3f);
        assertThat(x.eq(0.7).toArray()).containsExactly(false, false, true);
        assertThat(Tensor.full(1e-46, 1)).hasBitsOf(0f);
        assertThat(Tensor.scalar(1e300).item()).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Tensor.scalar(16_777_217).item()).isEqualTo(16_777_216f);
    }

    @Test
    void closenessIsPyTorchs() {
        Tensor x = Tensor.of(1, 100, -1e-9f);
        assertThat(x.allClose(Tensor.of(1.000009f, 100.0009f, 0))).isTrue();
        assertThat(x.allClose(Tensor.of(1.00002f, 100, 0))).isFalse();
        assertThat(x.allClose(Tensor.of(1, 100, 2e-8f))).isFalse();
        assertThat(x.allClose(Tensor.of(1.5f, 150, 0), 0.5, 0)).isFalse();
        assertThat(x.allClose(Tensor.of(1.5f, 150, 0), 0.5, 1e-9)).isTrue();
        assertThat(Tensor.of(2, 2).allClose(Tensor.scalar(2))).isTrue();
        Tensor strange = Tensor.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
        assertThat(strange.allClose(strange)).isFalse();
        assertThat(strange.slice(0, 1, 3).allClose(strange.slice(0, 1, 3))).isTrue();
        assertThat(Tensor.of(1).allClose(Tensor.of(Float.POSITIVE_INFINITY), 1, 1)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> x.allClose(x, -1, Double.NaN))
                .withMessage("allClose: tolerances -1.0 and NaN are not both 0 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> x.allClose(Tensor.ones(2)))
                .withMessageStartingWith("allClose: ");
    }

    @Test
    void elementsAreReadByIndicesFromEitherEnd() {
        Tensor x = Tensor.arange(24).reshape(2, 3, 4);
        assertThat(x.get(1, 2, 3)).isEqualTo(23);
        assertThat(x.get(-1, 0, -4)).isEqualTo(12);
        assertThat(x.slice(0, 1, 2).get(0, 1, 1)).isEqualTo(17);
        assertThat(Tensor.scalar(7).get()).isEqualTo(7);
        assertThat(x.slice(0, 1, 2).slice(1, 2, 3).slice(2, 3, 4).item()).isEqualTo(23);
        assertThat(Tensor.of(1, 2, 3).select(0, 1).item()).isEqualTo(2);
    }

    @Test
    void slicesOfTheLeadingAxisAndReshapesShareTheStorage() {
        Tensor x = Tensor.arange(6).reshape(3, 2);
        assertThat(x.slice(0, 1, 3).storage()).isSameAs(x.storage());
        assertThat(x.flatten(0).storage()).isSameAs(x.storage());
        assertThat(x.select(0, 1).storage()).isSameAs(x.storage());
        assertThat(x.slice(1, 0, 1).storage()).isNotSameAs(x.storage());
        assertThat(x.permute(0, 1).storage()).isNotSameAs(x.storage());
        assertThat(x.reshape(3, 2)).isSameAs(x);
        x.assign(Tensor.zeros(3, 2));
        assertThat(x.slice(0, 1, 3).toArray()).containsOnly(0);
    }

    @Test
    void assigningToASliceWritesThereOnly() {
        Tensor x = Tensor.arange(6).reshape(3, 2);
        x.slice(0, 1, 2).assign(Tensor.full(9, 1, 2));
        assertThat(x.toArray()).containsExactly(0, 1, 9, 9, 4, 5);
        Tensor overlapping = Tensor.arange(4);
        overlapping.slice(0, 1, 4).assign(overlapping.slice(0, 0, 3));
        assertThat(overlapping.toArray()).containsExactly(0, 0, 1, 2);
    }

    @Test
    void oneSizeOfAReshapeIsWorkedOut() {
        assertThat(Tensor.arange(6).reshape(-1, 2)).hasShape(3, 2);
        assertThat(Tensor.zeros(0, 4).reshape(-1, 2)).hasShape(0, 2);
        assertThat(Tensor.scalar(1).reshape(-1)).hasShape(1);
        assertThat(Tensor.of(1).reshape().shape()).isEqualTo(Shape.SCALAR);
    }

    @Test
    void largeProductsInReshapeDoNotOverflow() {
        assertThatIllegalArgumentException().isThrownBy(() -> Tensor.zeros(6).reshape(65536, 65536, -1))
                .withMessage("reshape: [6] of 6 elements to [65536, 65536, -1]: the -1 cannot be inferred");
    }

    @Test
    void copyToWritesWhereItIsTold() {
        float[] target = new float[5];
        Tensor.arange(6).slice(0, 2, 4).copyTo(target, 1);
        assertThat(target).containsExactly(0, 2, 3, 0, 0);
    }

    @Test
    void matricesAreFoldedOverManyRowsAsOneProduct() {
        Tensor x = TestTensors.weights(Shape.of(2, 3, 5, 4), 1);
        Tensor w = TestTensors.weights(Shape.of(6, 4), 2);
        Tensor folded = x.matmul(w, false, true);
        assertThat(folded).hasShape(2, 3, 5, 6);
        Tensor batched = x.matmul(w.broadcastTo(Shape.of(2, 3, 6, 4)), false, true);
        assertThat(folded).hasBitsOf(batched);
    }

    @Test
    void transposingBeforeAProductIsTheFlag() {
        Tensor a = TestTensors.weights(Shape.of(7, 5), 1);
        Tensor b = TestTensors.weights(Shape.of(7, 9), 2);
        assertThat(a.matmul(b, true, false)).hasBitsOf(a.transpose().matmul(b));
        assertThat(a.matmul(b.transpose(), true, true)).hasBitsOf(a.matmul(b, true, false));
    }
}
