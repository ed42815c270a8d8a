package dev.lanewise.nn.attention;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.inference.Inference;
import dev.lanewise.nn.Block;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Generation with a cache gives the bits of generation without one. */
class KeyValueCacheTest {
    private static final int WIDTH = 24;
    private static final int HEADS = 4;
    private static final int ROOM = 80;
    private static final TransformerOptions OPTIONS = TransformerOptions.defaults().feedForward(32).preNorm()
            .activation(TransformerOptions.Activation.GELU);

    /** A small decoder alone, with positions of any kind. */
    private static final class Decoder extends Block {
        private final @Nullable LearnedPositions learned;
        private final transient @Nullable Alibi alibi;
        private final TransformerEncoder layers;

        Decoder(TransformerOptions options, boolean learned, boolean alibi) {
            RandomSource random = RandomSource.seed(7);
            this.learned = learned ? child("positions", new LearnedPositions(ROOM, WIDTH, random)) : null;
            this.alibi = alibi ? new Alibi(HEADS) : null;
            this.layers = child("layers", new TransformerEncoder(2, WIDTH, HEADS, options, random));
        }

        private AttentionOptions masks(int queries, int keys, IntTensor start) {
            AttentionOptions all = AttentionOptions.defaults();
            return alibi == null ? all : all.mask(alibi.bias(queries, keys, start));
        }

        Tensor forward(Tensor x) {
            Tensor y = learned == null ? x : learned.forward(x);
            return call(() -> layers.forward(y, masks(x.dim(1), x.dim(1), IntTensor.of(0)).causal()), x);
        }

