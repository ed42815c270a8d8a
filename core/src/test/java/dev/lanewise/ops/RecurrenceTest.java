package dev.lanewise.ops;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.Seeds;
import dev.lanewise.Tolerance;
import dev.lanewise.parallel.Team;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Recurrences against their definition: bits of outputs and of all gradients that are not sums over steps. */
class RecurrenceTest {
    private static final IntTensor NONE = IntTensor.of();

    private final SplittableRandom random = Seeds.random(171);

    /** A recurrence as it is computed, and as it is defined; in order x, weight, bias, hidden and cell. */
    private enum Kind {
        TANH(1), RELU(1), GRU(3), LSTM(4);

        private final int gates;

        Kind(int gates) {
            this.gates = gates;
        }

        List<Tensor> fused(@Nullable Tensor[] in, @Nullable IntTensor lengths, Recurrence.Direction direction) {
            return switch (this) {
                case TANH -> list(Recurrence.tanh(in[0], in[1], in[3], lengths, direction));
                case RELU -> list(Recurrence.relu(in[0], in[1], in[3], lengths, direction));
                case GRU -> list(Recurrence.gru(in[0], in[1], in[2], in[3], lengths, direction));
                case LSTM -> list(Recurrence.lstm(in[0], in[1], in[3], in[4], lengths, direction));
            };
        }

        List<Tensor> composed(@Nullable Tensor[] in, @Nullable IntTensor lengths, Recurrence.Direction direction) {
            return switch (this) {
                case TANH -> list(RecurrenceSteps.simple(false, in[0], in[1], in[3], lengths, direction));
                case RELU -> list(RecurrenceSteps.simple(true, in[0], in[1], in[3], lengths, direction));
                case GRU -> list(RecurrenceSteps.gru(in[0], in[1], in[2], in[3], lengths, direction));
                case LSTM -> list(RecurrenceSteps.lstm(in[0], in[1], in[3], in[4], lengths, direction));
            };
        }

        private static List<Tensor> list(Recurrence.Hidden all) {
            return List.of(all.outputs(), all.hidden());
        }

        private static List<Tensor> list(Recurrence.Lstm all) {
            return List.of(all.outputs(), all.hidden(), all.cell());
        }
    }

