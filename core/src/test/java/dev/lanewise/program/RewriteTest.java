package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.loss.LossOp;
import dev.lanewise.loss.Losses;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.tensor.primitives.BinaryOp;
import dev.lanewise.tensor.primitives.LinearOp;
import dev.lanewise.tensor.primitives.MatmulOp;
import dev.lanewise.tensor.primitives.MoveOp;
import dev.lanewise.tensor.primitives.ReduceOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import dev.lanewise.tensor.primitives.ViewOp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which steps of a program become one, which must not, and that the bits stay. */
@Tag("quick")
class RewriteTest {
    private static final UnaryOp RELU = new UnaryOp.Relu();

    private final RandomSource random = RandomSource.seed(3);
    private final Tensor w = random.normal(5, 4);
    private final Tensor b = random.normal(4);
    private final Tensor x = random.normal(3, 5);

    /** The ops of the program of {@code f}, whose bits are checked against the eager run on another input. */
    private List<Op> ops(UnaryOperator<Tensor> f, Tensor input) {
        Program program = Program.capture(List.of(input), in -> List.of(f.apply((Tensor) in.get(0)))).program();
        Tensor other = random.normal(input.shape().dims());
        List<Value> inputs = List.of(other);
        float[] expected = f.apply(other).toArray();
        assertThat(((Tensor) Poisoned.run(program, inputs).get(0)).toArray()).isEqualTo(expected);
        assertThat(((Tensor) program.run(inputs).get(0)).toArray()).isEqualTo(expected);
        return program.plan().steps().stream().map(Draft.Step::op).toList();
    }

    // ---- affine maps

    @Test
    void aProductWithBiasAndActivationIsOneStep() {
        assertThat(ops(in -> in.matmul(w).add(b).relu(), x)).containsExactly(new LinearOp(false, false, RELU));
        assertThat(ops(in -> b.add(in.matmul(w)).tanh(), x))
                .containsExactly(new LinearOp(false, false, new UnaryOp.Tanh()));
        assertThat(ops(in -> in.matmul(w).sigmoid(), x))
                .containsExactly(new LinearOp(false, false, new UnaryOp.Sigmoid()));
        assertThat(ops(in -> in.matmul(w).add(b), x)).containsExactly(new LinearOp(false, false, null));
    }

    @Test
    void nothingFollowsAnActivation() {
        assertThat(ops(in -> in.matmul(w).add(b).relu().tanh(), x))
                .containsExactly(new LinearOp(false, false, RELU), new UnaryOp.Tanh());
        assertThat(ops(in -> in.matmul(w).relu().add(b), x))
                .containsExactly(new LinearOp(false, false, RELU), new BinaryOp.Add());
    }

    @Test
    void layersInARowAreOneStepEach() {
        Tensor second = random.normal(2, 4);
        assertThat(ops(in -> in.matmul(w).add(b).relu().matmul(second, false, true).relu(), x))
                .containsExactly(new LinearOp(false, false, RELU), new LinearOp(false, true, RELU));
    }

    @Test
    void leadingAxesAreReshapedAfterwards() {
        List<Op> ops = ops(in -> in.matmul(w).add(b).relu(), random.normal(2, 3, 5));
        assertThat(ops).hasSize(3).element(1).isEqualTo(new LinearOp(false, false, RELU));
        assertThat(List.of(ops.get(0), ops.get(2))).hasOnlyElementsOfType(ViewOp.Reshape.class);
    }

    @Test
    void whatIsReadOtherwiseStays() {
        assertThat(ops(in -> {
            Tensor sum = in.matmul(w).add(b);
            return sum.relu().mul(sum);
        }, x)).contains(new LinearOp(false, false, null), new UnaryOp.Relu());
        assertThat(ops(in -> {
            Tensor product = in.matmul(w);
            return product.add(b).mul(product);
        }, random.normal(2, 3, 5))).contains(new MatmulOp(false, false), new BinaryOp.Add());
        Program program = Program.capture(List.of(x), in -> {
            Tensor product = ((Tensor) in.get(0)).matmul(w);
            return List.of(product, product.add(b));
        }).program();
        assertThat(program.plan().steps()).extracting(Draft.Step::op).contains(new MatmulOp(false, false));
    }

    @Test
    void whatIsNoBiasStaysASum() {
        BinaryOp.Add add = new BinaryOp.Add();
        assertThat(ops(in -> in.matmul(w).add(1f), x)).contains(add);
        assertThat(ops(in -> in.matmul(w).add(Tensor.ones(3, 1)), x)).contains(add);
        assertThat(ops(in -> in.matmul(w).add(Tensor.ones(2, 3, 4)), x)).contains(add);
        assertThat(ops(in -> in.matmul(w).reshape(12).add(Tensor.ones(12)), x)).contains(add);
        assertThat(ops(in -> in.matmul(w).add(in.matmul(w)), x)).contains(add);
        assertThat(ops(in -> in.matmul(w).add(b).add(b), x)).contains(add);
        assertThat(ops(in -> in.unsqueeze(0).matmul(w.unsqueeze(0)).add(b), x)).contains(add);
    }

