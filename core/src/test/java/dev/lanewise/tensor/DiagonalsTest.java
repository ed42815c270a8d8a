package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class DiagonalsTest {
    private static final Tensor X = Tensor.arange(6).reshape(2, 3);

    @Test
    void nothingOutsideOfATriangleShows() {
        Tensor x = Tensor.of(new float[][] {{-0f, Float.NaN}, {Float.NEGATIVE_INFINITY, Float.MIN_VALUE}});
        assertThat(Diagonals.tril(x, 0))
                .hasBitsOf(Tensor.of(new float[][] {{-0f, 0}, {Float.NEGATIVE_INFINITY, Float.MIN_VALUE}}));
        assertThat(Diagonals.triu(x, 1)).hasBitsOf(Tensor.of(new float[][] {{0, Float.NaN}, {0, 0}}));
    }

    @Test
    void theMainDiagonalNeedNotBeNamed() {
        assertThat(Diagonals.tril(X).toArray()).containsExactly(0, 0, 0, 3, 4, 0);
        assertThat(Diagonals.triu(X).toArray()).containsExactly(0, 1, 2, 0, 4, 5);
        assertThat(Diagonals.diagonal(X).toArray()).containsExactly(0, 4);
        assertThat(Diagonals.diagEmbed(Tensor.of(1, 2)).toArray()).containsExactly(1, 0, 0, 2);
    }

    @Test
    void diagonalsAreCountedUpwards() {
        assertThat(Diagonals.diagonal(X, 0).toArray()).containsExactly(0, 4);
        assertThat(Diagonals.diagonal(X, 1).toArray()).containsExactly(1, 5);
        assertThat(Diagonals.diagonal(X, -1).toArray()).containsExactly(3);
        assertThat(Diagonals.diagonal(X, 3)).hasShape(0);
        assertThat(Diagonals.diagonal(X, 0, 1, 0).toArray()).containsExactly(0, 4);
        assertThat(Diagonals.diagonal(X, 1, 1, 0).toArray()).containsExactly(3);
    }

    @Test
    void theDiagonalOfAnEmbeddedOneIsItself() {
        for (int k = -2; k <= 2; k++) {
            Tensor square = Diagonals.diagEmbed(X, k);
            assertThat(square).hasShape(2, 3 + Math.abs(k), 3 + Math.abs(k));
            assertThat(Diagonals.diagonal(square, k)).hasBitsOf(X);
            assertThat(square.sum().item()).isEqualTo(15);
        }
        assertThat(Diagonals.diagEmbed(Tensor.zeros(0), -2)).hasShape(2, 2);
    }

    @Test
    void emptyMatricesKeepTheirHistory() {
        Tensor x = Tensor.zeros(2, 0, 3).requiresGrad(true);
        Diagonals.trace(x).sum().backward();
        assertThat(x.grad()).hasShape(2, 0, 3);
    }

    @Test
    void wrongArgumentsAreNamed() {
        Tensor vector = Tensor.zeros(3);
        refused("tril: [3] has fewer than two axes", () -> Diagonals.tril(vector, 0));
        refused("triu: [3] has fewer than two axes", () -> Diagonals.triu(vector, 0));
        refused("diagonal: [3] has fewer than two axes", () -> Diagonals.diagonal(vector, 0));
        refused("trace: [3] has fewer than two axes", () -> Diagonals.trace(vector));
        refused("diagonal: axis -1 of [2, 3] is named twice", () -> Diagonals.diagonal(X, 0, -1, 1));
        refused("diagEmbed: a scalar has no axis to put on a diagonal",
                () -> Diagonals.diagEmbed(Tensor.scalar(1), 0));
        refused("diagEmbed: [3] on diagonal -2147483648 gives matrices of 2147483651 rows, too many",
                () -> Diagonals.diagEmbed(vector, Integer.MIN_VALUE));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> Diagonals.diagonal(X, 0, 2, 1))
                .withMessage("diagonal: axis 2 of shape [2, 3] with 2 axes");
    }

    private static void refused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
