package dev.lanewise.inference;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.LogLines;
import dev.lanewise.data.Batch;
import dev.lanewise.data.Batched;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.EvalMode;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.Tanh;
import dev.lanewise.optim.Adam;
import dev.lanewise.program.Options;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.train.TrainStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A model put to use gives the bits of its evaluation mode, whatever its mode is and whoever runs it. */
@Tag("quick")
class InferenceTest {
    private final RandomSource random = RandomSource.seed(3);
    private final AtomicInteger captures = new AtomicInteger();

    /** Subtracts the mean, which it keeps a running average of while it trains. */
    private final class Centre extends Layer {
        private final Tensor mean = buffer("mean", Tensor.zeros(12));

        @Override
        protected Tensor compute(Tensor x) {
            captures.incrementAndGet();
            if (isTraining()) {
                Tensor now = x.mean(0);
                mean.assign(mean.mul(0.9f).add(now.mul(0.1f)).detach());
                return x.sub(now);
            }
            return x.sub(mean);
        }
    }

    private final Centre centre = new Centre();
    private final Sequential model = new Sequential(
            new Linear(8, 12, random), centre, new Tanh(), new Dropout(0.5f, random.split()),
            new Linear(12, 3, random));

    /** The evaluation, step by step, after which the model is in training mode again. */
    private Tensor expected(Tensor x) {
        model.eval();
        try (GradMode.Scope _ = GradMode.noGrad()) {
            return model.forward(x);
        } finally {
            model.train();
            captures.decrementAndGet();
        }
    }

    @Test
    void theBitsAreThoseOfEvaluation() {
        centre.mean.assign(Tensor.arange(12).mul(0.1f));
        Inference<Tensor, Tensor> inference = Inference.of(model);
        for (int size : new int[] {4, 1, 4, 7, 1}) {
            Tensor x = random.normal(size, 8);
            Tensor y = inference.run(x);
            assertThat(y).hasBitsOf(expected(x));
            assertThat(y.requiresGrad()).isFalse();
            assertThat(y.isLeaf()).isTrue();
        }
        assertThat(captures).hasValue(3);
        assertThat(inference).hasToString("Inference(3 of 8 plans)");
    }

    @Test
    void theModelIsNotSwitchedAndItsBuffersStay() {
        Inference<Tensor, Tensor> inference = Inference.of(model);
        float[] mean = centre.mean.toArray();
        for (int i = 0; i < 3; i++) {
            inference.run(random.normal(4, 8));
            assertThat(model.isTraining()).isTrue();
            assertThat(GradMode.isEnabled()).isTrue();
            assertThat(EvalMode.isOn()).isFalse();
        }
        assertThat(centre.mean.toArray()).isEqualTo(mean);
        model.forward(random.normal(4, 8));
        assertThat(centre.mean.toArray()).as("in training").isNotEqualTo(mean);
        model.eval();
        inference.run(random.normal(4, 8));
        assertThat(captures).as("the mode makes no other program").hasValue(2);
    }

    @Test
    void aTrainingGoesOnBetweenRuns() {
        Adam adam = new Adam(model.parameters(), 0.01);
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(batch -> {
            Tensor loss = Losses.crossEntropy(model.forward(batch.inputs()), batch.targets());
            loss.backward();
            adam.step();
            return loss;
        });
        Inference<Tensor, Tensor> inference = Inference.of(model);
        Tensor x = random.normal(5, 8);
        Tensor last = inference.run(x);
        for (int i = 0; i < 5; i++) {
            float[] mean = centre.mean.toArray();
            step.run(new Batch<>(random.normal(6, 8), IntTensor.of(0, 1, 2, 0, 1, 2)));
            assertThat(centre.mean.toArray()).isNotEqualTo(mean);
            Tensor y = inference.run(x);
            assertThat(y).hasBitsOf(expected(x));
            assertThat(y.toArray()).as("new weights").isNotEqualTo(last.toArray());
            last = y;
        }
        assertThat(captures).as("one each").hasValue(2);
    }

