package dev.lanewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What losses with options have in common: they print their settings, and messages name what was called. */
@Tag("quick")
class LossObjectsTest {
    private static final Tensor WEIGHTS = Tensor.ones(3);

    @Test
    void allPrintTheirSettings() {
        assertThat(List.of(
                new BCELoss(), new BCELoss().weights(Tensor.ones(2, 1)).reduction(Reduction.SUM),
                new BCEWithLogitsLoss(), new BCEWithLogitsLoss().posWeight(WEIGHTS).weights(Tensor.scalar(2)),
                new CrossEntropyLoss(), new CrossEntropyLoss().weights(WEIGHTS).ignoreIndex(-1).labelSmoothing(0.1),
                new NLLLoss(), new NLLLoss().weights(WEIGHTS).ignoreIndex(7), new CTCLoss(), new TripletMarginLoss(),
                new DiceLoss(), new DiceLoss().smooth(1),
                new FocalLoss(), new FocalLoss().alpha(1).gamma(0), new FocalLoss().withoutAlpha(),
                new GaussianNLLLoss(), new GaussianNLLLoss().full(true).eps(0.5),
                new KLDivLoss(), new KLDivLoss().logTarget(true), new MultiMarginLoss(),
                new PoissonNLLLoss(), new PoissonNLLLoss().logInput(false).full(true).eps(0)))
                .map(Object::toString)
                .containsExactly(
                        "BCELoss(weights=none, reduction=MEAN)",
                        "BCELoss(weights=[2, 1], reduction=SUM)",
                        "BCEWithLogitsLoss(weights=none, posWeight=none, reduction=MEAN)",
                        "BCEWithLogitsLoss(weights=[], posWeight=[3], reduction=MEAN)",
                        "CrossEntropyLoss(weights=none, ignoreIndex=none, labelSmoothing=0.0, reduction=MEAN)",
                        "CrossEntropyLoss(weights=[3], ignoreIndex=-1, labelSmoothing=0.1, reduction=MEAN)",
                        "NLLLoss(weights=none, ignoreIndex=none, reduction=MEAN)",
                        "NLLLoss(weights=[3], ignoreIndex=7, reduction=MEAN)",
                        "CTCLoss(blank=0, zeroInfinity=false, reduction=MEAN)",
                        "TripletMarginLoss(margin=1.0, p=2.0, eps=1.0E-6, swap=false, reduction=MEAN)",
                        "DiceLoss(smooth=1.0E-5, reduction=MEAN)",
                        "DiceLoss(smooth=1.0, reduction=MEAN)",
                        "FocalLoss(alpha=0.25, gamma=2.0, reduction=MEAN)",
                        "FocalLoss(alpha=1.0, gamma=0.0, reduction=MEAN)",
                        "FocalLoss(alpha=none, gamma=2.0, reduction=MEAN)",
                        "GaussianNLLLoss(full=false, eps=1.0E-6, reduction=MEAN)",
                        "GaussianNLLLoss(full=true, eps=0.5, reduction=MEAN)",
                        "KLDivLoss(logTarget=false, reduction=MEAN)",
                        "KLDivLoss(logTarget=true, reduction=MEAN)",
                        "MultiMarginLoss(p=1, margin=1.0, weights=none, reduction=MEAN)",
                        "PoissonNLLLoss(logInput=true, full=false, eps=1.0E-8, reduction=MEAN)",
                        "PoissonNLLLoss(logInput=false, full=true, eps=0.0, reduction=MEAN)");
    }

    // ---- messages name the function, or the class, that was called

