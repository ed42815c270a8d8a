package dev.lanewise.loss;

import static dev.lanewise.optable.Domain.between;

import dev.lanewise.optable.Domain;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.primitives.BinaryOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleBiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Rows for losses of margins. */
final class MarginLossOpTable extends OpTable {
    MarginLossOpTable() {
        ops();
        for (Reduction reduction : Reduction.values()) {
            String name = " with reduction " + reduction;
            pairs(name, reduction);
            elements(name, reduction);
            labels(name, reduction);
        }
        options();
    }

    private void ops() {
        Domain signs = (random, n) -> {
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                values[i] = random.nextBoolean() ? 1 : -1;
            }
            return values;
        };
        row("isPositive", MarginOp.IsPositive.class,
                x -> new MarginOp.IsPositive("hinge").apply(x[0])[0], x -> x[0].map(y -> y > 0 ? 1 : 0))
                .from(signs).on(dims()).on(dims(7)).on(dims(2, 3)).on(dims(0)).large(dims(70_001))
                .withoutGradient("gives booleans");
        row("isLabel", MarginOp.IsLabel.class,
                x -> new MarginOp.IsLabel("MultiMarginLoss", x[0].dim(1)).apply(labels(x[0].shape()))[0],
                x -> Reference.generate(x[0].dims, i -> i[1] == label(i[0], x[0].dims[1]) ? 1 : 0))
                .on(dims(4, 3)).on(dims(1, 1)).on(dims(0, 3)).large(dims(300, 130))
                .withoutGradient("gives booleans");
        row("multiLabelMargin slopes", MarginOp.MultiLabelMargin.class,
                x -> new MarginOp.MultiLabelMargin().apply(x[0].detach(), sets(x[0].shape()))[1],
                x -> Reference.generate(x[0].dims, i -> slope(x[0], i[0], i[1])))
                .on(dims(4, 5)).on(dims(1, 1)).on(dims(0, 3)).large(dims(300, 130))
                .withoutGradient("constant between kinks");
    }

    private void pairs(String name, Reduction reduction) {
        row("cosineEmbedding" + name, BinaryOp.Div.class,
                x -> MarginLosses.cosineEmbedding(x[0], x[1], signs(x[0].shape(), 1), 0.1, reduction),
                x -> reduced(cosine(x[0], x[1]), reduction))
                .on(dims(6, 3), dims(6, 3)).on(dims(4), dims(4)).large(dims(3000, 33), dims(3000, 33));
        row("marginRanking" + name, UnaryOp.Clamp.class,
                x -> MarginLosses.marginRanking(x[0], x[1], signs(x[0].shape(), 0), 0.3, reduction),
                x -> reduced(signed(x[0].zip(x[1], (a, b) -> a - b), d -> Math.max(0, 0.3 - d)), reduction))
                .on(dims(4, 3), dims(4, 3)).on(dims(), dims()).on(dims(9), dims(9)).large(dims(40_001), dims(40_001));
        row("TripletMarginLoss.of" + name, UnaryOp.Clamp.class,
                x -> new TripletMarginLoss().reduction(reduction).of(x[0], x[1], x[2]),
                x -> reduced(triplet(x[0], x[1], x[2], 2, false), reduction))
                .on(dims(6, 3), dims(6, 3), dims(6, 3)).on(dims(4), dims(4), dims(4))
                .large(dims(3000, 33), dims(3000, 33), dims(3000, 33));
    }

    private void elements(String name, Reduction reduction) {
        element("hinge" + name, x -> MarginLosses.hinge(x, signs(x.shape(), 0), reduction),
                x -> signed(x, z -> Math.max(0, 1 - z)), UnaryOp.Clamp.class, reduction);
        element("hingeEmbedding" + name, x -> MarginLosses.hingeEmbedding(x, signs(x.shape(), 0), 0.7, reduction),
                x -> Reference.generate(x.dims, i -> isPositive(x.flat(i)) ? x.at(i) : Math.max(0, 0.7 - x.at(i))),
                UnaryOp.Clamp.class, reduction);
        element("softMargin" + name, x -> MarginLosses.softMargin(x, signs(x.shape(), 0), reduction),
                x -> signed(x, z -> Reference.softplus(-z)), UnaryOp.Softplus.class, reduction);
    }

    private void element(
            String name, UnaryOperator<Tensor> loss, UnaryOperator<Reference> exactly, Class<?> op,
            Reduction reduction) {
        row(name, op, x -> loss.apply(x[0]), x -> reduced(exactly.apply(x[0]), reduction))
                .on(dims(4, 3)).on(dims()).on(dims(9)).large(dims(40_001));
    }

    private void labels(String name, Reduction reduction) {
        row("multiLabelMargin" + name, MarginOp.MultiLabelMargin.class,
                x -> MarginLosses.multiLabelMargin(x[0], sets(x[0].shape()), reduction),
                x -> reduced(rows(x[0], MarginLossOpTable::multiLabel), reduction))
                .on(dims(4, 5)).on(dims(1, 1)).on(dims(6)).large(dims(300, 130));
        row("multiLabelSoftMargin" + name, UnaryOp.Softplus.class,
                x -> MarginLosses.multiLabelSoftMargin(x[0], x[1], reduction),
                x -> reduced(multiLabelSoft(x[0], x[1], null), reduction))
                .from(between(-6, 6), between(0, 1)).on(dims(4, 3), dims(4, 3)).on(dims(5), dims(5))
                .large(dims(300, 130), dims(300, 130));
        row("MultiMarginLoss.of" + name, UnaryOp.Relu.class,
                x -> new MultiMarginLoss().reduction(reduction).of(x[0], labels(x[0].shape())),
                x -> reduced(rows(x[0], (y, n) -> multi(y, n, 1, 1)), reduction))
                .on(dims(4, 5)).on(dims(1, 1)).on(dims(6)).large(dims(300, 130));
    }

    private void options() {
        for (double p : new double[] {1, 3, Double.POSITIVE_INFINITY}) {
            row("TripletMarginLoss.of with p " + p, UnaryOp.Clamp.class,
                    x -> new TripletMarginLoss().p(p).reduction(Reduction.NONE).of(x[0], x[1], x[2]),
                    x -> triplet(x[0], x[1], x[2], p, false))
                    .on(dims(6, 3), dims(6, 3), dims(6, 3));
        }
        row("TripletMarginLoss.of with swap", BinaryOp.Min.class,
                x -> new TripletMarginLoss().swap(true).reduction(Reduction.NONE).of(x[0], x[1], x[2]),
                x -> triplet(x[0], x[1], x[2], 2, true))
                .on(dims(6, 3), dims(6, 3), dims(6, 3)).on(dims(2, 2, 3), dims(2, 2, 3), dims(2, 2, 3))
                .large(dims(3000, 33), dims(3000, 33), dims(3000, 33));
        row("MultiMarginLoss.of with p 2, margin and weights", UnaryOp.Square.class,
                x -> new MultiMarginLoss().p(2).margin(0.4).weights(x[1]).reduction(Reduction.NONE)
                        .of(x[0], labels(x[0].shape())),
                x -> {
                    Reference losses = rows(x[0], (y, n) -> multi(y, n, 2, 0.4));
                    return Reference.generate(losses.dims,
                            n -> losses.at(n) * x[1].at(label(n[0], x[0].dims[1])));
                })
                .from(between(-2, 2), between(0.5, 2)).on(dims(4, 5), dims(5)).on(dims(1, 1), dims(1))
                .large(dims(300, 130), dims(130));
        row("multiLabelSoftMargin with weights", UnaryOp.Softplus.class,
                x -> MarginLosses.multiLabelSoftMargin(x[0], x[1], x[2], Reduction.NONE),
                x -> multiLabelSoft(x[0], x[1], x[2]))
                .from(between(-6, 6), between(0, 1), between(0.5, 2)).on(dims(4, 3), dims(4, 3), dims(3))
                .on(dims(5), dims(5), dims(5));
    }

    // ---- targets, which follow from shapes

    private static boolean isPositive(int flat) {
        return flat % 3 != 1;
    }

    /** Targets for all axes but the last {@code dropped} ones. */
    private static Tensor signs(Shape shape, int dropped) {
        int[] dims = new int[shape.rank() - dropped];
        System.arraycopy(shape.dims(), 0, dims, 0, dims.length);
        float[] signs = new float[Reference.size(dims)];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = isPositive(i) ? 1 : -1;
        }
        return Tensor.of(Shape.of(dims), signs);
    }

    private static int label(int row, int classes) {
        return (row * 2 + 1) % classes;
    }

    /** A label for each row, or the only one. */
    private static IntTensor labels(Shape x) {
        int[] labels = new int[x.rank() == 1 ? 1 : x.dim(0)];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = label(i, x.dim(-1));
        }
        return IntTensor.of(x.rank() == 1 ? Shape.SCALAR : Shape.of(labels.length), labels);
    }

    /** How many labels a row has: up to 2, and in one column at least one must be left. */
    private static int size(int row, int classes) {
        return Math.min(row % 3 == 2 ? 0 : 1 + row % 3, classes);
    }

    /** Labels of a row: its own class and the one after it, then -1, then what must not be read. */
    private static IntTensor sets(Shape x) {
        int classes = x.dim(-1);
        int[] sets = new int[x.size()];
        for (int i = 0; i < sets.length; i++) {
            int row = i / classes;
            int column = i % classes;
            sets[i] = column < size(row, classes)
                    ? (label(row, classes) + column) % classes
                    : column == size(row, classes) ? -1 : 0;
        }
        return IntTensor.of(x, sets);
    }

    private static boolean isOfSet(int row, int c, int classes) {
        return Math.floorMod(c - label(row, classes), classes) < size(row, classes);
    }

    // ---- losses of doubles

    private static Reference rows(Reference x, ToDoubleBiFunction<Reference, Integer> loss) {
        if (x.rank() == 1) {
            Reference one = x.reshape(1, x.dims[0]);
            return Reference.generate(dims(), _ -> loss.applyAsDouble(one, 0));
        }
        return Reference.generate(dims(x.dims[0]), n -> loss.applyAsDouble(x, n[0]));
    }

    private static Reference signed(Reference x, DoubleUnaryOperator loss) {
        return Reference.generate(x.dims,
                i -> loss.applyAsDouble(isPositive(x.flat(i)) ? x.at(i) : -x.at(i)));
    }

    private static Reference cosine(Reference a, Reference b) {
        Reference product = a.zip(b, (x, y) -> x * y).sum(false, -1);
        Reference sizes = squares(a).zip(squares(b), (x, y) -> Math.sqrt((x + 1e-12) * (y + 1e-12)));
        Reference cosine = product.zip(sizes, (x, y) -> x / y);
        return Reference.generate(cosine.dims, i -> isPositive(cosine.flat(i))
                ? 1 - cosine.at(i)
                : Math.max(0, cosine.at(i) - 0.1));
    }

    private static Reference squares(Reference x) {
        return x.map(v -> v * v).sum(false, -1);
    }

    private static Reference triplet(Reference a, Reference b, Reference c, double p, boolean swap) {
        Reference far = distance(a, c, p);
        if (swap) {
            far = far.zip(distance(b, c, p), Math::min);
        }
        return distance(a, b, p).zip(far, (x, y) -> Math.max(0, x - y + 1));
    }

    private static Reference distance(Reference a, Reference b, double p) {
        Reference apart = a.zip(b, (x, y) -> Math.abs(x - y + 1e-6));
        return apart.reduce(false, group -> {
            double sum = 0;
            for (double size : group) {
                sum = Double.isInfinite(p) ? Math.max(sum, size) : sum + Math.pow(size, p);
            }
            return Double.isInfinite(p) ? sum : Math.pow(sum, 1 / p);
        }, -1);
    }

    private static double multi(Reference x, int row, int p, double margin) {
        int classes = x.dims[1];
        int label = label(row, classes);
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += c == label ? 0 : Math.pow(Math.max(0, margin - x.at(row, label) + x.at(row, c)), p);
        }
        return sum / classes;
    }

    private static double multiLabel(Reference x, int row) {
        int classes = x.dims[1];
        double sum = 0;
        for (int j = 0; j < classes; j++) {
            for (int c = 0; c < classes; c++) {
                sum += isOfSet(row, j, classes) && !isOfSet(row, c, classes)
                        ? Math.max(0, 1 - x.at(row, j) + x.at(row, c))
                        : 0;
            }
        }
        return sum / classes;
    }

    private static double slope(Reference x, int row, int c) {
        Reference moved = new Reference(x.dims, x.data.clone());
        moved.data[x.flat(row, c)] += 1e-4;
        return (multiLabel(moved, row) - multiLabel(x, row)) / 1e-4;
    }

    private static Reference multiLabelSoft(
            Reference x, Reference y, @Nullable Reference weights) {
        Reference losses = x.zip(y, (z, t) -> t * Reference.softplus(-z) + (1 - t) * Reference.softplus(z));
        Reference weighted = weights == null ? losses : losses.zip(weights, (loss, w) -> loss * w);
        return weighted.sum(false, -1).map(sum -> sum / x.dims[x.rank() - 1]);
    }

    private static Reference reduced(Reference losses, Reduction reduction) {
        return switch (reduction) {
            case NONE -> losses;
            case SUM -> losses.sum(false);
            case MEAN -> losses.sum(false).map(x -> x / losses.data.length);
        };
    }
}
