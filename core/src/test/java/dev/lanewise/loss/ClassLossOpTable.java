package dev.lanewise.loss;

import static dev.lanewise.optable.Domain.between;

import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.primitives.GatherOp;
import dev.lanewise.tensor.primitives.SoftmaxOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import java.util.Arrays;
import java.util.OptionalInt;

/** Rows for the losses of classes and probabilities, with their options. */
final class ClassLossOpTable extends OpTable {
    private static final int IGNORED = -100;
    private static final OptionalInt SKIP = OptionalInt.of(IGNORED);

    ClassLossOpTable() {
        ops();
        for (Reduction reduction : Reduction.values()) {
            crossEntropies(reduction, 0, LossOp.CrossEntropy.class);
            crossEntropies(reduction, 0.25, SoftmaxOp.LogSoftmax.class);
            likelihoods(reduction);
            binary(reduction);
        }
        shapes();
    }

    private void ops() {
        row("crossEntropy op with an ignored label", LossOp.CrossEntropy.class,
                x -> new LossOp.CrossEntropy("crossEntropy", SKIP).apply(x[0], labels(x[0].shape(), -1, true))[0],
                x -> {
                    Reference logs = x[0].reshape(rows(x[0]), last(x[0])).logSoftmax(1);
                    double[] losses = losses(logs, ones(last(x[0])), 0, true);
                    return new Reference(Arrays.copyOf(x[0].dims, x[0].rank() - 1), losses);
                }).on(dims(4, 3)).on(dims(1, 1)).on(dims(0, 3)).on(dims(3)).on(dims(2, 3, 17)).large(dims(300, 130));
        row("crossEntropy op with an ignored label, probabilities", LossOp.CrossEntropy.class,
                x -> new LossOp.CrossEntropy("crossEntropy", SKIP).apply(x[0], labels(x[0].shape(), -1, true))[1],
                x -> {
                    Reference logs = x[0].reshape(rows(x[0]), last(x[0])).logSoftmax(1);
                    return Reference.generate(logs.dims, i -> isIgnored(i[0]) ? 0 : Math.exp(logs.at(i)))
                            .reshape(x[0].dims);
                }).on(dims(4, 3)).on(dims(2, 3, 17));
        row("crossEntropyGrad with an ignored label", LossOp.CrossEntropyGrad.class,
                x -> new LossOp.CrossEntropyGrad("crossEntropy", SKIP).tensor(x[0], labels(x[0].shape(), -1, true),
                        x[1]),
                x -> {
                    Reference p = x[0].reshape(rows(x[0]), last(x[0]));
                    return Reference.generate(p.dims, i -> {
                        double hot = i[1] == label(i[0], p.dims[1]) ? 1 : 0;
                        double grad = x[1].data[x[1].data.length == 1 ? 0 : i[0]];
                        return isIgnored(i[0]) ? 0 : (p.at(i) - hot) * grad;
                    }).reshape(x[0].dims);
                }).from(between(0, 1), between(-2, 2))
                .on(dims(4, 3), dims(4)).on(dims(4, 3), dims()).on(dims(4, 3), dims(1, 1)).on(dims(3), dims())
                .on(dims(2, 3, 17), dims(2, 3)).on(dims(0, 3), dims(0)).large(dims(300, 130), dims(300));
        row("labels", LossOp.Labels.class,
                _ -> new LossOp.Labels("loss", 4, OptionalInt.of(7)).apply(IntTensor.of(3, 7, 0, 1))[0],
                _ -> new Reference(dims(4), 3, 0, 0, 1)).on().exact().withoutGradient("ints");
        row("probabilities", CheckOp.Within.class, x -> new CheckOp.Within("loss: target", 0, 1).tensor(x),
                x -> x[0]).from(between(0.1, 0.9)).on(dims(2, 3)).on(dims()).on(dims(0)).exact().large(dims(70_001));
    }

