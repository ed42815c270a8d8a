package consumer;

import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.Tensor;

/** A layer with a buffer: subtracts the running mean of what it has seen in training. */
final class Centred extends Layer {
    private static final double KEPT = 0.9;

    private final Tensor mean;

    Centred(int features) {
        this.mean = buffer("mean", Tensor.zeros(features));
    }

    @Override
    protected Tensor compute(Tensor x) {
        if (isTraining()) {
            mean.assign(mean.mul(KEPT).add(x.detach().mean(0).mul(1 - KEPT)));
        }
        return x.sub(mean);
    }
}
