package dev.lanewise.reference;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.attention.Alibi;
import dev.lanewise.nn.attention.LearnedPositions;
import dev.lanewise.nn.attention.MultiheadAttention;
import dev.lanewise.nn.attention.MultiheadOptions;
import dev.lanewise.nn.attention.SinusoidalPositions;
import dev.lanewise.nn.attention.Transformer;
import dev.lanewise.nn.attention.TransformerDecoder;
import dev.lanewise.nn.attention.TransformerDecoderLayer;
import dev.lanewise.nn.attention.TransformerEncoder;
import dev.lanewise.nn.attention.TransformerEncoderLayer;
import dev.lanewise.nn.attention.TransformerOptions;
import dev.lanewise.nn.attention.TransformerOptions.Activation;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.ops.Positions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Layers of attention with PyTorch's parameters, which are inputs behind those of the layer; and positions. */
final class AttentionLayerFixtures extends Fixtures {
    private static final AttentionOptions ALL = AttentionOptions.defaults();
    private static final TransformerOptions SMALL = TransformerOptions.defaults().feedForward(6).dropout(0);
    private static final int HEADS = 2;

    /** The gradient of the keys' bias is 0, as softmax ignores what all scores have in common: terms that cancel. */
    private static final double TERMS = 2;

    AttentionLayerFixtures() {
        MultiheadOptions plain = MultiheadOptions.defaults();
        on("layer MultiheadAttention", in -> multihead(in, 1, plain).forward(in.tensor(0))).cancelling(TERMS);
        on("layer MultiheadAttention causal",
                in -> multihead(in, 1, plain.bias(false)).forward(in.tensor(0), ALL.causal()));
        on("layer MultiheadAttention of another sequence",
                in -> multihead(in, 2, plain).forward(in.tensor(0), in.tensor(1), in.tensor(1))).cancelling(TERMS);
        on("layer MultiheadAttention of other widths",
                in -> multihead(in, 3, plain.widths(3, 5)).forward(in.tensor(0), in.tensor(1), in.tensor(2)))
                .cancelling(TERMS);
        on("layer MultiheadAttention with lengths of keys", in -> multihead(in, 3, plain)
                .forward(in.tensor(0), in.tensor(1), in.tensor(1), ALL.keyLengths(in.ints(2)))).cancelling(TERMS);
        on("layer MultiheadAttention with a mask", in -> multihead(in, 3, plain)
                .forward(in.tensor(0), in.tensor(1), in.tensor(1), ALL.mask(in.bools(2).unsqueeze(1))))
                .cancelling(TERMS);
        on("layer MultiheadAttention with a mask of floats", in -> multihead(in, 3, plain)
                .forward(in.tensor(0), in.tensor(1), in.tensor(1), ALL.mask(in.tensor(2)))).cancelling(TERMS);
        on("layer MultiheadAttention time first", in -> multihead(in, 2, plain.timeFirst())
                .forward(in.tensor(0), in.tensor(1), in.tensor(1))).cancelling(TERMS);
        onAll("layer MultiheadAttention with weights", in -> weights(in, true));
        onAll("layer MultiheadAttention with weights of each head", in -> weights(in, false));
        on("layer MultiheadAttention of grouped heads", in -> loaded(in, 1,
                new MultiheadAttention(8, 4, plain.keyValueHeads(2), seed())).forward(in.tensor(0), ALL.causal()))
                .cancelling(TERMS);
        encoders();
        decoders();
        positions();
    }

    private void encoders() {
        on("layer TransformerEncoderLayer", in -> encoder(in, 1, SMALL).forward(in.tensor(0))).cancelling(TERMS);
        on("layer TransformerEncoderLayer pre-norm",
                in -> encoder(in, 1, SMALL.preNorm().activation(Activation.GELU).eps(0.01))
                        .forward(in.tensor(0), ALL.causal()))
                .cancelling(TERMS);
        on("layer TransformerEncoderLayer with lengths of keys",
                in -> encoder(in, 2, SMALL.activation(Activation.GELU_TANH))
                        .forward(in.tensor(0), ALL.keyLengths(in.ints(1))))
                .cancelling(TERMS);
        on("layer TransformerEncoderLayer without bias",
                in -> encoder(in, 1, SMALL.bias(false).timeFirst()).forward(in.tensor(0)));
        on("layer TransformerEncoder", in -> loaded(in, 1, new TransformerEncoder(
                List.of(layer(SMALL.preNorm()), layer(SMALL.preNorm())), new LayerNorm(4))).forward(in.tensor(0)));
    }