    private void crossEntropies(Reduction reduction, double smoothing, Class<?> op) {
        CrossEntropyLoss loss = new CrossEntropyLoss().reduction(reduction).labelSmoothing(smoothing);
        String kind = (smoothing > 0 ? " smoothed," : "") + " with weights, " + reduction;
        weighted(row("CrossEntropyLoss.of" + kind, op,
                x -> loss.weights(x[1]).of(x[0], labels(x[0].shape(), 1, false)),
                x -> reduced(x[0], losses(logs(x[0]), x[1], smoothing, false), shares(x[0], x[1], false), reduction)));
        weighted(row("CrossEntropyLoss.of" + kind + ", ignoring", op,
                x -> loss.weights(x[1]).ignoreIndex(IGNORED).of(x[0], labels(x[0].shape(), 1, true)),
                x -> reduced(x[0], losses(logs(x[0]), x[1], smoothing, true), shares(x[0], x[1], true), reduction)));
        row("CrossEntropyLoss.of probabilities" + kind, SoftmaxOp.LogSoftmax.class,
                x -> loss.weights(x[2]).of(x[0], x[1]),
                x -> {
                    Reference logs = logs(x[0]);
                    Reference targets = classesLast(x[1]);
                    double[] losses = new double[logs.dims[0]];
                    Arrays.setAll(losses, i -> {
                        double sum = 0;
                        for (int c = 0; c < logs.dims[1]; c++) {
                            double target = (1 - smoothing) * targets.at(i, c) + smoothing / logs.dims[1];
                            sum -= target * x[2].data[c] * logs.at(i, c);
                        }
                        return sum;
                    });
                    return reduced(x[0], losses, losses.length, reduction);
                }).from(between(-2, 2), between(0.1, 0.9), between(0.5, 2))
                .on(dims(4, 3), dims(4, 3), dims(3)).on(dims(3), dims(3), dims(3))
                .on(dims(2, 3, 2), dims(2, 3, 2), dims(3)).large(dims(300, 130), dims(300, 130), dims(130));
    }

    private void likelihoods(Reduction reduction) {
        NLLLoss loss = new NLLLoss().reduction(reduction);
        row("nll with reduction " + reduction, GatherOp.Gather.class,
                x -> Losses.nll(x[0], labels(x[0].shape(), 1, false), reduction),
                x -> {
                    double[] losses = losses(classesLast(x[0]), ones(classes(x[0])), 0, false);
                    return reduced(x[0], losses, losses.length, reduction);
                }).on(dims(4, 3)).on(dims(3)).on(dims(2, 3, 2, 2)).large(dims(300, 130));
        weighted(row("NLLLoss.of with weights, " + reduction, GatherOp.Gather.class,
                x -> loss.weights(x[1]).ignoreIndex(IGNORED).of(x[0], labels(x[0].shape(), 1, true)),
                x -> reduced(
                        x[0], losses(classesLast(x[0]), x[1], 0, true), shares(x[0], x[1], true), reduction)));
    }

    private void binary(Reduction reduction) {
        row("bce with reduction " + reduction, CheckOp.Within.class, x -> Losses.bce(x[0], x[1], reduction),
                x -> reduced(binary(x[0], x[1]), reduction)).from(between(0.1, 0.9))
                .on(dims(4, 3), dims(4, 3)).on(dims(), dims()).large(dims(40_001), dims(40_001));
        row("BCELoss.of with a weight, " + reduction, CheckOp.Within.class,
                x -> new BCELoss().weights(x[2]).reduction(reduction).of(x[0], x[1]),
                x -> reduced(binary(x[0], x[1]).zip(x[2], (loss, w) -> loss * w), reduction))
                .from(between(0.1, 0.9), between(0.1, 0.9), between(0.5, 2))
                .on(dims(4, 3), dims(4, 3), dims(4, 3)).on(dims(4, 3), dims(4, 3), dims(3))
                .on(dims(4, 3), dims(4, 3), dims(4, 1)).on(dims(5), dims(5), dims())
                .large(dims(401, 100), dims(401, 100), dims(401, 1));
        row("BCEWithLogitsLoss.of with weights, " + reduction, UnaryOp.Softplus.class,
                x -> new BCEWithLogitsLoss().posWeight(x[2]).weights(x[3]).reduction(reduction).of(x[0], x[1]),
                x -> {
                    Reference ones = x[0].zip(x[1], (z, t) -> t * Reference.softplus(-z)).zip(x[2], (a, w) -> a * w);
                    Reference zeros = x[0].zip(x[1], (z, t) -> (1 - t) * Reference.softplus(z));
                    return reduced(ones.zip(zeros, Double::sum).zip(x[3], (a, w) -> a * w), reduction);
                }).from(between(-6, 6), between(0, 1), between(0.5, 2))
                .on(dims(4, 3), dims(4, 3), dims(3), dims(4, 1)).on(dims(5), dims(5), dims(), dims(5))
                .large(dims(401, 100), dims(401, 100), dims(100), dims(401, 1));
    }

