package dev.lanewise.examples.chargpt;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.GELU;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;

/** A layer of the network: attention to the characters before, then two linear maps with a bend between them. */
final class DecoderLayer extends Block {
    private final LayerNorm norm1;
    private final SelfAttention attention;
    private final Dropout dropout;
    private final LayerNorm norm2;
    private final Sequential think;

    DecoderLayer(int width, int heads, double dropout, RandomSource random) {
        this.norm1 = child("norm1", new LayerNorm(width));
        this.attention = child("attention", new SelfAttention(width, heads, random));
        this.dropout = child("dropout", new Dropout(dropout, random));
        this.norm2 = child("norm2", new LayerNorm(width));
        this.think = child("think", new Sequential(new Linear(width, 4 * width, random), new GELU(),
                new Linear(4 * width, width, random), new Dropout(dropout, random)));
    }

    /** What attention finds is added, and what comes of thinking about it. <b>Shape</b>: {@code [N, L, width]}. */
    Tensor forward(Tensor x) {
        return call(() -> {
            Tensor seen = x.add(dropout.forward(attention.forward(norm1.forward(x))));
            return seen.add(think.forward(norm2.forward(seen)));
        }, x);
    }
}
