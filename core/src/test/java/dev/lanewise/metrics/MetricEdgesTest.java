package dev.lanewise.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Seeds;
import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.optim.SGD;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Sorting;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ties, special values and what else each metric defines. */
class MetricEdgesTest {
    private static final float NAN = Float.NaN;

    @Test
    void aThresholdIsAFloatAsScoresAre() {
        BinaryCounts binary = new BinaryCounts(0.3);
        binary.add(Tensor.of(0.3f, 0.31f), IntTensor.of(1, 1));
        assertThat(binary.truePositives()).isEqualTo(1);
        MultilabelCounts several = new MultilabelCounts(1, 0.1);
        several.add(Tensor.of(new float[][] {{0.1f}}), Tensor.of(new float[][] {{1}}));
        assertThat(several.recall(0)).isZero();
    }

    @Test
    void fBetaTendsToRecallAndToPrecision() {
        BinaryCounts counts = new BinaryCounts();
        counts.add(Tensor.of(1f, 1f, 1f, -1f, -1f), IntTensor.of(1, 1, 0, 1, 0)); // precision and recall 2/3
        counts.add(Tensor.of(-1f, -1f), IntTensor.of(1, 1));
        for (double beta : new double[] {1e30, 1e100, 1e154, 1e200, Double.MAX_VALUE}) {
            assertThat(counts.fBeta(beta)).as("%s", beta).isEqualTo(counts.recall()).isEqualTo(0.4);
        }
        for (double beta : new double[] {1e-30, 1e-170, 1e-200, Double.MIN_VALUE, 0}) {
            assertThat(counts.fBeta(beta)).as("%s", beta).isEqualTo(counts.precision()).isEqualTo(2 / 3.0);
        }
        ConfusionMatrix matrix = new ConfusionMatrix(4);
        matrix.add(IntTensor.of(0, 1, 1, 1, 0, 0), IntTensor.of(0, 0, 0, 1, 1, 2));
        for (double beta : new double[] {1e-200, 1e200}) {
            assertThat(matrix.fBeta(2, beta)).as("never predicted, %s", beta).isZero();
            assertThat(matrix.fBeta(3, beta)).as("nowhere, %s", beta).isNaN();
        }
        assertThat(matrix.fBeta(Averaging.WEIGHTED, 1e200)).isEqualTo(matrix.recall(Averaging.WEIGHTED));
        MultilabelCounts labels = new MultilabelCounts(1);
        labels.add(Tensor.ones(3, 1), Tensor.zeros(3, 1));
        assertThat(labels.fBeta(0, 1e200)).isZero(); // never there
        assertThat(labels.fBeta(Averaging.MACRO, 1e200)).isZero();
    }

    @Test
    void kappaOfOneClassIsUndefinedForAnyNumberOfSamples() {
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        int[] ones = new int[1001];
        Arrays.fill(ones, 1);
        matrix.add(IntTensor.of(ones), IntTensor.of(ones));
        for (int i = 0; i < 40; i++) {
            ConfusionMatrix more = new ConfusionMatrix(2);
            more.merge(matrix);
            matrix.merge(more);
            matrix.add(IntTensor.of(1, 1, 1), IntTensor.of(1, 1, 1));
            assertThat(matrix.cohensKappa()).as("%s samples", matrix.total()).isNaN();
            assertThat(matrix.cohensKappa(KappaWeights.QUADRATIC)).isNaN();
        }
    }

    @Test
    void weightsOfKappaCountClassesThatDoNotOccur() {
        ConfusionMatrix matrix = new ConfusionMatrix(9);
        matrix.add(IntTensor.of(0, 1, 8, 8), IntTensor.of(0, 0, 8, 0));
        assertThat(matrix.cohensKappa(KappaWeights.LINEAR)).isCloseTo(1 - 9 / 16.5, within(1e-15));
        assertThat(matrix.cohensKappa(KappaWeights.QUADRATIC)).isCloseTo(1 - 65 / 125.0, within(1e-15));
        assertThat(new ConfusionMatrix(3).cohensKappa(KappaWeights.LINEAR)).isNaN();
    }

