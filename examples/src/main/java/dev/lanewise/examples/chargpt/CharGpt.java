package dev.lanewise.examples.chargpt;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Init;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.attention.KeyValueCache;
import dev.lanewise.nn.attention.LearnedPositions;
import dev.lanewise.nn.attention.TransformerEncoder;
import dev.lanewise.nn.attention.TransformerOptions;
import dev.lanewise.nn.attention.TransformerOptions.Activation;
import dev.lanewise.nn.embedding.Embedding;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * A network that reads characters and says after each which one follows (Radford et al. 2018): a vector for each
 * character, plus one for its position, goes through layers in which it attends to those before it, and what comes out
 * becomes a logit for each character.
 */
final class CharGpt extends Block {
    private static final AttentionOptions CAUSAL = AttentionOptions.defaults().causal();
    private static final int FEED_FORWARD = 4;
    private static final double DEVIATION = 0.1;

    private final Embedding characters;
    private final LearnedPositions positions;
    private final Dropout dropout;
    private final TransformerEncoder layers;
    private final Linear head;

    CharGpt(Form form, RandomSource random) {
        TransformerOptions options = TransformerOptions.defaults().feedForward(FEED_FORWARD * form.width())
                .activation(Activation.GELU).preNorm().dropout(form.dropout());
        this.characters = child("characters", new Embedding(form.characters(), form.width(), random));
        this.positions = child("positions", new LearnedPositions(form.context(), form.width(), random));
        begin(characters.weight(), random);
        begin(positions.weight(), random);
        this.dropout = child("dropout", new Dropout(form.dropout(), random));
        this.layers = child("layers",
                new TransformerEncoder(form.layers(), form.width(), form.heads(), options, random));
        this.head = child("head", new Linear(form.width(), form.characters(), false, random));
    }

    /** Smaller than by default: what the layers add would drown in what they are given, and learn slowly. */
    private static void begin(Tensor weight, RandomSource random) {
        weight.assign(Init.normal(weight.shape(), 0, DEVIATION, random));
    }

    /** Logits for what follows each character. <b>Shape</b>: {@code [N, L] -> [N, L, characters]}. */
    Tensor forward(IntTensor text) {
        return call(() -> {
            Tensor x = positions.forward(characters.forward(text));
            return head.forward(layers.forward(dropout.forward(x), CAUSAL));
        }, text);
    }

    /** The same for characters that follow those that the caches hold, to which they are added. */
    Tensor forward(IntTensor text, List<KeyValueCache> caches) {
        return call(() -> {
            Tensor x = positions.forward(characters.forward(text), caches.getFirst().length());
            return head.forward(layers.forward(dropout.forward(x), caches));
        }, text, caches);
    }

    /** Empty caches for one text that is as long as the context. */
    List<KeyValueCache> caches() {
        return layers.caches(1, positions.weight().dim(0));
    }
}
