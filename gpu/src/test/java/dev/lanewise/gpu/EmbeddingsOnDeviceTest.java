package dev.lanewise.gpu;

import static dev.lanewise.gpu.AgainstCpu.assertSameBits;
import static dev.lanewise.gpu.AgainstCpu.assertSameRefusal;
import static dev.lanewise.gpu.AgainstCpu.floats;
import static dev.lanewise.gpu.AgainstCpu.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.ops.Bags;
import dev.lanewise.ops.EmbeddingOp;
import dev.lanewise.ops.Embeddings;
import dev.lanewise.ops.PositionOp;
import dev.lanewise.ops.Positions;
import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of tables in bags, and rows at positions. */
class EmbeddingsOnDeviceTest {
    @ParameterizedTest
    @CsvSource({"9, 5, 3, -1", "9, 5, 3, 4", "2, 1, 1300, 1", "3, 2, 700, -1", "50, 65, 1, 0", "9, 0, 4, -1",
        "9, 4, 0, 1"})
    void bagsOfTheSameLength(int vocabulary, int bags, int each, int padding) {
        Bags plain = new Bags(false, false, padding);
        List<Value> in = List.of(floats(vocabulary, 5), ints(vocabulary, bags, each), floats(bags, each),
                floats(bags, 5));
        assertSameBits(in, x -> allOf(plain, vocabulary, x.floats(0), x.floats(3), x.floats(2), x.ints(1)));
    }

    @ParameterizedTest
    @CsvSource({"-1", "2"})
    void bagsThatBeginWhereOffsetsSay(int padding) {
        int[] offsets = {0, 0, 7, 20, 20, 20, 600, 1900, 1950};
        List<Value> in = List.of(floats(4, 70), ints(4, 2000), floats(2000), floats(offsets.length - 1, 70),
                IntTensor.of(offsets));
        assertSameBits(in, x -> allOf(
                new Bags(true, false, padding), 4, x.floats(0), x.floats(3), x.floats(2), x.ints(1), x.ints(4)));
    }

    /** All ops on the same bags. */
    private static List<Value> allOf(
            Bags bags, int vocabulary, Tensor table, Tensor rows, Tensor factors, IntTensor... entries) {
        Bags weighted = new Bags(bags.offsets(), true, bags.padding());
        List<Value> found = new ArrayList<>();
        found.add(apply(new EmbeddingOp.SumBags(bags), List.of(table), entries, null));
        found.add(apply(new EmbeddingOp.SumBags(weighted), List.of(table), entries, factors));
        found.add(apply(new EmbeddingOp.AddBags(bags, vocabulary), List.of(rows), entries, null));
        found.add(apply(new EmbeddingOp.AddBags(weighted, vocabulary), List.of(rows), entries, factors));
        found.add(apply(new EmbeddingOp.BagDots(bags), List.of(rows, table), entries, null));
        found.add(apply(new EmbeddingOp.MaxBags(bags), List.of(table), entries, null));
        found.add(apply(new EmbeddingOp.BagSizes(bags), List.of(), entries, null));
        return found;
    }

    private static Tensor apply(Op op, List<Tensor> first, IntTensor[] entries, @Nullable Tensor factors) {
        List<Value> in = new ArrayList<>(first);
        in.addAll(List.of(entries));
        if (factors != null) {
            in.add(factors);
        }
        return op.tensor(in.toArray(Value[]::new));
    }

    @Test
    void dotsOfLongRowsAreSummedChunkByChunk() {
        assertSameBits(List.of(floats(2, 40_000), floats(3, 40_000), ints(3, 2, 2)), x -> List.of(
                new EmbeddingOp.BagDots(new Bags(false, false, -1)).tensor(x.floats(0), x.floats(1), x.ints(2))));
    }

