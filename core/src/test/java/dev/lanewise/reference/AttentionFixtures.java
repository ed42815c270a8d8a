package dev.lanewise.reference;

import dev.lanewise.ops.Attention;
import dev.lanewise.ops.AttentionOptions;

/** Attention, with each kind of mask. */
final class AttentionFixtures extends Fixtures {
    private static final AttentionOptions PLAIN = AttentionOptions.defaults();

    AttentionFixtures() {
        attention("scaledDotProduct", PLAIN);
        attention("scaledDotProduct of one query and one key", PLAIN);
        attention("scaledDotProduct of three axes", PLAIN);
        attention("scaledDotProduct of two axes", PLAIN);
        attention("scaledDotProduct of five axes", PLAIN);
        attention("scaledDotProduct of an empty batch", PLAIN);
        attention("scaledDotProduct of many keys", PLAIN);
        attention("scaledDotProduct of grouped heads", PLAIN);
        attention("scaledDotProduct of one key head", PLAIN);
        attention("scaledDotProduct with scale", PLAIN.scale(0.3));
        attention("scaledDotProduct causal", PLAIN.causal());
        attention("scaledDotProduct causal of fewer queries", PLAIN.causal());
        attention("scaledDotProduct causal of fewer keys", PLAIN.causal());
        allowed("scaledDotProduct with a mask of booleans");
        allowed("scaledDotProduct with a mask of booleans that leaves nothing");
        allowed("scaledDotProduct with a mask of keys");
        added("scaledDotProduct with a mask of floats");
        added("scaledDotProduct with a mask of floats for each head");
        on("multiHead", in -> Attention.multiHead(in.tensor(0), in.tensor(1), in.tensor(2), 4, 2, PLAIN));
        on("multiHeadPacked", in -> Attention.multiHeadPacked(in.tensor(0), 2, 2, PLAIN));
        on("weights", in -> Attention.weights(in.tensor(0), in.tensor(1), PLAIN));
        on("weights with a mask of floats",
                in -> Attention.weights(in.tensor(0), in.tensor(1), PLAIN.mask(in.tensor(2))));
    }

    private void attention(String name, AttentionOptions options) {
        on(name, in -> Attention.scaledDotProduct(in.tensor(0), in.tensor(1), in.tensor(2), options));
    }

    private void allowed(String name) {
        on(name, in -> Attention.scaledDotProduct(
                in.tensor(0), in.tensor(1), in.tensor(2), PLAIN.mask(in.bools(3))));
    }

    /** The mask has a gradient. */
    private void added(String name) {
        on(name, in -> Attention.scaledDotProduct(
                in.tensor(0), in.tensor(1), in.tensor(2), PLAIN.mask(in.tensor(3))));
    }
}
