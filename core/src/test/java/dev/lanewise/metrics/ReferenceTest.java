package dev.lanewise.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics against the numbers of scikit-learn, which reference.py in the resources has printed. */
class ReferenceTest {
    private static final Map<String, double[]> NUMBERS = read();

    private static Map<String, double[]> read() {
        Map<String, double[]> numbers = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(ReferenceTest.class.getResourceAsStream("reference.txt"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> line.split("\t", -1))
                    .forEach(cells -> numbers.put(cells[0],
                            Arrays.stream(cells[1].split(" ")).mapToDouble(ReferenceTest::number).toArray()));
            return numbers;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double number(String text) {
        return switch (text) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static double[] numbers(String name) {
        return Objects.requireNonNull(NUMBERS.get(name), name);
    }

    private static Tensor floats(String name, int... dims) {
        float[] floats = new float[numbers(name).length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers(name)[i];
        }
        return Tensor.of(Shape.of(dims.length == 0 ? new int[] {floats.length} : dims), floats);
    }

    private static IntTensor ints(String name) {
        return IntTensor.of(Arrays.stream(numbers(name)).mapToInt(x -> (int) x).toArray());
    }

    private static void check(String name, double... actual) {
        check(1e-12, name, actual);
    }

    private static void check(double relative, String name, double... actual) {
        double[] expected = numbers(name);
        assertThat(actual).as(name).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            boolean same = Double.compare(actual[i], expected[i]) == 0
                    || Math.abs(actual[i] - expected[i]) <= relative * Math.max(1, Math.abs(expected[i]));
            assertThat(same).as("%s, number %d: %s, expected %s", name, i, actual[i], expected[i]).isTrue();
        }
    }

    private static double[] each(int count, IntToDoubleFunction number) {
        return IntStream.range(0, count).mapToDouble(number).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classes", "one class", "one prediction", "all wrong"})
    void aConfusionMatrixTellsWhatScikitLearnDoes(String name) {
        int classes = (int) Math.sqrt(numbers(name + " matrix").length);
        ConfusionMatrix matrix = new ConfusionMatrix(classes);
        matrix.add(ints(name + " predicted"), ints(name + " labels"));
        check(name + " matrix", Arrays.stream(matrix.counts()).flatMapToLong(Arrays::stream).asDoubleStream()
                .toArray());
        check(name + " normalized", Arrays.stream(matrix.normalized()).flatMapToDouble(Arrays::stream).toArray());
        check(name + " accuracy", matrix.accuracy());
        check(name + " precision", each(classes, matrix::precision));
        check(name + " recall", each(classes, matrix::recall));
        check(name + " f1", each(classes, matrix::f1));
        check(name + " f0.5", each(classes, c -> matrix.fBeta(c, 0.5)));
        averages(name, matrix::precision, matrix::recall, matrix::f1, averaging -> matrix.fBeta(averaging, 2));
        check(name + " balanced", matrix.balancedAccuracy());
        check(name + " kappa", matrix.cohensKappa());
        check(name + " kappa linear", matrix.cohensKappa(KappaWeights.LINEAR));
        check(name + " kappa quadratic", matrix.cohensKappa(KappaWeights.QUADRATIC));
        check(name + " matthews", matrix.matthews());
        Accuracy accuracy = new Accuracy();
        accuracy.add(ints(name + " predicted"), ints(name + " labels"));
        check(name + " accuracy", accuracy.value());
    }

    private static void averages(
            String name, ToDoubleFunction<Averaging> precision, ToDoubleFunction<Averaging> recall,
            ToDoubleFunction<Averaging> f1, ToDoubleFunction<Averaging> f2) {
        Map.of(Averaging.MICRO, " micro", Averaging.MACRO, " macro", Averaging.WEIGHTED, " weighted")
                .forEach((averaging, how) -> {
                    check(name + " precision" + how, precision.applyAsDouble(averaging));
                    check(name + " recall" + how, recall.applyAsDouble(averaging));
                    check(name + " f1" + how, f1.applyAsDouble(averaging));
                    check(name + " f2" + how, f2.applyAsDouble(averaging));
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void topKAccuracy(int k) {
        TopKAccuracy accuracy = new TopKAccuracy(k);
        accuracy.add(floats("top logits", 40, 5), ints("top labels"));
        check("top " + k, accuracy.value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ties", "no ties", "equal", "perfect", "only ones", "only zeros"})
    void curvesAndTheirAreas(String name) {
        BinaryCurves curves = new BinaryCurves();
        curves.add(floats(name + " scores"), ints(name + " targets"));
        check(name + " roc", curves.roc().stream()
                .flatMap(point -> List.of(point.threshold(), point.falsePositiveRate(), point.truePositiveRate())
                        .stream())
                .mapToDouble(x -> x).toArray());
        check(name + " roc area", curves.rocArea());
        check(name + " pr", curves.precisionRecall().stream()
                .flatMap(point -> List.of(point.threshold(), point.precision(), point.recall()).stream())
                .mapToDouble(x -> x).toArray());
        check(name + " average precision", curves.averagePrecision());
        check(name + " pr area", curves.precisionRecallArea());
    }

    @Test
    void countsBetweenTwoClasses() {
        BinaryCounts counts = new BinaryCounts(0.5);
        counts.add(floats("ties scores"), ints("ties targets"));
        check("counts", LongStream.of(counts.trueNegatives(), counts.falsePositives(), counts.falseNegatives(),
                counts.truePositives()).asDoubleStream().toArray());
        check("counts accuracy", counts.accuracy());
        check("counts precision", counts.precision());
        check("counts recall", counts.recall());
        check("counts specificity", counts.specificity());
        check("counts f1", counts.f1());
        check("counts f3", counts.fBeta(3));
    }

    @Test
    void severalLabels() {
        Tensor logits = floats("multilabel logits", 30, 5);
        Tensor targets = floats("multilabel targets", 30, 5);
        MultilabelAccuracy accuracy = new MultilabelAccuracy();
        accuracy.add(logits, targets);
        check("multilabel per label", accuracy.perLabel());
        check("multilabel exact", accuracy.exactMatch());
        MultilabelAccuracy above = new MultilabelAccuracy(0.25);
        above.add(logits, targets);
        check("multilabel per label above 0.25", above.perLabel());
        check("multilabel exact above 0.25", above.exactMatch());
        MultilabelCounts counts = new MultilabelCounts(5);
        counts.add(logits, targets);
        check("multilabel precision", each(5, counts::precision));
        check("multilabel recall", each(5, counts::recall));
        check("multilabel f1", each(5, counts::f1));
        averages("multilabel", counts::precision, counts::recall, counts::f1,
                averaging -> counts.fBeta(averaging, 2));
    }

    @Test
    void labelsThatNoSampleHas() {
        MultilabelCounts counts = new MultilabelCounts(2, 0.5);
        counts.add(Tensor.of(new float[][] {{0, 1}, {0, 0}, {0, 1}}), Tensor.zeros(3, 2));
        averages("no labels", counts::precision, counts::recall, counts::f1,
                averaging -> counts.fBeta(averaging, 2));
    }

    @Test
    void probabilitiesOfTwoClasses() {
        LogLoss loss = new LogLoss();
        BrierScore brier = new BrierScore();
        loss.add(floats("binary probabilities"), floats("binary targets"));
        brier.add(floats("binary probabilities"), floats("binary targets"));
        check("binary log loss", loss.value());
        check("binary brier", brier.value());
        loss.reset();
        brier.reset();
        loss.add(floats("two probabilities", 40, 2), ints("binary targets"));
        brier.add(floats("two probabilities", 40, 2), ints("binary targets"));
        check("two log loss", loss.value());
        check("two brier", brier.value());
        loss.reset();
        loss.add(Tensor.of(0f, 1f, 1f, 0f), Tensor.of(0f, 1f, 0f, 1f));
        check(1e-6, "certain log loss", loss.value());
    }

    @Test
    void probabilitiesOfSeveralClasses() {
        Tensor probabilities = floats("many probabilities", 50, 4);
        LogLoss loss = new LogLoss();
        loss.add(probabilities, ints("many labels"));
        check("many log loss", loss.value());
        BrierScore brier = new BrierScore();
        brier.add(probabilities, ints("many labels"));
        check("many brier", brier.value());
        CalibrationError error = new CalibrationError(10);
        error.add(probabilities, ints("many labels"));
        calibration("many calibration", error);
        CalibrationError binary = new CalibrationError(8);
        binary.add(floats("binary probabilities"), floats("binary targets"));
        calibration("binary calibration", binary);
    }

    private static void calibration(String name, CalibrationError error) {
        int[] filled = IntStream.range(0, error.bins()).filter(bin -> error.count(bin) > 0).toArray();
        check(name + " accuracy", Arrays.stream(filled).mapToDouble(error::accuracy).toArray());
        check(name + " confidence", Arrays.stream(filled).mapToDouble(error::confidence).toArray());
        check(name + " expected", error.expected());
        check(name + " maximum", error.maximum());
    }

    @Test
    void errorsOfRegression() {
        RegressionErrors errors = new RegressionErrors(4);
        errors.add(floats("regression predictions", 25, 4), floats("regression targets", 25, 4));
        check("regression mse", errors.mse());
        check("regression mse each", each(4, errors::mse));
        check("regression rmse", errors.rmse());
        check("regression rmse each", each(4, errors::rmse));
        check("regression mae", errors.mae());
        check("regression mae each", each(4, errors::mae));
        check("regression mape", errors.mape());
        check("regression mape each", each(4, errors::mape));
        check("regression r2", errors.r2());
        check("regression r2 each", each(4, errors::r2));
        check("regression maximum", errors.maxError());
        check("regression maximum each", each(4, errors::maxError));
        RegressionErrors flat = new RegressionErrors();
        flat.add(floats("regression predictions", 25, 4), floats("regression targets", 25, 4));
        check("regression mse flat", flat.mse());
        check("regression rmse flat", flat.rmse());
        check("regression mae flat", flat.mae());
        check("regression mape flat", flat.mape());
        check("regression r2 flat", flat.r2());
        check("regression maximum", flat.maxError());
    }

    @Test
    void perplexityOfLogitsAndOfLosses() {
        Tensor logits = floats("perplexity logits", 12, 6);
        IntTensor labels = ints("perplexity labels");
        Perplexity perplexity = new Perplexity(-100);
        perplexity.add(logits.reshape(3, 4, 6), labels.reshape(3, 4));
        check(1e-6, "perplexity", perplexity.value());
        assertThat(perplexity.total()).isEqualTo(9);
        Perplexity ofLosses = new Perplexity();
        float[] logProbabilities = logits.logSoftmax(-1).toArray();
        for (int i = 0; i < 12; i++) {
            if (labels.get(i) >= 0) {
                ofLosses.addLosses(Tensor.scalar(-logProbabilities[i * 6 + labels.get(i)]));
            }
        }
        assertThat(ofLosses.value()).isEqualTo(perplexity.value());
        assertThat(ofLosses.meanLoss()).isEqualTo(perplexity.meanLoss());
    }

    @Test
    void aLabelForEachPlace() {
        Tensor scores = floats("places scores", 2, 3, 2, 4);
        Tensor probabilities = floats("places probabilities", 2, 3, 2, 4);
        IntTensor labels = ints("places labels").reshape(2, 2, 4);
        Accuracy accuracy = new Accuracy();
        accuracy.add(scores, labels);
        check("places accuracy", accuracy.value());
        TopKAccuracy top = new TopKAccuracy(2);
        top.add(scores, labels);
        check("places top 2", top.value());
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        matrix.add(scores, labels);
        check("places matrix", Arrays.stream(matrix.counts()).flatMapToLong(Arrays::stream).asDoubleStream()
                .toArray());
        LogLoss loss = new LogLoss();
        loss.add(probabilities, labels);
        check("places log loss", loss.value());
        BrierScore brier = new BrierScore();
        brier.add(probabilities, labels);
        check("places brier", brier.value());
        CalibrationError error = new CalibrationError(4);
        error.add(probabilities, labels);
        calibration("places calibration", error);
    }

    @Test
    void oneChannelAndALabelForEachPlace() {
        Tensor scores = floats("channel scores", 2, 1, 2, 4);
        IntTensor labels = ints("channel targets").reshape(2, 2, 4);
        BinaryCounts counts = new BinaryCounts(0.25);
        counts.add(scores, labels);
        check("channel matrix", LongStream.of(counts.trueNegatives(), counts.falsePositives(),
                counts.falseNegatives(), counts.truePositives()).asDoubleStream().toArray());
        BinaryAccuracy accuracy = new BinaryAccuracy(0.25);
        accuracy.add(scores, labels);
        check("channel accuracy", accuracy.value());
        BinaryCurves curves = new BinaryCurves();
        curves.add(scores, labels);
        check("channel roc area", curves.rocArea());
        BinaryCurves flat = new BinaryCurves();
        flat.add(scores.reshape(16), labels.reshape(16));
        assertThat(flat.roc()).isEqualTo(curves.roc());
    }
}
