package dev.lanewise.zoo.lora;

import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Identity;
import dev.lanewise.nn.Init;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.LinearAdapter;

/**
 * A frozen linear layer and what it learns beside it: {@code y = base(x) + scale * B A dropout(x)}, with A
 * {@code [rank, in]} and B {@code [out, rank]}. Children are named as in PEFT.
 */
final class LoraLayer extends Layer {
    private final Layer base;
    private final Layer dropout;
    private final Linear down;
    private final Linear up;
    private final float scale;
    private final boolean transposed;

    /** A as PyTorch starts a linear layer, B zeros: the layer first gives what the base gives. */
    LoraLayer(LinearAdapter.Place place, Layer base, Lora lora, RandomSource random) {
        this(base, lora.dropout() == 0 ? new Identity() : new Dropout(lora.dropout(), random),
                new Linear(place.in(), lora.rank(), false, random),
                new Linear(Init.constant(Shape.of(place.out(), lora.rank()), 0), null), (float) lora.scale(),
                place.transposed());
    }

    private LoraLayer(Layer base, Layer dropout, Linear down, Linear up, float scale, boolean transposed) {
        this.base = child("base_layer", base);
        this.dropout = child("lora_dropout", dropout);
        this.down = child("lora_A", down);
        this.up = child("lora_B", up);
        this.scale = scale;
        this.transposed = transposed;
    }

    @Override
    protected Tensor compute(Tensor x) {
        Tensor narrow = down.forward(dropout.forward(x)).mul(scale); // scaled where it is smallest
        return base.forward(x).add(up.forward(narrow));
    }

    /** Has A and B learn. */
    void learn() {
        down.unfreeze();
        up.unfreeze();
    }

    boolean isTransposed() {
        return transposed;
    }

    /** The weight of the base with what is learned beside it. */
    Tensor merged(Tensor weight) {
        Tensor product = up.weight().detach().matmul(down.weight().detach()).mul(scale);
        return weight.add(transposed ? product.transpose() : product);
    }

    @Override
    protected String describe() {
        return "scale " + scale + (transposed ? ", transposed" : "");
    }

    @Override
    public LoraLayer copy() {
        return copied(() -> new LoraLayer(base.copy(), dropout.copy(), down.copy(), up.copy(), scale, transposed));
    }
}
