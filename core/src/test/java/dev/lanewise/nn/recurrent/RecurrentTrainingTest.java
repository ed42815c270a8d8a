package dev.lanewise.nn.recurrent;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.LogLines;
import dev.lanewise.data.Batched;
import dev.lanewise.inference.Inference;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.Linear;
import dev.lanewise.optim.Adam;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.program.Arena;
import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.train.TrainStep;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sequence models in captured steps and in inference. */
@Tag("quick")
class RecurrentTrainingTest {
    private static final int IN = 3;
    private static final int CLASSES = 4;
    private static final int SAMPLES = 5;
    private static final int STEPS = 100;
    private static final int SHORTEST = 3;
    private static final int BUCKETS = 6;

    /** Sequences with their lengths, and a class for each. */
    private record Texts(Tensor x, IntTensor lengths, IntTensor labels) implements Batched<Texts> {
        @Override
        public List<Value> values() {
            return List.of(x, lengths, labels);
        }

        @Override
        public Texts with(List<Value> values) {
            return new Texts((Tensor) values.get(0), (IntTensor) values.get(1), (IntTensor) values.get(2));
        }

        /** Of a step: its number chooses how many steps of time there are. */
        static Texts of(int step) {
            RandomSource random = RandomSource.at(7, step, 0);
            int time = SHORTEST + step * 5 % BUCKETS;
            return new Texts(random.normal(time, SAMPLES, IN), random.randint(0, time + 1, SAMPLES),
                    random.randint(0, CLASSES, SAMPLES));
        }
    }

    /** Classifies a sequence by its last states. */
    private static final class Reader extends Block {
        private final RecurrentKind kind;
        private final Block sequence;
        private final Linear head;

        Reader(RecurrentKind kind, RandomSource random) {
            this.kind = kind;
            RecurrentOptions options = RecurrentOptions.defaults().layers(2).bidirectional().dropout(0.3);
            this.sequence = child("sequence", switch (kind) {
                case LSTM -> new LSTM(IN, 7, options, random);
                case GRU -> new GRU(IN, 7, options, random);
                case RNN -> new RNN(IN, 7, options.nonlinearity(RNN.Nonlinearity.RELU), random);
            });
            this.head = child("head", new Linear(7, CLASSES, random));
        }

        Tensor forward(Tensor x, @Nullable IntTensor lengths) {
            return call(() -> head.forward((switch (kind) {
                case LSTM -> ((LSTM) sequence).forward(x, null, lengths).last().h();
                case GRU -> ((GRU) sequence).forward(x, null, lengths).last();
                case RNN -> ((RNN) sequence).forward(x, null, lengths).last();
            }).mean(0)), x, lengths);
        }
    }

    /** A model in training, and its step. */
    private static final class Learner {
        private final Reader model;
        private final Adam adam;
        private final boolean withLengths;

        Learner(RecurrentKind kind, boolean withLengths) {
            this.model = new Reader(kind, RandomSource.seed(3));
            this.adam = new Adam(model.parameters(), 0.01);
            this.withLengths = withLengths;
        }

        Tensor step(Texts batch) {
            Tensor loss = Losses.crossEntropy(
                    model.forward(batch.x, withLengths ? batch.lengths : null), batch.labels);
            loss.backward();
            adam.step();
            return loss;
        }
    }

