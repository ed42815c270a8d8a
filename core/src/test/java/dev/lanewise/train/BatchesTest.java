package dev.lanewise.train;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.Inputs;
import dev.lanewise.data.Batch;
import dev.lanewise.data.Batched;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.optim.SGD;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a step takes: any record of tensors, which keeps its contract. */
@Tag("quick")
class BatchesTest {
    /** Three values of two types. */
    private record Pairs(Tensor left, Tensor right, IntTensor alike) implements Batched<Pairs> {
        @Override
        public List<Value> values() {
            return List.of(left, right, alike);
        }

        @Override
        public Pairs with(List<Value> values) {
            return new Pairs((Tensor) values.get(0), (Tensor) values.get(1), (IntTensor) values.get(2));
        }
    }

    /** A batch whose {@code with} is wrong in some way. */
    private record Wrong(List<Value> values, UnaryOperator<List<Value>> change) implements Batched<Wrong> {
        @Override
        public Wrong with(List<Value> others) {
            return new Wrong(change.apply(others), change);
        }
    }

    /** A batch whose {@code with} takes the values in another order than it gives them. */
    private record Swapped(Tensor x, IntTensor y) implements Batched<Swapped> {
        @Override
        public List<Value> values() {
            return List.of(x, y);
        }

        @Override
        public Swapped with(List<Value> values) {
            return new Swapped((Tensor) values.get(1), (IntTensor) values.get(0));
        }
    }

    /** A batch without a way back. */
    private record Mute(Tensor x) implements Batched<Mute> {
        @Override
        public List<Value> values() {
            return List.of(x);
        }

        @Override
        @SuppressWarnings("NullAway") // that is the fault
        public Mute with(List<Value> values) {
            return null;
        }
    }

    /** A batch of one of two kinds, which hold the same. */
    private sealed interface Either extends Batched<Either> {
        Tensor x();

        @Override
        default List<Value> values() {
            return List.of(x());
        }
    }

    private record Plus(Tensor x) implements Either {
        @Override
        public Plus with(List<Value> values) {
            return new Plus((Tensor) values.getFirst());
        }
    }

    private record Minus(Tensor x) implements Either {
        @Override
        public Minus with(List<Value> values) {
            return new Minus((Tensor) values.getFirst());
        }
    }

    /** A batch with a number beside its tensor. */
    private record Scaled(Tensor x, int factor) implements Batched<Scaled> {
        @Override
        public List<Value> values() {
            return List.of(x);
        }

        @Override
        public Scaled with(List<Value> values) {
            return new Scaled((Tensor) values.getFirst(), factor);
        }
    }

    /** A batch of a class that is no record. */
    private static final class Plain implements Batched<Plain> {
        private final Tensor x;

        Plain(Tensor x) {
            this.x = x;
        }

        @Override
        public List<Value> values() {
            return List.of(x);
        }

        @Override
        public Plain with(List<Value> values) {
            return new Plain((Tensor) values.getFirst());
        }
    }

    /** A batch that computes its values when it is asked for them. */
    private record Computed(Tensor x) implements Batched<Computed> {
        @Override
        public List<Value> values() {
            return List.of(x.copy());
        }

        @Override
        public Computed with(List<Value> values) {
            return new Computed((Tensor) values.getFirst());
        }
    }

    private static Pairs pairs(int size, long index) {
        RandomSource random = RandomSource.at(3, size, index << 20);
        return new Pairs(random.normal(size, 4), random.normal(size, 4), IntTensor.arange(size));
    }

    private static Tensor loss(Linear model, Pairs pairs) {
        Tensor similarity = model.forward(pairs.left()).matmul(model.forward(pairs.right()).transpose());
        return Losses.crossEntropy(similarity, pairs.alike());
    }

    @Test
    void anyRecordOfTensorsIsABatch() {
        Linear eager = new Linear(4, 3, RandomSource.seed(1));
        SGD eagerRule = new SGD(eager.parameters(), 0.1);
        Linear model = new Linear(4, 3, RandomSource.seed(1));
        SGD rule = new SGD(model.parameters(), 0.1);
        TrainStep<Pairs> step = TrainStep.capture(pairs -> {
            Tensor loss = loss(model, pairs);
            loss.backward();
            rule.step();
            return loss;
        });
        for (int i = 0; i < 6; i++) {
            Pairs batch = pairs(i % 3 == 2 ? 3 : 5, i);
            Tensor expected = loss(eager, batch);
            expected.backward();
            eagerRule.step();
            eagerRule.zeroGrad();
            assertThat(step.run(batch)).hasBitsOf(expected);
        }
        assertThat(model.weight()).hasBitsOf(eager.weight());
        assertThat(pairs(5, 0).size()).isEqualTo(5);
        assertThat(step).hasToString("TrainStep(2 of 8 plans)");
    }

