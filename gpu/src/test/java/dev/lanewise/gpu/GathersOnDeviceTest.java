package dev.lanewise.gpu;

import static dev.lanewise.gpu.AgainstCpu.assertSameBits;
import static dev.lanewise.gpu.AgainstCpu.assertSameRefusal;
import static dev.lanewise.gpu.AgainstCpu.floats;
import static dev.lanewise.gpu.AgainstCpu.ints;

import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.primitives.GatherOp;
import dev.lanewise.tensor.primitives.IndexOp;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Elements by index: lines that are walked and lines that are sorted, chains of sums, indices that are refused. */
class GathersOnDeviceTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "5, 64", "5, 65", "300, 70", "17, 1023", "2, 1024", "3, 1025", "70000, 3000", "1, 2000"})
    void rows(int vocabulary, int count) {
        int width = vocabulary > 1000 ? 2 : 7;
        assertSameBits(List.of(floats(vocabulary, width), ints(vocabulary, count), floats(count, width)), x -> List.of(
                Indexing.take(x.floats(0), x.ints(1)),
                new IndexOp.AddRows(Shape.of(vocabulary, width)).tensor(x.floats(2), x.ints(1))));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "4, 5, 64", "4, 5, 65", "40, 3, 300", "2, 1, 1030", "3, 2, 2500", "5, 1, 0"})
    void elementsAlongAnAxis(int len, int inner, int count) {
        assertSameBits(
                List.of(floats(2, len, inner), ints(len, 2, count, inner), floats(2, count, inner),
                        ints(9, 2, len, inner)),
                x -> List.of(
                        Indexing.gather(x.floats(0), 1, x.ints(1)), Indexing.gather(x.ints(3), 1, x.ints(1)),
                        new GatherOp.AddAt(1, len).tensor(x.floats(2), x.ints(1)),
                        Indexing.scatterAdd(x.floats(0), 1, x.ints(1), x.floats(2)),
                        Indexing.scatter(x.floats(0), 1, x.ints(1), x.floats(2))));
    }

    @Test
    void emptyOnes() {
        assertSameBits(List.of(floats(4, 0), ints(4, 3), floats(3, 0), ints(4, 0), floats(0, 4), floats(4, 2)),
                x -> List.of(
                        Indexing.take(x.floats(0), x.ints(1)), Indexing.take(x.floats(5), x.ints(3)),
                        new IndexOp.AddRows(Shape.of(4, 0)).tensor(x.floats(2), x.ints(1)),
                        new IndexOp.AddRows(Shape.of(5, 4)).tensor(x.floats(4), x.ints(3)),
                        Indexing.oneHot(x.ints(3), 4)));
    }

    @Test
    void zerosKeepTheirSign() {
        Tensor base = Tensor.of(-0f, -0f, -0f);
        assertSameBits(List.of(base, IntTensor.of(1, 1, 2), Tensor.of(-0f, -0f, 0f)), x -> List.of(
                Indexing.scatterAdd(x.floats(0), 0, x.ints(1), x.floats(2)),
                Indexing.scatter(x.floats(0), 0, x.ints(1), x.floats(2)),
                new GatherOp.AddAt(0, 4).tensor(x.floats(2), x.ints(1))));
    }

    @Test
    void classes() {
        assertSameBits(List.of(ints(7, 5, 13)), x -> List.of(Indexing.oneHot(x.ints(0), 7)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 5, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void anIndexThatIsNotThereIsRefusedAsOnTheCpu(int index) {
        for (int count : new int[] {3, 100}) {
            IntTensor good = ints(5, count, 2);
            int[] elements = good.toArray();
            elements[3] = index;
            elements[5] = -7;
            IntTensor bad = IntTensor.of(good.shape(), elements);
            Tensor x = floats(5, 2);
            Tensor source = floats(count, 2);
            refused(x, source, good, bad, in -> List.of(Indexing.take(in.floats(0), in.ints(2))));
            refused(x, source, good, bad, in -> List.of(Indexing.gather(in.floats(0), 0, in.ints(2))));
            refused(x, source, good, bad, in -> List.of(Indexing.oneHot(in.ints(2), 5)));
            refused(x, source, good, bad,
                    in -> List.of(Indexing.scatterAdd(in.floats(0), 0, in.ints(2), in.floats(1))));
            refused(x, source, good, bad, in -> List.of(Indexing.scatter(in.floats(0), 0, in.ints(2), in.floats(1))));
            refused(x, source, good, bad,
                    in -> List.of(new GatherOp.AddAt(0, 5).tensor(in.floats(1), in.ints(2))));
        }
    }

    private static void refused(
            Tensor x, Tensor source, IntTensor good, IntTensor bad, AgainstCpu.Computation computation) {
        assertSameRefusal(List.of(x, source, good), List.of(x, source, bad), computation);
    }

    @Test
    void indicesWithoutRowsToTakeAreRefusedToo() {
        assertSameRefusal(List.of(floats(5, 0), IntTensor.of(1)), List.of(floats(5, 0), IntTensor.of(5)),
                x -> List.of(Indexing.take(x.floats(0), x.ints(1))));
    }

    /** The step's inputs must still be there when the run is over, though later steps need room. */
    @Test
    void anIndexThatWasComputedIsRefusedWithItsValue() {
        IntTensor good = IntTensor.of(1, 2, 3, 0);
        IntTensor bad = IntTensor.of(1, 2, 9, 0);
        Tensor x = floats(4, 16);
        assertSameRefusal(List.of(x, good, good), List.of(x, bad, good), in -> {
            IntTensor index = IntTensor.concat(0, in.ints(1), in.ints(2));
            Tensor rows = Indexing.take(in.floats(0), index);
            return List.of(Shapes.concat(0, rows, rows).neg().permute(1, 0));
        });
    }
}