    @ParameterizedTest
    @EnumSource
    void hundredCapturedStepsOfDifferentLengthsEqualEagerOnes(RecurrentKind kind) {
        for (boolean withLengths : new boolean[] {false, true}) {
            Learner eager = new Learner(kind, withLengths);
            List<Float> losses = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                losses.add(eager.step(Texts.of(i)).item());
                eager.adam.zeroGrad();
            }
            int threads = Parallel.threads();
            try {
                for (int count = 1; count <= 3; count += 2) {
                    Parallel.setThreads(count);
                    Learner learner = new Learner(kind, withLengths);
                    AtomicInteger captures = new AtomicInteger();
                    TrainStep<Texts> captured = TrainStep.capture(batch -> {
                        captures.incrementAndGet();
                        return learner.step(batch);
                    });
                    for (int i = 0; i < STEPS; i++) {
                        assertThat(captured.run(Texts.of(i)).item()).as("loss %d", i).isEqualTo(losses.get(i));
                    }
                    assertThat(captures).as("one plan for each count of steps").hasValue(BUCKETS);
                    learner.model.namedParameters().forEach((name, parameter) -> assertThat(parameter).as(name)
                            .hasBitsOf(eager.model.namedParameters().get(name)));
                }
            } finally {
                Parallel.setThreads(threads);
            }
            assertThat(losses.getLast()).isNotEqualTo(losses.getFirst());
        }
    }

    @Test
    void bucketsOfLengthsShareOneArena() {
        Learner learner = new Learner(RecurrentKind.GRU, true);
        Arena arena = new Arena();
        List<Integer> needed = new ArrayList<>();
        for (int i = 0; i < BUCKETS; i++) {
            Texts batch = Texts.of(i);
            Program program = Program.capture(Options.defaults().on(arena), batch.values(),
                    in -> List.of(learner.step(batch.with(List.copyOf(in))))).program();
            program.run(batch.values());
            needed.add(program.bufferSize());
        }
        int largest = needed.stream().mapToInt(size -> size).max().orElseThrow();
        assertThat(needed.stream().distinct()).hasSize(BUCKETS);
        assertThat(arena.size()).isBetween(largest, largest + 64);
    }

    @Test
    void fewerPlansThanBucketsAreTold() {
        Learner learner = new Learner(RecurrentKind.RNN, false);
        assertThat(LogLines.during(() -> {
            TrainStep<Texts> step = TrainStep.<Texts>capture(learner::step).plans(2);
            IntStream.range(0, 3 * BUCKETS).forEach(i -> step.run(Texts.of(i)));
        })).singleElement().asString().contains("keep more of them with plans(n), or pad batches to fewer shapes");
    }

    @Test
    void frozenLayersAreNotTrainedAndMayBeUnfrozen() {
        Learner learner = new Learner(RecurrentKind.LSTM, true);
        TrainStep<Texts> step = TrainStep.capture(learner::step);
        Tensor weight = learner.model.sequence.parameters().getFirst();
        step.run(Texts.of(0));
        Tensor before = weight.copy();
        learner.model.sequence.freeze();
        step.run(Texts.of(0));
        step.run(Texts.of(0));
        assertThat(weight).hasBitsOf(before);
        learner.model.sequence.unfreeze();
        step.run(Texts.of(0));
        assertThat(weight.allClose(before)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void anInferenceGivesTheBitsOfEvaluation(RecurrentKind kind) {
        Reader model = new Reader(kind, RandomSource.seed(3));
        Inference<Texts, Tensor> inference = Inference.of(batch -> model.forward(batch.x, batch.lengths));
        model.train();
        List<Tensor> given = IntStream.range(0, 2 * BUCKETS)
                .mapToObj(i -> inference.run(Texts.of(i))).toList();
        model.eval();
        for (int i = 0; i < given.size(); i++) {
            Texts batch = Texts.of(i);
            assertThat(given.get(i)).hasShape(SAMPLES, CLASSES)
                    .hasBitsOf(model.forward(batch.x, batch.lengths));
        }
    }

    /** A generator of sequences: states go out of one run and into the next. */
    @Test
    void statesGoThroughAnInferenceAsInputs() {
        record Step(Tensor x, Tensor h, Tensor c) implements Batched<Step> {
            @Override
            public List<Value> values() {
                return List.of(x, h, c);
            }

            @Override
            public Step with(List<Value> values) {
                return new Step((Tensor) values.get(0), (Tensor) values.get(1), (Tensor) values.get(2));
            }
        }
        LSTMCell cell = new LSTMCell(IN, 6, RandomSource.seed(1));
        Inference<Step, Step> inference = Inference.of(step -> {
            LSTM.Hidden next = cell.forward(step.x, new LSTM.Hidden(step.h, step.c));
            return new Step(step.x, next.h(), next.c());
        });
        Tensor x = RandomSource.seed(2).normal(9, 2, IN);
        Step state = new Step(x.select(0, 0), Tensor.zeros(2, 6), Tensor.zeros(2, 6));
        for (int t = 0; t < 9; t++) {
            state = inference.run(new Step(x.select(0, t), state.h, state.c));
        }
        LSTM layer = new LSTM(LayersOfCells.parameters(cell), RecurrentOptions.defaults(), RandomSource.seed(1));
        assertThat(state.h.reshape(Shape.of(1, 2, 6))).hasBitsOf(layer.forward(x).last().h());
    }
}
