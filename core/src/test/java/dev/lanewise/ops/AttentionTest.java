package dev.lanewise.ops;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.Seeds;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
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
}
