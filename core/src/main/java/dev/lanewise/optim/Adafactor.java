package dev.lanewise.optim;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Statistics;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adafactor (Shazeer and Stern 2018, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost"), as in PyTorch:
 * Adam's second moment of a matrix is kept as a mean for each row and one for each column, so that the state of a
 * matrix {@code [n, m]} is {@code n + m} numbers; there is no first moment. For models with which Adam's {@code 2 n m}
 * numbers would not fit into memory.
 *
 * <p>At the {@code t}-th update, with {@code beta = 1 - t^beta2Decay} and means over the last two axes,
 *
 * <pre>{@code
 * row = beta row + (1 - beta) mean of g^2 in each row         col = beta col + (1 - beta) mean of g^2 in each column
 * v = row col / max(mean of row, eps1)                        of vectors and numbers, v = beta v + (1 - beta) g^2
 * u = g / max(sqrt(v), eps1)
 * p = p (1 - lr weightDecay) - max(eps2, rms(p)) min(lr, 1 / sqrt(t)) u / max(1, rms(u) / d)
 * }</pre>
 *
 * <p>where {@code rms} is the root of the mean square, that of p from before the decay. So the learning rate is a
 * limit, relative to the size of the weights; the paper's is 0.01.
 */
public final class Adafactor extends UpdateRule {
    private final Slot rows = slotOfShape("row_var", shape -> factor(shape, 1));
    private final Slot columns = slotOfShape("col_var", shape -> factor(shape, 2));
    private final Slot variance = slotOfShape("variance", shape -> isFactored(shape) ? null : shape);
    private double beta2Decay = -0.8;
    private double eps1 = Math.ulp(1f);
    private double eps2 = 1e-3;
    private double d = 1;
    private double weightDecay;

    /** With beta2Decay -0.8, eps 2^-23 and 0.001, d 1 and weight decay 0 until set otherwise. */
    public Adafactor(List<Tensor> parameters, double lr) {
        super(parameters, lr);
    }

    /** As {@link #Adafactor(List, double)} with a schedule of the learning rate. */
    public Adafactor(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr);
    }

    private static boolean isFactored(Shape shape) {
        return shape.rank() > 1;
    }

    /** The shape of means over an axis, counted from the end; null if none are kept. */
    private static @Nullable Shape factor(Shape shape, int fromTheEnd) {
        return isFactored(shape) ? shape.with(shape.rank() - fromTheEnd, 1) : null;
    }

    /**
     * Sets the exponent of the weight that a new gradient has in the second moment; -0.8 by default.
     *
     * @throws IllegalArgumentException if it is not a finite number of 0 or less
     */
    public Adafactor beta2Decay(double beta2Decay) {
        requireBetweenRuns("beta2Decay");
        if (!Checks.isNonNegative(-beta2Decay)) {
            throw new IllegalArgumentException(
                    "Adafactor: beta2Decay " + beta2Decay + " is not a finite number of 0 or less");
        }
        this.beta2Decay = beta2Decay;
        return this;
    }

    /**
     * Sets the least root of the second moment, 2^-23 by default, and the least size of weights that a step is relative
     * to, 0.001 by default.
     *
     * @throws IllegalArgumentException if one is not a finite number of 0 or more
     */
    public Adafactor eps(double eps1, double eps2) {
        requireBetweenRuns("eps");
        double first = nonNegative("eps1", eps1);
        this.eps2 = nonNegative("eps2", eps2);
        this.eps1 = first;
        return this;
    }

    /**
     * Sets the root mean square above which an update is scaled down to it; 1 by default.
     *
     * @throws IllegalArgumentException if it is not a finite number of 1 or more
     */
    public Adafactor d(double d) {
        requireBetweenRuns("d");
        if (!(d >= 1 && d < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Adafactor: d " + d + " is not a finite number of 1 or more");
        }
        this.d = d;
        return this;
    }

    /** Sets the rate at which the weights themselves decay; 0 by default. */
    public Adafactor weightDecay(double weightDecay) {
        requireBetweenRuns("the weight decay");
        this.weightDecay = nonNegative("weight decay", weightDecay);
        return this;
    }

    @Override
    protected void settings(RuleSettings settings) {
        settings.addLive("beta2Decay", beta2Decay).add("eps", List.of(eps1, eps2)).add("d", d)
                .addLive("weightDecay", weightDecay);
    }

    @Override
    protected void update(Parameter p, LiveScalars live) {
        Tensor taken = live.of((_, step) -> StrictMath.pow((double) step, beta2Decay));
        Tensor estimate = isFactored(p.value().shape())
                ? factored(p, taken)
                : mixed(p.slot(variance), p.grad().square(), taken);
        Tensor u = p.grad().mul(least(estimate, eps1 * eps1).rsqrt());
        Tensor limited = live.of((lr, step) -> Math.min(lr, 1 / Math.sqrt((double) step)));
        Tensor size = rms(p.value()).maximum(eps2).mul(limited).div(rms(u).div(d).maximum(1));
        Tensor decayed = p.value().mul(live.of((lr, _) -> 1 - lr * weightDecay));
        p.value().assign(decayed.sub(u.mul(size)));
    }

    /** The second moment as the product of those of rows and columns. */
    private Tensor factored(Parameter p, Tensor taken) {
        Tensor squares = p.grad().square();
        Tensor row = mixed(p.slot(rows), mean(squares, -1), taken);
        Tensor column = mixed(p.slot(columns), mean(squares, -2), taken);
        return row.div(least(mean(row, -2), eps1)).mul(column); // the product of the two might overflow
    }

    /** Lets a share of what is new into an average. */
    private static Tensor mixed(Tensor average, Tensor now, Tensor share) {
        average.assign(average.add(now.sub(average).mul(share)));
        return average;
    }

    /** The mean over an axis, 0 over none. */
    private static Tensor mean(Tensor x, int axis) {
        return x.sum(true, axis).div(Math.max(1, x.dim(axis)));
    }

    /** At least a bound, and no less than what can be divided by: a gradient of 0 stays 0 whatever eps1 is. */
    private static Tensor least(Tensor x, double bound) {
        return x.maximum(Math.max(bound, Float.MIN_NORMAL));
    }

    private static Tensor rms(Tensor x) {
        return Statistics.norm(x, 2).div(Math.sqrt(Math.max(1, x.size())));
    }
}
