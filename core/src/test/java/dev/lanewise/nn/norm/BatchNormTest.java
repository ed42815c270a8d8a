package dev.lanewise.nn.norm;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.absolute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Normalization;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Layers with running statistics. Numbers are those of PyTorch 2.13 in float64 for the same inputs. */
@Tag("quick")
class BatchNormTest {
    private static final Tensor WEIGHTS = Tensor.of(0.5f, -1, 2);

    private final RandomSource random = RandomSource.seed(14);

    /** Multiples of 1/32, others in each step. */
    private static Tensor input(int step, int... dims) {
        float[] x = new float[Shape.of(dims).size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = ((i * 37 + step * 53) % 129 - 64) / 32f;
        }
        return Tensor.wrap(x, Shape.of(dims));
    }

    /** The first numbers of the fifth output in training, and of another one in evaluation. */
    private static void assertFiveStepsGive(
            RunningNorm<?> layer, int[] dims, double[] mean, double[] variance, double[] training,
            double[] evaluation) {
        layer.parameters().forEach(parameter -> parameter.assign(WEIGHTS));
        Tensor y = layer.forward(input(0, dims));
        for (int step = 1; step < 5; step++) {
            y = layer.forward(input(step, dims));
        }
        assertThat(Objects.requireNonNull(layer.runningMean())).isWithin(absolute(1e-6)).of(mean);
        assertThat(Objects.requireNonNull(layer.runningVar())).isWithin(absolute(1e-6)).of(variance);
        assertThat(layer.namedBuffers().get("num_batches_tracked")).hasBitsOf(5f);
        assertThat(first(y)).isWithin(absolute(2e-6)).of(training);
        layer.eval();
        assertThat(first(layer.forward(input(9, dims)))).isWithin(absolute(2e-6)).of(evaluation);
        assertThat(Objects.requireNonNull(layer.runningMean())).isWithin(absolute(1e-6)).of(mean);
    }

    private static Tensor first(Tensor y) {
        return y.flatten(0).slice(0, 0, 5);
    }

    private static double[] numbers(double... numbers) {
        return numbers;
    }

    @Test
    void fiveStepsOnVectorsGivePyTorchsStatistics() {
        assertFiveStepsGive(new BatchNorm1d(3), new int[] {4, 3},
                numbers(0.02150258, 0.02624477, 0.06879), numbers(1.270511, 1.069632, 1.191206),
                numbers(1.170812, -2.341624, 0.4164877, 0.723604, -1.447208),
                numbers(0.8508764, -2.878205, 0.2132776, 0.6013586, -2.334325));
    }

    @Test
    void fiveStepsOnSequencesGivePyTorchsStatistics() {
        assertFiveStepsGive(new BatchNorm1d(3, 1e-5, 0.3, true, true), new int[] {4, 3, 5},
                numbers(-0.008595891, 0.05360391, 0.08919745), numbers(1.33274, 1.331689, 1.336239),
                numbers(0.7222027, 1.240909, -0.0488476, 0.4698589, 0.9885655),
                numbers(0.8556227, 1.356403, 0.1112193, 0.6119998, 1.11278));
    }

    @Test
    void fiveStepsWithoutMomentumGivePyTorchsAverages() {
        assertFiveStepsGive(new BatchNorm2d(3, 0.01, null, true, true), new int[] {2, 3, 4, 5},
                numbers(-0.04015625, -0.01421875, 0.031875), numbers(1.383845, 1.388077, 1.379953),
                numbers(0.7893345, 1.275942, 0.06599831, 0.5526063, 1.039214),
                numbers(0.8611077, 1.35079, 0.1332014, 0.6228838, 1.112566));
    }

    @Test
    void fiveStepsOnVolumesGivePyTorchsStatistics() {
        assertFiveStepsGive(new BatchNorm3d(3, 1e-5, 0.1, false, true), new int[] {2, 3, 2, 3, 4},
                numbers(0.0008399023, 0.01394422, -0.006195), numbers(1.15546, 1.154397, 1.158353),
                numbers(0.5106627, 1.508393, -0.97245, 0.02528033, 1.023011),
                numbers(0.7550834, 1.830737, -0.8438612, 0.2317924, 1.307446));
    }

