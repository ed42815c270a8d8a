package dev.lanewise.nn.attention;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.data.Batch;
import dev.lanewise.nn.Block;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.optim.Adam;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What PyTorch's values do not show; those are in AttentionLayerFixtures. */
class TransformerLayersTest {
    private static final AttentionOptions ALL = AttentionOptions.defaults();
    private static final TransformerOptions SMALL = TransformerOptions.defaults().feedForward(12);

    private static Tensor inputs(int... dims) {
        return RandomSource.seed(9).normal(dims);
    }

    @Test
    void statesHavePyTorchsNames() {
        RandomSource random = RandomSource.seed(1);
        assertThat(new TransformerEncoderLayer(8, 2, SMALL, random).stateDict().keySet()).containsExactly(
                "self_attn.in_proj_weight", "self_attn.in_proj_bias", "self_attn.out_proj.weight",
                "self_attn.out_proj.bias", "linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias",
                "norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias");
        assertThat(new TransformerEncoderLayer(8, 2, SMALL.bias(false), random).stateDict().keySet()).containsExactly(
                "self_attn.in_proj_weight", "self_attn.out_proj.weight", "linear1.weight", "linear2.weight",
                "norm1.weight", "norm2.weight");
        assertThat(new TransformerDecoderLayer(8, 2, SMALL, random).stateDict().keySet())
                .contains("multihead_attn.in_proj_weight", "norm3.bias").hasSize(18);
        assertThat(new Transformer(8, 2, 2, 1, SMALL, random).stateDict().keySet()).contains(
                "encoder.layers.1.norm2.weight", "encoder.norm.bias", "decoder.layers.0.multihead_attn.in_proj_bias",
                "decoder.norm.weight");
        assertThat(new TransformerEncoder(2, 8, 2, SMALL, random).stateDict().keySet()).hasSize(24);
        assertThat(new TransformerEncoder(1, 8, 2, SMALL.preNorm(), random).stateDict().keySet())
                .contains("norm.weight");
        assertThat(new TransformerEncoderLayer(8, 2, random).toString()).startsWith("""
                TransformerEncoderLayer(2048, relu
                  self_attn: MultiheadAttention(8, 2, dropout 0.1
                """);
    }

    /** Each layer of a stack begins with values of its own. */
    @Test
    void layersOfAStackAreDrawnOneAfterTheOther() {
        TransformerEncoder encoder = new TransformerEncoder(2, 8, 2, SMALL, RandomSource.seed(1));
        assertThat(encoder.layers().get(0).stateDict().get("linear1.weight")
                .equals(encoder.layers().get(1).stateDict().get("linear1.weight"))).isFalse();
    }

    @Test
    void trainingIsTheSameCapturedAndEagerAndByACopy() {
        for (TransformerOptions options : List.of(
                SMALL.dropout(0.3), SMALL.preNorm().activation(TransformerOptions.Activation.GELU).keyValueHeads(1),
                SMALL.rotary(new RotaryPositions(9, 4)).activation(TransformerOptions.Activation.SILU))) {
            Transformer eager = new Transformer(8, 2, 1, 1, options, RandomSource.seed(4));
            Transformer captured = eager.copy();
            Adam eagerAdam = new Adam(eager.parameters(), 0.01f);
            Adam adam = new Adam(captured.parameters(), 0.01f);
            TrainStep<Batch<Tensor, Tensor>> step = TrainStep.capture(batch -> train(captured, adam, batch));
            List<Batch<Tensor, Tensor>> batches = new ArrayList<>();
            for (int length : new int[] {3, 5, 3, 1, 5}) {
                batches.add(new Batch<>(RandomSource.seed(length).normal(2, 4, 8), inputs(2, length, 8)));
            }
            for (Batch<Tensor, Tensor> batch : batches) {
                Tensor loss = train(eager, eagerAdam, batch);
                assertThat(step.run(batch)).hasBitsOf(loss);
            }
            assertSameState(captured, eager);
        }
    }

    private static Tensor train(Transformer model, Adam adam, Batch<Tensor, Tensor> batch) {
        adam.zeroGrad();
        Tensor y = model.forward(batch.inputs(), batch.targets(), ALL.keyLengths(IntTensor.of(4, 2)), ALL.causal(),
                ALL.keyLengths(IntTensor.of(4, 2)));
        Tensor loss = y.sub(batch.targets()).square().mean();
        loss.backward();
        adam.step();
        return loss;
    }

    private static void assertSameState(Block actual, Block expected) {
        expected.stateDict().forEach(
                (name, value) -> assertThat(actual.stateDict().get(name)).as(name).hasBitsOf(value));
    }

    @Test
    void causalLayersSeeNothingThatComesLater() {
        for (TransformerOptions options : List.of(SMALL, SMALL.preNorm().timeFirst())) {
            TransformerEncoder encoder = new TransformerEncoder(2, 8, 2, options, RandomSource.seed(1));
            encoder.eval();
            int time = options.attention.timeFirst ? 0 : 1;
            Tensor x = inputs(6, 6, 8);
            Tensor whole = encoder.forward(x, ALL.causal());
            assertThat(encoder.forward(x.slice(time, 0, 4), ALL.causal())).hasBitsOf(whole.slice(time, 0, 4));
            assertThat(encoder.forward(x).slice(time, 0, 4).equals(whole.slice(time, 0, 4))).isFalse();
        }
    }

    @Test
    void emptyBatchesAndSequencesPass() {
        TransformerEncoder encoder = new TransformerEncoder(1, 8, 2, SMALL, RandomSource.seed(1));
        assertThat(encoder.forward(Tensor.zeros(0, 3, 8))).hasShape(0, 3, 8);
        assertThat(encoder.forward(Tensor.zeros(2, 0, 8))).hasShape(2, 0, 8);
        assertThat(encoder.summary(Tensor.zeros(2, 3, 8)).rows().getFirst().outputs())
                .containsExactly(Shape.of(2, 3, 8));
    }

    @Test
    void errorsNameTheLayerByItsPath() {
        Transformer model = new Transformer(8, 2, 1, 2, SMALL, RandomSource.seed(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.forward(inputs(2, 3, 8), inputs(2, 3, 7)))
                .withMessageStartingWith("decoder.layers.0.self_attn: MultiheadAttention(8, 2, dropout 0.1): input "
                        + "[2, 3, 7]: expected [N, L, 8]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.forward(inputs(2, 3, 8), inputs(2, 3, 8), ALL, ALL,
                        ALL.keyLengths(IntTensor.of(1, 2, 3))))
                .withMessageStartingWith("decoder.layers.0.multihead_attn: MultiheadAttention(8, 2, dropout 0.1): ")
                .withMessageContaining("lengths [3]");
        assertThatIllegalArgumentException().isThrownBy(() -> new TransformerEncoder(List.of()))
                .withMessage("TransformerEncoder: there are no layers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TransformerEncoder(0, 8, 2, SMALL, RandomSource.seed(1)))
                .withMessage("TransformerEncoder: the number of layers is 0: expected 1 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> SMALL.feedForward(0))
                .withMessage("TransformerOptions: the width of the feed-forward part is 0: expected 1 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> SMALL.dropout(-1))
                .withMessage("TransformerOptions: probability -1.0 is not within 0 and 1");
    }
}
