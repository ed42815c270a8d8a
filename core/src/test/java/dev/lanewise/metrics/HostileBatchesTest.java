package dev.lanewise.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A batch that does not fit is refused in one sentence, and counts nothing. */
class HostileBatchesTest {
    private static final float NAN = Float.NaN;
    private static final float INFINITE = Float.POSITIVE_INFINITY;
    private static final IntTensor LABELS = IntTensor.of(0, 1);
    private static final Tensor FLOATS = Tensor.of(1f, 0f);
    private static final Tensor ROWS = Tensor.of(new float[][] {{0.25f, 0.75f}, {0.5f, 0.5f}});

    private static final String OF_CLASSES = "expected [N, C] and [N], [C] and [], or [N, C, d...] and [N, d...]";
    private static final Tensor IMAGES = Tensor.full(0.5f, 2, 2, 1, 3);

    /** Labels of images, the last but one being the one that is given. */
    private static IntTensor labelled(int label) {
        return IntTensor.of(0, 1, 0, 1, label, 0).reshape(2, 1, 3);
    }

    /** Images of one channel, the last but one score being the one that is given. */
    private static Tensor channel(float score) {
        return Tensor.of(1f, 0f, 1f, 0f, score, 1f).reshape(2, 1, 1, 3);
    }

    private static <M extends Metric<M>> Arguments call(M metric, String message, Consumer<M> add) {
        return Arguments.of(metric, metric.name() + ": " + message, (Runnable) () -> add.accept(metric));
    }