    @Test
    void fiveStepsOfInstanceNormGivePyTorchsStatistics() {
        assertFiveStepsGive(new InstanceNorm2d(3, 1e-5, 0.1, true, true), new int[] {2, 3, 4, 5},
                numbers(-0.01641645, -0.003707398, 0.0127104), numbers(1.164816, 1.16186, 1.165527),
                numbers(0.7157412, 1.210009, -0.01898118, 0.4752866, 0.9695544),
                numbers(0.8840168, 1.419679, 0.08776183, 0.6234242, 1.159087));
        assertFiveStepsGive(new InstanceNorm1d(3, 1e-5, 0.1, false, true), new int[] {2, 3, 7},
                numbers(0.02558449, 0.01505801, 0.006863906), numbers(1.22478, 1.224537, 1.224756),
                numbers(0.4902594, 1.498015, -1.007755, 0, 1.007755),
                numbers(0.7110453, 1.755816, -0.8419919, 0.2027786, 1.247549));
    }

    // ---- captured

    private void assertReplaysFollow(RunningNorm<?> layer, int... dims) {
        RunningNorm<?> eager = layer.copy();
        Tensor w = random.normal(dims);
        Tensor x = random.normal(dims);
        Program.Captured captured = Program.capture(List.of(x), in -> trained(layer, (Tensor) in.get(0), w));
        List<Tensor> expected = trained(eager, x, w);
        for (int step = 0; step < 5; step++) {
            for (int i = 0; i < expected.size(); i++) {
                assertThat((Tensor) (step == 0 ? captured.outputs() : captured.program().run(List.of(x))).get(i))
                        .as("step %d, output %d", step, i).hasBitsOf(expected.get(i));
                if (step > 0 && i == 0) {
                    break; // each run moves the averages once
                }
            }
            assertThat(layer.stateDict().keySet()).containsExactlyElementsOf(eager.stateDict().keySet());
            eager.stateDict().forEach((name, tensor) -> assertThat(Objects.requireNonNull(
                    layer.stateDict().get(name))).as(name).hasBitsOf(tensor));
            x = random.normal(dims);
            expected = trained(eager, x, w);
        }
    }

    private static List<Tensor> trained(Layer layer, Tensor x, Tensor w) {
        layer.parameters().forEach(parameter -> parameter.setGrad(null));
        Tensor y = layer.forward(x);
        y.mul(w).sum().backward();
        List<Tensor> all = new ArrayList<>(List.of(y.detach()));
        layer.parameters().forEach(parameter -> all.add(Objects.requireNonNull(parameter.grad())));
        return all;
    }

    @Test
    void replaysMoveTheAveragesAsEagerRunsDo() {
        assertReplaysFollow(new BatchNorm1d(3), 6, 3);
        assertReplaysFollow(new BatchNorm2d(3, 1e-5, null, true, true), 4, 3, 5, 6);
        assertReplaysFollow(new InstanceNorm1d(3, 1e-5, null, true, true), 4, 3, 5);
    }

    @Test
    void aCheckpointedLayerMovesItsAveragesOnce() {
        BatchNorm1d layer = new BatchNorm1d(3);
        BatchNorm1d plain = layer.copy();
        Tensor x = random.normal(5, 3).requiresGrad(true);
        Autograd.checkpoint(layer::forward, x).square().sum().backward();
        plain.forward(x).square().sum().backward();
        assertThat(Objects.requireNonNull(layer.runningVar())).hasBitsOf(Objects.requireNonNull(plain.runningVar()));
        assertThat(layer.namedBuffers().get("num_batches_tracked")).hasBitsOf(1f);
    }

    // ---- accuracy

