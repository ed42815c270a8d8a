package dev.lanewise.nn.attention;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.inference.Inference;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.primitives.LinearOp;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generation by a decoder that has projected its memory once gives the bits of the whole decoder. */
class DecoderCacheTest {
    private static final int SAMPLES = 2;
    private static final int ROOM = 6;
    private static final AttentionOptions ALL = AttentionOptions.defaults();
    private static final AttentionOptions LENGTHS = ALL.keyLengths(IntTensor.of(2, 5));
    private static final TransformerOptions SMALL = TransformerOptions.defaults().feedForward(12);

    private final Tensor memory = RandomSource.seed(9).normal(SAMPLES, 5, 8);
    private final Tensor x = RandomSource.seed(2).normal(SAMPLES, ROOM, 8);

    static Stream<TransformerOptions> options() {
        return Stream.of(
                SMALL.preNorm(), SMALL.keyValueHeads(1).bias(false), SMALL.rotary(new RotaryPositions(9, 4)),
                SMALL.timeFirst());
    }

    private static TransformerDecoder decoder(TransformerOptions options) {
        TransformerDecoder decoder = new TransformerDecoder(2, 8, 2, options, RandomSource.seed(1));
        decoder.eval();
        return decoder;
    }

    @ParameterizedTest
    @MethodSource("options")
    void generationHasTheBitsOfTheWhole(TransformerOptions options) {
        TransformerDecoder decoder = decoder(options);
        int time = options.attention.timeFirst ? 0 : 1;
        List<DecoderCache> eager = decoder.caches(ordered(memory, time), ROOM);
        List<DecoderCache> captured = decoder.caches(ordered(memory, time), ROOM);
        Inference<Tensor, Tensor> step = Inference
                .of((Function<Tensor, Tensor>) t -> decoder.forward(t, captured, LENGTHS));
        for (int sentence = 0; sentence < 3; sentence++) {
            Tensor all = ordered(x.add(sentence), time);
            Tensor source = ordered(memory.mul(1 + sentence), time);
            Tensor whole = decoder.forward(all, source, ALL.causal(), LENGTHS);
            if (sentence > 0) {
                decoder.restart(eager, source);
                decoder.restart(captured, source);
            }
            int at = 0;
            for (int length : new int[] {3, 1, 1, 1}) {
                Tensor next = all.slice(time, at, at + length);
                Tensor expected = whole.slice(time, at, at + length);
                assertThat(decoder.forward(next, eager, LENGTHS)).as("eager from %d on", at).hasBitsOf(expected);
                assertThat(step.run(next)).as("captured from %d on", at).hasBitsOf(expected);
                at += length;
            }
            assertThat(captured.get(1).length().item()).isEqualTo(ROOM);
        }
    }

    private static Tensor ordered(Tensor samplesFirst, int time) {
        return time == 0 ? samplesFirst.permute(1, 0, 2) : samplesFirst;
    }

    @Test
    void aStepDoesNotProjectTheMemoryAgain() {
        TransformerDecoderLayer layer = decoder(SMALL).layers().get(0);
        DecoderCache cache = layer.cache(memory, ROOM);
        Tensor token = x.slice(1, 0, 1);
        int self = 4; // queries, keys, values, and what comes out
        int ofMemory = 2; // queries, and what comes out
        int feedForward = 2;
        assertThat(products(t -> layer.forward(t, cache, LENGTHS), token)).isEqualTo(self + ofMemory + feedForward);
    }

    private static long products(UnaryOperator<Tensor> step, Tensor token) {
        try (GradMode.Scope _ = GradMode.noGrad()) {
            Program program = Program.capture(List.of(token), in -> List.of(step.apply((Tensor) in.get(0)))).program();
            return program.captured().steps().stream().filter(each -> each.op() instanceof LinearOp).count();
        }
    }

    @Test
    void noGradientPassesACache() {
        TransformerDecoderLayer layer = new TransformerDecoderLayer(8, 2, SMALL.dropout(0), RandomSource.seed(1));
        Tensor source = memory.copy().requiresGrad(true);
        DecoderCache cache = layer.cache(source, ROOM);
        layer.forward(x.slice(1, 0, 2), cache, ALL).sum().backward();
        assertThat(source.grad()).isNull();
    }

