package dev.lanewise.examples.chargpt;
import dev.lanewise.nn.*;
import dev.lanewise.ops.*;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.*;
final class SelfAttention extends Layer {
    private final Linear in; private final Linear out; private final int heads;
    SelfAttention(int width, int heads, RandomSource random) { this.heads = heads; in = child("in", new Linear(width, 3*width, random)); out = child("out", new Linear(width, width, random)); }
    @Override protected Tensor compute(Tensor x) { return out.forward(Attention.multiHeadPacked(in.forward(x), heads, heads, AttentionOptions.defaults().causal())); }
}
