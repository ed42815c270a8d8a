package dev.lanewise.loss;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.exact;
import static dev.lanewise.Tolerance.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Seeds;
import dev.lanewise.optable.Reference;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The loss against all alignments one by one, extremes and messages; formulas are checked in the op table too. */
@Tag("quick")
class CTCLossTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private static Tensor loss(Tensor logs, int... labels) {
        return loss(new CTCLoss(), logs, labels);
    }

    /** The loss of one sample {@code [T, C]} with all its frames. */
    private static Tensor loss(CTCLoss loss, Tensor logs, int... labels) {
        IntTensor targets = IntTensor.of(Shape.of(1, labels.length), labels);
        return loss.reduction(Reduction.SUM).of(
                logs.unsqueeze(1), targets, IntTensor.of(logs.dim(0)), IntTensor.of(labels.length));
    }

    private static Tensor gradient(Tensor logs, int... labels) {
        loss(logs.requiresGrad(true), labels).backward();
        return Objects.requireNonNull(logs.grad());
    }

    /** The gradient that logs have, where -0 is as good as 0. */
    private static void assertGradient(Tensor logs, double... expected) {
        assertThat(logs.grad()).isWithin(exact()).of(new Reference(logs.shape().dims(), expected));
    }

    // ---- against enumeration

    @Test
    void lossAndGradientAreThoseOfAllAlignmentsOneByOne() {
        int[][] samples = {{}, {1}, {2, 1}, {1, 1}, {2, 2}, {1, 2, 1}, {1, 1, 2}, {2, 2, 2}};
        SplittableRandom random = Seeds.random(16);
        for (int frames = 1; frames <= 6; frames++) {
            for (int[] labels : samples) {
                float[] values = new float[frames * 3];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (-3 * random.nextDouble());
                }
                double[] expected = enumerated(values, frames, labels);
                if (expected[0] == 0) {
                    continue; // tested below
                }
                Tensor logs = Tensor.of(Shape.of(frames, 3), values);
                assertThat(loss(logs, labels)).isWithin(relative(1e-6).plus(1e-7))
                        .of(new Reference(new int[0], -Math.log(expected[0])));
                Reference slopes = Reference.generate(new int[] {frames, 3},
                        i -> -expected[1 + i[0] * 3 + i[1]] / expected[0]);
                assertThat(gradient(logs, labels)).isWithin(relative(1e-6).plus(1e-7)).of(slopes);
            }
        }
    }

    /** The probability of all alignments together, and of those that have a class in a frame. */
    private static double[] enumerated(float[] logs, int frames, int... labels) {
        double[] sums = new double[1 + frames * 3];
        int[] path = new int[frames];
        for (int code = 0; code < Math.pow(3, frames); code++) {
            double p = 1;
            int rest = code;
            for (int t = 0; t < frames; t++) {
                path[t] = rest % 3;
                rest /= 3;
                p *= Math.exp(logs[t * 3 + path[t]]);
            }
            if (reads(path, labels)) {
                sums[0] += p;
                for (int t = 0; t < frames; t++) {
                    sums[1 + t * 3 + path[t]] += p;
                }
            }
        }
        return sums;
    }

    /** Whether a path reads as labels when repetitions and then blanks are left out. */
    private static boolean reads(int[] path, int... labels) {
        int read = 0;
        for (int t = 0; t < path.length; t++) {
            if (path[t] != 0 && (t == 0 || path[t] != path[t - 1])) {
                if (read == labels.length || labels[read] != path[t]) {
                    return false;
                }
                read++;
            }
        }
        return read == labels.length;
    }

    // ---- what has no alignment

    @Test
    void withoutAnAlignmentTheLossIsInfinite() {
        Tensor logs = Tensor.zeros(2, 3);
        assertThat(loss(logs, 1, 1).item()).isEqualTo(INFINITY);
        assertThat(loss(logs, 1, 2, 1).item()).isEqualTo(INFINITY);
        assertThat(loss(Tensor.zeros(0, 3), 1).item()).isEqualTo(INFINITY);
        assertThat(gradient(logs, 1, 1)).isWithin(relative(0)).of(Reference.of(Tensor.full(Double.NaN, 2, 3)));
    }

    @Test
    void onRequestWhatHasNoAlignmentCountsNothing() {
        Tensor logs = Tensor.of(new float[][] {{-1, -2, -3}, {-3, -2, -1}}).requiresGrad(true);
        Tensor loss = loss(new CTCLoss().zeroInfinity(true), logs, 1, 1);
        loss.backward();
        assertThat(loss.item()).isZero();
        assertGradient(logs, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void whatIsImpossibleByItsProbabilitiesCountsNothingEither() {
        Tensor logs = Tensor.of(new float[][] {{0, -INFINITY}, {0, -INFINITY}}).requiresGrad(true);
        assertThat(loss(logs, 1).item()).isEqualTo(INFINITY);
        loss(new CTCLoss().zeroInfinity(true), logs, 1).backward();
        assertGradient(logs, 0, 0, 0, 0);
    }

    // ---- extremes

    @Test
    void theEmptyTargetIsAllBlanks() {
        Tensor logs = Tensor.of(new float[][] {{-1, -2}, {-0.5f, -4}});
        assertThat(loss(logs).item()).isEqualTo(1.5f);
        gradient(logs);
        assertGradient(logs, -1, 0, -1, 0);
    }

    @Test
    void noFramesReadAsNoLabels() {
        assertThat(Float.floatToRawIntBits(loss(Tensor.zeros(0, 3)).item())).isZero();
    }

    @Test
    void aCertainAlignmentHasALossOfZero() {
        Tensor logs = Tensor.of(new float[][] {{-INFINITY, 0}, {0, -INFINITY}, {-INFINITY, 0}});
        assertThat(Float.floatToRawIntBits(loss(logs, 1, 1).item())).isZero();
        gradient(logs, 1, 1);
        assertGradient(logs, 0, -1, -1, 0, 0, -1);
    }

    @Test
    void smallProbabilitiesDoNotUnderflow() {
        Tensor logs = Tensor.full(-1e4, 500, 2);
        float loss = loss(logs, 1, 1).item();
        assertThat(loss).isBetween(4.9e6f, 5e6f);
        assertThat(gradient(logs, 1, 1).sum().item()).isEqualTo(-500f);
    }

    @Test
    void nanReachesLossAndGradient() {
        Tensor logs = Tensor.of(new float[][] {{0, Float.NaN}, {0, 0}, {0, 0}});
        assertThat(loss(logs, 1).item()).isNaN();
        assertThat(loss(new CTCLoss().zeroInfinity(true), logs, 1).item()).isNaN();
        assertThat(gradient(logs, 1).get(2, 0)).isNaN();
    }

    @Test
    void theMeanDividesByTheLengthsFirst() {
        Tensor logs = Tensor.full(-1, 4, 3, 3);
        IntTensor targets = IntTensor.of(Shape.of(3, 2), 1, 2, 1, 0, 0, 0);
        IntTensor frames = IntTensor.of(4, 4, 4);
        IntTensor counts = IntTensor.of(2, 1, 0);
        float[] each = new CTCLoss().reduction(Reduction.NONE).of(logs, targets, frames, counts).toArray();
        assertThat(new CTCLoss().of(logs, targets, frames, counts).item())
                .isCloseTo((each[0] / 2 + each[1] + each[2]) / 3, within(1e-6f));
    }

    @Test
    void oneSampleIsABatchOfItWithoutItsAxis() {
        Tensor logs = Tensor.of(new float[][] {{-1, -2, -3}, {-3, -1, -2}, {-2, -1, -4}, {-1, -1, -1}});
        IntTensor targets = IntTensor.of(1, 2, 0);
        for (Reduction reduction : Reduction.values()) {
            CTCLoss loss = new CTCLoss().reduction(reduction);
            Tensor one = logs.detach().requiresGrad(true);
            Tensor y = loss.of(one, targets, number(3), number(2));
            assertThat(y.shape()).isEqualTo(Shape.SCALAR);
            Tensor batch = logs.unsqueeze(1).requiresGrad(true);
            Tensor expected = loss.of(batch, targets.unsqueeze(0), IntTensor.of(3), IntTensor.of(2));
            assertThat(y).hasBitsOf(expected.reshape(Shape.SCALAR));
            y.backward();
            expected.sum().backward();
            assertThat(one.grad()).hasBitsOf(Objects.requireNonNull(batch.grad()).squeeze(1));
        }
    }

    @Test
    void theMeanOfOneSampleDividesByItsLength() {
        Tensor logs = Tensor.full(-1, 4, 3);
        IntTensor targets = IntTensor.of(1, 2);
        float sum = new CTCLoss().reduction(Reduction.SUM).of(logs, targets, number(4), number(2)).item();
        assertThat(new CTCLoss().of(logs, targets, number(4), number(2)).item()).isEqualTo(sum / 2);
        assertThat(new CTCLoss().of(logs, targets, number(4), number(0)).item()).isEqualTo(4);
    }

    private static IntTensor number(int value) {
        return IntTensor.of(Shape.SCALAR, value);
    }

    @Test
    void whatDoesNotFitOneSampleIsNamedByItsOwnPlace() {
        Tensor logs = Tensor.zeros(3, 4);
        String message = "CTCLoss: target 4 at [1] is not one of the 4 classes 0 .. 3";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CTCLoss().of(logs, ints(1, 4), number(3), number(2))).withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CTCLoss().of(logs, ints(1, 2), number(4), number(2)))
                .withMessage("CTCLoss: input length 4 is not within 0 .. 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CTCLoss().of(logs, ints(1, 2), number(3), number(-1)))
                .withMessage("CTCLoss: target length -1 is not within 0 .. 2");
    }

    @Test
    void ranksOfABatchAndOfASampleDoNotMix() {
        IntTensor row = ints(1);
        IntTensor rows = IntTensor.of(Shape.of(1, 1), 1);
        mixed("[3, 1, 4], targets [1] and lengths [1] and [1]", Tensor.zeros(3, 1, 4), row, ints(3), ints(1));
        mixed("[3, 1, 4], targets [1, 1] and lengths [] and []", Tensor.zeros(3, 1, 4), rows, number(3), number(1));
        mixed("[3, 4], targets [1, 1] and lengths [] and []", Tensor.zeros(3, 4), rows, number(3), number(1));
        mixed("[3, 4], targets [1] and lengths [] and [1]", Tensor.zeros(3, 4), row, number(3), ints(1));
        mixed("[3], targets [1] and lengths [] and []", Tensor.zeros(3), row, number(3), number(1));
    }

    private static void mixed(String shapes, Tensor logs, IntTensor targets, IntTensor frames, IntTensor counts) {
        assertThatIllegalArgumentException().isThrownBy(() -> new CTCLoss().of(logs, targets, frames, counts))
                .withMessage("CTCLoss: log probabilities " + shapes
                        + ": expected [T, N, C], [N, S], [N] and [N], or [T, C], [S], [] and []");
    }

    @Test
    void framesAndLabelsBehindTheLengthsAreNotRead() {
        Tensor logs = Tensor.of(Shape.of(3, 1, 2), -1, -2, -3, -4, Float.NaN, Float.NaN).requiresGrad(true);
        IntTensor targets = IntTensor.of(Shape.of(1, 2), 1, -7);
        Tensor loss = new CTCLoss().of(logs, targets, IntTensor.of(2), IntTensor.of(1));
        loss.backward();
        assertThat(loss).hasBitsOf(loss(Tensor.of(new float[][] {{-1, -2}, {-3, -4}}), 1));
        float[] first = gradient(Tensor.of(new float[][] {{-1, -2}, {-3, -4}}), 1).toArray();
        assertGradient(logs, first[0], first[1], first[2], first[3], 0, 0);
    }

    @Test
    void theThirdOrderIsRefused() {
        Tensor logs = Tensor.full(-1, 3, 2).requiresGrad(true);
        loss(logs, 1).backward(Tensor.scalar(1), Graph.CREATE);
        Tensor first = Objects.requireNonNull(logs.grad());
        logs.setGrad(null);
        first.square().sum().backward(Tensor.scalar(1), Graph.CREATE);
        Tensor second = Objects.requireNonNull(logs.grad());
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> second.sum().backward())
                .withMessage("CTCLoss: gradients of the third order are not available");
    }

    // ---- what is refused

    @Test
    void lengthsAndLabelsThatDoNotFitAreNamed() {
        refused("CTCLoss: input length 4 of sample 1 is not within 0 .. 3", ints(3, 4), ints(1, 1), 1, 1, 1, 1);
        refused("CTCLoss: input length -1 of sample 0 is not within 0 .. 3", ints(-1, 4), ints(1, 1), 1, 1, 1, 1);
        refused("CTCLoss: target length 3 of sample 1 is not within 0 .. 2", ints(3, 3), ints(1, 3), 1, 1, 1, 1);
        refused("CTCLoss: target 0 at [1, 1] is the blank", ints(3, 3), ints(1, 2), 1, 0, 1, 0);
        refused("CTCLoss: target 4 at [0, 1] is not one of the 4 classes 0 .. 3", ints(3, 3), ints(2, 2), 1, 4, 1, 0);
        refused("CTCLoss: target -1 at [0, 0] is not one of the 4 classes 0 .. 3", ints(3, 3), ints(1, 1), -1, 1, 1, 1);
    }

    private static IntTensor ints(int... values) {
        return IntTensor.of(values);
    }

    private static void refused(String message, IntTensor frames, IntTensor counts, int... labels) {
        assertThatIllegalArgumentException().isThrownBy(
                () -> new CTCLoss().of(Tensor.zeros(3, 2, 4), IntTensor.of(Shape.of(2, 2), labels), frames, counts))
                .withMessage(message);
    }

    @Test
    void aReplayChecksItsBatch() {
        IntTensor lengths = IntTensor.of(3);
        IntTensor good = IntTensor.of(Shape.of(1, 1), 2);
        Tensor logs = Tensor.full(-1, 3, 1, 3);
        Program program = Program.capture(List.of(logs, good),
                in -> List.of(new CTCLoss().of((Tensor) in.get(0), (IntTensor) in.get(1), lengths, IntTensor.of(1))))
                .program();
        assertThat(program.run(List.of(logs, good)).getFirst())
                .hasBitsOf(new CTCLoss().of(logs, good, lengths, IntTensor.of(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> program.run(List.of(logs, IntTensor.of(Shape.of(1, 1), 3))))
                .withMessageContaining("CTCLoss: target 3 at [0, 0] is not one of the 3 classes 0 .. 2");
    }

    @Test
    void shapesAndOptionsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(
                () -> new CTCLoss().of(Tensor.zeros(3, 4), IntTensor.of(1), IntTensor.of(3), IntTensor.of(1)))
                .withMessage("CTCLoss: log probabilities [3, 4], targets [1] and lengths [1] and [1]: "
                        + "expected [T, N, C], [N, S], [N] and [N], or [T, C], [S], [] and []");
        assertThatIllegalArgumentException().isThrownBy(() -> loss(new CTCLoss().blank(3), Tensor.zeros(3, 3), 1))
                .withMessage("CTCLoss: blank 3 is not one of the 3 classes 0 .. 2");
        assertThatIllegalArgumentException().isThrownBy(() -> new CtcOp.Ctc(-1, false)
                .tensor(Tensor.zeros(3, 1, 3), IntTensor.of(Shape.of(1, 0)), IntTensor.of(3), IntTensor.of(0)))
                .withMessage("CTCLoss: blank -1 is not one of the 3 classes 0 .. 2");
        assertThatIllegalArgumentException().isThrownBy(() -> new CTCLoss().blank(-1))
                .withMessage("CTCLoss: blank -1 is negative");
        assertThat(new CTCLoss().blank(2)).hasToString("CTCLoss(blank=2, zeroInfinity=false, reduction=MEAN)");
    }
}
