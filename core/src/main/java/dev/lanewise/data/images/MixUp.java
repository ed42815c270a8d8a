package dev.lanewise.data.images;

import dev.lanewise.data.Batch;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.function.BiFunction;

/**
 * Mixes each sample with the one before it in the batch, and the first with the last: {@code s x + (1 - s) y}, the
 * classes in the same proportion (Zhang et al. 2018). The share s is drawn once for a batch, from Beta(alpha, alpha).
 *
 * {@snippet :
 * Dataset<Batch<Tensor, Tensor>> mixed = Dataset.augmentedBatches(pictures, 2, new MixUp(0.2, 10));
 * Tensor loss = new CrossEntropyLoss().of(model.forward(batch.inputs()), batch.targets());
 * }
 *
 * <p><b>Shape</b>: inputs {@code [N, ...]} of any kind and labels {@code [N]} give inputs of the same shape and targets
 * {@code [N, classes]}, each a distribution.
 *
 * @param alpha above 0: the smaller, the closer the share is to 0 or 1
 * @param classes how many there are
 */
public record MixUp(double alpha, int classes)
        implements
            BiFunction<Batch<Tensor, IntTensor>, RandomSource, Batch<Tensor, Tensor>> {
    /**
     * With these settings.
     *
     * @throws IllegalArgumentException if alpha is not a finite float above 0, or there is no class; later if a label
     *     is no class
     */
    public MixUp {
        Mixing.require("MixUp", alpha, classes);
    }

    @Override
    public Batch<Tensor, Tensor> apply(Batch<Tensor, IntTensor> batch, RandomSource random) {
        Required.nonNull("MixUp: the random source", random);
        Mixing mixing = new Mixing("MixUp", batch, classes);
        if (mixing.samples() == 0) {
            return new Batch<>(batch.inputs(), mixing.targets(1));
        }
        float share = (float) Mixing.beta(alpha, random);
        float[] values = batch.inputs().toArray();
        float[] mixed = new float[values.length];
        int sample = values.length / mixing.samples();
        for (int i = 0; i < values.length; i++) {
            int other = i >= sample ? i - sample : values.length - sample + i;
            mixed[i] = share * values[i] + (1 - share) * values[other];
        }
        return new Batch<>(Tensor.wrap(mixed, batch.inputs().shape()), mixing.targets(share));
    }
}
