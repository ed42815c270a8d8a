package dev.lanewise.optim;

import dev.lanewise.tensor.Statistics;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.List;

/**
 * Muon (Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks"), as in PyTorch but computed in
 * floats, where PyTorch uses bfloat16: momentum whose update is replaced by the nearest orthogonal matrix, nearly, so
 * that all directions get steps of the same size. For the matrices of hidden layers, which it trains in fewer steps
 * than AdamW; embeddings, last layers, biases and parameters of normalisation go to another optimizer:
 *
 * {@snippet :
 * Optimizer optimizer = new ParameterGroups(
 *         new Muon(hidden, 0.02).weightDecay(0.01),
 *         new AdamW(others, 3e-4));
 * }
 *
 * <p>An update is
 *
 * <pre>{@code
 * m = momentum m + (1 - momentum) g
 * x = nesterov ? momentum m + (1 - momentum) g : m
 * x = x / max(norm of x, eps), then nsSteps times x = a x + (b x x' + c (x x')^2) x
 * p = p (1 - lr weightDecay) - lr f x
 * }</pre>
 *
 * <p>where {@code x'} is the transpose of x, and f is what {@link #adjustLrFn} says. The iteration (of Newton and
 * Schulz) brings singular values close to 1, to 0.7 .. 1.2 with the coefficients that are the default; they are chosen
 * for few steps, not for precision.
 */
public final class Muon extends UpdateRule {
    /** By what the learning rate is multiplied for a matrix of n rows and m columns. */
    public enum LrAdjustment {
        /** The author's, {@code sqrt(max(1, n / m))}. */
        ORIGINAL,

        /**
         * {@code 0.2 sqrt(max(n, m))} (Liu et al. 2025, "Muon is Scalable for LLM Training"): updates have about the
         * size of AdamW's, whose learning rate and weight decay can be used.
         */
        MATCH_RMS_ADAMW
    }

    private static final int TOO_MANY_STEPS = 100;

    private final Slot average = slot("momentum_buffer");
    private double weightDecay = 0.1;
    private double momentum = 0.95;
    private boolean nesterov = true;
    private double a = 3.4445;
    private double b = -4.775;
    private double c = 2.0315;
    private double eps = 1e-7;
    private int nsSteps = 5;
    private LrAdjustment adjustLrFn = LrAdjustment.ORIGINAL;

    /**
     * With weight decay 0.1, momentum 0.95, nesterov, coefficients 3.4445, -4.775 and 2.0315, eps 1e-7, 5 steps of the
     * iteration and the original adjustment until set otherwise.
     *
     * @throws IllegalArgumentException also if a parameter is no matrix
     */
    public Muon(List<Tensor> parameters, double lr) {
        super(parameters, lr);
        requireMatrices();
    }

    /** As {@link #Muon(List, double)} with a schedule of the learning rate. */
    public Muon(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr);
        requireMatrices();
    }

    private void requireMatrices() {
        for (int i = 0; i < parameters().size(); i++) {
            if (parameters().get(i).rank() != 2) {
                throw new IllegalArgumentException("Muon: parameter " + i + " has shape " + parameters().get(i).shape()
                        + ", and only matrices are updated; give it to another optimizer, such as AdamW, in "
                        + "ParameterGroups");
            }
        }
    }

    /** Sets the rate at which the weights themselves decay; 0.1 by default. */
    public Muon weightDecay(double weightDecay) {
        requireBetweenRuns("the weight decay");
        this.weightDecay = nonNegative("weight decay", weightDecay);
        return this;
    }

    /** Sets the weight of the old average of gradients; 0.95 by default. */
    public Muon momentum(double momentum) {
        requireBetweenRuns("the momentum");
        this.momentum = decay("momentum", momentum);
        return this;
    }

    /** Sets whether the gradient is mixed into the average once more (Nesterov); it is by default. */
    public Muon nesterov(boolean nesterov) {
        requireBetweenRuns("nesterov");
        this.nesterov = nesterov;
        return this;
    }

    /**
     * Sets the polynomial {@code a s + b s^3 + c s^5} that is applied to singular values; 3.4445, -4.775 and 2.0315 by
     * default. With 2, -1.5 and 0.5 and more steps it becomes 1 precisely.
     *
     * @throws IllegalArgumentException if one is not finite
     */
    public Muon nsCoefficients(double a, double b, double c) {
        requireBetweenRuns("nsCoefficients");
        if (!Double.isFinite(a) || !Double.isFinite(b) || !Double.isFinite(c)) {
            throw new IllegalArgumentException(
                    "Muon: nsCoefficients " + a + ", " + b + " and " + c + " are not all finite");
        }
        this.a = a;
        this.b = b;
        this.c = c;
        return this;
    }

    /** Sets the least norm that is divided by; 1e-7 by default. */
    public Muon eps(double eps) {
        requireBetweenRuns("eps");
        this.eps = nonNegative("eps", eps);
        return this;
    }

    /**
     * Sets how many steps the iteration takes; 5 by default.
     *
     * @throws IllegalArgumentException if it is less than 0, or 100 or more
     */
    public Muon nsSteps(int nsSteps) {
        requireBetweenRuns("nsSteps");
        if (nsSteps < 0 || nsSteps >= TOO_MANY_STEPS) {
            throw new IllegalArgumentException("Muon: nsSteps " + nsSteps + " is not within 0 and 99");
        }
        this.nsSteps = nsSteps;
        return this;
    }

    /** Sets how the learning rate follows from the shape of a matrix; the original way by default. */
    public Muon adjustLrFn(LrAdjustment adjustLrFn) {
        requireBetweenRuns("adjustLrFn");
        this.adjustLrFn = Required.nonNull("Muon: adjustLrFn", adjustLrFn);
        return this;
    }

    @Override
    protected void settings(RuleSettings settings) {
        settings.addLive("weightDecay", weightDecay).add("momentum", momentum).add("nesterov", nesterov)
                .add("nsCoefficients", List.of(a, b, c)).add("eps", eps).add("nsSteps", nsSteps)
                .addLive("adjustLrFn", adjustLrFn);
    }

    @Override
    protected void update(Parameter p, LiveScalars live) {
        Tensor m = p.slot(average);
        m.assign(Moments.mean(m, p.grad(), momentum));
        Tensor x = orthogonal(nesterov ? Moments.mean(m, p.grad(), momentum) : m);
        Tensor decayed = p.value().mul(live.of((lr, _) -> 1 - lr * weightDecay));
        p.value().assign(decayed.sub(x.mul(live.of((lr, _) -> lr * factor(p.value().dim(0), p.value().dim(1))))));
    }

    /** The product of a matrix and its transpose is taken in the order that makes it the smaller one. */
    private Tensor orthogonal(Tensor matrix) {
        Tensor x = matrix.div(Statistics.norm(matrix, 2).maximum(Math.max(eps, Float.MIN_NORMAL)));
        boolean tall = matrix.dim(0) > matrix.dim(1);
        for (int step = 0; step < nsSteps; step++) {
            Tensor product = x.matmul(x, tall, !tall);
            Tensor polynomial = product.mul(b).add(product.matmul(product).mul(c));
            x = x.mul(a).add(tall ? x.matmul(polynomial) : polynomial.matmul(x));
        }
        return x;
    }

    private double factor(double rows, double columns) {
        return switch (adjustLrFn) {
            case ORIGINAL -> Math.sqrt(Math.max(1, rows / columns));
            case MATCH_RMS_ADAMW -> 0.2 * Math.sqrt(Math.max(rows, columns));
        };
    }
}