    @Test
    void aLargeMeanCostsNoAccuracy() {
        for (int[] dims : new int[][] {{32, 2, 56, 56}, {4000, 2}, {1, 2, 300_000}, {3, 2, 17}}) {
            Tensor x = random.normal(dims).add(1e4);
            BatchNorm2d layer = new BatchNorm2d(2, 0, 1.0, false, true);
            Tensor y = layer.forward(x.reshape(dims[0], 2, 1, -1));
            float[] all = x.reshape(dims[0], 2, -1).permute(1, 0, 2).toArray();
            float[] normalised = y.reshape(dims[0], 2, -1).permute(1, 0, 2).toArray();
            int n = all.length / 2;
            for (int c = 0; c < 2; c++) {
                double mean = 0;
                for (int i = 0; i < n; i++) {
                    mean += (double) all[c * n + i] / n;
                }
                double squares = 0;
                for (int i = 0; i < n; i++) {
                    squares += (all[c * n + i] - mean) * (all[c * n + i] - mean);
                }
                assertThat((double) Objects.requireNonNull(layer.runningVar()).get(c))
                        .isCloseTo(squares / (n - 1), within(1e-4));
                double deviation = Math.sqrt(squares / n);
                for (int i = 0; i < n; i += 97) {
                    assertThat((double) normalised[c * n + i])
                            .isCloseTo((all[c * n + i] - mean) / deviation, within(2e-3));
                }
            }
        }
    }

    /** Sums of a chunk round where their numbers do not. */
    @Test
    void equalNumbersHaveThemselvesAsMean() {
        for (Tensor x : List.of(Tensor.full(1000.1f, 4, 3, 12544), Tensor.full(1000.1f, 9, 3, 331))) {
            Tensor zeros = Tensor.zeros(x.shape());
            assertThat(Normalization.batchNorm(x, null, null, 1e-5)).hasBitsOf(zeros);
            assertThat(Normalization.groupNorm(x, 1, null, null, 1e-5)).hasBitsOf(zeros);
            assertThat(Normalization.instanceNorm(x, null, null, 1e-5)).hasBitsOf(zeros);
        }
    }

    @Test
    void anInfinityMakesItsChannelNaNAndNoOther() {
        Tensor x = Tensor.of(new float[][] {{1, Float.POSITIVE_INFINITY}, {2, 1}, {3, 2}});
        Tensor y = new BatchNorm1d(2).forward(x);
        assertThat(y.select(1, 1).isNaN().all()).isTrue();
        assertThat(y.select(1, 0).isFinite().all()).isTrue();
    }

    // ---- edges

    @Test
    void anEmptyBatchLeavesTheAveragesAndGivesZerosAsGradients() {
        BatchNorm2d layer = new BatchNorm2d(2);
        Tensor y = layer.forward(Tensor.zeros(0, 2, 3, 3).requiresGrad(true));
        assertThat(y).hasShape(0, 2, 3, 3);
        y.sum().backward();
        assertThat(Objects.requireNonNull(Objects.requireNonNull(layer.weight()).grad())).hasBitsOf(0, 0);
        assertThat(Objects.requireNonNull(layer.runningMean())).hasBitsOf(0, 0);
        assertThat(layer.namedBuffers().get("num_batches_tracked")).hasBitsOf(0f);
        layer.eval();
        assertThat(layer.forward(Tensor.zeros(0, 2, 3, 3))).hasShape(0, 2, 3, 3);
    }

    @Test
    void withoutAveragesEvaluationUsesTheBatch() {
        BatchNorm1d layer = new BatchNorm1d(3, 1e-5, 0.1, true, false);
        Tensor x = random.normal(5, 3);
        Tensor y = layer.forward(x);
        layer.eval();
        assertThat(layer.forward(x)).hasBitsOf(y);
        assertThat(layer.namedBuffers()).isEmpty();
    }

    @Test
    void evaluationAcceptsOneValueForEachChannel() {
        BatchNorm1d layer = new BatchNorm1d(2, 0, 0.1, true, true);
        layer.eval();
        assertThat(layer.forward(Tensor.of(new float[][] {{3, -2}}))).hasBitsOf(3, -2);
    }

    @Test
    void aFrozenLayerPassesGradientsInEvaluation() {
        BatchNorm2d layer = new BatchNorm2d(2, 0, 0.1, true, true);
        Objects.requireNonNull(layer.runningVar()).assign(Tensor.of(4, 16));
        layer.eval();
        layer.freeze();
        Tensor x = random.normal(3, 2, 4, 5).requiresGrad(true);
        layer.forward(x).sum().backward();
        assertThat(Objects.requireNonNull(x.grad()).select(1, 1).toArray()).containsOnly(0.25f);
    }

    // ---- state

