package dev.lanewise.loss;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Seeds;
import dev.lanewise.Tolerance;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Extremes, hostile labels and captures; formulas and gradients are checked in the op table. */
@Tag("quick")
class CrossEntropyLossTest {
    private static final float NAN = Float.NaN;
    private static final float INF = Float.POSITIVE_INFINITY;
    private static final Tensor WEIGHTS = Tensor.of(0.5f, 1, 4);
    private static final CrossEntropyLoss LOSS = new CrossEntropyLoss();

    private final SplittableRandom random = Seeds.random(1301);

    private Tensor logits(int... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.wrap(values, shape);
    }

    @Test
    void theFunctionIsTheLossWithItsDefaults() {
        Tensor logits = logits(5, 3);
        IntTensor labels = IntTensor.of(0, 1, 2, 2, 1);
        assertThat(LOSS.of(logits, labels)).hasBitsOf(Losses.crossEntropy(logits, labels));
        assertThat(LOSS.labelSmoothing(0).of(logits, labels)).hasBitsOf(Losses.crossEntropy(logits, labels));
        assertThat(LOSS.ignoreIndex(7).reduction(Reduction.NONE).of(logits, labels))
                .hasBitsOf(Losses.crossEntropy(logits, labels, Reduction.NONE));
    }

    @Test
    void aSetterLeavesTheLossAsItWas() {
        Tensor logits = logits(2, 3);
        IntTensor labels = IntTensor.of(0, 2);
        Tensor before = LOSS.of(logits, labels);
        assertThat(LOSS.weights(WEIGHTS).of(logits, labels).item()).isNotEqualTo(before.item());
        assertThat(LOSS.labelSmoothing(0.5).of(logits, labels).item()).isNotEqualTo(before.item());
        assertThat(LOSS.ignoreIndex(0).of(logits, labels).item()).isNotEqualTo(before.item());
        assertThat(LOSS.reduction(Reduction.SUM).of(logits, labels).item()).isNotEqualTo(before.item());
        assertThat(LOSS.of(logits, labels)).hasBitsOf(before);
    }

    @Test
    void theMeanIsThatOfTheLabelsThatCount() {
        Tensor logits = logits(4, 3);
        Tensor some = Tensor.of(Shape.of(2, 3), logits.get(1, 0), logits.get(1, 1), logits.get(1, 2), logits.get(3, 0),
                logits.get(3, 1), logits.get(3, 2));
        for (CrossEntropyLoss loss : List.of(LOSS, LOSS.weights(WEIGHTS), LOSS.labelSmoothing(0.3))) {
            float expected = loss.of(some, IntTensor.of(2, 0)).item();
            assertThat(loss.ignoreIndex(-1).of(logits, IntTensor.of(-1, 2, -1, 0)).item())
                    .isCloseTo(expected, within(1e-6f));
        }
    }

    @Test
    void aClassCanBeIgnored() {
        Tensor losses = LOSS.ignoreIndex(1).reduction(Reduction.NONE).of(logits(3, 2), IntTensor.of(1, 0, 1));
        assertThat(losses.toArray()).startsWith(0f).endsWith(0f);
        assertThat(losses.get(1)).isPositive();
    }