    private void shapes() {
        row("CrossEntropyLoss.of logits of places", LossOp.CrossEntropy.class,
                x -> new CrossEntropyLoss().of(x[0], labels(x[0].shape(), 1, false)),
                x -> {
                    double[] losses = losses(logs(x[0]), ones(classes(x[0])), 0, false);
                    return reduced(x[0], losses, losses.length, Reduction.MEAN);
                }).on(dims(2, 3, 2, 2)).on(dims(2, 1, 3)).on(dims(5)).large(dims(20, 70, 33));
        row("CrossEntropyLoss.of logits of places, ignoring", LossOp.CrossEntropy.class,
                x -> new CrossEntropyLoss().ignoreIndex(IGNORED).of(x[0], labels(x[0].shape(), 1, true)),
                x -> reduced(
                        x[0], losses(logs(x[0]), ones(classes(x[0])), 0, true),
                        shares(x[0], ones(classes(x[0])), true), Reduction.MEAN))
                .on(dims(2, 3, 2, 2)).on(dims(4, 3)).large(dims(20, 70, 33));
    }

    private static void weighted(OpRow row) {
        row.from(between(-2, 2), between(0.5, 2)).on(dims(4, 3), dims(3)).on(dims(4, 1), dims(1)).on(dims(3), dims(3))
                .on(dims(2, 3, 2, 2), dims(3)).large(dims(300, 130), dims(130));
    }

    // ---- labels and what they give, in doubles

    private static boolean isIgnored(int i) {
        return i % 3 == 1;
    }

    private static int label(int i, int classes) {
        return (i * 2 + 1) % classes;
    }

    /** Some class for each place of logits with the classes at an axis, or at the only one. */
    private static IntTensor labels(Shape logits, int wanted, boolean ignoring) {
        int axis = logits.axis(Math.min(wanted, logits.rank() - 1));
        int[] labels = new int[logits.product(0, axis) * logits.product(axis + 1, logits.rank())];
        Arrays.setAll(labels, i -> ignoring && isIgnored(i) ? IGNORED : label(i, logits.dim(axis)));
        boolean[] classes = new boolean[logits.rank()];
        classes[axis] = true;
        return IntTensor.of(logits.without(classes), labels);
    }

    private static int last(Reference x) {
        return x.dims[x.rank() - 1];
    }

    private static int rows(Reference x) {
        return Reference.size(Arrays.copyOf(x.dims, x.rank() - 1));
    }

    private static Reference ones(int n) {
        return Reference.generate(dims(n), _ -> 1);
    }

    private static int classes(Reference x) {
        return x.dims[Math.min(1, x.rank() - 1)];
    }

    /** {@code [N, C, d...]} or {@code [C]} as rows of classes. */
    private static Reference classesLast(Reference x) {
        int[] order = new int[x.rank()];
        Arrays.setAll(order, i -> i == order.length - 1 ? Math.min(1, i) : i == 0 ? 0 : i + 1);
        return x.permute(order).reshape(x.data.length / classes(x), classes(x));
    }

    private static Reference logs(Reference x) {
        return classesLast(x).logSoftmax(1);
    }

    /** The weighted losses of rows of log-probabilities. */
    private static double[] losses(Reference logs, Reference weights, double smoothing, boolean ignoring) {
        double[] losses = new double[logs.dims[0]];
        for (int i = 0; i < losses.length; i++) {
            for (int c = 0; c < logs.dims[1] && !(ignoring && isIgnored(i)); c++) {
                double hot = c == label(i, logs.dims[1]) ? 1 - smoothing : 0;
                losses[i] -= (hot + smoothing / logs.dims[1]) * weights.data[c] * logs.at(i, c);
            }
        }
        return losses;
    }

    /** The sum of the weights of the labels that count. */
    private static double shares(Reference x, Reference weights, boolean ignoring) {
        double sum = 0;
        for (int i = 0; i < x.data.length / classes(x); i++) {
            sum += ignoring && isIgnored(i) ? 0 : weights.data[label(i, classes(x))];
        }
        return sum;
    }

    private static Reference reduced(Reference x, double[] losses, double shares, Reduction reduction) {
        int[] places = dims();
        if (x.rank() > 1) {
            places = Arrays.copyOf(x.dims, x.rank() - 1);
            System.arraycopy(x.dims, 2, places, 1, x.rank() - 2);
        }
        Reference all = new Reference(places, losses);
        return switch (reduction) {
            case NONE -> all;
            case SUM -> all.sum(false);
            case MEAN -> all.sum(false).map(sum -> sum / shares);
        };
    }

    private static Reference reduced(Reference losses, Reduction reduction) {
        return switch (reduction) {
            case NONE -> losses;
            case SUM -> losses.sum(false);
            case MEAN -> losses.sum(false).map(sum -> sum / losses.data.length);
        };
    }

    private static Reference binary(Reference p, Reference target) {
        return p.zip(target, (x, t) -> -t * Math.log(x) - (1 - t) * Math.log1p(-x));
    }
}