        Tensor forward(Tensor x, List<KeyValueCache> caches) {
            IntTensor start = caches.get(0).length();
            Tensor y = learned == null ? x : learned.forward(x, start);
            return call(() -> layers.forward(y, caches, masks(x.dim(1), ROOM, start)), x);
        }
    }

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of("plain", OPTIONS, false, false),
                Arguments.of("learned positions, grouped heads", OPTIONS.keyValueHeads(2), true, false),
                Arguments.of("rotary positions, one head of keys",
                        OPTIONS.keyValueHeads(1).rotary(new RotaryPositions(ROOM, WIDTH / HEADS)), false, false),
                Arguments.of("linear biases, norm behind",
                        TransformerOptions.defaults().feedForward(16), false, true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void generationHasTheBitsOfGenerationWithout(
            String name, TransformerOptions options, boolean learned, boolean alibi) {
        Decoder model = new Decoder(options, learned, alibi);
        model.eval();
        Tensor tokens = RandomSource.seed(3).normal(2, 70, WIDTH);
        List<KeyValueCache> eager = model.layers.caches(2, ROOM);
        List<KeyValueCache> captured = model.layers.caches(2, ROOM);
        Inference<Tensor, Tensor> step = Inference.of((Function<Tensor, Tensor>) x -> model.forward(x, captured));
        try (GradMode.Scope _ = GradMode.noGrad()) {
            for (int round = 0; round < 2; round++) {
                int at = 0;
                for (int length : lengths()) {
                    Tensor whole = model.forward(tokens.slice(1, 0, at + length)).slice(1, at, at + length);
                    Tensor next = tokens.slice(1, at, at + length);
                    assertThat(model.forward(next, eager)).as("eager, from %d on", at).hasBitsOf(whole);
                    assertThat(step.run(next)).as("captured, from %d on", at).hasBitsOf(whole);
                    at += length;
                    assertThat(captured.get(1).length().item()).isEqualTo(at);
                }
                eager.forEach(KeyValueCache::reset);
                captured.forEach(KeyValueCache::reset);
            }
        }
    }

    /** Several tokens first, then one by one, over what one chain or one set of lanes holds. */
    private static int[] lengths() {
        int[] lengths = new int[67];
        Arrays.fill(lengths, 1);
        lengths[0] = 4;
        return lengths;
    }

    @Test
    void aFullCacheIsRefusedByThePathAndStaysAsItWas() {
        TransformerEncoder encoder = new TransformerEncoder(2, 8, 2, OPTIONS, RandomSource.seed(1));
        encoder.eval();
        List<KeyValueCache> caches = encoder.caches(1, 3);
        Tensor x = Tensor.arange(16).reshape(1, 2, 8);
        encoder.forward(x, caches);
        assertThatIllegalArgumentException().isThrownBy(() -> encoder.forward(x, caches)).withMessage(
                "layers.0.self_attn: MultiheadAttention(8, 2, dropout 0.1): write: 2 rows from position 2 on do not "
                        + "fit the capacity of 3 positions");
        assertThat(caches.get(0).length().item()).isEqualTo(2);
        encoder.forward(x.slice(1, 0, 1), caches);
        Inference<Tensor, Tensor> step = Inference.of((Function<Tensor, Tensor>) t -> encoder.forward(t, caches));
        assertThatIllegalArgumentException().isThrownBy(() -> step.run(x.slice(1, 0, 1)));
        caches.forEach(KeyValueCache::reset);
        step.run(x.slice(1, 0, 1));
        step.run(x.slice(1, 0, 1));
        step.run(x.slice(1, 0, 1));
        assertThatIllegalArgumentException().as("in a replay").isThrownBy(() -> step.run(x.slice(1, 0, 1)))
                .withMessage(
                        "layers.0.self_attn: MultiheadAttention(8, 2, dropout 0.1): write: 1 rows from position 3 on "
                                + "do not fit the capacity of 3 positions");
        assertThat(caches.get(1).length().item()).isEqualTo(3);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        MultiheadAttention attention = new MultiheadAttention(8, 2, RandomSource.seed(1));
        KeyValueCache cache = attention.cache(2, 5);
        assertThat(cache.toString()).isEqualTo("KeyValueCache(2 x 5, keys 8, values 8)");
        assertThatIllegalArgumentException().isThrownBy(() -> attention.forward(Tensor.zeros(1, 2, 8), cache))
                .withMessage("MultiheadAttention(8, 2): KeyValueCache: keys [1, 2, 8] for a cache of [2, 5, 8]: "
                        + "expected [2, L, 8]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cache.append(Tensor.zeros(2, 1, 8), Tensor.zeros(2, 2, 8)))
                .withMessage("KeyValueCache: keys [2, 1, 8] and values [2, 2, 8] of different length");
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyValueCache(1, 0, 2, 2))
                .withMessage("KeyValueCache: the capacity is 0: expected 1 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyValueCache(1, (1 << 24) + 1, 1, 1))
                .withMessage("KeyValueCache: capacity 16777217 is more than 16777216");
        TransformerEncoder encoder = new TransformerEncoder(1, 8, 2, OPTIONS, RandomSource.seed(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.forward(Tensor.zeros(2, 1, 8), List.of(cache, cache)))
                .withMessageEndingWith("2 caches for 1 layers");
    }

    @Test
    void cachesThatDoNotBelongTogetherAreRefusedBeforeOneIsAppendedTo() {
        TransformerEncoder encoder = new TransformerEncoder(2, 8, 2, OPTIONS, RandomSource.seed(1));
        KeyValueCache cache = encoder.caches(1, 5).get(0);
        Tensor x = Tensor.ones(1, 3, 8);
        assertThatIllegalArgumentException().isThrownBy(() -> encoder.forward(x, List.of(cache, cache)))
                .withMessage("TransformerEncoder(): layers 0 and 1 have the same cache: each needs its own");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.forward(x, List.of(cache, encoder.caches(1, 2).get(1))))
                .withMessage("TransformerEncoder(): layer 0 has the cache KeyValueCache(1 x 5, keys 8, values 8), and "
                        + "layer 1 KeyValueCache(1 x 2, keys 8, values 8): expected the same numbers of samples and "
                        + "positions");
        assertThat(cache.length().item()).isZero();
    }

    @Test
    void aRefusedMaskAppendsNothing() {
        MultiheadAttention attention = new MultiheadAttention(8, 2, RandomSource.seed(1));
        KeyValueCache cache = attention.cache(1, 4);
        Tensor x = Tensor.ones(1, 1, 8);
        AttentionOptions all = AttentionOptions.defaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attention.forward(x, cache, all.mask(Tensor.zeros(1, 3))))
                .withMessageContaining("mask [1, 3] for scores [1, 2, 1, 4]");
        assertThat(cache.length().item()).isZero();
        Inference<IntTensor, Tensor> step = Inference.of(
                (Function<IntTensor, Tensor>) lengths -> attention.forward(x, cache, all.keyLengths(lengths)));
        step.run(IntTensor.of(4));
        assertThatIllegalArgumentException().as("in a replay").isThrownBy(() -> step.run(IntTensor.of(5)))
                .withMessageContaining("length 5 at 0");
        assertThat(cache.length().item()).isEqualTo(1);
    }

    @Test
    void aCopyGoesItsOwnWay() {
        KeyValueCache cache = new KeyValueCache(1, 4, 2, 3);
        assertThat(cache.append(Tensor.full(1, 1, 2, 2), Tensor.full(2, 1, 2, 3)).item()).isZero();
        KeyValueCache copy = cache.copy();
        assertThat(copy.append(Tensor.full(3, 1, 1, 2), Tensor.full(4, 1, 1, 3)).item()).isEqualTo(2);
        assertThat(copy.length().item()).isEqualTo(3);
        assertThat(cache.length().item()).isEqualTo(2);
        assertThat(copy.keys()).hasBitsOf(1, 1, 1, 1, 3, 3, 0, 0);
        assertThat(cache.keys()).hasBitsOf(1, 1, 1, 1, 0, 0, 0, 0);
        assertThat(cache.capacity()).isEqualTo(4);
        assertThat(cache.samples()).isEqualTo(1);
        cache.reset();
        assertThat(cache.length().item()).isZero();
        assertThat(cache.values()).hasBitsOf(new float[12]);
    }

    @Test
    void aPositionBeyondTheLearnedOnesIsRefused() {
        LearnedPositions positions = new LearnedPositions(4, 2, RandomSource.seed(1));
        assertThatIllegalArgumentException().isThrownBy(() -> positions.forward(Tensor.zeros(1, 5, 2)))
                .withMessage("LearnedPositions(4, 2): [1, 5, 2] has 5 positions: there are 4");
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> positions.forward(Tensor.zeros(1, 2, 2), IntTensor.of(3)))
                .withMessageStartingWith("LearnedPositions(4, 2): take: ");
    }
}
