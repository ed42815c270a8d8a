package dev.lanewise.nn.attention;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.Init;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * Encoder and decoder (Vaswani et al. 2017), each with a normalisation behind its last layer. <b>Shape</b>: a source
 * {@code [N, S, D]} and a target {@code [N, L, D]} give {@code [N, L, D]}.
 *
 * {@snippet :
 * Transformer model = new Transformer(512, 8, 6, 6, TransformerOptions.defaults(), random);
 * AttentionOptions source = AttentionOptions.defaults().keyLengths(lengths);
 * Tensor y = model.forward(x, target, source, AttentionOptions.defaults().causal(), source);
 * }
 *
 * <p>The two are named {@code encoder} and {@code decoder}. As in PyTorch, all parameters of two axes are initially
 * uniform by Xavier and Glorot, those of one axis as in the layers.
 */
public final class Transformer extends Block {
    private final TransformerEncoder encoder;
    private final TransformerDecoder decoder;

    /**
     * An encoder and a decoder of so many layers.
     *
     * @throws IllegalArgumentException as {@link TransformerEncoderLayer}
     */
    public Transformer(
            int width, int heads, int encoderLayers, int decoderLayers, TransformerOptions options,
            RandomSource random) {
        TransformerParts parts = new TransformerParts("Transformer", width, options);
        Required.nonNull("Transformer: the random source", random);
        this.encoder = child("encoder", new TransformerEncoder(
                TransformerEncoder.drawn(encoderLayers, width, heads, options, random), parts.norm()));
        this.decoder = child("decoder", new TransformerDecoder(
                TransformerDecoder.drawn(decoderLayers, width, heads, options, random), parts.norm()));
        for (Block half : new Block[] {encoder, decoder}) {
            for (Tensor parameter : half.parameters()) {
                if (parameter.rank() == 2) {
                    parameter.assign(Init.xavierUniform(parameter.shape(), random));
                }
            }
        }
    }

    private Transformer(Transformer original) {
        this.encoder = child("encoder", original.encoder.copy());
        this.decoder = child("decoder", original.decoder.copy());
    }

    /** {@link #forward(Tensor, Tensor, AttentionOptions, AttentionOptions, AttentionOptions)} without masks. */
    public Tensor forward(Tensor source, Tensor target) {
        AttentionOptions all = AttentionOptions.defaults();
        return forward(source, target, all, all, all);
    }

    /**
     * Encodes the source and decodes the target.
     *
     * @param sourceMasks which of the source attends to which
     * @param targetMasks which of the target attends to which, {@link AttentionOptions#causal} as a rule
     * @param memoryMasks which of the target attends to what of the encoded source
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Tensor forward(
            Tensor source, Tensor target, AttentionOptions sourceMasks, AttentionOptions targetMasks,
            AttentionOptions memoryMasks) {
        return call(() -> decoder.forward(target, encoder.forward(source, sourceMasks), targetMasks, memoryMasks),
                source, target, sourceMasks, targetMasks, memoryMasks);
    }

    /** What makes the memory of the source. */
    public TransformerEncoder encoder() {
        return encoder;
    }

    /** What makes of target and memory what comes out. */
    public TransformerDecoder decoder() {
        return decoder;
    }

    @Override
    public Transformer copy() {
        return copied(() -> new Transformer(this));
    }
}
