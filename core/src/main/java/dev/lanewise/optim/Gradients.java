package dev.lanewise.optim;

import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done to gradients, and asked of them, between the backward pass and an optimizer's step. Parameters without a
 * gradient, and frozen ones, are passed over, as in a step.
 *
 * {@snippet :
 * loss.backward();
 * Tensor norm = Gradients.clipNorm(model.parameters(), 1.0);
 * optimizer.step();
 * }
 *
 * <p>All of it is written in ops, so it is captured with the step. The gradients that are held are replaced by others,
 * never written to.
 */
public final class Gradients {
    /** What PyTorch adds to the norm that it divides by. */
    private static final double EPS = 1e-6f;

    private record Held(Tensor parameter, Tensor gradient) {}

    private Gradients() {}

    /**
     * As {@link #clipNorm(List, double, double)} with the Euclidean norm.
     */
    public static Tensor clipNorm(List<Tensor> parameters, double maxNorm) {
        return clipNorm(parameters, maxNorm, 2);
    }

    /**
     * Multiplies all gradients by {@code maxNorm / (norm + 1e-6)} if that is less than 1, where {@code norm} is the
     * norm of all their elements together ({@index clip_grad_norm_}). If the norm is NaN or infinite, gradients become
     * NaN or 0, as in PyTorch.
     *
     * @param p which norm: {@code (sum of |g|^p)^(1/p)}, or the largest absolute value for infinity
     * @param maxNorm may be infinite: then only a norm that is no number changes anything
     * @return the norm before clipping, a 0-dimensional tensor; 0 if there are no gradients
     * @throws IllegalArgumentException if {@code maxNorm} is not a number of 0 or more, or {@code p} not above 0
     */
    public static Tensor clipNorm(List<Tensor> parameters, double maxNorm, double p) {
        if (!(maxNorm >= 0)) {
            throw new IllegalArgumentException("clipNorm: norm " + maxNorm + " is not a number of 0 or more");
        }
        requireOrder("clipNorm", p);
        try (GradMode.Scope _ = GradMode.noGrad()) {
            List<Held> all = held("clipNorm", parameters);
            Tensor norm = normOf(gradients(all), p);
            Tensor factor = Tensor.scalar(maxNorm).div(norm.add(EPS)).minimum(1);
            all.forEach(held -> held.parameter.setGrad(held.gradient.mul(factor)));
            return norm;
        }
    }

    /** As {@link #norm(List, double)}, the Euclidean norm. */
    public static Tensor norm(List<Tensor> parameters) {
        return norm(parameters, 2);
    }

    /**
     * The norm of all gradients' elements together, to watch it ({@index get_total_norm}); gradients stay as they are.
     *
     * @param p which norm, as in {@link #clipNorm(List, double, double)}
     * @return a 0-dimensional tensor; 0 if there are no gradients
     * @throws IllegalArgumentException if {@code p} is not above 0
     */
    public static Tensor norm(List<Tensor> parameters, double p) {
        requireOrder("norm", p);
        try (GradMode.Scope _ = GradMode.noGrad()) {
            return normOf(gradients(held("norm", parameters)), p);
        }
    }

    private static void requireOrder(String name, double p) {
        if (!(p > 0)) {
            throw new IllegalArgumentException(name + ": p " + p + " is not above 0");
        }
    }

    private static List<Tensor> gradients(List<Held> all) {
        return all.stream().map(Held::gradient).toList();
    }

    /** The norm of all elements of tensors together. */
    static Tensor normOf(List<Tensor> all, double p) {
        if (all.isEmpty()) {
            return Tensor.scalar(0);
        }
        if (p == 2) {
            return new GradientOp.SquareSums().tensor(all.toArray(Value[]::new)).sum().sqrt();
        }
        boolean largest = p == Double.POSITIVE_INFINITY;
        Tensor parts = Shapes.stack(0, all.stream()
                .map(gradient -> largest ? largest(gradient) : gradient.abs().pow(p).sum()).toArray(Tensor[]::new));
        return largest ? parts.max() : parts.sum().pow(1 / p);
    }

    private static Tensor largest(Tensor gradient) {
        return gradient.size() == 0 ? Tensor.scalar(0) : gradient.abs().max();
    }

    /**
     * Limits each element of the gradients to {@code -limit .. limit} ({@index clip_grad_value_}).
     *
     * @throws IllegalArgumentException if {@code limit} is not a finite number of 0 or more
     */
    public static void clipValue(List<Tensor> parameters, double limit) {
        Checks.nonNegative("clipValue", "limit", limit);
        try (GradMode.Scope _ = GradMode.noGrad()) {
            held("clipValue", parameters)
                    .forEach(held -> held.parameter.setGrad(held.gradient.clamp(-limit, limit)));
        }
    }

    private static List<Held> held(String name, List<Tensor> parameters) {
        List<Held> all = new ArrayList<>();
        Required.nonNull(name + ": the list of parameters", parameters);
        for (int i = 0; i < parameters.size(); i++) {
            Tensor parameter = Required.nonNull(name + ": parameter " + i, parameters.get(i));
            @Nullable
            Tensor gradient = parameter.requiresGrad() ? parameter.grad() : null;
            if (gradient != null) {
                all.add(new Held(parameter, gradient));
            }
        }
        return all;
    }
}
