package dev.lanewise.examples.chargpt;

import dev.lanewise.nn.BlockList;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * A network that reads characters and says after each which one follows (Radford et al. 2018): a vector for each
 * character plus one for its position, layers that each look at what is before and think about it, and a logit for each
 * character.
 */
final class CharGpt extends Block {
    private final Form form;
    private final Embedding characters;
    private final LearnedPositions positions;
    private final Dropout dropout;
    private final BlockList<DecoderLayer> layers;
    private final LayerNorm norm;
    private final Linear head;

    CharGpt(Form form, RandomSource random) {
        this.form = form;
        this.characters = child("characters", new Embedding(form.characters(), form.width(), random));
        this.positions = child("positions", new LearnedPositions(form.context(), form.width(), random));
        this.dropout = child("dropout", new Dropout(form.dropout(), random));
        this.layers = child("layers", new BlockList<>(IntStream.range(0, form.layers())
                .mapToObj(_ -> new DecoderLayer(form.width(), form.heads(), form.dropout(), random)).toList()));
        this.norm = child("norm", new LayerNorm(form.width()));
        this.head = child("head", new Linear(form.width(), form.characters(), false, random));
    }

    Form form() {
        return form;
    }

    /** Logits for what follows each character. <b>Shape</b>: {@code [N, L] -> [N, L, characters]}. */
    Tensor forward(IntTensor text) {
        return call(() -> {
            Tensor x = dropout.forward(positions.forward(characters.forward(text)));
            for (DecoderLayer layer : layers) {
                x = layer.forward(x);
            }
            return head.forward(norm.forward(x));
        }, text);
    }
}
