package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;

/** What rules that are written in ops compute with. */
final class Moments {
    private Moments() {}

    /** The gradient with an L2 penalty, {@code g + weightDecay p}; without one the gradient itself. */
    static Tensor penalized(UpdateRule.Parameter p, double weightDecay) {
        return weightDecay == 0 ? p.grad() : p.grad().add(p.value().mul(weightDecay));
    }

    /** A running mean, {@code beta m + (1 - beta) x}. */
    static Tensor mean(Tensor m, Tensor x, double beta) {
        return m.mul(beta).add(x.mul(1 - beta));
    }

    /** A running mean of squares, {@code beta v + (1 - beta) x x}, in the order that overflows last. */
    static Tensor meanSquare(Tensor v, Tensor x, double beta) {
        return v.mul(beta).add(x.mul(1 - beta).mul(x));
    }

    /** The parameter, having decayed by {@code lr weightDecay} of itself if the decay is decoupled. */
    static Tensor decayed(UpdateRule.Parameter p, LiveScalars live, double weightDecay, boolean decoupled) {
        return decoupled && weightDecay != 0
                ? p.value().mul(live.of((lr, _) -> 1 - lr * weightDecay))
                : p.value();
    }

    /** base^exponent by squaring: gives the same bits everywhere, which Math.pow does not promise. */
    static double power(double base, long exponent) {
        double result = 1;
        double square = base;
        for (long rest = exponent; rest > 0; rest >>= 1) {
            if ((rest & 1) != 0) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }
}
