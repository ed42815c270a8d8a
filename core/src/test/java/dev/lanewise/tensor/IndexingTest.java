package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.TestTensors;
import dev.lanewise.program.Program;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Choosing by indices and masks at the edges: duplicates, sizes, bad indices, captures. */
class IndexingTest {
    @Test
    void theLastOfSeveralForOnePlaceStays() {
        Tensor x = Tensor.of(1f, 2f, 3f).requiresGrad(true);
        Tensor source = Tensor.of(10f, 20f, 30f).requiresGrad(true);
        Tensor y = Indexing.scatter(x, 0, IntTensor.of(2, 0, 2), source);
        y.sum().backward();
        assertThat(y.toArray()).containsExactly(20f, 2f, 30f);
        assertThat(TestTensors.gradOrZero(x).toArray()).containsExactly(0f, 1f, 0f);
        assertThat(TestTensors.gradOrZero(source).toArray()).containsExactly(0f, 1f, 1f);
    }

    @Test
    void indicesMayNameAPart() {
        Tensor x = Tensor.arange(6).reshape(2, 3);
        IntTensor one = IntTensor.of(Shape.of(1, 2), 2, 2);
        assertThat(Indexing.gather(x, 1, one).toArray()).containsExactly(2f, 2f);
        assertThat(Indexing.scatterAdd(x, 1, one, Tensor.ones(2, 3)).toArray()).containsExactly(0f, 1f, 4f, 3f, 4f, 5f);
        assertThat(Indexing.scatter(x, 1, one, Tensor.ones(1, 2)).toArray()).containsExactly(0f, 1f, 1f, 3f, 4f, 5f);
    }

    @Test
    void nothingChosenIsEmpty() {
        Tensor x = Tensor.zeros(2, 3);
        IntTensor none = IntTensor.of(Shape.of(2, 0));
        assertThat(Indexing.gather(x, 1, none).shape()).isEqualTo(Shape.of(2, 0));
        assertThat(Indexing.scatterAdd(x, 1, none, Tensor.zeros(2, 0)).toArray()).isEqualTo(x.toArray());
        assertThat(Indexing.maskedSelect(x, x.gt(0f)).shape()).isEqualTo(Shape.of(0));
        assertThat(Indexing.nonzero(x.gt(0f)).shape()).isEqualTo(Shape.of(0, 2));
    }

    @Test
    void aScalarHasOneElementWithoutIndices() {
        Tensor scalar = Tensor.scalar(3f);
        assertThat(Indexing.nonzero(scalar.gt(0f)).shape()).isEqualTo(Shape.of(1, 0));
        assertThat(Indexing.maskedSelect(scalar, scalar.gt(0f)).toArray()).containsExactly(3f);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> Indexing.gather(scalar, 0, IntTensor.of(0)))
                .withMessageContaining("gather: axis 0 of shape []");
    }

    @Test
    void aFillReplacesNan() {
        Tensor x = Tensor.of(Float.NaN, 2f);
        assertThat(Indexing.maskedFill(x, x.isNaN(), -1).toArray()).containsExactly(-1f, 2f);
    }

    @Test
    void indicesOutsideNameIndexAxisAndSize() {
        Tensor x = Tensor.zeros(2, 3);
        for (int index : new int[] {3, -1, Integer.MAX_VALUE}) {
            IntTensor bad = IntTensor.of(Shape.of(1, 1), index);
            for (UnaryOperator<Tensor> f : List.<UnaryOperator<Tensor>>of(
                    t -> Indexing.gather(t, 1, bad), t -> Indexing.scatter(t, 1, bad, Tensor.ones(1, 1)),
                    t -> Indexing.scatterAdd(t, 1, bad, Tensor.ones(1, 1)))) {
                assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> f.apply(x))
                        .withMessageContaining("index " + index).withMessageContaining("axis 1")
                        .withMessageContaining("size 3");
            }
        }
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        Tensor x = Tensor.zeros(2, 3);
        assertThatIllegalArgumentException().isThrownBy(() -> Indexing.gather(x, 0, IntTensor.of(0)))
                .withMessageContaining("gather").withMessageContaining("[2, 3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Indexing.scatter(x, 0, IntTensor.of(Shape.of(1, 4), 0, 0, 0, 0), x))
                .withMessageContaining("scatter").withMessageContaining("[1, 4]");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Indexing.scatterAdd(x, 1, IntTensor.of(Shape.of(2, 2), 0, 0, 0, 0), Tensor.ones(1, 2)))
                .withMessageContaining("scatterAdd").withMessageContaining("[1, 2]");
    }

    @Test
    void whatReadsValuesIsNotCaptured() {
        refused("maskedSelect", x -> Indexing.maskedSelect(x, x.gt(0f)));
        refused("nonzero", x -> Indexing.nonzero(x.gt(0f)).toTensor());
        refused("unique", x -> Sorting.unique(x).values());
        refused("bincount", x -> Sorting.bincount(x.argmax(0).reshape(1), 0).toTensor());
    }

    private static void refused(String function, UnaryOperator<Tensor> f) {
        assertThatThrownBy(() -> Program.capture(List.of(Tensor.of(1f, -1f)),
                in -> List.of(f.apply((Tensor) in.getFirst())))).hasMessageContaining(function)
                .hasMessageContaining("reads a value");
    }
}
