package dev.lanewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.program.Program;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values known by heart, extremes and messages; formulas and gradients are checked in the op table. */
@Tag("quick")
class MarginLossesTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private static void refused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    private static float[] gradient(Tensor x) {
        return Objects.requireNonNull(x.grad()).toArray();
    }

    // ---- values

    @Test
    void theDefaultIsTheMean() {
        Tensor x = Tensor.of(0.5f, 3, -1);
        Tensor y = Tensor.of(1, 1, -1);
        assertThat(MarginLosses.hinge(x, y).item()).isEqualTo(0.5f / 3);
        assertThat(MarginLosses.hinge(x, y, Reduction.NONE).toArray()).containsExactly(0.5f, 0, 0);
        assertThat(new MultiMarginLoss().of(Tensor.zeros(2, 4), IntTensor.of(0, 3)).item()).isEqualTo(0.75f);
        assertThat(new TripletMarginLoss().of(Tensor.zeros(2, 4), Tensor.zeros(2, 4), Tensor.zeros(2, 4)).item())
                .isEqualTo(1);
    }

    @Test
    void hingesHaveTheSlopeOfTheLossAtTheKink() {
        Tensor x = Tensor.of(1, -1).requiresGrad(true);
        MarginLosses.hinge(x, Tensor.of(1, -1), Reduction.SUM).backward();
        assertThat(gradient(x)).containsExactly(-1, 1);
    }

    @Test
    void theSoftMarginOfExtremesIsFiniteAndAccurate() {
        Tensor x = Tensor.of(1e4f, -1e4f, 20, 1e38f).requiresGrad(true);
        Tensor losses = MarginLosses.softMargin(x, Tensor.of(-1, -1, 1, -1), Reduction.NONE);
        assertThat(losses.get(0)).isEqualTo(1e4f);
        assertThat(losses.get(1)).isZero();
        assertThat(losses.get(2) / Math.exp(-20)).isCloseTo(1, within(1e-5));
        assertThat(losses.get(3)).isEqualTo(1e38f);
        losses.sum().backward();
        assertThat(gradient(x)[0]).isEqualTo(1);
        assertThat(gradient(x)[1]).isZero();
        assertThat(gradient(x)[3]).isEqualTo(1);
    }

    @Test
    void vectorsOfAnyLengthCountByTheirDirection() {
        Tensor tall = Tensor.of(3e12f, 4e12f);
        Tensor other = Tensor.of(4e12f, 3e12f);
        assertThat(MarginLosses.cosineEmbedding(tall, other, Tensor.scalar(1), 0).item())
                .isCloseTo(0.04f, within(1e-6f));
        assertThat(MarginLosses.cosineEmbedding(tall, tall.neg(), Tensor.scalar(-1), 0).item()).isZero();
    }

    @Test
    void infinitiesAndNaN() {
        Tensor x = Tensor.of(INFINITY, -INFINITY, Float.NaN);
        assertThat(MarginLosses.hinge(x, Tensor.ones(3), Reduction.NONE).toArray())
                .containsExactly(0, INFINITY, Float.NaN);
        assertThat(MarginLosses.hingeEmbedding(x, Tensor.full(-1, 3), 1, Reduction.NONE).toArray())
                .containsExactly(0, INFINITY, Float.NaN);
        Tensor rows = Tensor.of(new float[][] {{0, Float.NaN, 0}, {Float.NaN, 0, 0}, {0, 0, -INFINITY}});
        assertThat(new MultiMarginLoss().reduction(Reduction.NONE).of(rows, IntTensor.of(0, 0, 0)).toArray())
                .containsExactly(Float.NaN, Float.NaN, 1 / 3f);
        IntTensor firsts = IntTensor.of(Shape.of(3, 3), 0, -1, 0, 0, -1, 0, 0, -1, 0);
        assertThat(MarginLosses.multiLabelMargin(rows, firsts, Reduction.NONE).toArray())
                .containsExactly(Float.NaN, Float.NaN, 1 / 3f);
    }

    @Test
    void labelsEndWithTheFirstPadding() {
        Tensor x = Tensor.of(1, 2, 4).requiresGrad(true);
        Tensor loss = MarginLosses.multiLabelMargin(x, IntTensor.of(1, -1, 2));
        assertThat(loss.item()).isEqualTo(1);
        loss.backward();
        assertThat(gradient(x)).containsExactly(0, -1 / 3f, 1 / 3f);
        assertThat(MarginLosses.multiLabelMargin(x, IntTensor.of(-1, 0, 1)).item()).isZero();
    }

    @Test
    void theMeanOverNothingIsNaN() {
        assertThat(MarginLosses.hinge(Tensor.zeros(0), Tensor.zeros(0)).item()).isNaN();
        assertThat(new MultiMarginLoss().of(Tensor.zeros(0, 3), IntTensor.of()).item()).isNaN();
        assertThat(MarginLosses.multiLabelMargin(Tensor.zeros(0, 3), IntTensor.of(Shape.of(0, 3)), Reduction.SUM)
                .item()).isZero();
    }

    @Test
    void targetsGetNoGradient() {
        Tensor y = Tensor.of(1, -1).requiresGrad(true);
        MarginLosses.softMargin(Tensor.of(1, 2).requiresGrad(true), y).backward();
        assertThat(y.grad()).isNull();
    }

    @Test
    void settersGiveNewObjects() {
        MultiMarginLoss plain = new MultiMarginLoss();
        MultiMarginLoss other = plain.p(2).margin(0.5).weights(Tensor.ones(3)).reduction(Reduction.SUM);
        assertThat(plain).hasToString("MultiMarginLoss(p=1, margin=1.0, weights=none, reduction=MEAN)");
        assertThat(other).hasToString("MultiMarginLoss(p=2, margin=0.5, weights=[3], reduction=SUM)");
        assertThat(new TripletMarginLoss().swap(true).p(1).margin(2).eps(0))
                .hasToString("TripletMarginLoss(margin=2.0, p=1.0, eps=0.0, swap=true, reduction=MEAN)");
    }

    // ---- what is refused

    @Test
    void targetsOtherThanSignsAreNamed() {
        Tensor x = Tensor.zeros(2, 3);
        Tensor y = Tensor.of(new float[][] {{1, -1, 1}, {-1, 0, 2}});
        refused("hinge: target 0.0 at [1, 1] is neither 1 nor -1", () -> MarginLosses.hinge(x, y));
        refused("softMargin: target 0.0 at [1, 1] is neither 1 nor -1", () -> MarginLosses.softMargin(x, y));
        refused("hingeEmbedding: target 0.0 at [1, 1] is neither 1 nor -1",
                () -> MarginLosses.hingeEmbedding(x, y, 1));
        refused("marginRanking: target 0.0 at [1, 1] is neither 1 nor -1",
                () -> MarginLosses.marginRanking(x, x, y, 0));
        refused("cosineEmbedding: target NaN at [1] is neither 1 nor -1",
                () -> MarginLosses.cosineEmbedding(x, x, Tensor.of(1, Float.NaN), 0));
        refused("hinge: target 0.5 is neither 1 nor -1",
                () -> MarginLosses.hinge(Tensor.scalar(1), Tensor.scalar(0.5)));
    }

    @Test
    void labelsThatAreNoClassAreNamed() {
        refused("MultiMarginLoss: label 3 of sample 1 is not one of the 3 classes 0 .. 2",
                () -> new MultiMarginLoss().of(Tensor.zeros(2, 3), IntTensor.of(0, 3)));
        refused("multiLabelMargin: target -2 at [1, 0] is neither one of the 2 classes 0 .. 1 nor -1, which ends the "
                + "labels of a row",
                () -> MarginLosses.multiLabelMargin(Tensor.zeros(2, 2), IntTensor.of(Shape.of(2, 2), 0, 1, -2, 0)));
        refused("multiLabelMargin: target 9 at [2] is neither one of the 3 classes 0 .. 2 nor -1, which ends the "
                + "labels of a row",
                () -> MarginLosses.multiLabelMargin(Tensor.zeros(3), IntTensor.of(0, -1, 9)));
    }

    @Test
    void aReplayChecksItsBatch() {
        Tensor x = Tensor.of(1, 2);
        Tensor y = Tensor.of(1, -1);
        Program program = Program.capture(List.of(x, y),
                in -> List.of(MarginLosses.hinge((Tensor) in.get(0), (Tensor) in.get(1)))).program();
        assertThat(((Tensor) program.run(List.of(x, y.neg())).getFirst()).item()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> program.run(List.of(x, Tensor.of(1, 0))))
                .withMessageContaining("hinge: target 0.0 at [1] is neither 1 nor -1");
        IntTensor labels = IntTensor.of(0);
        Program classes = Program.capture(List.of(Tensor.zeros(1, 2), labels),
                in -> List.of(new MultiMarginLoss().of((Tensor) in.get(0), (IntTensor) in.get(1)))).program();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> classes.run(List.of(Tensor.zeros(1, 2), IntTensor.of(2))))
                .withMessageContaining("MultiMarginLoss: label 2 of sample 0 is not one of the 2 classes 0 .. 1");
    }

    @Test
    void shapesThatWouldBroadcastAreRefused() {
        Tensor column = Tensor.zeros(2, 1);
        Tensor row = Tensor.ones(2);
        refused("hinge: prediction [2, 1] and target [2] differ in shape", () -> MarginLosses.hinge(column, row));
        refused("marginRanking: inputs [2] and [2] and target [2, 1] differ in shape",
                () -> MarginLosses.marginRanking(row, row, column, 0));
        refused("cosineEmbedding: inputs [2, 1] and [2, 1] and target [2, 1]: expected [N, D], [N, D] and [N], or [D], "
                + "[D] and []", () -> MarginLosses.cosineEmbedding(column, column, column, 0));
        refused("cosineEmbedding: inputs [] and [] and target []: expected [N, D], [N, D] and [N], or [D], [D] and []",
                () -> MarginLosses.cosineEmbedding(Tensor.scalar(1), Tensor.scalar(1), Tensor.scalar(1), 0));
        refused("multiLabelMargin: [2, 1] and targets [2]: expected [N, C] twice, or [C] twice",
                () -> MarginLosses.multiLabelMargin(column, IntTensor.of(0, 0)));
        refused("multiLabelSoftMargin: weights [1] for 2 classes: expected [2]",
                () -> MarginLosses.multiLabelSoftMargin(row, row, Tensor.ones(1)));
        refused("TripletMarginLoss: anchor [2], positive [2, 1] and negative [2]: expected three times [..., D]",
                () -> new TripletMarginLoss().of(row, column, row));
        refused("MultiMarginLoss: [2] and labels [1]: expected [N, C] and [N], or [C] and []",
                () -> new MultiMarginLoss().of(row, IntTensor.of(0)));
        refused("MultiMarginLoss: weights [3] for 2 classes: expected [2]",
                () -> new MultiMarginLoss().weights(Tensor.ones(3)).of(row, IntTensor.of(Shape.SCALAR, 0)));
        refused("MultiMarginLoss: scores [2, 0] have no classes",
                () -> new MultiMarginLoss().of(Tensor.zeros(2, 0), IntTensor.of(0, 0)));
    }

    @Test
    void optionsAreChecked() {
        Tensor x = Tensor.ones(1);
        refused("marginRanking: margin NaN is not a finite float",
                () -> MarginLosses.marginRanking(x, x, x, Double.NaN));
        refused("hingeEmbedding: margin 1.0E39 is not a finite float", () -> MarginLosses.hingeEmbedding(x, x, 1e39));
        refused("TripletMarginLoss: margin 0.0 is not above 0", () -> new TripletMarginLoss().margin(0));
        refused("TripletMarginLoss: p NaN is not above 0", () -> new TripletMarginLoss().p(Double.NaN));
        refused("TripletMarginLoss: eps -1.0 is negative", () -> new TripletMarginLoss().eps(-1));
        refused("MultiMarginLoss: p 3 is neither 1 nor 2", () -> new MultiMarginLoss().p(3));
    }

    @Test
    @SuppressWarnings("NullAway") // that is the test
    void nullIsRefusedByName() {
        Tensor x = Tensor.ones(1);
        refused("hinge: the target is null", () -> MarginLosses.hinge(x, null));
        refused("hinge: the reduction is null", () -> MarginLosses.hinge(x, x, null));
        refused("cosineEmbedding: the second input is null",
                () -> MarginLosses.cosineEmbedding(x, null, Tensor.scalar(1), 0));
        refused("multiLabelMargin: the tensor of targets is null", () -> MarginLosses.multiLabelMargin(x, null));
        refused("multiLabelSoftMargin: the tensor of weights is null",
                () -> MarginLosses.multiLabelSoftMargin(x, x, (Tensor) null));
        refused("TripletMarginLoss: the negative example is null", () -> new TripletMarginLoss().of(x, x, null));
        refused("MultiMarginLoss: the tensor of weights is null", () -> new MultiMarginLoss().weights(null));
        refused("MultiMarginLoss: the tensor of labels is null", () -> new MultiMarginLoss().of(x, null));
        refused("CTCLoss: the tensor of target lengths is null",
                () -> new CTCLoss().of(Tensor.zeros(1, 1, 2), IntTensor.of(0), IntTensor.of(1), null));
    }
}