    @Test
    void aReadDoesNotMoveBehindAWrite() {
        Tensor state = Tensor.ones(5, 4);
        UnaryOperator<Tensor> f = in -> {
            Tensor product = in.matmul(state);
            state.assign(Tensor.full(2f, 5, 4));
            Tensor sum = product.add(b);
            state.assign(Tensor.ones(5, 4));
            return sum;
        };
        assertThat(ops(f, x)).contains(new MatmulOp(false, false), new BinaryOp.Add());
        assertThat(ops(in -> {
            Tensor turned = state.transpose();
            state.assign(Tensor.full(2f, 5, 4));
            Tensor product = in.matmul(turned, false, true);
            state.assign(Tensor.ones(5, 4));
            return product;
        }, x)).hasAtLeastOneElementOfType(MoveOp.Permute.class);
    }

    // ---- operands

    @Test
    void aTransposedMatrixIsReadAsItLies() {
        Tensor wide = random.normal(4, 5);
        assertThat(ops(in -> in.matmul(wide.transpose()), x)).containsExactly(new MatmulOp(false, true));
        assertThat(ops(in -> in.transpose().matmul(wide.transpose()), random.normal(5, 3)))
                .containsExactly(new MatmulOp(true, true));
        assertThat(ops(in -> in.matmul(w.transpose().transpose()), x)).containsExactly(new MatmulOp(false, false));
        assertThat(ops(in -> in.transpose().matmul(w, true, false), x)).containsExactly(new MatmulOp(false, false));
        assertThat(ops(in -> in.matmul(wide.transpose()).add(b).relu(), x))
                .containsExactly(new LinearOp(false, true, RELU));
        assertThat(ops(in -> in.matmul(w.unsqueeze(0).transpose(), false, true), x.unsqueeze(0)))
                .contains(new MatmulOp(false, false)).doesNotHaveAnyElementsOfTypes(MoveOp.Permute.class);
    }

    @Test
    void otherOrdersOfAxesAreCopied() {
        Tensor cube = random.normal(5, 2, 4);
        assertThat(ops(in -> in.matmul(cube.permute(1, 0, 2)), x)).hasAtLeastOneElementOfType(MoveOp.Permute.class);
        Tensor swapped = random.normal(3, 2, 4, 5);
        assertThat(ops(in -> in.matmul(swapped.permute(1, 0, 3, 2)), random.normal(2, 3, 6, 5)))
                .hasAtLeastOneElementOfType(MoveOp.Permute.class);
        assertThat(ops(in -> in.transpose().add(b.unsqueeze(1)), random.normal(2, 4)))
                .hasAtLeastOneElementOfType(MoveOp.Permute.class);
    }

    @Test
    void arithmeticRepeatsItsOperandsItself() {
        assertThat(ops(in -> in.mul(Tensor.scalar(2f).broadcastTo(in.shape())), x))
                .containsExactly(new BinaryOp.Mul());
        assertThat(ops(in -> in.sum(true, 1).broadcastTo(x.shape()).add(in.sum(true, 0).broadcastTo(x.shape())), x))
                .as("one of two operands still gives the shape").hasSize(4);
    }

    // ---- a step of a training

    @Test
    void aTrainingStepRepeatsNoGradientAndLeavesOutThatOfItsInput() {
        Tensor weight = random.normal(4, 5).requiresGrad(true);
        Tensor bias = random.normal(4).requiresGrad(true);
        IntTensor labels = IntTensor.of(1, 3, 0);
        List<Class<?>> kinds = new ArrayList<>();
        Program.capture(List.of(x), in -> {
            Losses.crossEntropy(((Tensor) in.get(0)).matmul(weight, false, true).add(bias).relu(), labels).backward();
            return List.of(weight.grad(), bias.grad());
        }).program().plan().steps().forEach(step -> kinds.add(step.op().getClass()));
        assertThat(kinds).startsWith(LinearOp.class, LossOp.CrossEntropy.class)
                .doesNotContain(MoveOp.BroadcastTo.class, UnaryOp.Relu.class)
                .contains(LossOp.CrossEntropyGrad.class, ReduceOp.Sum.class);
        assertThat(kinds.stream().filter(MatmulOp.class::equals)).as("no gradient of the input").hasSize(1);
    }
}