    private Tensor draw(double scale, int... dims) {
        float[] values = new float[Shape.of(dims).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * (2 * random.nextDouble() - 1));
        }
        return Tensor.wrap(values, Shape.of(dims));
    }

    private @Nullable Tensor[] inputs(Kind kind, int time, int samples, int units, boolean optional) {
        int wide = kind.gates * units;
        double scale = 1 / Math.sqrt(Math.max(1, units));
        return new Tensor[] {
            draw(2, time, samples, wide).requiresGrad(true), draw(scale, wide, units).requiresGrad(true),
            optional && kind == Kind.GRU ? draw(1, wide).requiresGrad(true) : null,
            optional ? draw(1, samples, units).requiresGrad(true) : null,
            optional && kind == Kind.LSTM ? draw(1, samples, units).requiresGrad(true) : null};
    }

    private @Nullable IntTensor lengths(int time, int samples) {
        int[] all = new int[samples];
        for (int i = 0; i < samples; i++) {
            all[i] = i == 0 ? 0 : i == 1 ? Math.min(1, time) : i == 2 ? time : random.nextInt(time + 1);
        }
        return IntTensor.of(all);
    }

    /** The gradients of all inputs, for those of the outputs in {@code of}; the outputs first. */
    private static List<Tensor> all(List<Tensor> outputs, List<Tensor> grads, int of, @Nullable Tensor[] in) {
        Tensor sum = Tensor.scalar(0);
        for (int i = 0; i < outputs.size(); i++) {
            if ((of >> i & 1) != 0) {
                sum = sum.add(outputs.get(i).mul(grads.get(i)).sum());
            }
        }
        List<Tensor> found = new ArrayList<>();
        outputs.forEach(output -> found.add(output.detach()));
        List<Tensor> given = new ArrayList<>();
        for (Tensor x : in) {
            if (x != null) {
                given.add(x);
                sum = sum.add(x.sum().mul(0)); // without steps, outputs depend on nothing
            }
        }
        found.addAll(List.of(Autograd.grad(sum, Graph.FREE, given.toArray(new Tensor[0]))));
        return found;
    }

    private void compare(Kind kind, int time, int samples, int units, boolean optional, boolean withLengths) {
        @Nullable
        Tensor[] in = inputs(kind, time, samples, units, optional);
        IntTensor lengths = withLengths ? lengths(time, samples) : null;
        for (Recurrence.Direction direction : Recurrence.Direction.values()) {
            int of = 1 + random.nextInt(kind == Kind.LSTM ? 7 : 3);
            String what = kind + " " + time + " x " + samples + " x " + units + ", all inputs: " + optional
                    + ", lengths " + lengths + ", " + direction + ", gradients of " + of;
            List<Tensor> fused = kind.fused(in, lengths, direction);
            List<Tensor> grads = new ArrayList<>();
            fused.forEach(y -> grads.add(draw(1, y.shape().dims())));
            List<Tensor> actual = all(fused, grads, of, in);
            List<Tensor> expected = all(kind.composed(in, lengths, direction), grads, of, in);
            for (int i = 0; i < actual.size(); i++) {
                int input = i - fused.size();
                if (input == 1 || input == 2 && kind == Kind.GRU) {
                    assertThat(actual.get(i)).as(what + ": gradient of input " + input)
                            .isWithin(Tolerance.relative(1e-4).plus(2e-5 * Math.sqrt(time * samples)))
                            .of(expected.get(i));
                } else {
                    // +0 and -0 are the same here: a branch of a mask that is not taken adds 0
                    assertThat(actual.get(i).add(0)).as(what + ": " + i).hasBitsOf(expected.get(i).add(0));
                }
            }
        }
    }

    @Test
    void theBitsAreThoseOfTheDefinition() {
        int[][] sizes = {
            {5, 3, 4}, {1, 1, 1}, {3, 7, 1}, {2, 5, 17}, {4, 8, 16}, {6, 9, 33}, {3, 70, 20}, {2, 1, 40}, {0, 2, 3},
            {2, 2, 9}, {1, 4, 5}, {3, 0, 2}, {9, 21, 70}, {2, 30, 130}, {30, 2, 8}, {3, 200, 9}};
        for (int[] size : sizes) {
            for (Kind kind : Kind.values()) {
                for (int variant = 0; variant < 4; variant++) {
                    compare(kind, size[0], size[1], size[2], (variant & 1) != 0, (variant & 2) != 0);
                }
            }
        }
    }

    /** States of more than a chain of the product. */
    @Test
    void longStatesHaveTheBitsOfTheDefinition() {
        compare(Kind.LSTM, 2, 30, 530, true, true);
        compare(Kind.GRU, 2, 30, 530, true, false);
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        for (Kind kind : Kind.values()) {
            for (boolean withLengths : new boolean[] {false, true}) {
                int samples = 50;
                @Nullable
                Tensor[] in = inputs(kind, 7, samples, 72, true);
                IntTensor lengths = withLengths ? lengths(7, samples) : null;
                List<Tensor> expected = null;
                List<Tensor> grads = new ArrayList<>();
                for (int threads = 1; threads <= 3; threads++) {
                    try (Team.Scope _ = Team.of(threads).use()) {
                        List<Tensor> outputs = kind.fused(in, lengths, Recurrence.Direction.FORWARD);
                        if (expected == null) {
                            outputs.forEach(y -> grads.add(draw(1, y.shape().dims())));
                        }
                        List<Tensor> actual = all(outputs, grads, 3, in);
                        expected = expected == null ? actual : expected;
                        for (int i = 0; i < actual.size(); i++) {
                            assertThat(actual.get(i)).as(kind + ", " + threads + " threads: " + i)
                                    .hasBitsOf(expected.get(i));
                        }
                    }
                }
            }
        }
    }

    @Test
    void oneFirstStateAloneLeavesTheOtherZero() {
        @Nullable
        Tensor[] in = inputs(Kind.LSTM, 3, 2, 5, true);
        Tensor zeros = Tensor.zeros(2, 5);
        for (int i = 3; i < 5; i++) {
            @Nullable
            Tensor[] one = in.clone();
            one[i] = null;
            @Nullable
            Tensor[] both = in.clone();
            both[i] = zeros;
            List<Tensor> expected = Kind.LSTM.fused(both, null, Recurrence.Direction.FORWARD);
            List<Tensor> actual = Kind.LSTM.fused(one, null, Recurrence.Direction.FORWARD);
            for (int k = 0; k < 3; k++) {
                assertThat(actual.get(k)).hasBitsOf(expected.get(k));
            }
        }
    }

    /** Steps one by one, each handing its states to the next, as in generation. */
    @Test
    void statesHandedOnGiveTheBitsOfOneSequence() {
        for (Kind kind : Kind.values()) {
            @Nullable
            Tensor[] in = inputs(kind, 6, 3, 20, true);
            List<Tensor> whole = kind.fused(in, null, Recurrence.Direction.FORWARD);
            List<Tensor> outputs = new ArrayList<>();
            @Nullable
            Tensor[] step = in.clone();
            for (int t = 0; t < 6; t++) {
                step[0] = in[0].slice(0, t, t + 1);
                List<Tensor> found = kind.fused(step, null, Recurrence.Direction.FORWARD);
                outputs.add(found.get(0));
                step[3] = found.get(1);
                step[4] = kind == Kind.LSTM ? found.get(2) : null;
            }
            assertThat(Shapes.concat(0, outputs.toArray(new Tensor[0]))).as(kind + "").hasBitsOf(whole.get(0));
        }
    }

    @Test
    void lengthsOutsideTheSequenceAreRefused() {
        for (Kind kind : Kind.values()) {
            @Nullable
            Tensor[] in = inputs(kind, 5, 3, 2, false);
            String name = kind.name().toLowerCase(java.util.Locale.ROOT);
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> kind.fused(in, IntTensor.of(5, 0, 7), Recurrence.Direction.FORWARD))
                    .withMessage(name + ": length 7 of sample 2 is not within 0 and 5");
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> kind.fused(in, IntTensor.of(5, -1, 0), Recurrence.Direction.BACKWARD))
                    .withMessage(name + ": length -1 of sample 1 is not within 0 and 5");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> kind.fused(in, NONE, Recurrence.Direction.FORWARD))
                    .withMessage(name + ": lengths [0] for " + in[0].shape() + ": expected one for each sample, [3]");
        }
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        Tensor weight = Tensor.zeros(8, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recurrence.lstm(
                        Tensor.zeros(5, 3, 6), weight, null, null, null, Recurrence.Direction.FORWARD))
                .withMessage("lstm: [5, 3, 6] and weight [8, 2]: expected [T, N, 4 H] and [4 H, H]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recurrence.lstm(
                        Tensor.zeros(5, 3, 8), weight, Tensor.zeros(2, 2), null, null, Recurrence.Direction.FORWARD))
                .withMessage("lstm: the hidden state [2, 2]: expected [3, 2], [samples, units]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recurrence.gru(
                        Tensor.zeros(5, 3, 6), Tensor.zeros(6, 2), Tensor.zeros(5), null, null,
                        Recurrence.Direction.FORWARD))
                .withMessage("gru: bias [5]: expected [6]");
    }
}