    private void decoders() {
        on("layer TransformerDecoderLayer",
                in -> decoder(in, 2, SMALL).forward(in.tensor(0), in.tensor(1))).cancelling(TERMS);
        on("layer TransformerDecoderLayer pre-norm",
                in -> decoder(in, 3, SMALL.preNorm().activation(Activation.GELU))
                        .forward(in.tensor(0), in.tensor(1), ALL.causal(), ALL.keyLengths(in.ints(2))))
                .cancelling(TERMS);
        on("layer TransformerDecoder", in -> loaded(in, 2, new TransformerDecoder(2, 4, HEADS, SMALL, seed()))
                .forward(in.tensor(0), in.tensor(1)));
        on("layer Transformer", in -> loaded(in, 2, new Transformer(4, HEADS, 1, 1, SMALL, seed()))
                .forward(in.tensor(0), in.tensor(1), ALL, ALL.causal(), ALL));
    }

    private void positions() {
        on("rotary", in -> Positions.rotary(in.tensor(0), turns(3, 6, 10_000), IntTensor.of(0),
                Positions.Pairs.HALVES));
        on("rotary of heads from a position on", in -> Positions.rotary(in.tensor(0), turns(8, 4, 100),
                IntTensor.of(5), Positions.Pairs.HALVES));
        on("rotary of neighbours", in -> Positions.rotary(in.tensor(0), turns(5, 4, 10_000), IntTensor.of(2),
                Positions.Pairs.NEIGHBOURS));
        on("rotary of some heads beside each other", in -> Positions.rotary(in.tensor(0), 3, 2, turns(4, 4, 10_000),
                IntTensor.of(1), Positions.Pairs.HALVES));
        on("layer SinusoidalPositions", in -> new SinusoidalPositions(7, 6).forward(in.tensor(0)));
        on("layer LearnedPositions", in -> loaded(in, 1, new LearnedPositions(6, 4, seed()))
                .forward(in.tensor(0), IntTensor.of(2)));
        on("layer Alibi", in -> in.tensor(0).add(new Alibi(6).bias(2, 4, IntTensor.of(1))));
    }

    private static RandomSource seed() {
        return RandomSource.seed(1);
    }

    private static MultiheadAttention multihead(In in, int inputs, MultiheadOptions options) {
        return loaded(in, inputs, new MultiheadAttention(4, HEADS, options, seed()));
    }

    private static List<Tensor> weights(In in, boolean averaged) {
        MultiheadAttention.Output all = multihead(in, 2, MultiheadOptions.defaults())
                .forwardWithWeights(in.tensor(0), in.tensor(1), in.tensor(1), ALL, averaged);
        return List.of(all.y(), all.weights());
    }

    private static TransformerEncoderLayer layer(TransformerOptions options) {
        return new TransformerEncoderLayer(4, HEADS, options, seed());
    }

    private static TransformerEncoderLayer encoder(In in, int inputs, TransformerOptions options) {
        return loaded(in, inputs, layer(options));
    }

    private static TransformerDecoderLayer decoder(In in, int inputs, TransformerOptions options) {
        return loaded(in, inputs, new TransformerDecoderLayer(4, HEADS, options, seed()));
    }

    /** Gives a layer the inputs behind its own as parameters, and these inputs the gradients. */
    private static <B extends Block> B loaded(In in, int inputs, B layer) {
        Map<String, Tensor> parameters = layer.namedParameters();
        Map<String, Tensor> values = new LinkedHashMap<>();
        int at = inputs;
        for (Map.Entry<String, Tensor> parameter : parameters.entrySet()) {
            Tensor input = in.tensor(at++);
            values.put(parameter.getKey(), input.detach());
            Autograd.onGradient(parameter.getValue(), gradient -> {
                input.setGrad(gradient);
                return gradient;
            });
        }
        if (at != in.values().size()) {
            throw new IllegalStateException(layer + " has " + parameters.size() + " parameters");
        }
        layer.loadStateDict(values);
        return layer;
    }

    /** Cosines and sines of {@code p base^(-2i / width)}. */
    private static Tensor turns(int positions, int width, double base) {
        float[] values = new float[positions * width];
        for (int p = 0; p < positions; p++) {
            for (int i = 0; i < width / 2; i++) {
                double angle = p * Math.pow(base, -2.0 * i / width);
                values[p * width + i] = (float) Math.cos(angle);
                values[p * width + width / 2 + i] = (float) Math.sin(angle);
            }
        }
        return Tensor.of(values).reshape(positions, width);
    }
}