    private static void bothRefuse(
            String function, ThrowingCallable call, String object, ThrowingCallable of, String why) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(function + ": " + why);
        assertThatIllegalArgumentException().isThrownBy(of).withMessage(object + ": " + why);
    }

    @Test
    void shapesAreRefusedInTheNameOfWhatWasCalled() {
        Tensor column = Tensor.ones(2, 1);
        Tensor row = Tensor.ones(2);
        String shapes = "prediction [2, 1] and target [2] differ in shape";
        bothRefuse("bce", () -> Losses.bce(column, row), "BCELoss", () -> new BCELoss().of(column, row), shapes);
        bothRefuse("bceWithLogits", () -> Losses.bceWithLogits(column, row),
                "BCEWithLogitsLoss", () -> new BCEWithLogitsLoss().of(column, row), shapes);
        bothRefuse("klDivergence", () -> Losses.klDivergence(column, row),
                "KLDivLoss", () -> new KLDivLoss().of(column, row), shapes);
        IntTensor places = IntTensor.of(Shape.of(2, 1), 0, 0);
        String labels = "[2, 1] and labels [2, 1]: expected [N, C] and [N], [C] and [], or [N, C, d...] and [N, d...]";
        bothRefuse("crossEntropy", () -> Losses.crossEntropy(column, places),
                "CrossEntropyLoss", () -> new CrossEntropyLoss().of(column, places), "logits " + labels);
        bothRefuse("nll", () -> Losses.nll(column, places),
                "NLLLoss", () -> new NLLLoss().of(column, places), "log-probabilities " + labels);
    }

    @Test
    void valuesAreRefusedInTheNameOfWhatWasCalled() {
        Tensor three = Tensor.of(new float[][] {{0, 1, 3}});
        bothRefuse("bce", () -> Losses.bce(three, three), "BCELoss", () -> new BCELoss().of(three, three),
                "probability 3.0 at [0, 2] is not within 0 and 1");
        Tensor minus = three.neg();
        bothRefuse("klDivergence", () -> Losses.klDivergence(minus, minus),
                "KLDivLoss", () -> new KLDivLoss().of(minus, minus), "probability -1.0 at [0, 1] is less than 0");
        IntTensor label = IntTensor.of(3);
        String why = "label 3 of sample 0 is not one of the 3 classes 0 .. 2";
        for (CrossEntropyLoss loss : List.of(new CrossEntropyLoss(), new CrossEntropyLoss().labelSmoothing(0.1))) {
            bothRefuse("crossEntropy", () -> Losses.crossEntropy(three, label),
                    "CrossEntropyLoss", () -> loss.of(three, label), why);
        }
        bothRefuse("nll", () -> Losses.nll(three, label), "NLLLoss", () -> new NLLLoss().of(three, label), why);
    }

    @Test
    @SuppressWarnings("NullAway") // that is the test
    void nullIsRefusedInTheNameOfWhatWasCalled() {
        Tensor x = Tensor.ones(1, 2);
        IntTensor label = IntTensor.of(0);
        String why = "the reduction is null";
        bothRefuse("bce", () -> Losses.bce(x, x, null), "BCELoss", () -> new BCELoss().reduction(null), why);
        bothRefuse("bceWithLogits", () -> Losses.bceWithLogits(x, x, null),
                "BCEWithLogitsLoss", () -> new BCEWithLogitsLoss().reduction(null), why);
        bothRefuse("crossEntropy", () -> Losses.crossEntropy(x, label, null),
                "CrossEntropyLoss", () -> new CrossEntropyLoss().reduction(null), why);
        bothRefuse("klDivergence", () -> Losses.klDivergence(x, x, null),
                "KLDivLoss", () -> new KLDivLoss().reduction(null), why);
        bothRefuse("nll", () -> Losses.nll(x, label, null), "NLLLoss", () -> new NLLLoss().reduction(null), why);
    }

    /** What is called changes messages only. */
    @Test
    void theOpsOfALossAreEqualWhateverItIsCalled() {
        for (OptionalInt ignored : List.of(OptionalInt.empty(), OptionalInt.of(2))) {
            assertThat(new LossOp.CrossEntropy("a", ignored)).isEqualTo(new LossOp.CrossEntropy("b", ignored))
                    .hasSameHashCodeAs(new LossOp.CrossEntropy("b", ignored))
                    .isNotEqualTo(new LossOp.CrossEntropy("a", OptionalInt.of(1)));
            assertThat(new LossOp.CrossEntropyGrad("a", ignored)).isEqualTo(new LossOp.CrossEntropyGrad("b", ignored))
                    .hasSameHashCodeAs(new LossOp.CrossEntropyGrad("b", ignored))
                    .isNotEqualTo(new LossOp.CrossEntropyGrad("a", OptionalInt.of(1)));
        }
    }

    @Test
    void noClassesAreNamedAsSuch() {
        refused("CTCLoss: blank 0 is not one of 0 classes", () -> new CTCLoss().of(
                Tensor.zeros(2, 0), IntTensor.of(1), IntTensor.of(2).reshape(), IntTensor.of(1).reshape()));
    }

    // ---- weights of classes

    @Test
    void weightsOfClassesAreRefusedInTheSameWords() {
        Tensor x = Tensor.zeros(1, 2);
        IntTensor label = IntTensor.of(0);
        String count = ": weights [3] for 2 classes: expected [2]";
        String rank = ": weights []: expected one for each class, [C]";
        refused("CrossEntropyLoss" + count, () -> new CrossEntropyLoss().weights(WEIGHTS).of(x, label));
        refused("CrossEntropyLoss" + count, () -> new CrossEntropyLoss().weights(WEIGHTS).of(x, x));
        refused("NLLLoss" + count, () -> new NLLLoss().weights(WEIGHTS).of(x, label));
        refused("MultiMarginLoss" + count, () -> new MultiMarginLoss().weights(WEIGHTS).of(x, label));
        refused("multiLabelSoftMargin" + count, () -> MarginLosses.multiLabelSoftMargin(x, x, WEIGHTS));
        Tensor one = Tensor.scalar(1);
        refused("CrossEntropyLoss" + rank, () -> new CrossEntropyLoss().weights(one));
        refused("NLLLoss" + rank, () -> new NLLLoss().weights(one));
        refused("MultiMarginLoss" + rank, () -> new MultiMarginLoss().weights(one));
        refused("multiLabelSoftMargin" + rank, () -> MarginLosses.multiLabelSoftMargin(x, x, one));
    }

    private static void refused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
