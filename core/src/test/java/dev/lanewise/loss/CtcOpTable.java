package dev.lanewise.loss;

import static dev.lanewise.optable.Domain.between;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import java.util.Arrays;

/**
 * Rows for the CTC loss on {@code [T, N, C]}. The reference sums the probabilities of the paths, not their logarithms;
 * CTCLossTest enumerates alignments.
 */
final class CtcOpTable extends OpTable {
    private static final int LABELS = 3;

    CtcOpTable() {
        for (Reduction reduction : Reduction.values()) {
            row("CTCLoss.of with reduction " + reduction, CtcOp.Ctc.class,
                    x -> new CTCLoss().reduction(reduction).of(
                            x[0], targets(x[0].shape(), 0), frames(x[0].shape()), counts(x[0].shape())),
                    x -> reduced(x[0], 0, reduction))
                    .from(between(-3, 0)).on(dims(6, 4, 4)).on(dims(1, 1, 3)).on(dims(7, 3, 2))
                    .large(dims(60, 7, 30));
            row("CTCLoss.of one sample, " + reduction, CtcOp.Ctc.class,
                    x -> {
                        Shape batch = Shape.of(x[0].dim(0), 1, x[0].dim(1));
                        return new CTCLoss().reduction(reduction).of(x[0], targets(batch, 0).select(0, 0),
                                frames(batch).select(0, 0), counts(batch).select(0, 0));
                    },
                    x -> reduced(x[0].reshape(x[0].dims[0], 1, x[0].dims[1]), 0, reduction).reshape())
                    .from(between(-3, 0)).on(dims(6, 4)).on(dims(1, 3)).large(dims(60, 30));
        }
        row("CTCLoss.of without a sample", CtcOp.Ctc.class,
                x -> new CTCLoss().reduction(Reduction.NONE).of(
                        x[0], targets(x[0].shape(), 0), frames(x[0].shape()), counts(x[0].shape())),
                x -> losses(x[0], 0)).on(dims(5, 0, 4));
        row("CTCLoss.of with the last class as blank", CtcOp.Ctc.class,
                x -> new CTCLoss().blank(3).of(
                        x[0], targets(x[0].shape(), 3), frames(x[0].shape()), counts(x[0].shape())),
                x -> reduced(x[0], 3, Reduction.MEAN))
                .from(between(-3, 0)).on(dims(6, 4, 4));
        row("CTCLoss.of log-softmax", CtcOp.Ctc.class,
                x -> new CTCLoss().of(x[0].logSoftmax(2), targets(x[0].shape(), 0), frames(x[0].shape()),
                        counts(x[0].shape())),
                x -> reduced(x[0].logSoftmax(2), 0, Reduction.MEAN))
                .on(dims(6, 4, 4)).on(dims(2, 1, 3));
        row("ctc posteriors", CtcOp.Ctc.class,
                x -> new CtcOp.Ctc(0, false).apply(x[0].detach(), targets(x[0].shape(), 0), frames(x[0].shape()),
                        counts(x[0].shape()))[1],
                x -> posteriors(x[0]))
                .from(between(-3, 0)).on(dims(6, 4, 4)).on(dims(1, 1, 3)).on(dims(5, 0, 4)).large(dims(60, 7, 30))
                .withoutGradient("that of the loss is differentiated once more, not twice");
        row("ctcCurvature", CtcOp.CtcCurvature.class,
                x -> new CtcOp.CtcCurvature(0, false).tensor(x[0].detach(), targets(x[0].shape(), 0),
                        frames(x[0].shape()), counts(x[0].shape()), x[1].detach()),
                x -> {
                    Reference ahead = posteriors(x[0].zip(x[1], (log, v) -> log + 1e-4 * v));
                    Reference back = posteriors(x[0].zip(x[1], (log, v) -> log - 1e-4 * v));
                    return ahead.zip(back, (p, q) -> (p - q) / 2e-4);
                })
                .from(between(-3, 0), between(-1, 1)).on(dims(6, 4, 4), dims(6, 4, 4)).on(dims(1, 1, 3), dims(1, 1, 3))
                .on(dims(5, 0, 4), dims(5, 0, 4)).large(dims(60, 7, 30), dims(60, 7, 30))
                .withoutGradient("gradients of the third order are refused");
    }