    @Test
    void offsetsThatDoNotAscendAreRefusedAsOnTheCpu() {
        for (int[] wrong : new int[][] {{1, 2, 3}, {0, 3, 2}, {0, 2, 7}, {0, -5, 3}, {0, 2, Integer.MAX_VALUE}}) {
            Tensor table = floats(4, 3);
            IntTensor rows = ints(4, 6);
            List<Value> good = List.of(table, rows, IntTensor.of(0, 2, 6), floats(2, 3));
            List<Value> bad = List.of(table, rows, IntTensor.of(wrong), floats(2, 3));
            Bags bags = new Bags(true, false, 1);
            assertSameRefusal(good, bad, x -> List.of(
                    new EmbeddingOp.SumBags(bags).tensor(x.floats(0), x.ints(1), x.ints(2))));
            assertSameRefusal(good, bad, x -> List.of(
                    new EmbeddingOp.AddBags(bags, 4).tensor(x.floats(3), x.ints(1), x.ints(2))));
            assertSameRefusal(good, bad, x -> List.of(
                    new EmbeddingOp.BagDots(bags).tensor(x.floats(3), x.floats(0), x.ints(1), x.ints(2))));
            assertSameRefusal(good, bad, x -> List.of(new EmbeddingOp.BagSizes(bags).tensor(x.ints(1), x.ints(2))));
        }
    }

    @Test
    void rowsThatATableDoesNotHaveAreRefusedAsOnTheCpu() {
        List<Value> good = List.of(floats(4, 3), IntTensor.of(0, 1, 2, 3).reshape(2, 2), floats(2, 3));
        for (int index : new int[] {-1, 4, Integer.MAX_VALUE}) {
            List<Value> bad = List.of(good.get(0), IntTensor.of(0, 1, index, 3).reshape(2, 2), good.get(2));
            Bags bags = new Bags(false, false, -1);
            assertSameRefusal(good, bad, x -> List.of(Embeddings.embedding(x.floats(0), x.ints(1))));
            assertSameRefusal(good, bad, x -> List.of(
                    new EmbeddingOp.SumBags(bags).tensor(x.floats(0), x.ints(1))));
            assertSameRefusal(good, bad, x -> List.of(
                    new EmbeddingOp.AddBags(bags, 4).tensor(x.floats(2), x.ints(1))));
            assertSameRefusal(good, bad, x -> List.of(
                    new EmbeddingOp.BagDots(bags).tensor(x.floats(2), x.floats(0), x.ints(1))));
            assertSameRefusal(good, bad, x -> List.of(
                    new EmbeddingOp.MaxBags(bags).tensor(x.floats(0), x.ints(1))));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 2, 2", "3, 2, 10, 6", "2, 0, 4, 4", "2, 2, 3, 0"})
    void turns(int heads, int turned, int width, int pairs) {
        List<Value> in = List.of(floats(2, 5, heads * width), floats(9, pairs), IntTensor.of(3));
        assertSameBits(in, x -> {
            List<Value> found = new ArrayList<>();
            for (Positions.Pairs how : Positions.Pairs.values()) {
                for (boolean back : new boolean[] {false, true}) {
                    found.add(new PositionOp.Rotary(heads, turned, how, back)
                            .tensor(x.floats(0), x.floats(1), x.ints(2)));
                }
            }
            return found;
        });
    }

    @Test
    void positionsThatAreNotThereAreRefusedAsOnTheCpu() {
        for (int start : new int[] {-1, 5, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            for (int width : new int[] {0, 4}) {
                List<Value> good = List.of(floats(2, 5, width), floats(9, 0), IntTensor.of(4));
                List<Value> bad = List.of(good.get(0), good.get(1), IntTensor.of(start));
                assertSameRefusal(good, bad, x -> List.of(
                        Positions.rotary(x.floats(0), x.floats(1), x.ints(2), Positions.Pairs.HALVES)));
            }
        }
    }

    @Test
    void rowsAreWrittenAtAPosition() {
        Tensor expected = Tensor.zeros(2, 9, 3);
        Tensor target = Tensor.zeros(2, 9, 3);
        List<Value> in = List.of(floats(2, 4, 3), IntTensor.of(2));
        Program program = Program.capture(Options.defaults().on(TestDevice.first()), in, x -> {
            Positions.write(target, (Tensor) x.get(0), (IntTensor) x.get(1));
            return List.of(target.neg());
        }).program();
        Positions.write(expected, (Tensor) in.get(0), IntTensor.of(2));
        Positions.write(expected, (Tensor) in.get(0), IntTensor.of(5));
        program.run(List.of(in.get(0), IntTensor.of(5)));
        assertThat(target.toArray()).isEqualTo(expected.toArray());
        assertThatThrownBy(() -> program.run(List.of(in.get(0), IntTensor.of(6))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write: 4 rows from position 6 on do not fit the capacity of 9 positions");
        assertThat(target.toArray()).isEqualTo(expected.toArray());
    }
}