    @Test
    void manyThreadsRunManyShapes() throws Exception {
        Inference<Tensor, Tensor> inference = Inference.of(model);
        List<Tensor> inputs = new ArrayList<>();
        List<Tensor> expected = new ArrayList<>();
        for (int size = 1; size <= 6; size++) {
            Tensor x = random.normal(size, 8);
            inputs.add(x);
            expected.add(expected(x));
        }
        int threads = 8;
        CyclicBarrier together = new CyclicBarrier(threads);
        List<FutureTask<Integer>> tasks = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int first = t;
            FutureTask<Integer> task = new FutureTask<>(() -> {
                together.await();
                int right = 0;
                for (int i = 0; i < 300; i++) {
                    int shape = (first + i) % inputs.size();
                    right += Arrays.equals(
                            inference.run(inputs.get(shape)).toArray(), expected.get(shape).toArray()) ? 1 : 0;
                }
                return right;
            });
            tasks.add(task);
            Thread.ofPlatform().start(task);
        }
        for (FutureTask<Integer> task : tasks) {
            assertThat(task.get()).isEqualTo(300);
        }
        assertThat(captures).as("each shape once").hasValue(inputs.size());
    }

    @Test
    void programsInRotationAreTold() {
        List<String> lines = LogLines.during(() -> {
            Inference<Tensor, Tensor> inference = Inference.of(model).plans(2);
            for (int i = 0; i < 9; i++) {
                inference.run(Tensor.ones(1 + i % 3, 8));
            }
            assertThat(inference).hasToString("Inference(2 of 2 plans)");
        });
        assertThat(lines).containsExactly("inference: plans are discarded and made again in rotation: [float[1, 8]] is "
                + "captured anew, since 2 plans are kept and more kinds of inputs or modes take turns; keep more of them "
                + "with plans(n), or pad batches to fewer shapes");
    }

    // ---- records of tensors

    /** Two inputs. */
    private record Pair(Tensor left, IntTensor right) implements Batched<Pair> {
        @Override
        public List<Value> values() {
            return List.of(left, right);
        }

        @Override
        public Pair with(List<Value> values) {
            return new Pair((Tensor) values.get(0), (IntTensor) values.get(1));
        }
    }

    /** Two outputs. */
    private record Ranked(Tensor scores, IntTensor best) implements Batched<Ranked> {
        @Override
        public List<Value> values() {
            return List.of(scores, best);
        }

        @Override
        public Ranked with(List<Value> values) {
            return new Ranked((Tensor) values.get(0), (IntTensor) values.get(1));
        }
    }

    /** A block with inputs and outputs of its own. */
    private static final class Ranking extends Block {
        private final Tensor weight = parameter("weight", RandomSource.seed(2).normal(4, 3));

        Ranked forward(Pair pair) {
            return call(() -> {
                Tensor scores = pair.left().matmul(weight).add(pair.right().toTensor().unsqueeze(1));
                return new Ranked(scores, scores.argmax(1));
            }, pair);
        }
    }

    @Test
    void inputsAndOutputsMayBeRecordsOfTensors() {
        Ranking ranking = new Ranking();
        Inference<Pair, Ranked> inference = Inference.of(ranking::forward);
        for (int size : new int[] {2, 5, 2}) {
            Pair pair = new Pair(random.normal(size, 4), IntTensor.arange(size));
            Ranked expected = ranking.forward(pair);
            Ranked given = inference.run(pair);
            assertThat(given.scores()).hasBitsOf(expected.scores());
            assertThat(given.best()).isEqualTo(expected.best());
        }
        Inference<IntTensor, IntTensor> ints = Inference.of(x -> x.reshape(-1));
        assertThat(ints.run(IntTensor.arange(4).reshape(2, 2))).isEqualTo(IntTensor.arange(4));
    }

    /** A tensor with others that may be absent, and a text. */
    private record Masked(Tensor x, @Nullable Tensor added, @Nullable Tensor factor, String name)
            implements
                Batched<Masked> {
        @Override
        public List<Value> values() {
            return Stream.of(x, added, factor).<Value>mapMulti((value, next) -> {
                if (value != null) {
                    next.accept(value);
                }
            }).toList();
        }

        @Override
        public Masked with(List<Value> values) {
            Iterator<Value> next = values.iterator();
            return new Masked((Tensor) next.next(), added == null ? null : (Tensor) next.next(),
                    factor == null ? null : (Tensor) next.next(), name);
        }

        Masked apply() {
            Tensor sum = added == null ? x : x.add(added);
            return new Masked(factor == null ? sum : sum.mul(factor), null, null, name + "!");
        }
    }

    @Test
    void whatIsAbsentAndATextMakeAKindOfInput() {
        Inference<Masked, Masked> inference = Inference.of(Masked::apply);
        for (int i = 1; i < 4; i++) {
            Tensor x = Tensor.full(i, 2);
            Tensor three = Tensor.full(3, 2);
            assertThat(inference.run(new Masked(x, three, null, "a")).x().toArray()).containsExactly(i + 3, i + 3);
            assertThat(inference.run(new Masked(x, null, three, "a")).x().toArray()).containsExactly(3 * i, 3 * i);
            assertThat(inference.run(new Masked(x, null, three, "b")).name()).isEqualTo("b!");
            assertThat(inference.run(new Masked(x, null, three, "a")).name()).isEqualTo("a!");
        }
        assertThat(inference).hasToString("Inference(3 of 8 plans)");
    }

    @Test
    void aTextThatChangesInTheOutputIsFoundByVerifying() {
        System.setProperty(Options.PROPERTY, "verify:1");
        Inference<Masked, Masked> inference;
        try {
            inference = Inference.of(in -> new Masked(in.x(), null, null, "run " + captures.incrementAndGet()));
        } finally {
            System.clearProperty(Options.PROPERTY);
        }
        Masked in = new Masked(Tensor.ones(2), null, null, "");
        assertThat(inference.run(in).name()).isEqualTo("run 1");
        assertThatThrownBy(() -> inference.run(in)).isInstanceOf(IllegalStateException.class)
                .hasMessage("verify: the Masked that this run of the inference gives differs from that of the "
                        + "capture in more than tensors: in its class, a number, a text, or what is null");
        assertThat(inference.run(in).name()).as("a replay").isEqualTo("run 1");
    }

    // ---- wrong use

    @Test
    @SuppressWarnings("NullAway") // what a caller without a checker may do
    void whatDoesNotFitIsNamed() {
        Inference<Tensor, Tensor> inference = Inference.of(model);
        assertThatIllegalArgumentException().isThrownBy(() -> inference.run(Tensor.ones(2, 5)))
                .withMessageStartingWith("0: Linear(8, 12): ");
        assertThatIllegalArgumentException().isThrownBy(() -> inference.run(null))
                .withMessage("inference: the input is null");
        assertThatIllegalArgumentException().isThrownBy(() -> inference.run(Tensor.ones(2, 8).requiresGrad(true)))
                .withMessageStartingWith("program: input 0 [2, 8] requires a gradient");
        assertThatIllegalArgumentException().isThrownBy(() -> Inference.of((Layer) null))
                .withMessage("inference: the model is null");
        Inference<Tensor, Tensor> none = Inference.of(x -> null);
        assertThatIllegalArgumentException().isThrownBy(() -> none.run(Tensor.ones(1)))
                .withMessage("inference: the output is null");
        Inference<Tensor, String> text = Inference.of(x -> "text");
        assertThatIllegalArgumentException().isThrownBy(() -> text.run(Tensor.ones(1)))
                .withMessage("inference: the output is a String, neither a tensor nor a Batched record of tensors");
        assertThat(inference.run(Tensor.ones(2, 8))).hasShape(2, 3);
    }

    @Test
    void settingsComeBeforeTheFirstRun() {
        Inference<Tensor, Tensor> inference = Inference.of(model);
        assertThatIllegalArgumentException().isThrownBy(() -> inference.plans(0))
                .withMessage("plans: 0 asked for, at least 1 must be kept");
        inference.run(Tensor.ones(1, 8));
        assertThatThrownBy(() -> inference.plans(3)).isInstanceOf(IllegalStateException.class)
                .hasMessage("plans: the inference has been run already; call this before its first run");
    }

    // ---- the mode

    @Test
    @SuppressWarnings("try") // closed by hand, which is the test
    void theModeIsThatOfTheThreadAndNests() throws Exception {
        try (EvalMode.Scope outer = EvalMode.scope()) {
            try (EvalMode.Scope _ = EvalMode.scope()) {
                assertThat(model.isTraining()).isFalse();
            }
            assertThat(model.isTraining()).isFalse();
            FutureTask<Boolean> elsewhere = new FutureTask<>(() -> {
                assertThatThrownBy(outer::close).isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("an evaluation mode scope was closed by another thread");
                return model.isTraining();
            });
            Thread.ofPlatform().start(elsewhere);
            assertThat(elsewhere.get()).isTrue();
            outer.close();
            outer.close();
            assertThat(model.isTraining()).as("closing twice").isTrue();
        }
        assertThat(EvalMode.isOn()).isFalse();
    }

    @Test
    void aProgramCapturedInTheModeFitsInTheModeOnly() {
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(batch -> model.forward(batch.inputs()).sum());
        Batch<Tensor, IntTensor> batch = new Batch<>(Tensor.ones(2, 8), IntTensor.of(0, 1));
        try (EvalMode.Scope _ = EvalMode.scope()) {
            step.run(batch);
            step.run(batch);
        }
        assertThat(captures).hasValue(1);
        step.run(batch);
        assertThat(captures).hasValue(2);
        assertThat(Objects.requireNonNull(model.namedBuffers().get("1.mean")).sum().item()).isNotZero();
    }
}
