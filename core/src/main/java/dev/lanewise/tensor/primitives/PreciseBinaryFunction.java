package dev.lanewise.tensor.primitives;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Tensor;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;

/** The functions of two arguments of {@link PreciseOp}: each in double precision, and its gradients in ops. */
public enum PreciseBinaryFunction {
    /** The angle of the point (b, a); gradients grad b / h^2 and -grad a / h^2 with h = hypot(a, b), 0 at h = 0. */
    ATAN2(StrictMath::atan2) {
        @Override
        Tensor gradientA(Tensor a, Tensor b, Tensor grad) {
            Tensor h = distance(a, b);
            return grad.mul(b.div(h).div(h));
        }

        @Override
        Tensor gradientB(Tensor a, Tensor b, Tensor grad) {
            Tensor h = distance(a, b);
            return grad.mul(a.div(h).div(h)).neg();
        }
    },
    /** sqrt(a^2 + b^2); gradients grad a / y and grad b / y, 0 at y = 0. Squares of floats do not overflow doubles. */
    HYPOT((a, b) -> Double.isInfinite(a) || Double.isInfinite(b)
            ? Double.POSITIVE_INFINITY
            : Math.sqrt(a * a + b * b)) {
        @Override
        Tensor gradientA(Tensor a, Tensor b, Tensor grad) {
            return grad.mul(a.div(distance(a, b)));
        }

        @Override
        Tensor gradientB(Tensor a, Tensor b, Tensor grad) {
            return grad.mul(b.div(distance(a, b)));
        }
    },
    /** What is left of a by b, with the sign of a: exact. Gradients grad and -grad q, where a = q b + what is left. */
    FMOD((a, b) -> a % b) {
        @Override
        Tensor gradientA(Tensor a, Tensor b, Tensor grad) {
            return grad;
        }

        @Override
        Tensor gradientB(Tensor a, Tensor b, Tensor grad) {
            return grad.mul(quotient(a, b, Pointwise.fmod(a, b))).neg();
        }
    },
    /** What is left of a by b, with the sign of b. Gradients grad and -grad q, where a = q b + what is left. */
    REMAINDER((a, b) -> {
        double rest = a % b;
        return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
    }) {
        @Override
        Tensor gradientA(Tensor a, Tensor b, Tensor grad) {
            return grad;
        }

        @Override
        Tensor gradientB(Tensor a, Tensor b, Tensor grad) {
            Tensor rest = Pointwise.remainder(a, b);
            // what is left of a tiny a on b's other side rounds to b
            Tensor q = Indexing.where(rest.eq(b), Tensor.scalar(-1), quotient(a, b, rest));
            return grad.mul(q).neg();
        }
    },
    /**
     * log(e^a + e^b); gradients grad sigmoid(a - b) and grad sigmoid(b - a). In doubles, as the sum cancels where e^a +
     * e^b is close to 1.
     */
    LOGADDEXP((a, b) -> Math.max(a, b) + StrictMath.log1p(StrictMath.exp(a == b ? 0 : -Math.abs(a - b)))) {
        @Override
        Tensor gradientA(Tensor a, Tensor b, Tensor grad) {
            return grad.mul(apart(a, b).sigmoid());
        }

        @Override
        Tensor gradientB(Tensor a, Tensor b, Tensor grad) {
            return grad.mul(apart(b, a).sigmoid());
        }

        // a - b, but 0 for two equal infinities
        private static Tensor apart(Tensor a, Tensor b) {
            BoolTensor infinite = a.eq(b).and(a.isFinite().not());
            return Indexing.where(infinite, Tensor.scalar(0), a.sub(b));
        }
    },
    /**
     * |a| with the sign of b, where that of NaN is plus; gradients grad where a keeps its sign, -grad where it changes,
     * 0 at a = 0, and 0.
     */
    COPYSIGN(StrictMath::copySign) {
        @Override
        Tensor gradientA(Tensor a, Tensor b, Tensor grad) {
            return grad.mul(a.sign()).mul(Pointwise.copysign(Tensor.scalar(1), b));
        }

        @Override
        Tensor gradientB(Tensor a, Tensor b, Tensor grad) {
            return grad.mul(0);
        }
    };

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final DoubleBinaryOperator function;

    PreciseBinaryFunction(DoubleBinaryOperator function) {
        this.function = function;
    }

    /** Gradient of a, of the output's shape. */
    abstract Tensor gradientA(Tensor a, Tensor b, Tensor grad);

    /** Gradient of b, of the output's shape. */
    abstract Tensor gradientB(Tensor a, Tensor b, Tensor grad);

    void zip(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = (float) function.applyAsDouble(a[ao + i * as], b[bo + i * bs]);
        }
    }

    /** The name of the method that applies it. */
    String method() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The whole number q of a = q b + rest, 0 without a sign; that of the rounded a / b can be another. */
    private static Tensor quotient(Tensor a, Tensor b, Tensor rest) {
        return Pointwise.round(a.sub(rest).div(b)).add(0f);
    }

    /** The distance of (b, a) from the origin; 1 there, so that what is divided by it is 0. */
    private static Tensor distance(Tensor a, Tensor b) {
        Tensor h = Pointwise.hypot(a, b);
        return Indexing.where(h.eq(0), Tensor.scalar(1), h);
    }
}
