package dev.lanewise.program;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An assignment that becomes part of a group is seen by all that read afterwards, and by nobody that reads before. */
@Tag("quick")
class FusionOrderTest {
    /** What is computed of a tensor from outside, of another one on the same storage, and of an input. */
    private interface Computation {
        List<Tensor> of(Tensor state, Tensor alias, Tensor x);
    }

    private static Tensor matrix(int stream) {
        return RandomSource.at(3, stream, 0).normal(40, 40);
    }

    private static void check(Computation computation) {
        Tensor state = matrix(0);
        Tensor alias = state.detach();
        Tensor twin = matrix(0);
        Program program = Program.capture(
                List.of(matrix(1)), in -> computation.of(state, alias, (Tensor) in.get(0))).program();
        computation.of(twin, twin.detach(), matrix(1));
        assertThat(program.plan().steps()).anyMatch(step -> step.op() instanceof FusedOp);
        for (int run = 0; run < 2; run++) {
            Tensor x = matrix(2 + run);
            List<Tensor> expected = computation.of(twin, twin.detach(), x);
            List<Value> actual = Poisoned.run(program, List.of(x));
            for (int o = 0; o < expected.size(); o++) {
                assertThat(actual.get(o)).as("output %d of run %d", o, run).hasBitsOf(expected.get(o));
            }
            assertThat(state).hasBitsOf(twin);
        }
    }

    // ---- read afterwards

    @Test
    void aTensorFromOutsideIsReadAfterItsAssignment() {
        check((state, _, x) -> {
            Tensor y = x.mul(2f).add(1f);
            state.assign(y.tanh());
            return List.of(state.matmul(x), y.mul(3f));
        });
    }

    @Test
    void itIsReadByAnotherNameAfterItsAssignment() {
        check((state, alias, x) -> {
            Tensor y = x.mul(2f).add(1f);
            state.assign(y.tanh());
            return List.of(alias.matmul(x), y.mul(3f));
        });
    }

    @Test
    void aComputedTensorIsReadAfterItsAssignment() {
        check((_, _, x) -> {
            Tensor product = x.matmul(x);
            Tensor y = x.mul(2f).add(1f);
            product.assign(y.tanh());
            return List.of(product.matmul(product), y.mul(3f));
        });
    }

    @Test
    void whatTheGroupItselfComputesCanBeAssignedTo() {
        check((_, _, x) -> {
            Tensor y = x.matmul(x).mul(2f).add(1f);
            Tensor before = y.mul(5f);
            y.assign(y.neg().mul(3f));
            return List.of(y.add(before), y);
        });
    }

    // ---- read before

    @Test
    void aTensorFromOutsideIsReadByAnotherNameBeforeItsAssignment() {
        check((state, alias, x) -> {
            Tensor y = x.mul(2f).add(1f);
            Tensor product = y.matmul(alias);
            state.assign(y.tanh());
            return List.of(product, y.mul(3f));
        });
    }

    @Test
    void aLoopThatRunsLaterReadsWhatTheTensorHeldBeforeItsAssignment() {
        check((state, _, x) -> {
            Tensor scaled = state.mul(x.sum(true, 1));
            state.assign(x.mul(2f));
            return List.of(scaled.add(1f));
        });
    }

    @Test
    void aComputedTensorIsReadBeforeItsAssignment() {
        check((_, _, x) -> {
            Tensor target = x.matmul(x);
            Tensor y = x.mul(2f).add(1f);
            Tensor product = y.matmul(target);
            target.assign(y.tanh());
            return List.of(product, target);
        });
    }

    // ---- what may throw

    @Test
    void aCheckThatFailsComesAfterTheAssignmentBeforeIt() {
        Tensor state = Tensor.zeros(40, 40);
        Program program = Program.capture(List.of(matrix(1), IntTensor.of(0)), in -> {
            Tensor y = ((Tensor) in.get(0)).mul(2f).add(1f);
            state.assign(y);
            return List.of(Indexing.oneHot((IntTensor) in.get(1), 3), y.mul(3f));
        }).program();
        assertThatThrownBy(() -> program.run(List.of(matrix(2), IntTensor.of(7))))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(state).hasBitsOf(matrix(2).mul(2f).add(1f));
    }
}