    @Test
    void namesAndInitialValuesArePyTorchs() {
        BatchNorm2d layer = new BatchNorm2d(2);
        Map<String, Tensor> state = layer.stateDict();
        assertThat(state.keySet())
                .containsExactly("weight", "bias", "running_mean", "running_var", "num_batches_tracked");
        assertThat(state.get("weight")).hasBitsOf(1, 1);
        assertThat(state.get("bias")).hasBitsOf(0, 0);
        assertThat(state.get("running_mean")).hasBitsOf(0, 0);
        assertThat(state.get("running_var")).hasBitsOf(1, 1);
        assertThat(state.get("num_batches_tracked")).hasShape().hasBitsOf(0);
        assertThat(layer).hasToString("BatchNorm2d(2, eps 1.0E-5, momentum 0.1)");
        assertThat(new BatchNorm1d(3, 0.5, null, false, false))
                .hasToString("BatchNorm1d(3, eps 0.5, no weight, no running statistics)");
        assertThat(new InstanceNorm3d(3))
                .hasToString("InstanceNorm3d(3, eps 1.0E-5, no weight, no running statistics)");
        assertThat(new InstanceNorm3d(3).stateDict()).isEmpty();
    }

    @Test
    void stateOfAnotherLibraryLoadsWithItsCount() {
        Map<String, Tensor> state = new LinkedHashMap<>(Map.of("weight", Tensor.of(2, 3), "bias", Tensor.of(-1, 1),
                "running_mean", Tensor.of(1, 2), "running_var", Tensor.of(4, 0.25f)));
        Map<String, IntTensor> ints = Map.of("num_batches_tracked", IntTensor.of(new int[] {7}).reshape());
        ints.forEach((name, tensor) -> state.put(name, tensor.toTensor()));
        BatchNorm1d layer = new BatchNorm1d(2, 0, 0.1, true, true);
        layer.loadStateDict(state);
        layer.eval();
        assertThat(layer.forward(Tensor.of(new float[][] {{3, 3}}))).hasBitsOf(1, 7);
        assertThat(layer.namedBuffers().get("num_batches_tracked")).hasBitsOf(7f);
    }

    @Test
    void copiesHaveTheStateAndLiveOnAlone() {
        BatchNorm1d layer = new BatchNorm1d(3, 1e-5, null, true, true);
        layer.forward(random.normal(4, 3));
        BatchNorm1d copy = layer.copy();
        float[] before = Objects.requireNonNull(layer.runningMean()).toArray();
        assertThat(Objects.requireNonNull(copy.runningMean())).hasBitsOf(before);
        copy.forward(random.normal(4, 3));
        assertThat(Objects.requireNonNull(layer.runningMean())).hasBitsOf(before);
        assertThat(copy.namedBuffers().get("num_batches_tracked")).hasBitsOf(2f);
        assertThat(copy).hasToString("BatchNorm1d(3, eps 1.0E-5, momentum null)");
    }

    // ---- errors

    private static void assertRefused(Runnable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
    }

    @Test
    void wrongShapesAndSettingsAreNamed() {
        String layer = "BatchNorm2d(3, eps 1.0E-5, momentum 0.1): ";
        assertRefused(() -> new BatchNorm2d(3).forward(Tensor.zeros(2, 3, 4)),
                layer + "[2, 3, 4]: expected [N, C, H, W]");
        assertRefused(() -> new BatchNorm2d(3).forward(Tensor.zeros(2, 4, 5, 5)),
                layer + "[2, 4, 5, 5] has 4 channels: expected 3");
        assertRefused(() -> new BatchNorm2d(3).forward(Tensor.zeros(1, 3, 1, 1)), layer
                + "batchNorm: [1, 3, 1, 1] has one value for each channel, which its mean would take away; "
                + "training needs two or more");
        assertRefused(() -> new BatchNorm1d(3).forward(Tensor.zeros(3)),
                "BatchNorm1d(3, eps 1.0E-5, momentum 0.1): [3]: expected [N, C] or [N, C, L]");
        assertRefused(() -> new BatchNorm3d(0), "BatchNorm3d: 0 features");
        assertRefused(() -> new BatchNorm2d(3, -1, 0.1, true, true),
                "BatchNorm2d: eps -1.0 is not a finite float of 0 or more");
        assertRefused(() -> new BatchNorm2d(3, 1e-5, 1.5, true, true),
                "BatchNorm2d: momentum 1.5 is not within 0 and 1");
    }
}