    static Stream<CrossEntropyLoss> kinds() {
        return Stream.of(Reduction.values()).flatMap(reduction -> {
            CrossEntropyLoss loss = LOSS.reduction(reduction).ignoreIndex(-1);
            return Stream.of(loss, loss.weights(WEIGHTS), loss.labelSmoothing(0.2),
                    loss.weights(WEIGHTS).labelSmoothing(0.2));
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void ignoredLogitsMayBeAnything(CrossEntropyLoss loss) {
        Tensor logits = Tensor.of(new float[][] {{NAN, 1, 2}, {1, 2, 3}, {INF, INF, 0}, {-INF, -INF, -INF}})
                .requiresGrad(true);
        Tensor y = loss.of(logits, IntTensor.of(-1, 1, -1, -1));
        assertThat(y.isFinite().all()).isTrue();
        y.sum().backward();
        Tensor grad = logits.grad();
        for (int row : new int[] {0, 2, 3}) {
            assertThat(grad.select(0, row).toArray()).containsExactly(0, 0, 0);
        }
        assertThat(grad.select(0, 1).toArray()).doesNotContain(0).doesNotContain(NAN);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void widerRowsMayBeAnythingToo(CrossEntropyLoss loss) {
        Tensor logits = Tensor.full(NAN, 2, 40).requiresGrad(true);
        Tensor y = loss.weights(Tensor.ones(40)).reduction(Reduction.SUM).of(logits, IntTensor.of(-1, -1));
        y.backward();
        assertThat(y.item()).isZero();
        assertThat(logits.grad()).hasBitsOf(Tensor.zeros(2, 40));
    }

    @Test
    void whatIsIgnoredHasNoWeight() {
        CrossEntropyLoss loss = LOSS.weights(Tensor.of(Float.POSITIVE_INFINITY, 1, 2)).ignoreIndex(-1);
        assertThat(loss.of(logits(2, 3), IntTensor.of(-1, 2)).item()).isFinite();
    }

    @Test
    void theMeanOfNothingIsNaN() {
        IntTensor none = IntTensor.of(-1, -1);
        assertThat(LOSS.ignoreIndex(-1).of(logits(2, 3), none).item()).isNaN();
        assertThat(LOSS.ignoreIndex(-1).weights(WEIGHTS).of(logits(2, 3), none).item()).isNaN();
        assertThat(LOSS.ignoreIndex(-1).labelSmoothing(0.1).of(logits(2, 3), none).item()).isNaN();
        for (CrossEntropyLoss loss : List.of(LOSS, LOSS.weights(WEIGHTS), LOSS.labelSmoothing(0.1))) {
            assertThat(loss.of(Tensor.zeros(0, 3), IntTensor.of()).item()).isNaN();
            assertThat(loss.of(Tensor.zeros(0, 3), Tensor.zeros(0, 3)).item()).isNaN();
            assertThat(loss.reduction(Reduction.SUM).of(Tensor.zeros(0, 3), IntTensor.of()).item()).isZero();
            assertThat(loss.reduction(Reduction.NONE).of(Tensor.zeros(2, 3, 0), IntTensor.of(Shape.of(2, 0))))
                    .hasShape(2, 0);
        }
    }

    @Test
    void oneClassLosesNothing() {
        assertThat(LOSS.of(logits(3, 1), IntTensor.of(0, 0, 0)).item()).isZero();
        assertThat(LOSS.labelSmoothing(0.5).of(logits(3, 1), IntTensor.of(0, 0, 0)).item()).isZero();
    }

    @Test
    void placesAreSamples() {
        Tensor logits = logits(2, 3, 2, 5);
        IntTensor labels = IntTensor.of(Shape.of(2, 2, 5), random.ints(20, 0, 3).toArray());
        CrossEntropyLoss each = LOSS.reduction(Reduction.NONE).weights(WEIGHTS);
        assertThat(each.of(logits, labels).reshape(20)).hasBitsOf(
                each.of(logits.permute(0, 2, 3, 1).reshape(20, 3), labels.reshape(20)));
        assertThat(each.of(logits.slice(0, 0, 1).reshape(3, 10).permute(1, 0).reshape(10, 3).select(0, 4),
                labels.reshape(20).select(0, 4))).hasShape(Shape.SCALAR);
    }

    @Test
    void probabilitiesOfOneClassAreItsLabel() {
        Tensor logits = logits(2, 3);
        Tensor hot = Tensor.of(new float[][] {{0, 0, 1}, {1, 0, 0}});
        CrossEntropyLoss each = LOSS.reduction(Reduction.NONE).weights(WEIGHTS).labelSmoothing(0.25);
        assertThat(each.of(logits, hot)).isWithin(Tolerance.ulps(4))
                .of(each.of(logits, IntTensor.of(2, 0)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aCapturedLossHasTheBitsOfTheEagerOne(CrossEntropyLoss loss) {
        List<Value> first = List.of(logits(6, 3), IntTensor.of(0, 1, -1, 2, -1, 1));
        List<Value> second = List.of(logits(6, 3), IntTensor.of(-1, 1, 2, 2, 0, 0));
        Program program = Program.capture(first, in -> lossAndGradient(loss, in)).program();
        List<Value> replayed = program.run(second);
        List<Value> eager = lossAndGradient(loss, second);
        assertThat(replayed.get(0)).hasBitsOf(eager.get(0));
        assertThat(replayed.get(1)).hasBitsOf(eager.get(1));
        assertThatIllegalArgumentException().isThrownBy(
                () -> program.run(List.of(logits(6, 3), IntTensor.of(0, 0, -1, -2, 3, 0))))
                .withMessage("CrossEntropyLoss: label -2 of sample 3 is not one of the 3 classes 0 .. 2");
    }

    private static List<Value> lossAndGradient(CrossEntropyLoss loss, List<? extends Value> in) {
        Tensor logits = ((Tensor) in.get(0)).detach().requiresGrad(true);
        Tensor y = loss.of(logits, (IntTensor) in.get(1));
        y.sum().backward();
        return List.of(y, logits.grad());
    }

    @Test
    void aLabelThatIsNoClassIsNamedWithItsPlace() {
        Tensor logits = logits(2, 3, 2, 2);
        IntTensor labels = IntTensor.of(Shape.of(2, 2, 2), 0, 1, 2, -100, 0, 0, 3, -5);
        assertThatIllegalArgumentException().isThrownBy(() -> LOSS.of(logits, labels))
                .withMessage("CrossEntropyLoss: label -100 at [0, 1, 1] is not one of the 3 classes 0 .. 2");
        for (CrossEntropyLoss loss : List.of(LOSS, LOSS.labelSmoothing(0.1), LOSS.weights(WEIGHTS))) {
            assertThatIllegalArgumentException().isThrownBy(() -> loss.ignoreIndex(-100).of(logits, labels))
                    .withMessage("CrossEntropyLoss: label 3 at [1, 1, 0] is not one of the 3 classes 0 .. 2");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> LOSS.of(logits(3), IntTensor.of(Shape.SCALAR, 3)))
                .withMessage("CrossEntropyLoss: label 3 is not one of the 3 classes 0 .. 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LOSS.ignoreIndex(-1).of(logits(2, 3), IntTensor.of(-1, Integer.MIN_VALUE)))
                .withMessage("CrossEntropyLoss: label -2147483648 of sample 1 is not one of the 3 classes 0 .. 2");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refused("CrossEntropyLoss: logits [2, 3] and labels [3]: expected [N, C] and [N], [C] and [], or [N, C, d...] and"
                + " [N, d...]", () -> LOSS.of(Tensor.zeros(2, 3), IntTensor.of(0, 0, 0)));
        refused("CrossEntropyLoss: logits [] and labels []: expected [N, C] and [N], [C] and [], or [N, C, d...] and"
                + " [N, d...]", () -> LOSS.of(Tensor.scalar(1), IntTensor.of(Shape.SCALAR, 0)));
        refused("CrossEntropyLoss: logits [2, 0] have no classes",
                () -> LOSS.of(Tensor.zeros(2, 0), IntTensor.of(0, 0)));
        refused("CrossEntropyLoss: weights [3] for 2 classes: expected [2]",
                () -> LOSS.weights(WEIGHTS).of(Tensor.zeros(3, 2), IntTensor.of(0, 0, 0)));
        refused("CrossEntropyLoss: weights [3] for 2 classes: expected [2]",
                () -> LOSS.weights(WEIGHTS).of(Tensor.zeros(3, 2), Tensor.zeros(3, 2)));
        refused("CrossEntropyLoss: prediction [3, 2] and target [3, 1] differ in shape",
                () -> LOSS.of(Tensor.zeros(3, 2), Tensor.zeros(3, 1)));
        refused("CrossEntropyLoss: logits [] have no axis of classes",
                () -> LOSS.of(Tensor.scalar(1), Tensor.scalar(1)));
        refused("CrossEntropyLoss: probability 1.5 at [0, 1] is not within 0 and 1",
                () -> LOSS.of(Tensor.zeros(1, 2), Tensor.of(new float[][] {{1, 1.5f}})));
        refused("CrossEntropyLoss: label -100 is to be ignored, but the targets are probabilities, not labels",
                () -> LOSS.ignoreIndex(-100).of(Tensor.zeros(3, 2), Tensor.zeros(3, 2)));
        refused("CrossEntropyLoss: weights [2, 2]: expected one for each class, [C]",
                () -> LOSS.weights(Tensor.zeros(2, 2)));
        refused("CrossEntropyLoss: label smoothing 1.5 is not within 0 and 1", () -> LOSS.labelSmoothing(1.5));
        refused("CrossEntropyLoss: label smoothing NaN is not within 0 and 1",
                () -> LOSS.labelSmoothing(Double.NaN));
    }

    private static void refused(String sentence, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(sentence);
    }
}
