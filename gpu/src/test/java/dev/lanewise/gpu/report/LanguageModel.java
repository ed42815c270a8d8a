package dev.lanewise.gpu.report;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.attention.LearnedPositions;
import dev.lanewise.nn.attention.TransformerEncoder;
import dev.lanewise.nn.attention.TransformerOptions;
import dev.lanewise.nn.embedding.Embedding;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;

/** A small GPT: what the example {@code chargpt} trains. */
final class LanguageModel extends Block {
    private static final int HEADS = 4;
    private static final int FEED_FORWARD = 4;
    private static final double DROPOUT = 0.1;

    private final Embedding characters;
    private final LearnedPositions positions;
    private final TransformerEncoder layers;
    private final Linear head;

    LanguageModel(int count, int length, int width, int depth, RandomSource random) {
        TransformerOptions options = TransformerOptions.defaults().feedForward(FEED_FORWARD * width)
                .activation(TransformerOptions.Activation.GELU).preNorm().dropout(DROPOUT);
        this.characters = child("characters", new Embedding(count, width, random));
        this.positions = child("positions", new LearnedPositions(length, width, random));
        this.layers = child("layers", new TransformerEncoder(depth, width, HEADS, options, random));
        this.head = child("head", new Linear(width, count, false, random));
    }

    Tensor forward(IntTensor text) {
        return call(() -> {
            Tensor x = positions.forward(characters.forward(text));
            return head.forward(layers.forward(x, AttentionOptions.defaults().causal()));
        }, text);
    }
}
