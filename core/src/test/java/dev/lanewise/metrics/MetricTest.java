package dev.lanewise.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.metrics.Subject.Batch;
import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.state.Snapshot;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all metrics have in common. */
class MetricTest {
    private static final List<Batch> BATCHES = List.of(Batch.random(5, 1), Batch.random(5, 2), Batch.random(5, 3),
            Batch.random(5, 4));

    static Stream<Subject<?>> all() {
        return Subject.all();
    }

    private static <M extends Metric<M>> Program.Captured captured(Subject<M> subject, M metric, Options options) {
        return Program.capture(options, BATCHES.getFirst().values(), in -> {
            subject.add().accept(metric, Batch.of(in));
            return List.of();
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    <M extends Metric<M>> void replaysCountAsTheEagerRunDoes(Subject<M> subject) {
        M metric = subject.make().get();
        Program program = captured(subject, metric, Options.defaults()).program();
        assertThat(subject.read().apply(metric)).isEqualTo(subject.after(BATCHES.subList(0, 1)));
        for (int i = 1; i < BATCHES.size(); i++) {
            program.run(BATCHES.get(i).values());
            assertThat(subject.read().apply(metric)).isEqualTo(subject.after(BATCHES.subList(0, i + 1)));
        }
        assertThat(program.listing().toString()).contains("observe(target=" + metric.name() + ")");
    }

    @ParameterizedTest
    @MethodSource("all")
    <M extends Metric<M>> void verifiedRunsCountOnce(Subject<M> subject) {
        M metric = subject.make().get();
        Program program = captured(subject, metric, Options.defaults().verify(2)).program();
        BATCHES.subList(1, BATCHES.size()).forEach(batch -> program.run(batch.values()));
        assertThat(subject.read().apply(metric)).isEqualTo(subject.after(BATCHES));
    }

    @ParameterizedTest
    @MethodSource("all")
    <M extends Metric<M>> void batchesDoNotMatter(Subject<M> subject) {
        List<Double> expected = subject.after(BATCHES);
        assertThat(expected).isNotEqualTo(subject.read().apply(subject.make().get()));
        assertThat(subject.after(List.of(Batch.all(BATCHES)))).isEqualTo(expected);
        List<Batch> withEmpty = new ArrayList<>(BATCHES);
        withEmpty.add(2, Batch.random(0, 5));
        assertThat(subject.after(withEmpty)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("all")
    <M extends Metric<M>> void mergedPartsAreTheWhole(Subject<M> subject) {
        M metric = subject.fed(BATCHES.subList(0, 1));
        M other = subject.fed(BATCHES.subList(1, 4));
        List<Double> others = subject.read().apply(other);
        metric.merge(other);
        assertThat(subject.read().apply(other)).isEqualTo(others);
        close(subject.read().apply(metric), subject.after(BATCHES));
        M empty = subject.make().get();
        empty.merge(other);
        assertThat(subject.read().apply(empty)).isEqualTo(others);
        empty.merge(subject.make().get());
        assertThat(subject.read().apply(empty)).isEqualTo(others);
        assertThatIllegalArgumentException().isThrownBy(() -> metric.merge(metric))
                .withMessage(metric.name() + ": merged with itself, it would count its samples twice");
    }

    private static void close(List<Double> actual, List<Double> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            if (!actual.get(i).equals(expected.get(i))) {
                assertThat(actual.get(i)).isCloseTo(expected.get(i), within(1e-12 * Math.abs(expected.get(i))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    <M extends Metric<M>> void resetForgets(Subject<M> subject) {
        M metric = subject.fed(BATCHES.subList(0, 2));
        metric.reset();
        List<Double> fresh = subject.read().apply(subject.make().get());
        assertThat(fresh).allMatch(number -> Double.isNaN(number));
        assertThat(subject.read().apply(metric)).isEqualTo(fresh);
        subject.add().accept(metric, BATCHES.get(2));
        assertThat(subject.read().apply(metric)).isEqualTo(subject.after(BATCHES.subList(2, 3)));
    }

    @ParameterizedTest
    @MethodSource("all")
    <M extends Metric<M>> void stateContinuesWithTheSameBits(Subject<M> subject) {
        Map<String, Stateful> saved = Map.of("metric", subject.fed(BATCHES.subList(0, 2)));
        M loaded = subject.fed(BATCHES.subList(3, 4));
        Snapshot.take(saved).restore(Map.of("metric", loaded));
        BATCHES.subList(2, 4).forEach(batch -> subject.add().accept(loaded, batch));
        assertThat(subject.read().apply(loaded)).isEqualTo(subject.after(BATCHES));
    }

    /** A log line or a debugger breaks nothing: within a capture, the settings are printed without the numbers. */
    @ParameterizedTest
    @MethodSource("all")
    <M extends Metric<M>> void printingNeverFails(Subject<M> subject) {
        M metric = subject.make().get();
        assertThat(metric.toString()).startsWith(metric.name() + "(" + metric.settings()).contains(metric.summary());
        List<String> seen = new ArrayList<>();
        Program program = Program.capture(BATCHES.getFirst().values(), in -> {
            subject.add().accept(metric, Batch.of(in));
            seen.add(metric.toString());
            return List.of();
        }).program();
        assertThat(seen).first().isEqualTo(metric.name() + "(" + metric.settings() + ")");
        program.run(BATCHES.get(1).values());
        assertThat(subject.read().apply(metric)).isEqualTo(subject.after(BATCHES.subList(0, 2)));
    }

    @Test
    void aMetricOfAnAnonymousClassHasANameInMessages() {
        Metric<LastMean> own = new Metric<>() {
            @Override
            protected void count(Operands batch) {}

            @Override
            protected void clear() {}

            @Override
            protected void include(LastMean other) {}

            @Override
            public void state(State state) {}
        };
        assertThat(own).hasToString("Metric()");
    }

    @ParameterizedTest
    @MethodSource("all")
    <M extends Metric<M>> void readingWithinACaptureIsRefused(Subject<M> subject) {
        M metric = subject.make().get();
        List<Value> inputs = BATCHES.getFirst().values();
        assertThatIllegalStateException().isThrownBy(() -> Program.capture(inputs, in -> {
            subject.add().accept(metric, Batch.of(in));
            assertThat(subject.read().apply(metric)).isEmpty(); // not reached
            return List.of();
        })).withMessageContaining(metric.name() + ".")
                .withMessageContaining(" is called in the middle of the captured computation; call it between runs");
        assertThatIllegalStateException().isThrownBy(() -> Program.capture(inputs, in -> {
            metric.reset();
            return Collections.emptyList();
        })).withMessageContaining(metric.name() + ".reset is called in the middle of the captured computation");
    }

    @Test
    void aReplayChecksTheValuesOfItsBatchAndCountsNothingOfARefusedOne() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        Program program = Program.capture(List.of(IntTensor.of(0, 1), IntTensor.of(0, 2)), in -> {
            matrix.add((IntTensor) in.get(0), (IntTensor) in.get(1));
            return List.of();
        }).program();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> program.run(List.of(IntTensor.of(0, 1), IntTensor.of(0, 3))))
                .withMessage("ConfusionMatrix: label 3 of sample 1 is not one of 3 classes");
        assertThat(matrix.total()).isEqualTo(2);
        program.run(List.of(IntTensor.of(0, 1), IntTensor.of(0, 0)));
        assertThat(matrix.total()).isEqualTo(4);
        assertThat(matrix.count(0, 1)).isEqualTo(1);
    }

    @Test
    void whatNeedsAGradientIsCountedAndKeepsItsHistory() {
        Tensor logits = Tensor.of(new float[][] {{1, 2}, {3, 1}}).requiresGrad(true);
        Perplexity perplexity = new Perplexity();
        perplexity.add(logits.mul(2f), IntTensor.of(1, 0));
        Tensor y = logits.mul(3f);
        new RegressionErrors().add(y, Tensor.zeros(2, 2));
        y.sum().backward();
        assertThat(perplexity.total()).isEqualTo(2);
        assertThat(Objects.requireNonNull(logits.grad()).toArray()).containsOnly(3);
    }

    @Test
    void aCheckpointedFunctionIsCountedOnce() {
        Tensor logits = Tensor.of(new float[][] {{1, 2}, {3, 1}}).requiresGrad(true);
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        Autograd.checkpoint(x -> {
            matrix.add(x, IntTensor.of(1, 1));
            return x.exp();
        }, logits).sum().backward();
        assertThat(matrix.total()).isEqualTo(2);
    }

    @Test
    void anotherMetricInALaterRunIsNoticed() {
        Program program = Program.capture(Options.defaults().verify(1), BATCHES.getFirst().values(), in -> {
            new Accuracy().add(Batch.of(in).scores(), Batch.of(in).labels());
            return List.of();
        }).program();
        assertThatIllegalStateException().isThrownBy(() -> program.run(BATCHES.get(1).values()))
                .withMessageContaining("has target Accuracy, and Accuracy when it was captured");
    }

    @Test
    void settingsMustAgree() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        assertThatIllegalArgumentException().isThrownBy(() -> matrix.merge(new ConfusionMatrix(4)))
                .withMessage("ConfusionMatrix: merged with one of other settings: classes 4, not 3");
        assertThatIllegalArgumentException().isThrownBy(() -> new TopKAccuracy(2).merge(new TopKAccuracy(1)))
                .withMessage("TopKAccuracy: merged with one of other settings: k 1, not 2");
        assertThatIllegalArgumentException().isThrownBy(() -> new BinaryCounts(0.5).merge(new BinaryCounts()))
                .withMessage("BinaryCounts: merged with one of other settings: threshold 0.0, not 0.5");
        assertThatIllegalArgumentException().isThrownBy(() -> new BinaryAccuracy(0.3).merge(new BinaryAccuracy()))
                .withMessage("BinaryAccuracy: merged with one of other settings: threshold 0.0, not 0.3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MultilabelAccuracy().merge(new MultilabelAccuracy(0.5)))
                .withMessage("MultilabelAccuracy: merged with one of other settings: threshold 0.5, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MultilabelCounts(2).merge(new MultilabelCounts(2, 1)))
                .withMessage("MultilabelCounts: merged with one of other settings: threshold 1.0, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MultilabelCounts(2).merge(new MultilabelCounts(3)))
                .withMessage("MultilabelCounts: merged with one of other settings: labels 3, not 2");
        assertThatIllegalArgumentException().isThrownBy(() -> new CalibrationError(2).merge(new CalibrationError()))
                .withMessage("CalibrationError: merged with one of other settings: bins 15, not 2");
        assertThatIllegalArgumentException().isThrownBy(() -> new Perplexity().merge(new Perplexity(0)))
                .withMessage("Perplexity: merged with one of other settings: ignored label 0, not none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RegressionErrors().merge(new RegressionErrors(2)))
                .withMessage("RegressionErrors: merged with one of other settings: outputs 2, not 1");
        new BinaryAccuracy(0).merge(new BinaryAccuracy(-0.0)); // one zero
        Snapshot atHalf = Snapshot.take(Map.of("accuracy", new BinaryAccuracy(0.5)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> atHalf.restore(Map.of("accuracy", new BinaryAccuracy())))
                .withMessageContaining("threshold");
        Snapshot of3 = Snapshot.take(Map.of("matrix", matrix));
        assertThatIllegalArgumentException().isThrownBy(() -> of3.restore(Map.of("matrix", new ConfusionMatrix(4))))
                .withMessageContaining("classes");
    }

    @Test
    void aMetricOfOnesOwnIsReplayed() {
        LastMean mean = new LastMean();
        Program program = Program.capture(List.of(Tensor.of(1f, 2f)), in -> {
            mean.add((Tensor) in.getFirst());
            return List.of();
        }).program();
        program.run(List.of(Tensor.of(5f, 6f)));
        assertThat(mean.value()).isEqualTo(5.5);
    }
}