    @Test
    void metricsArePrintedWithTheirSettingsAndNumbers() {
        Tensor logits = Tensor.of(new float[][] {{1, 2}, {3, 0}});
        IntTensor labels = IntTensor.of(1, 1);
        Accuracy accuracy = new Accuracy();
        assertThat(accuracy).hasToString("Accuracy(total=0, value=NaN)");
        accuracy.add(logits, labels);
        assertThat(accuracy).hasToString("Accuracy(total=2, value=0.5)");
        TopKAccuracy top = new TopKAccuracy(2);
        top.add(logits, labels);
        assertThat(top).hasToString("TopKAccuracy(k=2, total=2, value=1.0)");
        BinaryAccuracy binary = new BinaryAccuracy(0.3);
        binary.add(Tensor.of(1f, 0.3f), labels);
        assertThat(binary).hasToString("BinaryAccuracy(threshold=0.3, total=2, value=0.5)");
        BinaryCounts counts = new BinaryCounts();
        counts.add(Tensor.of(1f, 0f), labels);
        assertThat(counts).hasToString("BinaryCounts(threshold=0.0, trueNegatives=0, falsePositives=0, "
                + "falseNegatives=1, truePositives=1)");
        BinaryCurves curves = new BinaryCurves();
        curves.add(Tensor.of(1f, 0f), labels);
        assertThat(curves).hasToString("BinaryCurves(total=2)");
        MultilabelAccuracy several = new MultilabelAccuracy();
        several.add(logits, Tensor.ones(2, 2));
        assertThat(several).hasToString("MultilabelAccuracy(threshold=0.0, total=2, perLabel=0.75, exactMatch=0.5)");
        MultilabelCounts each = new MultilabelCounts(2);
        assertThat(each).hasToString("MultilabelCounts(labels=2, threshold=0.0, total=0, f1=NaN)");
        Tensor half = Tensor.of(0.5f, 0.5f);
        BrierScore brier = new BrierScore();
        brier.add(half, labels.toTensor());
        assertThat(brier).hasToString("BrierScore(total=2, value=0.25)");
        assertThat(new LogLoss()).hasToString("LogLoss(total=0, value=NaN)");
        CalibrationError error = new CalibrationError(4);
        error.add(half, labels.toTensor());
        assertThat(error).hasToString("CalibrationError(bins=4, total=2, expected=0.5)");
        assertThat(new Perplexity()).hasToString("Perplexity(ignored=none, total=0, value=NaN)");
        Perplexity perplexity = new Perplexity(-100);
        perplexity.addLosses(Tensor.zeros(3));
        assertThat(perplexity).hasToString("Perplexity(ignored=-100, total=3, value=1.0)");
        RegressionErrors errors = new RegressionErrors();
        errors.add(half, Tensor.of(0f, 1f));
        assertThat(errors).hasToString("RegressionErrors(outputs=1, total=2, mse=0.25, r2=0.0)");
        assertThat(new LastMean()).hasToString("LastMean()");
    }

    @Test
    void batchesOfManyThreadsAreAllCounted() {
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        Tensor logits = Tensor.of(new float[][] {{1, 0}, {0, 1}, {0, 1}});
        IntTensor labels = IntTensor.of(0, 1, 0);
        Program program = Program.capture(List.of(logits, labels), in -> {
            matrix.add((Tensor) in.get(0), (IntTensor) in.get(1));
            return List.of(((Tensor) in.get(0)).sum());
        }).program();
        matrix.reset();
        IntStream.range(0, 4000).parallel().forEach(_ -> program.run(List.of(logits, labels)));
        assertThat(matrix.total()).isEqualTo(12_000);
        assertThat(matrix.count(0, 1)).isEqualTo(4000);
    }