    @Test
    void eachClassOfBatchesHasAPlan() {
        TrainStep<Either> step = TrainStep.capture(batch -> switch (batch) {
            case Plus plus -> plus.x().sum();
            case Minus minus -> minus.x().sum().neg();
        });
        for (int i = 1; i < 4; i++) {
            assertThat(step.run(new Plus(Tensor.full(i, 3))).item()).isEqualTo(3 * i);
            assertThat(step.run(new Minus(Tensor.full(i, 3))).item()).isEqualTo(-3 * i);
        }
        assertThat(step).hasToString("TrainStep(2 of 8 plans)");
    }

    @Test
    void eachNumberInABatchHasAPlan() {
        TrainStep<Scaled> step = TrainStep.capture(batch -> batch.x().sum().mul(batch.factor()));
        for (int i = 1; i < 7; i++) {
            assertThat(step.run(new Scaled(Tensor.full(i, 3), i % 3)).item()).isEqualTo(3 * i * (i % 3));
        }
        assertThat(step).hasToString("TrainStep(3 of 8 plans)");
    }

    @Test
    void batchesThatAreNoRecordsAreKnownByTheirClass() {
        TrainStep<Plain> step = TrainStep.capture(batch -> batch.x.sum());
        for (int i = 1; i < 4; i++) {
            assertThat(step.run(new Plain(Tensor.full(i, 3))).item()).isEqualTo(3 * i);
        }
        assertThat(step).hasToString("TrainStep(1 of 8 plans)");
    }

    @Test
    void aBatchGivesTheTensorsThatItHolds() {
        TrainStep<Computed> step = TrainStep.capture(Computed::x);
        assertThatIllegalArgumentException().isThrownBy(() -> step.run(new Computed(Tensor.ones(2))))
                .withMessage("step: values() of Computed gives other tensors each time it is called; it has to give "
                        + "those that the batch holds");
    }

    @Test
    void aBatchThatCannotBePutTogetherAgainIsToldHow() {
        Tensor x = Tensor.ones(2, 4);
        IntTensor y = IntTensor.of(0, 1);
        TrainStep<Swapped> swapped = TrainStep.capture(Swapped::x);
        assertThatIllegalArgumentException().isThrownBy(() -> swapped.run(new Swapped(x, y)))
                .withMessageStartingWith(
                        "step: with(...) of Swapped does not take what values() gives, [float[2, 4], int[2]]: class ")
                .withMessageContaining("cannot be cast");
        TrainStep<Mute> mute = TrainStep.capture(Mute::x);
        assertThatIllegalArgumentException().isThrownBy(() -> mute.run(new Mute(x)))
                .withMessage("step: with(...) of Mute returned null, not a batch");
        TrainStep<Wrong> wrong = TrainStep.capture(batch -> (Tensor) batch.values().getFirst());
        assertThatIllegalArgumentException().isThrownBy(() -> wrong.run(new Wrong(List.of(x, y), List::reversed)))
                .withMessage(
                        "step: with(...) of Wrong was given the values [float[2, 4], int[2]], and the batch that it "
                                + "returned has others or another order: [int[2], float[2, 4]]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wrong.run(new Wrong(List.of(x, y), values -> values.subList(0, 1))))
                .withMessageEndingWith("has others or another order: [float[2, 4]]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wrong.run(new Wrong(List.of(x), values -> List.of(Tensor.ones(2, 4)))))
                .withMessageEndingWith("has others or another order: [float[2, 4]]");
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without a checker may do
    void aBatchHasValues() {
        TrainStep<Inputs> step = TrainStep.capture(batch -> (Tensor) batch.values().getFirst());
        assertThatIllegalArgumentException().isThrownBy(() -> step.run(new Inputs(null)))
                .withMessage("step: values() of Inputs is null");
        List<Value> withNull = new ArrayList<>();
        withNull.add(null);
        assertThatIllegalArgumentException().isThrownBy(() -> step.run(new Inputs(withNull)))
                .withMessage("step: value 0 of Inputs is null");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"}) // the compiler refuses it otherwise
    void targetsOfAnotherTypePastTheCompilerAreNamed() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep
                .capture(batch -> Losses.crossEntropy(batch.inputs(), batch.targets()));
        Batch floats = new Batch<>(Tensor.ones(2, 3), Tensor.ones(2));
        assertThatIllegalArgumentException().isThrownBy(() -> step.run(floats))
                .withMessageStartingWith(
                        "step: a cast fails when it is given a Batch of [float[2, 3], float[2]]: class ")
                .withMessageContaining("IntTensor");
        assertThat(step.run(new Batch<>(Tensor.ones(2, 3), IntTensor.of(0, 1))).item()).isPositive();
    }
}
