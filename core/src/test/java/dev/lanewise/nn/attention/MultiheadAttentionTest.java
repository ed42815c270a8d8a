package dev.lanewise.nn.attention;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.nn.Summary;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What PyTorch's values do not show; those are in AttentionLayerFixtures. */
class MultiheadAttentionTest {
    private static final AttentionOptions ALL = AttentionOptions.defaults();
    private static final MultiheadOptions PLAIN = MultiheadOptions.defaults();

    private static MultiheadAttention attention(MultiheadOptions options) {
        return new MultiheadAttention(8, 4, options, RandomSource.seed(5));
    }

    private static Tensor inputs(int... dims) {
        return RandomSource.seed(9).normal(dims);
    }

    @Test
    void stateHasPyTorchsNamesShapesAndFirstValues() {
        MultiheadAttention layer = new MultiheadAttention(96, 4, RandomSource.seed(1));
        assertThat(shapes(layer.stateDict())).isEqualTo("in_proj_weight [288, 96], in_proj_bias [288], "
                + "out_proj.weight [96, 96], out_proj.bias [96]");
        assertUniform(layer.stateDict().get("in_proj_weight"), Math.sqrt(6.0 / (96 + 288)));
        assertUniform(layer.stateDict().get("out_proj.weight"), 1 / Math.sqrt(96));
        assertThat(layer.stateDict().get("in_proj_bias").toArray()).containsOnly(0f);
        assertThat(layer.stateDict().get("out_proj.bias").toArray()).containsOnly(0f);
        assertThat(shapes(attention(PLAIN.widths(8, 5)).stateDict())).isEqualTo("q_proj_weight [8, 8], "
                + "k_proj_weight [8, 8], v_proj_weight [8, 5], in_proj_bias [24], out_proj.weight [8, 8], "
                + "out_proj.bias [8]");
        assertThat(shapes(attention(PLAIN.keyValueHeads(1).bias(false)).stateDict()))
                .isEqualTo("in_proj_weight [12, 8], out_proj.weight [8, 8]");
    }