    @Test
    void tiesAndNanAreRankedAsTopkDoes() {
        SplittableRandom random = Seeds.random(7);
        float[] some = {NAN, 1, 2, -0f, 0, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        for (int i = 0; i < 300; i++) {
            float[] row = new float[6];
            for (int c = 0; c < row.length; c++) {
                row[c] = some[random.nextInt(some.length)];
            }
            Tensor logits = Tensor.wrap(row, Shape.of(1, 6));
            int label = random.nextInt(6);
            for (int k = 1; k <= 6; k++) {
                TopKAccuracy accuracy = new TopKAccuracy(k);
                accuracy.add(logits, IntTensor.of(label));
                boolean found = Sorting.topk(logits, k, 1).indices().eq(label).count() == 1;
                assertThat(accuracy.value()).as("%s, label %d, k %d", logits, label, k).isEqualTo(found ? 1 : 0);
            }
            Accuracy accuracy = new Accuracy();
            accuracy.add(logits, IntTensor.of(label));
            assertThat(accuracy.value()).isEqualTo(logits.argmax(1).get(0) == label ? 1 : 0);
        }
    }

    @Test
    void theZerosAreOneScore() {
        BinaryCurves curves = new BinaryCurves();
        curves.add(Tensor.of(0f, -0f, Float.MIN_VALUE, -Float.MAX_VALUE, Float.MAX_VALUE), IntTensor.of(0, 1, 1, 0, 1));
        assertThat(curves.roc()).containsExactly(
                new BinaryCurves.RocPoint(Double.POSITIVE_INFINITY, 0, 0),
                new BinaryCurves.RocPoint(Float.MAX_VALUE, 0, 1 / 3.0),
                new BinaryCurves.RocPoint(Float.MIN_VALUE, 0, 2 / 3.0),
                new BinaryCurves.RocPoint(0, 0.5, 1),
                new BinaryCurves.RocPoint(-Float.MAX_VALUE, 1, 1));
        assertThat(curves.rocArea()).isCloseTo(5.5 / 6, within(1e-15));
    }

    @Test
    void curvesGrowBeyondTheirFirstArrays() {
        SplittableRandom random = Seeds.random(8);
        BinaryCurves curves = new BinaryCurves();
        BinaryCurves once = new BinaryCurves();
        Tensor scores = Tensor.zeros(0);
        Tensor targets = Tensor.zeros(0);
        for (int i = 0; i < 5; i++) {
            float[] s = new float[700];
            float[] t = new float[700];
            for (int j = 0; j < s.length; j++) {
                s[j] = (float) random.nextDouble();
                t[j] = random.nextInt(2);
            }
            curves.add(Tensor.of(s), Tensor.of(t));
            scores = Shapes.concat(0, scores, Tensor.of(s));
            targets = Shapes.concat(0, targets, Tensor.of(t));
        }
        once.add(scores, targets);
        assertThat(curves.total()).isEqualTo(3500);
        assertThat(curves.roc()).isEqualTo(once.roc());
        assertThat(curves.precisionRecall()).isEqualTo(once.precisionRecall());
    }

    @Test
    void curvesWithoutSamplesAreEmpty() {
        BinaryCurves curves = new BinaryCurves();
        assertThat(curves.roc()).isEmpty();
        assertThat(curves.precisionRecall()).isEmpty();
        assertThat(curves.rocArea()).isNaN();
    }

    @Test
    void damagedStateOfCurvesIsRefused() {
        BinaryCurves curves = new BinaryCurves();
        curves.add(Tensor.of(1f, 2f), IntTensor.of(0, 1));
        Snapshot good = Snapshot.take(Map.of("c", curves));
        for (IntTensor labels : List.of(IntTensor.of(0), IntTensor.of(0, 2))) {
            Snapshot bad = new Snapshot(good.tensors(), Map.of("c.scores", IntTensor.of(0, 0), "c.labels", labels),
                    good.texts());
            assertThatIllegalArgumentException().isThrownBy(() -> bad.restore(Map.of("c", new BinaryCurves())))
                    .withMessageContaining("BinaryCurves: the state has ");
        }
    }

    @Test
    void binsHaveTheirUpperEnds() {
        CalibrationError error = new CalibrationError(4);
        error.add(Tensor.of(0f, 0.25f, Math.nextUp(0.25f), 0.5f, 1f), Tensor.of(0f, 0f, 1f, 0f, 1f));
        assertThat(List.of(error.count(0), error.count(1), error.count(2), error.count(3)))
                .containsExactly(2L, 2L, 0L, 1L);
        assertThat(error.confidence(0)).isEqualTo(0.125);
        assertThat(error.accuracy(1)).isEqualTo(0.5);
        assertThat(error.accuracy(2)).isNaN();
        assertThat(error.confidence(2)).isNaN();
        assertThat(error.maximum()).isCloseTo(0.125, within(1e-7));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> error.count(4))
                .withMessage("CalibrationError: 4 is not one of 4 bins");
    }

    @Test
    void theFirstOfEqualProbabilitiesIsPredicted() {
        CalibrationError error = new CalibrationError(2);
        error.add(Tensor.of(new float[][] {{0.5f, 0.5f}, {0.5f, 0.5f}}), IntTensor.of(0, 0));
        assertThat(error.accuracy(0)).isEqualTo(1);
        assertThat(error.expected()).isEqualTo(0.5);
    }

