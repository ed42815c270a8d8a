package dev.lanewise.nn.norm;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.absolute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Sequential;
import dev.lanewise.ops.Normalization;
import dev.lanewise.ops.RunningStatistics;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class NormLayersTest {
    private final RandomSource random = RandomSource.seed(15);

    private static void assertRefused(Runnable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
    }

    @Test
    void layersApplyTheirFunctions() {
        Tensor x = random.normal(3, 4, 5);
        Tensor w = random.normal(4);
        Tensor b = random.normal(4);
        GroupNorm group = new GroupNorm(2, 4, 0.5, true);
        Objects.requireNonNull(group.weight()).assign(w);
        Objects.requireNonNull(group.bias()).assign(b);
        assertThat(group.forward(x)).hasBitsOf(Normalization.groupNorm(x, 2, w, b, 0.5));
        InstanceNorm1d instance = new InstanceNorm1d(4, 0.5, 0.1, true, false);
        Objects.requireNonNull(instance.weight()).assign(w);
        Objects.requireNonNull(instance.bias()).assign(b);
        assertThat(instance.forward(x)).hasBitsOf(Normalization.instanceNorm(x, w, b, 0.5));
        assertThat(instance.forward(x)).hasBitsOf(Normalization.groupNorm(x, 4, w, b, 0.5));
        RMSNorm rms = new RMSNorm(5);
        Tensor v = random.normal(5);
        Objects.requireNonNull(rms.weight()).assign(v);
        assertThat(rms.forward(x)).hasBitsOf(Normalization.rmsNorm(x, Shape.of(5), v, 0x1p-23));
        assertThat(new RMSNorm(Shape.of(4, 5), 0.5, false).forward(x))
                .hasBitsOf(Normalization.rmsNorm(x, Shape.of(4, 5), null, 0.5));
    }

    @Test
    void localResponsesAreNormalisedAsTheFunctionDoes() {
        Tensor x = random.normal(2, 6, 3, 3);
        LocalResponseNorm layer = new LocalResponseNorm(5);
        assertThat(layer.forward(x)).hasBitsOf(Normalization.localResponseNorm(x, 5, 1e-4, 0.75, 1));
        assertThat(new LocalResponseNorm(2, 0.5, 0.5, 2).copy().forward(x))
                .hasBitsOf(Normalization.localResponseNorm(x, 2, 0.5, 0.5, 2));
        assertThat(layer.forward(Tensor.zeros(2, 3, 0)).shape()).hasToString("[2, 3, 0]");
        assertThat(layer.copy()).hasToString("LocalResponseNorm(5, alpha 1.0E-4, beta 0.75, k 1.0)");
        assertRefused(() -> new LocalResponseNorm(0), "LocalResponseNorm: 0 channels: expected 1 or more");
        assertRefused(() -> layer.forward(Tensor.ones(3)),
                "LocalResponseNorm(5, alpha 1.0E-4, beta 0.75, k 1.0): localResponseNorm: [3]: expected [N, C, ...]");
    }

    /** A whole number is a number, too. */
    @Test
    void momentumAndEpsAreAnyNumbers() {
        assertThat(new BatchNorm2d(3, 1e-5, 1, true, true)).hasToString("BatchNorm2d(3, eps 1.0E-5, momentum 1.0)");
        assertThat(new BatchNorm1d(3, 1, null, true, true)).hasToString("BatchNorm1d(3, eps 1.0, momentum null)");
        assertThat(new RMSNorm(Shape.of(3), 1, false)).hasToString("RMSNorm([3], eps 1.0, no weight)");
        assertThat(Normalization.rmsNorm(Tensor.of(3, 4), Shape.of(2), null, 0)).hasBitsOf(
                Normalization.rmsNorm(Tensor.of(3, 4), Shape.of(2), null, 0.0));
    }

    @Test
    void layersAreCopiedWithTheirValues() {
        Sequential net = new Sequential(new GroupNorm(2, 4), new GroupNorm(4, 4, 0.1, false), new RMSNorm(5),
                new RMSNorm(Shape.of(4, 5), 0.1, false), new InstanceNorm1d(4), new BatchNorm1d(4));
        net.parameters().forEach(parameter -> parameter.assign(random.normal(parameter.shape().dims())));
        Tensor x = random.normal(3, 4, 5);
        assertThat(net.copy().forward(x)).hasBitsOf(net.forward(x));
        assertThat(net.copy()).hasToString(net.toString());
        assertThat(net.layers().stream().map(Layer::toString)).startsWith("GroupNorm(2, 4, eps 1.0E-5)",
                "GroupNorm(4, 4, eps 0.1, no weight)", "RMSNorm([5])", "RMSNorm([4, 5], eps 0.1, no weight)");
    }

    @Test
    void aSampleWithoutABatchIsNormalisedAlone() {
        Tensor x = random.normal(2, 3, 4, 5);
        InstanceNorm2d layer = new InstanceNorm2d(3, 1e-5, 0.1, true, true);
        assertThat(new InstanceNorm2d(3).forward(x.select(0, 1)))
                .hasBitsOf(new InstanceNorm2d(3).forward(x).select(0, 1));
        layer.eval();
        assertThat(layer.forward(x.select(0, 1))).hasBitsOf(layer.forward(x).select(0, 1));
        assertThat(new InstanceNorm3d(2).forward(x)).hasShape(2, 3, 4, 5);
        assertThat(new InstanceNorm3d(3).forward(x.unsqueeze(2))).hasShape(2, 3, 1, 4, 5);
    }

    @Test
    void rowsWhoseSquaresAreNoFloatsHaveARootMeanSquare() {
        Tensor rows = Tensor.of(new float[][] {{3e30f, -4e30f}, {3e-30f, 4e-30f}});
        Tensor y = Normalization.rmsNorm(rows, Shape.of(2), null, 0.0);
        float a = (float) (3 / Math.sqrt(12.5));
        float b = (float) (4 / Math.sqrt(12.5));
        assertThat(y).isWithin(absolute(1e-6)).of(a, -b, a, b);
        assertThat(Normalization.rmsNorm(Tensor.zeros(1, 3), Shape.of(3), null, null)).hasBitsOf(0, 0, 0);
        assertThat(Normalization.rmsNorm(Tensor.of(1, Float.NaN), Shape.of(2), null, null).isNaN().all()).isTrue();
    }

    @Test
    void anEmptyBatchIsNormalised() {
        assertThat(new GroupNorm(2, 4).forward(Tensor.zeros(0, 4, 3))).hasShape(0, 4, 3);
        assertThat(new InstanceNorm1d(4).forward(Tensor.zeros(0, 4, 3))).hasShape(0, 4, 3);
        assertThat(new RMSNorm(3).forward(Tensor.zeros(0, 3))).hasShape(0, 3);
        GroupNorm group = new GroupNorm(2, 4);
        group.forward(Tensor.zeros(0, 4, 3).requiresGrad(true)).sum().backward();
        assertThat(Objects.requireNonNull(Objects.requireNonNull(group.weight()).grad())).hasBitsOf(new float[4]);
    }

    @Test
    void aGroupOfOneValueIsTheBias() {
        GroupNorm group = new GroupNorm(2, 2);
        Objects.requireNonNull(group.bias()).assign(Tensor.of(3, 4));
        assertThat(group.forward(Tensor.of(new float[][] {{7, 8}}))).hasBitsOf(3, 4);
    }

    @Test
    void wrongShapesAndSettingsAreNamed() {
        assertRefused(() -> new GroupNorm(3, 4), "GroupNorm: 4 channels do not make 3 equal groups");
        assertRefused(() -> new GroupNorm(2, 4).forward(Tensor.zeros(2, 3, 5)),
                "GroupNorm(2, 4, eps 1.0E-5): [2, 3, 5]: expected [N, 4, ...]");
        assertRefused(() -> new GroupNorm(2, 4).forward(Tensor.zeros(4)),
                "GroupNorm(2, 4, eps 1.0E-5): [4]: expected [N, 4, ...]");
        assertRefused(() -> Normalization.groupNorm(Tensor.zeros(2, 3), 2, null, null, 0),
                "groupNorm: the 3 channels of [2, 3] do not make 2 equal groups");
        assertRefused(() -> Normalization.groupNorm(Tensor.zeros(2, 4), 2, null, Tensor.zeros(4), 0),
                "groupNorm: a bias [4] without a weight");
        assertRefused(() -> Normalization.groupNorm(Tensor.zeros(2, 4), 2, Tensor.zeros(3), null, 0),
                "groupNorm: weight [3] for [2, 4]: expected [4]");
        assertRefused(() -> Normalization.batchNorm(Tensor.zeros(2), null, null, 0),
                "batchNorm: [2]: expected [N, C, ...]");
        assertRefused(
                () -> Normalization.batchNorm(Tensor.zeros(2, 4), Tensor.zeros(4), Tensor.zeros(1), null, null, 0),
                "batchNorm: variance [1] for [2, 4]: expected [4]");
        assertRefused(() -> Normalization.batchNorm(Tensor.zeros(2, 4), null, null, Double.NaN),
                "batchNorm: eps NaN is not a finite float of 0 or more");
        assertRefused(() -> new InstanceNorm1d(4).forward(Tensor.zeros(2, 4, 1)),
                "InstanceNorm1d(4, eps 1.0E-5, no weight, no running statistics): instanceNorm: [2, 4, 1] has one "
                        + "value for each channel of a sample, which its mean would take away; two or more are needed");
        assertRefused(() -> new InstanceNorm2d(4).forward(Tensor.zeros(2, 4)),
                "InstanceNorm2d(4, eps 1.0E-5, no weight, no running statistics): [2, 4]: expected [N, C, H, W] or "
                        + "[C, H, W]");
        assertRefused(() -> new RMSNorm(), "RMSNorm: no axes are given to normalise over");
        assertRefused(() -> new RMSNorm(3).forward(Tensor.zeros(2)),
                "RMSNorm([3]): rmsNorm: [2] does not end in the normalised axes [3]");
        assertRefused(() -> new RMSNorm(Shape.of(3), -1.0, true),
                "RMSNorm: eps -1.0 is not a finite float of 0 or more");
    }

    @Test
    void runningStatisticsAreCheckedAndHeldToTheirChannels() {
        Tensor mean = Tensor.zeros(2);
        Tensor count = Tensor.scalar(0);
        assertRefused(() -> new RunningStatistics(mean, Tensor.ones(3), count, 0.1),
                "RunningStatistics: mean [2], variance [3], number of batches []: expected [C] twice and []");
        assertRefused(() -> new RunningStatistics(mean, Tensor.ones(2), count, -0.1),
                "RunningStatistics: momentum -0.1 is not within 0 and 1");
        RunningStatistics running = new RunningStatistics(mean, Tensor.ones(2), count, 0.1);
        assertRefused(() -> running.batchNorm(Tensor.zeros(2, 1), null, null, 1e-5),
                "batchNorm: [2, 1] for running statistics of 2 channels");
        assertThat(count).hasBitsOf(0f);
        Tensor x = random.normal(4, 2, 3);
        assertThat(running.batchNorm(x, null, null, 1e-5)).hasBitsOf(Normalization.batchNorm(x, null, null, 1e-5));
        assertThat(mean).isWithin(absolute(1e-6)).of(x.mean(0, 2).mul(0.1).toArray());
    }
}