    private static Tensor rows(float... last) {
        return Tensor.of(new float[][] {{0.25f, 0.75f}, last});
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                call(new Accuracy(), "label 2 of sample 1 is not one of 2 classes",
                        m -> m.add(ROWS, IntTensor.of(0, 2))),
                call(new Accuracy(), "label -1 of sample 0 is not one of 2 classes",
                        m -> m.add(ROWS, IntTensor.of(-1, 2))),
                call(new Accuracy(), "predictions [2] and labels [1] differ in shape",
                        m -> m.add(LABELS, IntTensor.of(0))),
                call(new ConfusionMatrix(2), "logits [2, 3] have 3 classes at axis 1, more than 2",
                        m -> m.add(Tensor.zeros(2, 3), LABELS)),
                call(new TopKAccuracy(3), "logits [2, 2] have less than 3 classes", m -> m.add(ROWS, LABELS)),
                call(new TopKAccuracy(1), "logits [2] and labels [2]: " + OF_CLASSES,
                        m -> m.add(FLOATS, LABELS)),
                call(new TopKAccuracy(1), "label 5 of sample 1 is not one of 2 classes",
                        m -> m.add(ROWS, IntTensor.of(0, 5))),
                call(new MultilabelAccuracy(), "scores [2]: expected [N, L] with a label or more",
                        m -> m.add(FLOATS, FLOATS)),
                call(new MultilabelAccuracy(), "scores [2, 0]: expected [N, L] with a label or more",
                        m -> m.add(Tensor.zeros(2, 0), Tensor.zeros(2, 0))),
                call(new MultilabelAccuracy(), "score at [1, 0] is NaN",
                        m -> m.add(rows(NAN, 0), Tensor.zeros(2, 2))),
                call(new MultilabelAccuracy(), "target 0.25 at [0, 0] is neither 0 nor 1",
                        m -> m.add(ROWS, ROWS)),
                call(new MultilabelCounts(3), "scores [2, 2]: expected [N, 3]", m -> m.add(ROWS, ROWS)),
                call(new MultilabelCounts(2), "target NaN at [1, 1] is neither 0 nor 1",
                        m -> m.add(ROWS, Tensor.of(new float[][] {{0, 1}, {1, NAN}}))),
                call(new BinaryCounts(), "scores [2] and targets [2, 1] differ in shape",
                        m -> m.add(FLOATS, Tensor.zeros(2, 1))),
                call(new BinaryCounts(),
                        "scores [2, 2] and labels [2]: expected one shape, or [N, 1, d...] and [N, d...]",
                        m -> m.add(ROWS, LABELS)),
                call(new BinaryCounts(), "score of sample 1 is NaN", m -> m.add(Tensor.of(1f, NAN), LABELS)),
                call(new BinaryCounts(), "label 2 of sample 0 is neither 0 nor 1",
                        m -> m.add(FLOATS, IntTensor.of(2, 3))),
                call(new BinaryCurves(), "score Infinity of sample 1 is not finite",
                        m -> m.add(Tensor.of(1f, INFINITE), LABELS)),
                call(new BinaryCurves(), "label -1 of sample 0 is neither 0 nor 1",
                        m -> m.add(FLOATS, IntTensor.of(-1, 1))),
                call(new LogLoss(), "probabilities [2] and labels [2]: " + OF_CLASSES,
                        m -> m.add(FLOATS, LABELS)),
                call(new LogLoss(), "probabilities [2, 1] are not of two or more classes; those of class 1 alone have "
                        + "targets of the same shape", m -> m.add(Tensor.zeros(2, 1), LABELS)),
                call(new LogLoss(), "probability 1.5 at [1, 0] is not within 0 and 1; logits need a "
                        + "sigmoid or softmax first", m -> m.add(rows(1.5f, -0.5f), LABELS)),
                call(new LogLoss(), "probabilities of sample 1 add up to 0.75, not to 1",
                        m -> m.add(rows(0.5f, 0.25f), LABELS)),
                call(new LogLoss(), "label 2 of sample 1 is not one of 2 classes",
                        m -> m.add(ROWS, IntTensor.of(0, 2))),
                call(new BrierScore(), "probability NaN of sample 1 is not within 0 and 1; logits need a sigmoid or "
                        + "softmax first", m -> m.add(Tensor.of(0.5f, NAN), FLOATS)),
                call(new BrierScore(), "target 0.5 of sample 1 is neither 0 nor 1",
                        m -> m.add(Tensor.of(0.5f, 0.5f), Tensor.of(1f, 0.5f))),
                call(new BrierScore(), "probabilities of sample 1 add up to 2.0, not to 1",
                        m -> m.add(rows(1, 1), LABELS)),
                call(new CalibrationError(), "probability -0.5 at [1, 1] is not within 0 and 1; logits "
                        + "need a sigmoid or softmax first", m -> m.add(rows(1, -0.5f), LABELS)),
                call(new CalibrationError(), "label -100 of sample 1 is not one of 2 classes",
                        m -> m.add(ROWS, IntTensor.of(0, -100))),
                call(new Perplexity(), "label -100 of sample 1 is not one of 2 classes",
                        m -> m.add(ROWS, IntTensor.of(0, -100))),
                call(new Perplexity(), "logits [2, 2] and labels [1, 2]: expected [..., C] and [...] with a class or "
                        + "more", m -> m.add(ROWS, LABELS.reshape(1, 2))),
                call(new Perplexity(), "logits [] and labels [2]: expected [..., C] and [...] with a class or more",
                        m -> m.add(Tensor.scalar(1), LABELS)),
                call(new Perplexity(), "loss of sample 1 is NaN", m -> m.add(rows(NAN, 1), LABELS)),
                call(new Perplexity(), "loss of sample 1 is NaN", m -> m.addLosses(Tensor.of(1f, NAN))),
                call(new RegressionErrors(), "prediction NaN of sample 1 is not finite",
                        m -> m.add(Tensor.of(1f, NAN), FLOATS)),
                call(new RegressionErrors(), "predictions [2] and targets [2, 1] differ in shape",
                        m -> m.add(FLOATS, Tensor.zeros(2, 1))),
                call(new RegressionErrors(2), "target Infinity at [1, 1] is not finite",
                        m -> m.add(ROWS, rows(1, INFINITE))),
                call(new RegressionErrors(3), "predictions [2, 2]: expected [N, 3]", m -> m.add(ROWS, ROWS)));
    }

    static Stream<Arguments> places() {
        return Stream.of(
                call(new Accuracy(), "label 2 at [1, 0, 1] is not one of 2 classes", m -> m.add(IMAGES, labelled(2))),
                call(new Accuracy(), "label 2 is not one of 2 classes",
                        m -> m.add(FLOATS, IntTensor.of(2).reshape())),
                call(new Accuracy(), "logits [2, 2, 1, 3] and labels [2, 3, 1]: " + OF_CLASSES,
                        m -> m.add(IMAGES, labelled(0).reshape(2, 3, 1))),
                call(new Accuracy(), "logits [2, 1, 1, 3] have one class at axis 1, so every prediction would be class "
                        + "0; BinaryAccuracy takes one logit a sample", m -> m.add(channel(0), labelled(0))),
                call(new Accuracy(), "logits [2, 0] have no classes", m -> m.add(Tensor.zeros(2, 0), LABELS)),
                call(new TopKAccuracy(2), "label -1 at [1, 0, 1] is not one of 2 classes",
                        m -> m.add(IMAGES, labelled(-1))),
                call(new TopKAccuracy(3), "logits [2, 2, 1, 3] have less than 3 classes",
                        m -> m.add(IMAGES, labelled(0))),
                call(new TopKAccuracy(1),
                        "logits [2, 1] have one class at axis 1, so every prediction would be class 0; "
                                + "BinaryAccuracy takes one logit a sample",
                        m -> m.add(Tensor.zeros(2, 1), LABELS)),
                call(new ConfusionMatrix(2), "label 9 at [1, 0, 1] is not one of 2 classes",
                        m -> m.add(IMAGES, labelled(9))),
                call(new ConfusionMatrix(2), "prediction 9 at [1, 0, 1] is not one of 2 classes",
                        m -> m.add(labelled(9), labelled(0))),
                call(new ConfusionMatrix(2), "logits [2, 2, 1, 3] and labels [2]: " + OF_CLASSES,
                        m -> m.add(IMAGES, LABELS)),
                call(new BinaryAccuracy(), "label 2 at [1, 0, 1] is neither 0 nor 1",
                        m -> m.add(channel(0), labelled(2))),
                call(new BinaryAccuracy(), "target 0.5 at [1, 0, 0, 1] is neither 0 nor 1",
                        m -> m.add(channel(0), channel(0.5f))),
                call(new BinaryCounts(), "score at [1, 0, 0, 1] is NaN", m -> m.add(channel(NAN), labelled(0))),
                call(new BinaryCounts(), "target 0.5 is neither 0 nor 1",
                        m -> m.add(Tensor.scalar(0), Tensor.scalar(0.5f))),
                call(new BinaryCurves(), "label 2 at [1, 0, 1] is neither 0 nor 1",
                        m -> m.add(channel(0), labelled(2))),
                call(new LogLoss(), "label 2 at [1, 0, 1] is not one of 2 classes", m -> m.add(IMAGES, labelled(2))),
                call(new LogLoss(), "probabilities at [0, 0, 0] add up to 2.0, not to 1",
                        m -> m.add(Tensor.ones(2, 2, 1, 3), labelled(0))),
                call(new BrierScore(), "probabilities add up to 2.0, not to 1",
                        m -> m.add(Tensor.ones(2), IntTensor.of(0).reshape())),
                call(new CalibrationError(), "probability 2.0 at [1, 0, 0, 1] is not within 0 and 1; logits need a "
                        + "sigmoid or softmax first", m -> m.add(channel(2), channel(1))),
                call(new CalibrationError(), "label 2 at [1, 0, 1] is not one of 2 classes",
                        m -> m.add(IMAGES, labelled(2))),
                call(new Perplexity(), "label -100 at [1, 0, 1] is not one of 2 classes",
                        m -> m.add(Tensor.zeros(2, 1, 3, 2), labelled(-100))),
                call(new Perplexity(), "loss at [0, 0, 0] is NaN",
                        m -> m.add(Tensor.full(NAN, 2, 1, 3, 2), labelled(0))));
    }

    @ParameterizedTest
    @MethodSource({"calls", "places"})
    void isRefusedAndCountsNothing(Metric<?> metric, String message, Runnable add) {
        Map<String, String> before = Snapshot.take(Map.of("metric", metric)).texts();
        assertThatIllegalArgumentException().isThrownBy(add::run).withMessage(message);
        Snapshot after = Snapshot.take(Map.of("metric", metric));
        assertThat(after.texts()).isEqualTo(before);
        assertThat(after.ints().values()).allMatch(ints -> ints.size() == 0);
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of("TopKAccuracy: k 0 is less than 1", (Runnable) () -> new TopKAccuracy(0)),
                Arguments.of("MultilabelCounts: 0 labels", (Runnable) () -> new MultilabelCounts(0)),
                Arguments.of("MultilabelCounts: the threshold is NaN",
                        (Runnable) () -> new MultilabelCounts(1, Double.NaN)),
                Arguments.of("BinaryAccuracy: the threshold is NaN",
                        (Runnable) () -> new BinaryAccuracy(Double.NaN)),
                Arguments.of("MultilabelAccuracy: the threshold is NaN",
                        (Runnable) () -> new MultilabelAccuracy(Double.NaN)),
                Arguments.of("BinaryCounts: the threshold is NaN", (Runnable) () -> new BinaryCounts(Double.NaN)),
                Arguments.of("CalibrationError: -1 bins", (Runnable) () -> new CalibrationError(-1)),
                Arguments.of("CalibrationError: 2147483647 bins are more than 1048576",
                        (Runnable) () -> new CalibrationError(Integer.MAX_VALUE)),
                Arguments.of("RegressionErrors: 0 outputs", (Runnable) () -> new RegressionErrors(0)),
                Arguments.of("BinaryCounts: beta -1.0 is not a finite number of 0 or more",
                        (Runnable) () -> new BinaryCounts().fBeta(-1)),
                Arguments.of("ConfusionMatrix: beta NaN is not a finite number of 0 or more",
                        (Runnable) () -> new ConfusionMatrix(2).fBeta(Averaging.MACRO, Double.NaN)),
                Arguments.of("MultilabelCounts: beta Infinity is not a finite number of 0 or more",
                        (Runnable) () -> new MultilabelCounts(2).fBeta(0, Double.POSITIVE_INFINITY)));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void settingsAreChecked(String message, Runnable call) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
    }
}
