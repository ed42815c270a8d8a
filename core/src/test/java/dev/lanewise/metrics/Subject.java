package dev.lanewise.metrics;

import dev.lanewise.Seeds;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A metric that tests put through its paces.
 *
 * @param make a new one
 * @param add adds a batch
 * @param read the numbers that it tells
 */
record Subject<M extends Metric<M>>(
        String name, Supplier<M> make, BiConsumer<M, Batch> add, Function<M, List<Double>> read) {
    static final int COLUMNS = 4;

    /**
     * Values that suit every metric.
     *
     * @param scores {@code [N, 4]}, with ties
     * @param targets {@code [N, 4]}, 0 and 1
     * @param labels {@code [N]}, below 4
     */
    record Batch(Tensor scores, Tensor targets, IntTensor labels) {
        static Batch of(List<? extends Value> values) {
            return new Batch((Tensor) values.get(0), (Tensor) values.get(1), (IntTensor) values.get(2));
        }

        static Batch random(int size, int stream) {
            SplittableRandom random = Seeds.random(stream);
            float[] scores = new float[size * COLUMNS];
            float[] targets = new float[size * COLUMNS];
            int[] labels = new int[size];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = random.nextInt(-12, 13) / 4f;
                targets[i] = random.nextInt(2);
            }
            Arrays.setAll(labels, _ -> random.nextInt(COLUMNS));
            Shape shape = Shape.of(size, COLUMNS);
            return new Batch(Tensor.wrap(scores, shape), Tensor.wrap(targets, shape), IntTensor.of(labels));
        }

        static Batch all(List<Batch> batches) {
            return new Batch(Shapes.concat(0, batches.stream().map(Batch::scores).toArray(Tensor[]::new)),
                    Shapes.concat(0, batches.stream().map(Batch::targets).toArray(Tensor[]::new)),
                    IntTensor.concat(0, batches.stream().map(Batch::labels).toArray(IntTensor[]::new)));
        }

        List<Value> values() {
            return List.of(scores, targets, labels);
        }

        Tensor sigmoid() {
            return scores.sigmoid();
        }

        Tensor softmax() {
            return scores.softmax(-1);
        }

        IntTensor firstTargets() {
            return IntTensor.truncated(targets.select(1, 0));
        }
    }

    static Stream<Subject<?>> all() {
        return Stream.of(
                new Subject<>("Accuracy", Accuracy::new, (m, b) -> m.add(b.scores, b.labels), m -> List.of(m.value())),
                new Subject<>("Accuracy of classes", Accuracy::new, (m, b) -> m.add(b.scores.argmax(1), b.labels),
                        m -> List.of(m.value())),
                new Subject<>("BinaryAccuracy", BinaryAccuracy::new, (m, b) -> m.add(b.scores, b.targets),
                        m -> List.of(m.value())),
                new Subject<>("MultilabelAccuracy", MultilabelAccuracy::new, (m, b) -> m.add(b.scores, b.targets),
                        m -> List.of(m.perLabel(), m.exactMatch())),
                new Subject<>("TopKAccuracy", () -> new TopKAccuracy(2), (m, b) -> m.add(b.scores, b.labels),
                        m -> List.of(m.value())),
                new Subject<>("ConfusionMatrix", () -> new ConfusionMatrix(5), (m, b) -> m.add(b.scores, b.labels),
                        m -> List.of(m.accuracy(), m.f1(Averaging.MACRO), m.cohensKappa(), m.matthews(), m.recall(4),
                                m.precision(Averaging.WEIGHTED), m.balancedAccuracy())),
                new Subject<>("BinaryCounts", () -> new BinaryCounts(0.25), (m, b) -> m.add(b.scores, b.targets),
                        m -> List.of(m.precision(), m.recall(), m.specificity(), m.f1())),
                new Subject<>("MultilabelCounts", () -> new MultilabelCounts(COLUMNS),
                        (m, b) -> m.add(b.scores, b.targets),
                        m -> List.of(m.precision(3), m.recall(Averaging.MICRO), m.f1(Averaging.MACRO))),
                new Subject<>("BinaryCurves", BinaryCurves::new,
                        (m, b) -> m.add(b.scores.select(1, 0), b.firstTargets()),
                        m -> List.of(m.rocArea(), m.averagePrecision(), m.precisionRecallArea())),
                new Subject<>("LogLoss", LogLoss::new, (m, b) -> m.add(b.softmax(), b.labels),
                        m -> List.of(m.value())),
                new Subject<>("LogLoss of two classes", LogLoss::new, (m, b) -> m.add(b.sigmoid(), b.targets),
                        m -> List.of(m.value())),
                new Subject<>("BrierScore", BrierScore::new, (m, b) -> m.add(b.softmax(), b.labels),
                        m -> List.of(m.value())),
                new Subject<>("BrierScore of two classes", BrierScore::new, (m, b) -> m.add(b.sigmoid(), b.targets),
                        m -> List.of(m.value())),
                new Subject<>("CalibrationError", CalibrationError::new, (m, b) -> m.add(b.softmax(), b.labels),
                        m -> List.of(m.expected(), m.maximum())),
                new Subject<>("Perplexity", () -> new Perplexity(3), (m, b) -> m.add(b.scores, b.labels),
                        m -> List.of(m.value(), m.meanLoss())),
                new Subject<>("Perplexity of losses", Perplexity::new, (m, b) -> m.addLosses(b.scores.abs()),
                        m -> List.of(m.value())),
                new Subject<>("RegressionErrors", () -> new RegressionErrors(COLUMNS),
                        (m, b) -> m.add(b.scores, b.scores.mul(b.targets)),
                        m -> List.of(m.mse(), m.rmse(), m.mae(), m.mape(), m.r2(), m.maxError(), m.r2(2))));
    }

    /** The numbers after these batches. */
    List<Double> after(List<Batch> batches) {
        return read.apply(fed(batches));
    }

    /** A new one that has seen these batches. */
    M fed(List<Batch> batches) {
        M metric = make.get();
        batches.forEach(batch -> add.accept(metric, batch));
        return metric;
    }

    @Override
    public String toString() {
        return name;
    }
}
