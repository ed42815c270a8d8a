package dev.lanewise.tensor;

import dev.lanewise.kernels.Updates;

/**
 * The ops that write to an argument: values copied in (initialisation, loading) and the update rules of optimizers.
 * They give no output and are never recorded; the storage they write to gets a new version.
 */
public sealed interface UpdateOp extends Op {
    @Override
    default Spec[] infer(Value... in) {
        Shape target = in[0].shape();
        for (int i = 1; i < in.length; i++) {
            if (!in[i].shape().equals(target)) {
                throw new IllegalArgumentException(
                        name() + ": argument " + i + " has shape " + in[i].shape() + ", the tensor written to "
                                + target);
            }
        }
        return new Spec[0];
    }

    /** Copies argument 1 into argument 0. */
    record Assign() implements UpdateOp {
        @Override
        public int writes() {
            return 0b1;
        }

        @Override
        public void run(Value[] in, Value[] out) {
            Tensor target = (Tensor) in[0];
            Tensor source = (Tensor) in[1];
            System.arraycopy(source.data(), source.offset(), target.data(), target.offset(), target.size());
        }
    }

    /**
     * SGD on (parameter, gradient) or, with momentum, (parameter, gradient, velocity).
     *
     * @param lr learning rate
     * @param momentum weight of the old velocity; 0 for none
     * @param dampening share of the gradient left out of the velocity
     * @param weightDecay L2 penalty
     * @param nesterov looks ahead along the velocity
     * @param first the velocity starts as the gradient
     */
    record Sgd(double lr, double momentum, double dampening, double weightDecay, boolean nesterov, boolean first)
            implements
                UpdateOp {
        @Override
        public int writes() {
            return momentum == 0 ? 0b1 : 0b101;
        }

        @Override
        public void run(Value[] in, Value[] out) {
            Tensor p = (Tensor) in[0];
            Tensor g = (Tensor) in[1];
            Tensor v = momentum == 0 ? p : (Tensor) in[2];
            Updates.sgd(
                    p.data(), p.offset(), g.data(), g.offset(), v.data(), v.offset(), p.size(),
                    lr, momentum, dampening, weightDecay, nesterov, first);
        }
    }

    /**
     * Adam and AdamW on (parameter, gradient, first moment, second moment).
     *
     * @param lr learning rate
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param eps added to the root of the second moment
     * @param weightDecay L2 penalty, or the share the weights decay by
     * @param decoupled AdamW: decay the weights themselves
     * @param step how many updates there have been, this one included
     */
    record Adam(double lr, double beta1, double beta2, double eps, double weightDecay, boolean decoupled, long step)
            implements
                UpdateOp {
        @Override
        public int writes() {
            return 0b1101;
        }

        @Override
        public void run(Value[] in, Value[] out) {
            Tensor p = (Tensor) in[0];
            Tensor g = (Tensor) in[1];
            Tensor m = (Tensor) in[2];
            Tensor v = (Tensor) in[3];
            double stepSize = lr / (1 - power(beta1, step));
            double rootCorrection2 = Math.sqrt(1 - power(beta2, step));
            Updates.adam(
                    p.data(), p.offset(), g.data(), g.offset(), m.data(), m.offset(), v.data(), v.offset(), p.size(),
                    lr, stepSize, rootCorrection2, beta1, beta2, eps, weightDecay, decoupled);
        }

        /** base^exponent by squaring: the same bits everywhere, which Math.pow does not promise. */
        private static double power(double base, long exponent) {
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

    /**
     * RMSprop on (parameter, gradient, mean square, mean, momentum buffer); the last two are read and written only with
     * their options, and may be the parameter itself otherwise.
     *
     * @param lr learning rate
     * @param alpha decay of the averages
     * @param eps added to the root
     * @param weightDecay L2 penalty
     * @param momentum weight of the old buffer; 0 for none
     * @param centered subtracts the squared mean
     */
    record RmsProp(double lr, double alpha, double eps, double weightDecay, double momentum, boolean centered)
            implements
                UpdateOp {
        @Override
        public int writes() {
            return 0b101 | (centered ? 0b1000 : 0) | (momentum == 0 ? 0 : 0b10000);
        }

        @Override
        public void run(Value[] in, Value[] out) {
            Tensor p = (Tensor) in[0];
            Tensor g = (Tensor) in[1];
            Tensor s = (Tensor) in[2];
            Tensor a = (Tensor) in[3];
            Tensor b = (Tensor) in[4];
            Updates.rmsprop(
                    p.data(), p.offset(), g.data(), g.offset(), s.data(), s.offset(), a.data(), a.offset(),
                    b.data(), b.offset(), p.size(), lr, alpha, eps, weightDecay, momentum, centered);
        }
    }
}
