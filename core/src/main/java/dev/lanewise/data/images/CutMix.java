package dev.lanewise.data.images;

import dev.lanewise.data.Batch;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.function.BiFunction;

/**
 * Puts into each picture a rectangle of the one before it in the batch, into the first one of the last; the classes are
 * mixed in the proportion of the areas (Yun et al. 2019). The rectangle is drawn once for a batch: its centre is any
 * pixel, its sides are those of the picture times {@code sqrt(1 - s)} with s from Beta(alpha, alpha), and what of it
 * lies outside is cut off. It is used as {@link MixUp} is.
 *
 * <p><b>Shape</b>: inputs {@code [N, ..., height, width]} and labels {@code [N]} give inputs of the same shape and
 * targets {@code [N, classes]}, each a distribution.
 *
 * @param alpha above 0; with 1 all shares are as likely
 * @param classes how many there are
 */
public record CutMix(double alpha, int classes)
        implements
            BiFunction<Batch<Tensor, IntTensor>, RandomSource, Batch<Tensor, Tensor>> {
    /**
     * With these settings.
     *
     * @throws IllegalArgumentException if alpha is not a finite float above 0, or there is no class; later if a label
     *     is no class, or the inputs are no pictures
     */
    public CutMix {
        Mixing.require("CutMix", alpha, classes);
    }

    @Override
    public Batch<Tensor, Tensor> apply(Batch<Tensor, IntTensor> batch, RandomSource random) {
        Required.nonNull("CutMix: the random source", random);
        Mixing mixing = new Mixing("CutMix", batch, classes);
        Shape shape = batch.inputs().shape();
        if (shape.rank() < 3) {
            throw new IllegalArgumentException("CutMix: inputs " + shape + " are not [N, ..., height, width]");
        }
        if (shape.size() == 0) {
            return new Batch<>(batch.inputs(), mixing.targets(1));
        }
        double side = Math.sqrt(1 - Mixing.beta(alpha, random));
        float[] drawn = random.uniform(2).toArray();
        Span rows = Span.around(Crops.below(shape.dim(-2), drawn[0]), side, shape.dim(-2));
        Span cols = Span.around(Crops.below(shape.dim(-1), drawn[1]), side, shape.dim(-1));
        double area = (double) rows.length() * cols.length() / ((double) shape.dim(-2) * shape.dim(-1));
        return new Batch<>(pasted(batch.inputs(), rows, cols), mixing.targets((float) (1 - area)));
    }

    /** Rows or columns from one on up to another, exclusive. */
    private record Span(int from, int to) {
        static Span around(int centre, double share, int size) {
            int half = (int) (share / 2 * size);
            return new Span(Math.max(0, centre - half), Math.min(size, centre + half));
        }

        int length() {
            return to - from;
        }
    }

    private static Tensor pasted(Tensor inputs, Span rows, Span cols) {
        Shape shape = inputs.shape();
        float[] values = inputs.toArray();
        float[] pasted = values.clone();
        int sample = values.length / shape.dim(0);
        int plane = shape.dim(-2) * shape.dim(-1);
        for (int start = 0; start < values.length; start += plane) {
            int other = start >= sample ? start - sample : values.length - sample + start;
            for (int row = rows.from; row < rows.to; row++) {
                int at = row * shape.dim(-1) + cols.from;
                System.arraycopy(values, other + at, pasted, start + at, cols.length());
            }
        }
        return Tensor.wrap(pasted, shape);
    }
}