    @Test
    void projectedMemoryHasTheGradientsOfTheWhole() {
        MultiheadAttention attention = new MultiheadAttention(8, 2, RandomSource.seed(3));
        Tensor whole = memory.copy().requiresGrad(true);
        attention.forward(x, whole, whole, LENGTHS).square().sum().backward();
        MultiheadAttention other = new MultiheadAttention(8, 2, RandomSource.seed(3));
        Tensor once = memory.copy().requiresGrad(true);
        Tensor y = other.forward(x, other.memory(once, once), LENGTHS);
        assertThat(y).hasBitsOf(attention.forward(x, memory, memory, LENGTHS));
        y.square().sum().backward();
        assertThat(once.grad()).hasBitsOf(whole.grad());
        assertThat(other.parameters().get(0).grad()).hasBitsOf(attention.parameters().get(0).grad());
    }

    @Test
    void aResetKeepsTheMemoryAndACopyGoesItsOwnWay() {
        TransformerDecoderLayer layer = decoder(SMALL).layers().get(0);
        DecoderCache cache = layer.cache(memory, ROOM);
        assertThat(cache).hasToString("DecoderCache(2 x 6, memory 5, keys 8, values 8)");
        Tensor first = layer.forward(x.slice(1, 0, 2), cache, ALL);
        DecoderCache copy = cache.copy();
        layer.restart(cache, memory.neg());
        assertThat(cache.length().item()).isZero();
        assertThat(copy.length().item()).isEqualTo(2);
        copy.reset();
        assertThat(layer.forward(x.slice(1, 0, 2), copy, ALL)).hasBitsOf(first);
        assertThat(layer.forward(x.slice(1, 0, 2), cache, ALL).equals(first)).isFalse();
        assertThat(copy.samples()).isEqualTo(2);
        assertThat(copy.capacity()).isEqualTo(ROOM);
    }

    @Test
    void whatDoesNotFitIsRefusedByThePathAndCachesStayAsTheyWere() {
        TransformerDecoder decoder = decoder(SMALL);
        assertThatIllegalArgumentException().isThrownBy(() -> decoder.caches(Tensor.zeros(2, 5, 7), 4))
                .withMessageStartingWith("layers.0.multihead_attn: MultiheadAttention(8, 2, dropout 0.1): keys "
                        + "[2, 5, 7]: expected [N, L, 8]");
        assertThatIllegalArgumentException().isThrownBy(() -> decoder.caches(memory, 0))
                .withMessageContaining("the capacity is 0: expected 1 or more");
        List<DecoderCache> caches = decoder.caches(memory, ROOM);
        decoder.forward(x.slice(1, 0, 2), caches, ALL);
        assertThatIllegalArgumentException().isThrownBy(() -> decoder.restart(caches, Tensor.zeros(2, 4, 8)))
                .withMessageEndingWith("DecoderCache: keys of the memory [2, 4, 8] for a cache of [2, 5, 8]: a memory "
                        + "of another shape needs other caches");
        assertThat(caches.get(0).length().item()).isEqualTo(2);
        DecoderCache first = caches.get(0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> decoder.forward(x.slice(1, 0, 1), List.of(first, first), ALL))
                .withMessageEndingWith("layers 0 and 1 have the same cache: each needs its own");
        DecoderCache other = decoder.caches(Tensor.zeros(2, 3, 8), ROOM).get(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> decoder.forward(x.slice(1, 0, 1), List.of(first, other), ALL))
                .withMessageEndingWith("layer 0 has a cache of a memory of length 5, and layer 1 of length 3: "
                        + "expected the same memory");
        assertThatIllegalArgumentException().isThrownBy(() -> decoder.forward(x, caches, ALL))
                .withMessageStartingWith("layers.0.self_attn: ")
                .withMessageContaining("do not fit the capacity of 6 positions");
        assertThat(caches.get(0).length().item()).isEqualTo(2);
    }
}
