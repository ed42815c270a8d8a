package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lanewise.Seeds;
import dev.lanewise.ops.Attention;
import dev.lanewise.ops.AttentionForm;
import dev.lanewise.ops.AttentionForm.Layout;
import dev.lanewise.ops.AttentionOp;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Attention on a device: averages and gradients, with sizes around those of strips and masks of all kinds. */
class AttentionsOnDeviceTest {
    private final RandomSource random = RandomSource.seed(Seeds.seed());

    /** Queries, keys, values, and masks behind them. */
    private void requireSame(
            String what, List<Tensor> operands, List<? extends Value> masks,
            BiFunction<List<Tensor>, List<Value>, Tensor> attention) {
        List<Value> in = new ArrayList<>(operands);
        in.addAll(masks);
        int count = operands.size();
        SameBits.of(what, in, x -> {
            List<Tensor> leaves = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                leaves.add(((Tensor) x.get(i)).detach().requiresGrad(true));
            }
            Tensor y = attention.apply(leaves, new ArrayList<>(x.subList(count, x.size())));
            y.backward(y.detach().mul(Tensor.scalar(0.5f)));
            List<Value> all = new ArrayList<>(List.of(y));
            leaves.forEach(leaf -> all.add(leaf.grad()));
            return all;
        });
    }

    private void requireSame(
            int heads, int keyHeads, int queries, int keys, int depth, int width, AttentionOptions options) {
        List<Tensor> operands = List.of(
                random.normal(2, heads, queries, depth), random.normal(2, keyHeads, keys, depth),
                random.normal(2, keyHeads, keys, width));
        requireSame(queries + " queries, " + keys + " keys", operands, List.of(),
                (x, _) -> Attention.scaledDotProduct(x.get(0), x.get(1), x.get(2), options));
    }

    @Test
    void sizesAroundThoseOfStrips() {
        AttentionOptions plain = AttentionOptions.defaults();
        AttentionOptions causal = plain.causal();
        requireSame(2, 2, 1, 70, 9, 5, plain);
        requireSame(4, 2, 2, 65, 16, 20, plain);
        requireSame(4, 2, 3, 1, 7, 1, plain);
        requireSame(2, 1, 64, 64, 33, 17, causal);
        requireSame(4, 2, 130, 130, 8, 70, causal);
        requireSame(2, 1, 65, 600, 5, 3, plain);
        requireSame(1, 1, 3, 200, 4, 4, causal);
    }

    @Test
    void moreScoresThanAreInMemoryAtATime() {
        requireSame(1, 1, 4100, 2100, 2, 3, AttentionOptions.defaults());
    }

    @Test
    void sizesOfZero() {
        AttentionOptions plain = AttentionOptions.defaults();
        requireSame(2, 1, 0, 5, 4, 3, plain);
        requireSame(2, 1, 70, 5, 4, 0, plain);
        requireSame(2, 2, 2, 5, 0, 3, plain.scale(1));
    }

    @Test
    void masks() {
        List<Tensor> operands = List.of(
                random.normal(3, 4, 70, 6), random.normal(3, 2, 90, 6), random.normal(3, 2, 90, 10));
        boolean[] some = new boolean[3 * 70 * 90];
        for (int i = 0; i < some.length; i++) {
            some[i] = i >= 90 && random.randint(0, 3, 1).toArray()[0] > 0; // the first row is left with nothing
        }
        IntTensor start = IntTensor.of(20);
        IntTensor lengths = IntTensor.of(90, 0, 33).reshape(3, 1);
        BoolTensor allowed = BoolTensor.of(some).reshape(3, 1, 70, 90);
        Tensor bias = random.normal(1, 4, 1, 90);
        requireSame(operands, List.of(lengths), new AttentionForm(
                Layout.HEADS, 4, 2, 0.3f, false, false, true, false, false));
        requireSame(operands, List.of(allowed), new AttentionForm(
                Layout.HEADS, 4, 2, 0.3f, false, false, false, true, false));
        requireSame(operands, List.of(bias), new AttentionForm(
                Layout.HEADS, 4, 2, 0.3f, false, false, false, false, true));
        requireSame(operands, List.of(start, lengths, allowed, bias), new AttentionForm(
                Layout.HEADS, 4, 2, 0.3f, true, true, true, true, true));
        requireSame(operands, List.of(
                IntTensor.of(3, 90, 17, 40).reshape(1, 4), BoolTensor.of(some).reshape(3, 1, 70, 90),
                random.normal(3, 1, 70, 1)),
                new AttentionForm(
                        Layout.HEADS, 4, 2, 0.3f, false, false, true, true, true));
    }

    private void requireSame(List<Tensor> operands, List<? extends Value> masks, AttentionForm form) {
        requireSame(form.toString(), operands, masks, (x, m) -> {
            List<Value> in = new ArrayList<>(x);
            in.addAll(m);
            return new AttentionOp.Forward(form).tensor(in.toArray(Value[]::new));
        });
    }

    @Test
    void headsSideBySide() {
        AttentionOptions causal = AttentionOptions.defaults().causal();
        requireSame("features",
                List.of(random.normal(2, 67, 12), random.normal(2, 67, 6), random.normal(2, 67, 10)), List.of(),
                (x, _) -> Attention.multiHead(x.get(0), x.get(1), x.get(2), 4, 2, causal));
        requireSame("packed", List.of(random.normal(2, 67, 24)), List.of(),
                (x, _) -> Attention.multiHeadPacked(x.get(0), 4, 2, causal));
    }

    /** What lies behind the last key of a strip is not read, whatever it is; 0 times what lies before it is. */
    @Test
    void keysThatNobodyAttendsToAreNotRead() {
        float[] values = new float[200 * 3];
        Arrays.fill(values, 1.5f);
        Arrays.fill(values, 100 * 3, 110 * 3, Float.POSITIVE_INFINITY);
        Tensor v = Tensor.of(values).reshape(1, 1, 200, 3);
        for (int queries : new int[] {2, 130}) {
            Tensor q = random.normal(1, 1, queries, 4);
            Tensor k = random.normal(1, 1, 200, 4);
            IntTensor start = IntTensor.of(70);
            SameBits.of(queries + " queries", List.of(q, k, v, start), x -> List.of(Attention.scaledDotProduct(
                    (Tensor) x.get(0), (Tensor) x.get(1), (Tensor) x.get(2),
                    AttentionOptions.defaults().causalFrom((IntTensor) x.get(3)))));
        }
    }

    /** A gradient reaches the keys before the last of its strip, by 0 times infinity too, and none behind it. */
    @Test
    void infiniteGradientsReachTheKeysOfTheirStrip() {
        float[] gradient = new float[130 * 3];
        Arrays.fill(gradient, 0.25f);
        gradient[7] = Float.POSITIVE_INFINITY;
        List<Value> in = List.of(
                random.normal(1, 1, 130, 4), random.normal(1, 1, 200, 4), random.normal(1, 1, 200, 3),
                Tensor.of(gradient).reshape(1, 1, 130, 3), IntTensor.of(6));
        SameBits.of("an infinite gradient", in, x -> {
            List<Tensor> leaves = new ArrayList<>();
            for (Value value : x.subList(0, 3)) {
                leaves.add(((Tensor) value).detach().requiresGrad(true));
            }
            Attention.scaledDotProduct(
                    leaves.get(0), leaves.get(1), leaves.get(2),
                    AttentionOptions.defaults().causalFrom((IntTensor) x.get(4)))
                    .backward((Tensor) x.get(3));
            List<Value> all = new ArrayList<>();
            leaves.forEach(leaf -> all.add(leaf.grad()));
            return all;
        });
    }

    @Test
    void lengthsAndPositionsThatDoNotFitAreRefusedAsOnTheCpu() {
        Tensor q = random.normal(2, 1, 3, 4);
        Tensor k = random.normal(2, 1, 5, 4);
        Function<List<? extends Value>, List<? extends Value>> attention = x -> List.of(Attention.scaledDotProduct(
                q, k, k, AttentionOptions.defaults().keyLengths((IntTensor) x.get(0))
                        .causalFrom((IntTensor) x.get(1))));
        Program program = SameBits.program(List.of(IntTensor.of(5, 2), IntTensor.of(2)), attention);
        for (List<IntTensor> wrong : List.of(
                List.of(IntTensor.of(5, 6), IntTensor.of(2)), List.of(IntTensor.of(-1, 0), IntTensor.of(0)),
                List.of(IntTensor.of(5, 5), IntTensor.of(3)), List.of(IntTensor.of(5, 5), IntTensor.of(-1)))) {
            Throwable expected = catchThrowable(() -> attention.apply(wrong));
            assertThatThrownBy(() -> program.run(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(expected.getMessage());
        }
        program.run(List.of(IntTensor.of(5, 2), IntTensor.of(2)));
    }
}
