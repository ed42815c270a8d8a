package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.random.RandomOp;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.tensor.primitives.ActivationGradOp;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gradients of a dropout after relu are masked by what the dropout gave, with the same bits, and no others are. */
@Tag("quick")
class DropoutRewriteTest {
    private static final int SIZE = 1500;

    private static Tensor awkward(long seed) {
        float[] values = RandomSource.seed(seed).normal(SIZE).toArray();
        float[] special = {Float.NaN, -0f, 0f, Float.MIN_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
            3e38f};
        for (int i = 0; i < SIZE; i += 3) {
            values[i] = special[i / 3 % special.length];
        }
        return Tensor.of(values);
    }

    /** The names of the steps of the gradient of {@code f} at its input, by a gradient that is the second one. */
    private static List<String> steps(BiFunction<Tensor, RandomSource, Tensor> f) {
        BiFunction<List<Tensor>, RandomSource, List<Tensor>> computation = (in, source) -> {
            Tensor x = in.get(0).mul(1f).detach().requiresGrad(true);
            Tensor y = f.apply(x, source);
            return List.of(y.detach(), Autograd.grad(y, in.get(1), Graph.FREE, x)[0]);
        };
        RandomSource eager = RandomSource.seed(9);
        RandomSource captured = RandomSource.seed(9);
        List<Tensor> inputs = List.of(awkward(1), awkward(2));
        Program program = Program.capture(inputs, in -> computation.apply(
                in.stream().map(value -> (Tensor) value).toList(), captured)).program();
        List<Tensor> _ = computation.apply(inputs, eager); // takes the draws that capturing took
        for (int run = 0; run < 3; run++) {
            List<Tensor> other = List.of(awkward(3 + run), awkward(6 + run));
            List<Tensor> expected = computation.apply(other, eager);
            List<? extends Value> actual = run == 1 ? Poisoned.run(program, other) : program.run(other);
            for (int o = 0; o < 2; o++) {
                assertThat(((Tensor) actual.get(o)).toArray()).isEqualTo(expected.get(o).toArray());
            }
        }
        return program.plan().steps().stream().map(step -> step.op().name()).toList();
    }

    @Test
    void afterReluNoMaskIsKept() {
        for (double p : new double[] {0.5, 0.25, 1e-9, 1}) {
            assertThat(steps((x, source) -> source.dropout(x.relu(), p))).contains("masklessDropout")
                    .doesNotContain("dropout", "where");
        }
    }

    @Test
    void elsewhereItIsKept() {
        assertThat(steps((x, source) -> source.dropout(x.tanh(), 0.5))).contains("dropout", "where");
        assertThat(steps((x, source) -> source.dropout(x.relu().mul(-1f), 0.5))).contains("dropout", "where");
        assertThat(steps((x, source) -> {
            Tensor y = x.relu();
            return source.dropout(y, 0.5).add(y);
        })).as("the gradient of relu has two parts").contains("dropout", "where");
    }

    @Test
    void numbersThatMayChangeAreReadInEachRun() {
        Tensor filled = Tensor.scalar(0);
        UnaryOperator<Tensor> f = x -> {
            Tensor y = x.relu();
            BoolTensor dropped = (BoolTensor) new RandomOp.Dropout(0.5f, 1, 2, 3).apply(y)[1];
            return new ActivationGradOp.ReluGrad().tensor(Indexing.where(dropped, filled, x).mul(2f), y);
        };
        Tensor x = Tensor.arange(1, 100);
        Program program = Program.capture(List.of(x), in -> List.of(f.apply((Tensor) in.get(0)))).program();
        filled.assign(Tensor.scalar(7));
        assertThat(((Tensor) program.run(List.of(x)).get(0)).toArray()).contains(14f).isEqualTo(f.apply(x).toArray());
    }

    @Test
    void withoutAGradientThereIsNoMask() {
        RandomSource source = RandomSource.seed(3);
        Program program = Program.capture(List.of(Tensor.ones(9)),
                in -> List.of(source.dropout((Tensor) in.get(0), 0.5))).program();
        assertThat(program.listing().steps().getFirst().op().name()).isEqualTo("masklessDropout");
    }
}