    /** Labels around the blank; those of the first and each second sample after it are all equal. */
    private static IntTensor targets(Shape logs, int blank) {
        int[] labels = new int[logs.dim(1) * LABELS];
        for (int n = 0; n < logs.dim(1); n++) {
            for (int i = 0; i < LABELS; i++) {
                labels[n * LABELS + i] = (blank + 1 + (n + n % 2 * i) % (logs.dim(2) - 1)) % logs.dim(2);
            }
        }
        return IntTensor.of(Shape.of(logs.dim(1), LABELS), labels);
    }

    /** One less for each second sample. */
    private static IntTensor frames(Shape logs) {
        int[] frames = new int[logs.dim(1)];
        for (int n = 0; n < frames.length; n++) {
            frames[n] = logs.dim(0) - n % 2;
        }
        return IntTensor.of(frames);
    }

    /** As many labels as fit, also none. */
    private static IntTensor counts(Shape logs) {
        int[] counts = new int[logs.dim(1)];
        for (int n = 0; n < counts.length; n++) {
            counts[n] = Math.min(LABELS - n % (LABELS + 1), (logs.dim(0) + 1) / 2);
        }
        return IntTensor.of(counts);
    }

    /** The probability of all alignments, by the recursion of the paper without logarithms. */
    private static Reference losses(Reference logs, int blank) {
        Shape shape = Shape.of(logs.dims);
        int[] labels = targets(shape, blank).toArray();
        int[] frames = frames(shape).toArray();
        int[] counts = counts(shape).toArray();
        return Reference.generate(dims(logs.dims[1]), index -> {
            int n = index[0];
            int[] states = new int[2 * counts[n] + 1];
            Arrays.fill(states, blank);
            for (int i = 0; i < counts[n]; i++) {
                states[2 * i + 1] = labels[n * LABELS + i];
            }
            double[] p = new double[states.length];
            for (int t = 0; t < frames[n]; t++) {
                double[] next = new double[p.length];
                for (int s = 0; s < p.length; s++) {
                    double sum = t == 0 ? s < 2 ? 1 : 0 : p[s];
                    sum += t > 0 && s > 0 ? p[s - 1] : 0;
                    sum += t > 0 && s > 1 && states[s] != states[s - 2] ? p[s - 2] : 0;
                    next[s] = sum * Math.exp(logs.at(t, n, states[s]));
                }
                p = next;
            }
            return -Math.log(p[p.length - 1] + (p.length > 1 ? p[p.length - 2] : 0));
        });
    }

    private static Reference reduced(Reference logs, int blank, Reduction reduction) {
        Reference losses = losses(logs, blank);
        int[] counts = counts(Shape.of(logs.dims)).toArray();
        return switch (reduction) {
            case NONE -> losses;
            case SUM -> losses.sum(false);
            case MEAN -> Reference.generate(losses.dims, n -> losses.at(n) / Math.max(1, counts[n[0]])).sum(false)
                    .map(sum -> sum / counts.length);
        };
    }

    /** The slopes of the losses with the opposite sign, by central differences. */
    private static Reference posteriors(Reference logs) {
        double step = 1e-4;
        Reference slopes = Reference.zeros(logs.dims);
        for (int i = 0; i < logs.data.length; i++) {
            int n = logs.index(i)[1];
            Reference moved = new Reference(logs.dims, logs.data.clone());
            moved.data[i] = logs.data[i] + step;
            double ahead = losses(moved, 0).data[n];
            moved.data[i] = logs.data[i] - step;
            slopes.data[i] = (losses(moved, 0).data[n] - ahead) / (2 * step);
        }
        return slopes;
    }
}