    @Test
    void oneSampleHasNoVarianceToExplain() {
        RegressionErrors errors = new RegressionErrors();
        errors.add(Tensor.scalar(2), Tensor.scalar(1));
        assertThat(errors.r2()).isNaN();
        assertThat(errors.mse()).isEqualTo(1);
        assertThat(errors.total()).isEqualTo(1);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> errors.mse(1))
                .withMessage("RegressionErrors: 1 is not one of 1 outputs");
    }

    @Test
    void theVarianceOfTargetsFarFromZeroDoesNotCancel() {
        RegressionErrors errors = new RegressionErrors();
        errors.add(Tensor.of(1e7f, 1e7f + 1, 1e7f + 2, 1e7f + 3), Tensor.of(1e7f + 1, 1e7f + 1, 1e7f + 2, 1e7f + 3));
        assertThat(errors.r2()).isCloseTo(1 - 1 / 2.75, within(1e-9));
    }

    @Test
    void aCertainMistakeMakesPerplexityInfinite() {
        Perplexity perplexity = new Perplexity();
        perplexity.add(Tensor.of(new float[][] {{Float.NEGATIVE_INFINITY, 0}}), IntTensor.of(0));
        assertThat(perplexity.value()).isInfinite();
    }

    @Test
    void ignoredLabelsAloneAreNothing() {
        Perplexity perplexity = new Perplexity(-1);
        perplexity.add(Tensor.zeros(2, 3), IntTensor.of(-1, -1));
        assertThat(perplexity.value()).isNaN();
        assertThat(perplexity.total()).isZero();
    }

    /** As in sequences that are filled up to one length. */
    @Test
    void anIgnoredLabelIsNotCounted() {
        Tensor logits = Tensor.of(new float[][] {{1, 0}, {0, 1}, {1, 0}, {0, 1}});
        IntTensor labels = IntTensor.of(0, -100, 1, 1);
        Accuracy accuracy = new Accuracy(-100);
        accuracy.add(logits, labels);
        accuracy.add(IntTensor.of(1, 1), IntTensor.of(-100, 0));
        assertThat(accuracy).hasToString("Accuracy(ignored=-100, total=4, value=0.5)");
        ConfusionMatrix matrix = new ConfusionMatrix(2, -100);
        matrix.add(logits, labels);
        assertThat(matrix.counts()).isDeepEqualTo(new long[][] {{1, 0}, {1, 1}});
        assertThat(matrix.toString()).startsWith("ConfusionMatrix(classes=2, ignored=-100, total=3, accuracy=0.66");
        assertThatIllegalArgumentException().isThrownBy(() -> new Accuracy(-1).add(logits, labels))
                .withMessage("Accuracy: label -100 of sample 1 is not one of 2 classes");
        assertThatIllegalArgumentException().isThrownBy(() -> accuracy.merge(new Accuracy()))
                .withMessage("Accuracy: merged with one of other settings: ignored label none, not -100");
    }

    @Test
    void aConfusionMatrixIsPrintedAsATable() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        matrix.add(IntTensor.of(0, 1, 1, 2), IntTensor.of(0, 1, 2, 2));
        assertThat(matrix).hasToString("""
                ConfusionMatrix(classes=3, total=4, accuracy=0.75): predicted in columns
                     0  1  2
                  0  1  0  0
                  1  0  1  0
                  2  0  1  1""");
        assertThat(new ConfusionMatrix(100)).hasToString("ConfusionMatrix(classes=100, total=0, accuracy=NaN)");
        long[][] counts = matrix.counts();
        counts[0][0] = 9;
        assertThat(matrix.count(0, 0)).isEqualTo(1);
    }

    @Test
    void onlyLabelsHaveScores() {
        MultilabelCounts counts = new MultilabelCounts(2);
        assertThat(counts.labels()).isEqualTo(2);
        assertThat(counts.total()).isZero();
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> counts.f1(2))
                .withMessage("MultilabelCounts: 2 is not one of 2 labels");
    }

    @Test
    void aTrainingStepCountsInEachReplay() {
        Linear model = new Linear(3, 4, RandomSource.seed(1));
        SGD optimizer = new SGD(model.parameters(), 0.1);
        Accuracy accuracy = new Accuracy();
        Accuracy expected = new Accuracy();
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.captureNamed(batch -> {
            Tensor logits = model.forward(batch.inputs());
            accuracy.add(logits, batch.targets());
            Tensor loss = Losses.crossEntropy(logits, batch.targets());
            loss.backward();
            optimizer.step();
            return Map.of("loss", loss, "logits", logits);
        });
        SplittableRandom random = Seeds.random(9);
        for (int size : new int[] {6, 6, 6, 2, 6}) {
            float[] inputs = new float[3 * size];
            int[] labels = new int[size];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = (float) random.nextGaussian();
                labels[i / 3] = random.nextInt(4);
            }
            Batch<Tensor, IntTensor> batch = new Batch<>(Tensor.of(Shape.of(size, 3), inputs), IntTensor.of(labels));
            expected.add(step.runNamed(batch).tensor("logits"), batch.targets());
            assertThat(accuracy.value()).isEqualTo(expected.value());
        }
    }
}
