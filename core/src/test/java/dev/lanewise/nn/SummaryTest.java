package dev.lanewise.nn;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.primitives.MatmulOp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class SummaryTest {
    private final RandomSource random = RandomSource.seed(1);

    @Test
    void aTableShowsEachBlockAndTheTotals() {
        Sequential net = new Sequential(new Linear(784, 32, random), new ReLU(), new Linear(32, 10, random));
        assertThat(net.summary(Tensor.zeros(64, 784))).hasToString("""
                path  block            output    parameters  multiply-adds    bytes
                      Sequential()     [64, 10]           0              0  2.5 KiB
                0     Linear(784, 32)  [64, 32]      25,120      1,605,632  8.0 KiB
                1     ReLU()           [64, 32]           0              0  8.0 KiB
                2     Linear(32, 10)   [64, 10]         330         20,480  2.5 KiB

                25,450 parameters (25,450 trainable, 0 frozen), 0 in buffers
                1,626,112 multiply-adds
                99.4 KiB for parameters and buffers, 18.5 KiB for activations, 10.5 KiB for the arena of a captured \
                program""");
    }

    /** Ids in, a record of tensors out; multiplies itself and has the child do it twice. */
    private static final class Net extends Block {
        record Output(Tensor sum, List<Tensor> both) {}

        private final Tensor table = parameter("table", Tensor.ones(7, 4));
        private final Tensor seen = buffer("seen", Tensor.zeros(3));
        private final Linear inner = child("inner", new Linear(4, 4, RandomSource.seed(1)));
        private final Dropout dropout = child("dropout", new Dropout(0.5f, RandomSource.seed(2)));
        private final RandomSource noise = part("noise", RandomSource.seed(3));

        Net() {
            child("idle", new ReLU());
        }

        Output forward(IntTensor ids) {
            return call(() -> {
                Tensor x = Indexing.take(table, ids).add(noise.uniform(1));
                seen.assign(seen.add(1));
                Tensor y = dropout.forward(inner.forward(inner.forward(x)));
                return new Output(y.matmul(x, false, true), List.of(x, y));
            }, ids);
        }
    }

    @Test
    void anOpCountsForTheInnermostBlockAndARepeatedBlockForAllItsCalls() {
        Net net = new Net();
        net.inner.freeze();
        Summary summary = Summary.of(net, () -> net.forward(IntTensor.of(1, 2, 3)));
        assertThat(summary.rows()).containsExactly(
                new Summary.Row("", "Net()", List.of(Shape.of(3, 3), Shape.of(3, 4), Shape.of(3, 4)), 1, 28,
                        3 * 3 * 4, 4 * (9 + 12 + 12)),
                new Summary.Row("inner", "Linear(4, 4)", List.of(Shape.of(3, 4)), 2, 20, 2 * 3 * 4 * 4, 2 * 48),
                new Summary.Row("dropout", "Dropout(0.5)", List.of(Shape.of(3, 4)), 1, 0, 0, 48),
                new Summary.Row("idle", "ReLU()", List.of(), 0, 0, 0, 0));
        assertThat(summary.multiplyAdds()).isEqualTo(36 + 96);
        assertThat(summary.parameters()).isEqualTo(48);
        assertThat(summary.trainable()).isEqualTo(28);
        assertThat(summary.frozen()).isEqualTo(20);
        assertThat(summary.buffers()).isEqualTo(3);
        assertThat(summary.parameterBytes()).isEqualTo(4 * 51);
        assertThat(summary.toString()).contains("inner    Linear(4, 4)  [3, 4] x2  ")
                .contains("idle     ReLU()        -  ").contains("[3, 3], [3, 4], [3, 4]");
    }

    @Test
    void everythingIsAsBefore() {
        Net net = new Net();
        net.dropout.eval();
        List<Object> told = new ArrayList<>();
        net.inner.onForward((block, inputs, output) -> told.add(output));
        Summary.of(net, () -> net.forward(IntTensor.of(1, 2)));
        assertThat(net.isTraining()).isTrue();
        assertThat(net.dropout.isTraining()).isFalse();
        assertThat(net.seen).hasBitsOf(0, 0, 0);
        assertThat(net.noise.index()).isZero();
        assertThat(told).isEmpty();
        net.forward(IntTensor.of(1));
        assertThat(told).hasSize(2);
    }

    @Test
    void everythingIsAsBeforeAfterAnErrorToo() {
        Net net = new Net();
        assertThatIllegalArgumentException().isThrownBy(() -> Summary.of(net, () -> {
            net.forward(IntTensor.of(1, 2));
            return net.inner.forward(Tensor.ones(3));
        })).withMessageStartingWith("Linear(4, 4): linear: ");
        assertThat(net.isTraining()).isTrue();
        assertThat(net.seen).hasBitsOf(0, 0, 0);
        assertThat(net.noise.index()).isZero();
    }

    @Test
    void noHistoryIsNeededAndNoneIsMade() {
        Linear linear = new Linear(3, 2, random);
        Tensor x = Tensor.ones(1, 3).requiresGrad(true).mul(2);
        Tensor pending = linear.forward(x).sum();
        assertThat(linear.summary(x).rows().getFirst().outputs()).containsExactly(Shape.of(1, 2));
        pending.backward();
        assertThat(linear.weight().grad()).isNotNull();
    }

    @Test
    void otherThreadsComputeMeanwhile() throws Exception {
        Sequential net = new Sequential(new Linear(4, 3, random), new ReLU());
        AtomicInteger told = new AtomicInteger();
        net.onForward((block, inputs, output) -> told.incrementAndGet());
        Tensor x = Tensor.ones(2, 4);
        Tensor expected = net.forward(x);
        Summary alone = net.summary(x);
        AtomicReference<Summary> inner = new AtomicReference<>();
        Layer meets = new Lambda("meets", y -> {
            FutureTask<Summary> other = new FutureTask<>(() -> {
                assertThat(net.forward(x)).hasBitsOf(expected);
                return net.summary(x);
            });
            Thread.ofPlatform().start(other);
            try {
                inner.set(other.get());
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
            return y;
        });
        Summary outer = new Sequential(net, meets).summary(x);
        assertThat(told).as("the forward computations but those of summaries").hasValue(3);
        assertThat(inner.get()).isEqualTo(alone);
        assertThat(outer.multiplyAdds()).isEqualTo(alone.multiplyAdds());
        assertThat(outer.rows().get(1).calls()).isEqualTo(1);
    }

    @Test
    void aBlockOfAnotherTreeCountsForTheOneThatCallsIt() {
        Linear other = new Linear(3, 2, random);
        Summary summary = new Lambda("calls", other::forward).summary(Tensor.ones(1, 3));
        assertThat(summary.rows()).containsExactly(
                new Summary.Row("", "Lambda(calls)", List.of(Shape.of(1, 2)), 1, 0, 6, 8));
    }

    @Test
    void sizesBeyondIntsAreCounted() {
        Tensor x = Tensor.zeros(1 << 12, 1);
        assertThat(new MatmulOp(false, true)
                .multiplyAdds(Tensor.zeros(1 << 12, 1 << 8), Tensor.zeros(1 << 12, 1 << 8))).isEqualTo(1L << 32);
        assertThat(new MatmulOp(true, false).multiplyAdds(x, x)).isEqualTo(1 << 12);
    }

    @Test
    void whatCannotBeSummarisedIsNamed() {
        Layer reads = new Lambda("reads", x -> x.item() > 0 ? x : x.neg());
        assertThatIllegalStateException().isThrownBy(() -> reads.summary(Tensor.ones(1))).withMessageStartingWith(
                "summary: item() reads a value [1] in the middle of");
        assertThatIllegalArgumentException().isThrownBy(() -> reads.summary(null))
                .withMessage("Lambda: the input is null");
        assertThatIllegalStateException().isThrownBy(() -> Program.capture(List.of(), _ -> {
            new ReLU().summary(Tensor.ones(1));
            return List.of();
        })).withMessage("capture: a summary runs the blocks; make it before");
    }
}
