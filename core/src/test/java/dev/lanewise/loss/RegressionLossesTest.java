package dev.lanewise.loss;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.relative;
import static dev.lanewise.Tolerance.ulps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.program.Program;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Extremes, messages and values known by heart; formulas and gradients are checked in the op table. */
@Tag("quick")
class RegressionLossesTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private static void assertRefused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    // ---- distances

    @Test
    void withoutSettingsTheyArePyTorchs() {
        Tensor x = Tensor.of(0.5f, 3, -2);
        Tensor zero = Tensor.zeros(3);
        assertThat(Losses.l1(x, zero).item()).isEqualTo(5.5f / 3);
        assertThat(Losses.huber(x, zero).item()).isEqualTo((0.125f + 2.5f + 1.5f) / 3);
        assertThat(Losses.smoothL1(x, zero)).hasBitsOf(Losses.huber(x, zero));
        assertThat(Losses.huber(x, zero, 2)).hasBitsOf(Losses.huber(x, zero, 2, Reduction.MEAN));
        assertThat(Losses.smoothL1(x, zero, 0)).hasBitsOf(Losses.l1(x, zero));
    }

    @Test
    void anInfiniteErrorHasAnInfiniteLossAndAFiniteSlope() {
        Tensor x = Tensor.of(INFINITY, -INFINITY, 3e38f, Float.NaN).requiresGrad(true);
        Tensor huber = Losses.huber(x, Tensor.zeros(4), 0.25, Reduction.NONE);
        assertThat(huber.toArray()).containsExactly(INFINITY, INFINITY, 0.25f * 3e38f, Float.NaN);
        huber.sum().backward();
        assertThat(x.grad().toArray()).containsExactly(0.25f, -0.25f, 0.25f, Float.NaN);
        assertThat(Losses.smoothL1(x, Tensor.zeros(4), 0.25, Reduction.NONE).toArray())
                .containsExactly(INFINITY, INFINITY, 3e38f, Float.NaN);
        assertThat(Losses.l1(x, Tensor.zeros(4), Reduction.NONE).toArray())
                .containsExactly(INFINITY, INFINITY, 3e38f, Float.NaN);
    }

    @Test
    void whereTheErrorIsZeroHubersLossIsCurved() {
        Tensor x = Tensor.of(1, 2).requiresGrad(true);
        Losses.smoothL1(x, Tensor.of(1, 2), 0.5, Reduction.SUM).backward(Tensor.scalar(1), Graph.CREATE);
        Tensor slope = x.grad();
        assertThat(slope.toArray()).containsExactly(0, 0);
        x.setGrad(null);
        slope.sum().backward();
        assertThat(x.grad().toArray()).containsExactly(2, 2);
    }

    @Test
    void theirSettingsAreNumbersThatMakeSense() {
        Tensor x = Tensor.zeros(2);
        for (double delta : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-60}) {
            assertRefused("huber: delta " + delta + " is not a finite float above 0",
                    () -> Losses.huber(x, x, delta));
        }
        assertRefused("smoothL1: beta -1.0 is not a finite float of 0 or more", () -> Losses.smoothL1(x, x, -1));
        assertRefused("smoothL1: beta NaN is not a finite float of 0 or more",
                () -> Losses.smoothL1(x, x, Double.NaN));
        assertRefused("FocalLoss: gamma -1.0 is not a finite float of 0 or more", () -> new FocalLoss().gamma(-1));
        assertRefused("FocalLoss: alpha 1.5 is not within 0 and 1", () -> new FocalLoss().alpha(1.5));
        assertRefused("FocalLoss: alpha NaN is not within 0 and 1", () -> new FocalLoss().alpha(Double.NaN));
        assertRefused("DiceLoss: smooth -1.0 is not a finite float of 0 or more", () -> new DiceLoss().smooth(-1));
        assertRefused("PoissonNLLLoss: eps NaN is not a finite float of 0 or more",
                () -> new PoissonNLLLoss().eps(Double.NaN));
        assertRefused("GaussianNLLLoss: eps 0.0 is not a finite float above 0", () -> new GaussianNLLLoss().eps(0));
    }

    // ---- what all refuse

    @Test
    void shapesThatWouldBroadcastAreRefused() {
        Tensor column = Tensor.zeros(2, 1);
        Tensor row = Tensor.zeros(2);
        String shapes = ": prediction [2, 1] and target [2] differ in shape";
        assertRefused("l1" + shapes, () -> Losses.l1(column, row));
        assertRefused("huber" + shapes, () -> Losses.huber(column, row));
        assertRefused("smoothL1" + shapes, () -> Losses.smoothL1(column, row));
        assertRefused("klDivergence" + shapes, () -> Losses.klDivergence(column, row));
        assertRefused("PoissonNLLLoss" + shapes, () -> new PoissonNLLLoss().of(column, row));
        assertRefused("GaussianNLLLoss" + shapes, () -> new GaussianNLLLoss().of(column, row, row));
        assertRefused("FocalLoss" + shapes, () -> new FocalLoss().of(column, row));
        assertRefused("DiceLoss" + shapes, () -> new DiceLoss().of(column, row));
        assertRefused(
                "DiceLoss: prediction [2, 1]: expected [N, C, D...], a sum over at least one axis for each sample "
                        + "and class",
                () -> new DiceLoss().of(column, column));
        assertRefused("GaussianNLLLoss: variance [2] for prediction [2, 1]: expected the same shape, or 1 as the last "
                + "size", () -> new GaussianNLLLoss().of(column, column, row));
        assertRefused("GaussianNLLLoss: variance [1] for prediction []: expected the same shape, or 1 as the last size",
                () -> new GaussianNLLLoss().of(Tensor.scalar(1), Tensor.scalar(1), Tensor.zeros(1)));
    }

    @Test
    void theFirstNumberOutOfBoundsIsNamed() {
        Tensor zero = Tensor.zeros(2, 3);
        Tensor wrong = Tensor.of(new float[][] {{0, 1, 0.5f}, {-0.0f, -1, 2}});
        assertRefused("klDivergence: probability -1.0 at [1, 1] is less than 0",
                () -> Losses.klDivergence(zero, wrong));
        assertRefused("PoissonNLLLoss: target -1.0 at [1, 1] is less than 0",
                () -> new PoissonNLLLoss().of(zero, wrong));
        assertRefused("PoissonNLLLoss: rate -1.0 at [1, 1] is less than 0",
                () -> new PoissonNLLLoss().logInput(false).of(wrong, zero));
        assertRefused("GaussianNLLLoss: variance -1.0 at [1, 1] is less than 0",
                () -> new GaussianNLLLoss().of(zero, zero, wrong));
        assertRefused("FocalLoss: target -1.0 at [1, 1] is not within 0 and 1",
                () -> new FocalLoss().of(zero, wrong));
        assertRefused("FocalLoss: target 2.0 is not within 0 and 1",
                () -> new FocalLoss().of(Tensor.scalar(0), Tensor.scalar(2)));
        assertRefused("DiceLoss: prediction -1.0 at [1, 1, 0] is not within 0 and 1",
                () -> new DiceLoss().of(wrong.unsqueeze(2), zero.unsqueeze(2)));
        assertRefused("DiceLoss: target -1.0 at [1, 0, 1] is not within 0 and 1",
                () -> new DiceLoss().of(zero.unsqueeze(1), wrong.unsqueeze(1)));
    }

    @Test
    void aReplayedProgramChecksEachBatch() {
        Program.Captured captured = Program.capture(List.of(Tensor.zeros(2), Tensor.of(0, 1)),
                in -> List.of(new FocalLoss().of((Tensor) in.get(0), (Tensor) in.get(1))));
        assertRefused("FocalLoss: target 3.0 at [1] is not within 0 and 1",
                () -> captured.program().run(List.of(Tensor.zeros(2), Tensor.of(0, 3))));
    }

    @Test
    @SuppressWarnings("NullAway") // that is the test
    void nullIsRefused() {
        Tensor x = Tensor.zeros(2);
        assertRefused("l1: the prediction is null", () -> Losses.l1(null, x));
        assertRefused("huber: the target is null", () -> Losses.huber(x, null));
        assertRefused("smoothL1: the reduction is null", () -> Losses.smoothL1(x, x, 1, null));
        assertRefused("klDivergence: the reduction is null", () -> Losses.klDivergence(x, x, null));
        assertRefused("GaussianNLLLoss: the tensor of variances is null", () -> new GaussianNLLLoss().of(x, x, null));
        assertRefused("GaussianNLLLoss: the reduction is null", () -> new GaussianNLLLoss().reduction(null));
        assertRefused("PoissonNLLLoss: the reduction is null", () -> new PoissonNLLLoss().reduction(null));
        assertRefused("FocalLoss: the reduction is null", () -> new FocalLoss().reduction(null));
        assertRefused("DiceLoss: the reduction is null", () -> new DiceLoss().reduction(null));
    }

    // ---- distributions

    @Test
    void theDivergenceIsAveragedOverSamples() {
        Tensor even = Tensor.full(0.25, 3, 4);
        Tensor hot = Tensor.of(new float[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 0, 1}});
        assertThat(Losses.klDivergence(even.log(), hot).item()).isCloseTo((float) Math.log(4), within(1e-6f));
        assertThat(Losses.klDivergence(even.log(), even).item()).isZero();
        assertThat(Losses.klDivergence(Tensor.zeros(0, 3), Tensor.zeros(0, 3)).item()).isNaN();
        assertThat(Losses.klDivergence(Tensor.scalar(0), Tensor.scalar(1), Reduction.SUM).item()).isZero();
        assertRefused("klDivergence: prediction [] has no axis of samples to average over",
                () -> Losses.klDivergence(Tensor.scalar(0), Tensor.scalar(1)));
    }

    @Test
    void whatIsImpossibleContributesNothing() {
        Tensor logQ = Tensor.of(-INFINITY, -1, -INFINITY).requiresGrad(true);
        Tensor p = Tensor.of(0, 0, 0.5f).requiresGrad(true);
        Tensor terms = Losses.klDivergence(logQ, p, Reduction.NONE);
        assertThat(terms.toArray()).containsExactly(0, 0, INFINITY);
        terms.slice(0, 0, 2).sum().backward();
        assertThat(logQ.grad().slice(0, 0, 2).toArray()).containsExactly(0, 0);
        assertThat(p.grad().slice(0, 0, 2).toArray()).containsExactly(0, 0);
        Tensor logP = Tensor.of(-INFINITY, -200, 0).requiresGrad(true);
        Tensor ofLogs = new KLDivLoss().logTarget(true).reduction(Reduction.NONE)
                .of(Tensor.of(-INFINITY, -INFINITY, -1), logP);
        assertThat(ofLogs.toArray()).containsExactly(0, 0, 1);
        ofLogs.sum().backward();
        assertThat(logP.grad().toArray()).containsExactly(0, 0, 2);
    }

    @Test
    void countsOfZeroAndOneHaveNoFactorial() {
        Tensor counts = Tensor.of(0, 1, 2).requiresGrad(true);
        Tensor losses = new PoissonNLLLoss().full(true).reduction(Reduction.NONE).of(Tensor.zeros(3), counts);
        assertThat(losses.slice(0, 0, 2).toArray()).containsExactly(1, 1);
        assertThat(losses.get(2)).isCloseTo(1 + (float) Math.log(2), within(0.05f));
        losses.sum().backward();
        assertThat(counts.grad().slice(0, 0, 2).toArray()).containsExactly(0, 0);
        Tensor none = new PoissonNLLLoss().logInput(false).of(Tensor.zeros(1), Tensor.zeros(1));
        assertThat(none.item()).isZero();
    }

    @Test
    void aVarianceOfZeroCanGrowAgain() {
        Tensor variance = Tensor.of(0, 1e-7f, INFINITY).requiresGrad(true);
        Tensor losses = new GaussianNLLLoss().reduction(Reduction.NONE).of(Tensor.of(1, 1, 1), Tensor.zeros(3),
                variance);
        assertThat(losses.slice(0, 0, 2)).isWithin(relative(1e-6)).of(499_993.1f, 499_993.1f);
        assertThat(losses.get(2)).isEqualTo(INFINITY);
        losses.sum().backward();
        assertThat(variance.grad()).isWithin(relative(1e-6)).of(-4.999995e11f, -4.999995e11f, 0);
    }

    // ---- classes

    @Test
    void focalLossOfExtremeLogitsIsFinite() {
        for (double gamma : new double[] {0, 0.5, 2}) {
            Tensor x = Tensor.of(1e4f, -1e4f, 1e4f, -1e4f).requiresGrad(true);
            Tensor losses = new FocalLoss().alpha(0.5).gamma(gamma).reduction(Reduction.NONE)
                    .of(x, Tensor.of(1, 0, 0, 1));
            assertThat(losses.toArray()).containsExactly(0, 0, 5e3f, 5e3f);
            losses.sum().backward();
            assertThat(x.grad().toArray()).containsExactly(0, 0, 0.5f, -0.5f);
        }
    }

    @Test
    void focalLossOfSmallGammasHasFiniteSlopes() {
        Tensor logits = Tensor.of(-200, 0, 200).requiresGrad(true);
        new FocalLoss().gamma(0.01).reduction(Reduction.SUM).of(logits, Tensor.of(0, 1, 1)).backward();
        float[] slopes = logits.grad().toArray();
        assertThat(new float[] {slopes[0], slopes[2]}).containsOnly(0);
        assertThat(slopes[1]).isNegative();
    }

    @Test
    void focalLossWithoutAlphaAndGammaIsBinaryCrossEntropy() {
        Tensor x = Tensor.of(-3, -0.5f, 0, 2);
        Tensor t = Tensor.of(0, 1, 0.25f, 0);
        assertThat(new FocalLoss().withoutAlpha().gamma(0).of(x, t)).isWithin(ulps(2))
                .of(Losses.bceWithLogits(x, t).item());
    }

    @Test
    void diceLossIsZeroForTheSameMasksAndOneForOthers() {
        Tensor mask = Tensor.of(Shape.of(1, 3, 4), 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0);
        Tensor other = Tensor.of(Shape.of(1, 3, 4), 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1);
        DiceLoss loss = new DiceLoss().reduction(Reduction.NONE);
        assertThat(loss.of(mask, mask)).hasShape(1, 3).hasBitsOf(Tensor.zeros(1, 3));
        assertThat(loss.of(mask, other)).isWithin(relative(1e-5)).of(0, 0, 1);
        assertThat(loss.smooth(0).of(mask, other).get(0, 1)).isNaN();
        assertThat(new DiceLoss().of(mask, other).item()).isCloseTo(1f / 3, within(1e-5f));
    }

    @Test
    void diceLossNearZeroIsAccurate() {
        Tensor p = Tensor.full(1 - 0x1p-20, 1, 1, 100);
        float loss = new DiceLoss().of(p, Tensor.ones(1, 1, 100)).item();
        assertThat(loss / 0x1p-21).isCloseTo(1, within(1e-5));
    }
}