    private static String shapes(Map<String, Tensor> state) {
        return state.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue().shape())
                .collect(Collectors.joining(", "));
    }

    private static void assertUniform(Tensor weight, double bound) {
        assertThat((double) weight.max().item()).isBetween(0.99 * bound, bound);
        assertThat((double) weight.min().item()).isBetween(-bound, -0.99 * bound);
        assertThat((double) weight.mean().item()).isCloseTo(0, within(0.05 * bound));
    }

    @Test
    void selfAttentionIsAttentionOfThreeEqualInputs() {
        Tensor x = inputs(2, 5, 8);
        for (MultiheadOptions options : new MultiheadOptions[] {
            PLAIN, PLAIN.keyValueHeads(2), PLAIN.rotary(new RotaryPositions(6, 2)), PLAIN.timeFirst()
        }) {
            MultiheadAttention layer = attention(options);
            assertThat(layer.forward(x)).hasShape(2, 5, 8).hasBitsOf(layer.forward(x, x, x));
            assertThat(layer.forward(x, ALL.causal())).hasBitsOf(layer.forward(x, x, x, ALL.causal()));
            assertThat(layer.forwardWithWeights(x, x, x, ALL, true).y()).hasBitsOf(layer.forward(x));
        }
    }

    @Test
    void weightsAddUpToOneAndAreZeroWhereMasked() {
        Tensor x = inputs(2, 3, 8);
        MultiheadAttention layer = attention(PLAIN.keyValueHeads(2));
        Tensor weights = layer.forwardWithWeights(x, x, x, ALL.causal(), false).weights();
        assertThat(weights).hasShape(2, 4, 3, 3);
        assertThat(weights.sum(3).toArray()).containsExactly(fill(24), within(1e-6f));
        assertThat(weights.select(2, 0).slice(2, 1, 3).toArray()).containsOnly(0f);
        assertThat(layer.forwardWithWeights(x, x, x, ALL.causal(), true).weights()).hasBitsOf(weights.mean(1));
    }

    private static float[] fill(int n) {
        float[] ones = new float[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Test
    void aQueryWithoutKeysGivesTheLastBiasAndNoNaN() {
        MultiheadAttention layer = attention(PLAIN);
        Tensor bias = Tensor.arange(8);
        layer.stateDict().get("out_proj.bias").assign(bias);
        Tensor x = inputs(2, 3, 8).requiresGrad(true);
        Tensor y = layer.forward(x, ALL.keyLengths(IntTensor.of(0, 3)));
        assertThat(y.slice(0, 0, 1)).hasBitsOf(bias.broadcastTo(Shape.of(1, 3, 8)));
        y.sum().backward();
        assertThat(x.grad().slice(0, 0, 1).toArray()).containsOnly(0f);
        assertThat(x.grad().isFinite().all()).isTrue();
        assertThat(layer.forward(x.detach(), ALL.mask(BoolTensor.of(Shape.of(1, 1, 1, 1), false))))
                .hasBitsOf(bias.broadcastTo(Shape.of(2, 3, 8)));
    }

    @Test
    void dropoutDropsWeightsInTrainingOnlyAndIsRepeatable() {
        MultiheadAttention layer = attention(PLAIN.dropout(0.5));
        Tensor x = inputs(2, 6, 8);
        MultiheadAttention twin = layer.copy();
        Tensor first = layer.forward(x);
        assertThat(first.equals(layer.forward(x))).isFalse();
        assertThat(twin.forward(x)).hasBitsOf(first);
        layer.eval();
        assertThat(layer.forward(x)).hasBitsOf(attention(PLAIN).forward(x));
    }

    @Test
    void aCopyHasItsOwnParametersAndASummaryCounts() {
        MultiheadAttention layer = attention(PLAIN.keyValueHeads(2).rotary(new RotaryPositions(6, 2)));
        MultiheadAttention copy = layer.copy();
        Tensor x = inputs(2, 5, 8);
        assertThat(copy.forward(x)).hasBitsOf(layer.forward(x));
        assertThat(copy.toString()).isEqualTo(layer.toString()).startsWith("MultiheadAttention(8, 4, 2 of keys\n");
        copy.stateDict().get("in_proj_weight").assign(Tensor.zeros(16, 8));
        assertThat(layer.stateDict().get("in_proj_weight").abs().sum().item()).isPositive();
        Summary summary = attention(PLAIN).summary(x);
        assertThat(summary.parameters()).isEqualTo(24 * 8 + 24 + 8 * 8 + 8);
        assertThat(summary.rows().getFirst().outputs()).containsExactly(Shape.of(2, 5, 8));
    }

    @Test
    void whatDoesNotFitIsRefusedInOneSentence() {
        refused(() -> new MultiheadAttention(10, 4, RandomSource.seed(1)),
                "MultiheadAttention: 4 heads do not divide the width 10");
        refused(() -> attention(PLAIN.keyValueHeads(3)),
                "MultiheadAttention: 3 heads of keys and values do not divide the 4 of queries");
        refused(() -> attention(PLAIN.rotary(new RotaryPositions(4, 6))),
                "MultiheadAttention: rotary positions of width 6 for heads of width 2");
        refused(() -> new MultiheadAttention(8, 0, RandomSource.seed(1)),
                "MultiheadAttention: the number of heads is 0: expected 1 or more");
        refused(() -> PLAIN.dropout(1.5), "MultiheadOptions: probability 1.5 is not within 0 and 1");
        refused(() -> PLAIN.widths(0, 1), "MultiheadOptions: the width of keys is 0: expected 1 or more");
        refused(() -> new RotaryPositions(4, 3), "RotaryPositions: width 3 is odd and makes no pairs");
        MultiheadAttention layer = attention(PLAIN);
        refused(() -> layer.forward(inputs(2, 8)),
                "MultiheadAttention(8, 4): input [2, 8]: expected [N, L, 8]");
        refused(() -> layer.forward(inputs(2, 3, 8), inputs(2, 4, 7), inputs(2, 4, 8)),
                "MultiheadAttention(8, 4): keys [2, 4, 7]: expected [N, L, 8]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layer.forward(inputs(2, 3, 8), ALL.mask(Tensor.zeros(2, 3))))
                .withMessageStartingWith("MultiheadAttention(8, 4): ").withMessageContaining("mask [2, 3] for scores");
        MultiheadAttention turned = attention(PLAIN.rotary(new RotaryPositions(4, 2)));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> turned.forward(inputs(1, 5, 8)))
                .withMessage("rotary: RotaryPositions(4, 2, base 10000.0): rotary: 5 rows from position 0 on, of 4 "
                        + "positions");
    }

    private static void refused(ThrowingCallable call, String sentence) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(sentence);
    }
}
