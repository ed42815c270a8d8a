package dev.lanewise.loss;

import static dev.lanewise.optable.Domain.between;
import static dev.lanewise.optable.Domain.nonZero;

import dev.lanewise.optable.Domain;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.primitives.BinaryOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import java.util.function.DoubleBinaryOperator;

/** Rows for losses of numbers and of distributions. */
final class RegressionLossOpTable extends OpTable {
    private static final Domain PROBABILITIES = between(0.05, 0.95);

    private interface Loss {
        Tensor of(Tensor prediction, Tensor target, Reduction reduction);
    }

    RegressionLossOpTable() {
        row("values within bounds", CheckOp.Within.class, x -> new CheckOp.Within("a test: number", -2, 2).tensor(x[0]),
                x -> x[0]).on(dims(2, 3)).on(dims()).on(dims(0)).large(dims(40_001)).exact();
        distances();
        distributions();
        focal();
        dice();
    }

    private void distances() {
        all("l1", "", UnaryOp.Abs.class, Losses::l1, (p, t) -> Math.abs(p - t), nonZero(), between(-0.1, 0.1));
        all("huber", "", UnaryOp.Clamp.class, (p, t, r) -> Losses.huber(p, t, 1, r), (p, t) -> huber(p - t, 1));
        all("huber", " and delta 2.5", UnaryOp.Clamp.class, (p, t, r) -> Losses.huber(p, t, 2.5, r),
                (p, t) -> huber(p - t, 2.5));
        all("smoothL1", "", UnaryOp.Clamp.class, (p, t, r) -> Losses.smoothL1(p, t, 1, r), (p, t) -> huber(p - t, 1));
        all("smoothL1", " and beta 0.3", UnaryOp.Clamp.class, (p, t, r) -> Losses.smoothL1(p, t, 0.3, r),
                (p, t) -> huber(p - t, 0.3f) / 0.3f);
        all("smoothL1", " and beta 0", UnaryOp.Abs.class, (p, t, r) -> Losses.smoothL1(p, t, 0, r),
                (p, t) -> Math.abs(p - t), nonZero(), between(-0.1, 0.1));
    }

    private static double huber(double error, double delta) {
        double distance = Math.abs(error);
        return distance <= delta ? distance * distance / 2 : delta * (distance - delta / 2);
    }

    private void distributions() {
        for (Reduction reduction : Reduction.values()) {
            String name = " with reduction " + reduction;
            row("klDivergence" + name, CheckOp.Within.class, x -> Losses.klDivergence(x[0], x[1], reduction),
                    x -> divergence(x[0].zip(x[1], (q, p) -> p * (Math.log(p) - q)), reduction))
                    .from(between(-3, 0), PROBABILITIES).on(dims(4, 3), dims(4, 3)).on(dims(5), dims(5))
                    .on(dims(2, 1, 3), dims(2, 1, 3)).large(dims(300, 130), dims(300, 130));
            row("KLDivLoss.of logarithms" + name, UnaryOp.Exp.class,
                    x -> new KLDivLoss().logTarget(true).reduction(reduction).of(x[0], x[1]),
                    x -> divergence(x[0].zip(x[1], (q, p) -> Math.exp(p) * (p - q)), reduction))
                    .from(between(-3, 0)).on(dims(4, 3), dims(4, 3)).on(dims(5), dims(5))
                    .large(dims(300, 130), dims(300, 130));
            row("GaussianNLLLoss.of" + name, CheckOp.Within.class,
                    x -> new GaussianNLLLoss().full(true).reduction(reduction).of(x[0], x[1], x[2]),
                    x -> LossOpTable.reduced(normal(x), reduction))
                    .from(between(-2, 2), between(-2, 2), between(0.3, 2)).on(dims(4, 3), dims(4, 3), dims(4, 3))
                    .on(dims(), dims(), dims()).on(dims(4, 3), dims(4, 3), dims(4, 1)).on(dims(5), dims(5), dims(1))
                    .large(dims(40_001), dims(40_001), dims(40_001));
        }
        all("PoissonNLLLoss.of", "", CheckOp.Within.class, (x, t, r) -> new PoissonNLLLoss().reduction(r).of(x, t),
                (x, t) -> Math.exp(x) - t * x, between(-2, 2), between(0, 5));
        all("PoissonNLLLoss.of", " in full", CheckOp.Within.class,
                (x, t, r) -> new PoissonNLLLoss().full(true).reduction(r).of(x, t),
                (x, t) -> Math.exp(x) - t * x + (t <= 1 ? 0 : t * Math.log(t) - t + Math.log(2 * Math.PI * t) / 2),
                between(-2, 2), between(0, 5));
        all("PoissonNLLLoss.of", " and rates", CheckOp.Within.class,
                (x, t, r) -> new PoissonNLLLoss().logInput(false).eps(0.1).reduction(r).of(x, t),
                (x, t) -> x - t * Math.log(x + 0.1f), between(0, 4), between(0, 5));
    }

