package dev.lanewise.ops;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.Seeds;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class AttentionTest {
    private static final AttentionOptions PLAIN = AttentionOptions.defaults();

    private final RandomSource random = RandomSource.seed(Seeds.seed());

    @Test
    void headsSideBySideAreThoseOfAnAxis() {
        Tensor q = random.normal(2, 5, 4, 6);
        Tensor k = random.normal(2, 7, 2, 6);
        Tensor v = random.normal(2, 7, 2, 3);
        Tensor expected = Attention.scaledDotProduct(
                q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), PLAIN.causal());
        Tensor y = Attention.multiHead(
                q.reshape(2, 5, 24), k.reshape(2, 7, 12), v.reshape(2, 7, 6), 4, 2, PLAIN.causal());
        assertThat(y).hasBitsOf(expected.transpose(1, 2).reshape(2, 5, 12));
    }

    @Test
    void oneTensorHoldsQueriesKeysAndValues() {
        Tensor qkv = random.normal(2, 5, 8 * 3);
        Tensor expected = Attention.multiHead(
                qkv.slice(2, 0, 12), qkv.slice(2, 12, 18), qkv.slice(2, 18, 24), 4, 2, PLAIN);
        assertThat(Attention.multiHeadPacked(qkv, 4, 2, PLAIN)).hasBitsOf(expected);
    }

    @Test
    void headsThatDoNotFitAreRefused() {
        assertRefused(3, 2, "multiHeadPacked: 3 heads of queries and 2 of keys: expected 1 or more, and the first a "
                + "multiple of the second");
        assertRefused(0, 0, "multiHeadPacked: 0 heads of queries and 0 of keys: expected 1 or more, and the first a "
                + "multiple of the second");
        assertRefused(2, 2, "multiHeadPacked: queries, keys and values [2, 5, 10]: 10 features cannot be divided "
                + "among 6 heads");
    }

    private static void assertRefused(int heads, int keyHeads, String message) {
        Tensor qkv = Tensor.zeros(2, 5, 10);
        assertThatIllegalArgumentException().isThrownBy(
                () -> Attention.multiHeadPacked(qkv, heads, keyHeads, PLAIN)).withMessage(message);
    }

    @Test
    void masksOfAWrongShapeAreRefused() {
        Tensor q = Tensor.zeros(2, 3, 4, 8);
        Tensor k = Tensor.zeros(2, 3, 5, 8);
        assertMasked(q, k, PLAIN.mask(Tensor.zeros(4, 4)),
                "scaledDotProduct: mask [4, 4] for scores [2, 3, 4, 5]: expected what broadcasts to them");
        assertMasked(q, k, PLAIN.mask(BoolTensor.of(true, true)),
                "scaledDotProduct: mask [2] for scores [2, 3, 4, 5]: expected what broadcasts to them");
        assertMasked(q, k, PLAIN.keyLengths(IntTensor.of(1, 2, 3)),
                "scaledDotProduct: lengths [3] of the keys, scores [2, 3, 4, 5]: expected a length for each index of "
                        + "the first axis");
        assertMasked(q, k, PLAIN.causalFrom(IntTensor.of(1, 2)),
                "scaledDotProduct: the position of the first query [2]: expected one number");
        assertMasked(q, Tensor.zeros(2, 2, 5, 8), PLAIN,
                "scaledDotProduct: queries [2, 3, 4, 8] and keys [2, 2, 5, 8]: "
                        + "expected [..., heads, L, E] and [..., heads or a part of them, S, E]");
    }

    @Test
    void positionsAndLengthsBeyondTheKeysAreRefused() {
        Tensor q = Tensor.zeros(2, 3, 2, 8);
        Tensor k = Tensor.zeros(2, 3, 8, 8);
        assertMasked(q, k, PLAIN.causalFrom(IntTensor.of(7)),
                "scaledDotProduct: the first query's position 7 and 2 queries do not fit 8 keys");
        assertMasked(q, k, PLAIN.causalFrom(IntTensor.of(-1)),
                "scaledDotProduct: the first query's position -1 and 2 queries do not fit 8 keys");
        assertMasked(q, k, PLAIN.keyLengths(IntTensor.of(8, 9)),
                "scaledDotProduct: length 9 at 1 is not within 0 and 8 keys");
        assertMasked(q, k, PLAIN.keyLengths(IntTensor.of(-1, 8)),
                "scaledDotProduct: length -1 at 0 is not within 0 and 8 keys");
    }

    /** The composed form refuses the same. */
    private void assertMasked(Tensor q, Tensor k, AttentionOptions options, String message) {
        assertThatIllegalArgumentException().isThrownBy(
                () -> Attention.scaledDotProduct(q, k, k, options.dropout(0.5, random))).withMessage(message);
        assertThatIllegalArgumentException().isThrownBy(() -> Attention.scaledDotProduct(q, k, k, options))
                .withMessage(message);
    }

    @Test
    void ofNoElementsEachGetsTheMeanOfTheValues() {
        Tensor q = Tensor.zeros(1, 2, 0).requiresGrad(true);
        Tensor v = Tensor.arange(8).reshape(1, 4, 2).requiresGrad(true);
        Tensor y = Attention.scaledDotProduct(q, Tensor.zeros(1, 4, 0), v);
        assertThat(y).hasBitsOf(3, 4, 3, 4);
        Tensor first = Autograd.grad(y.sum(), Graph.CREATE, v)[0];
        assertThat(first).hasBitsOf(Tensor.full(0.5f, 1, 4, 2));
    }

    @Test
    void aQueryWithoutKeysGetsZerosAndNoNaN() {
        Tensor q = random.normal(1, 2, 3, 4).requiresGrad(true);
        Tensor k = random.normal(1, 2, 5, 4).requiresGrad(true);
        AttentionOptions options = PLAIN.mask(BoolTensor.of(Shape.of(3, 1), true, false, true));
        Tensor y = Attention.scaledDotProduct(q, k, k, options);
        y.backward(Tensor.ones(1, 2, 3, 4));
        assertThat(y.slice(2, 1, 2)).hasBitsOf(Tensor.zeros(1, 2, 1, 4));
        assertThat(Objects.requireNonNull(q.grad()).slice(2, 1, 2)).hasBitsOf(Tensor.zeros(1, 2, 1, 4));
        Assertions.assertThat(Objects.requireNonNull(k.grad()).toArray()).doesNotContain(Float.NaN);
    }
}