    private static Reference divergence(Reference terms, Reduction reduction) {
        return reduction == Reduction.MEAN
                ? terms.sum(false).map(sum -> sum / terms.dims[0])
                : LossOpTable.reduced(terms, reduction);
    }

    private static Reference normal(Reference... x) {
        Reference square = x[0].zip(x[1], (m, t) -> (m - t) * (m - t));
        return square.zip(x[2], (s, v) -> (Math.log(v) + s / v + Math.log(2 * Math.PI)) / 2);
    }

    private void focal() {
        for (double gamma : new double[] {0, 0.5, 2, 5}) {
            all("FocalLoss.of", " and gamma " + gamma, CheckOp.Within.class,
                    (x, t, r) -> new FocalLoss().gamma(gamma).reduction(r).of(x, t),
                    (x, t) -> 0.25 * t * focal(x, gamma) + 0.75 * (1 - t) * focal(-x, gamma),
                    between(-5, 5), between(0, 1));
        }
        all("FocalLoss.of", " without alpha", CheckOp.Within.class,
                (x, t, r) -> new FocalLoss().withoutAlpha().reduction(r).of(x, t),
                (x, t) -> t * focal(x, 2) + (1 - t) * focal(-x, 2), between(-5, 5), between(0, 1));
        row("FocalLoss.of extreme logits", UnaryOp.Softplus.class,
                x -> new FocalLoss().alpha(0.5).gamma(0.5).reduction(Reduction.NONE).of(
                        Tensor.of(-200f, -200f, -10f, -10f, 10f, 10f, 90f, 90f).mul(x[0]),
                        Tensor.of(0f, 1f, 0f, 1f, 0f, 1f, 0f, 1f)),
                x -> Reference.generate(dims(8), i -> {
                    double z = new double[] {-200, -200, -10, -10, 10, 10, 90, 90}[i[0]] * x[0].data[0];
                    return focal(i[0] % 2 == 0 ? -z : z, 0.5) / 2;
                })).from(between(1, 1.25)).on(dims());
    }

    /** Of a positive target. */
    private static double focal(double x, double gamma) {
        return Math.pow(Reference.sigmoid(-x), gamma) * Reference.softplus(-x);
    }

    private void dice() {
        for (Reduction reduction : Reduction.values()) {
            row("DiceLoss.of with reduction " + reduction, BinaryOp.Div.class,
                    x -> new DiceLoss().smooth(0.5).reduction(reduction).of(x[0], x[1]),
                    x -> LossOpTable.reduced(dice(x[0], x[1], 0.5), reduction))
                    .from(PROBABILITIES).on(dims(2, 3, 4), dims(2, 3, 4)).on(dims(1, 2, 3, 2), dims(1, 2, 3, 2))
                    .on(dims(2, 1, 1), dims(2, 1, 1)).large(dims(2, 3, 150, 70), dims(2, 3, 150, 70));
        }
    }

    private static Reference dice(Reference p, Reference t, double smooth) {
        int[] axes = p.dims.length == 3 ? dims(2) : dims(2, 3);
        Reference common = p.zip(t, (a, b) -> 2 * a * b).sum(false, axes);
        Reference all = p.zip(t, Double::sum).sum(false, axes);
        return common.zip(all, (c, a) -> 1 - (c + smooth) / (a + smooth));
    }

    /** A row for each reduction of a loss of each element. */
    private void all(String name, String and, Class<?> op, Loss loss, DoubleBinaryOperator exactly, Domain... from) {
        for (Reduction reduction : Reduction.values()) {
            row(name + " with reduction " + reduction + and, op, x -> loss.of(x[0], x[1], reduction),
                    x -> LossOpTable.reduced(x[0].zip(x[1], exactly), reduction))
                    .from(from.length == 0 ? new Domain[] {between(-2, 2)} : from)
                    .on(dims(4, 3), dims(4, 3)).on(dims(), dims()).on(dims(5), dims(5))
                    .large(dims(40_001), dims(40_001));
        }
    }
}
