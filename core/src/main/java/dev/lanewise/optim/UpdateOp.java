package dev.lanewise.optim;

import dev.lanewise.kernels.OptimizerKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.drivers.Updates;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;

/**
 * The update rules of optimizers, and what averages of weights do. They write to arguments, have no output and are
 * never recorded; the storage they write to gets a new version.
 *
 * <p>An update takes any number of parameters at once: its arguments are groups of {@link #group} tensors of one shape,
 * each a parameter, its gradient and its state. Arguments that are written to share no storage with others.
 */
public sealed interface UpdateOp extends Op {
    /** How many arguments there are for each parameter; the parameter is the first, its gradient the second. */
    int group();

    /** Whether the rule writes to argument {@code i} of a group. */
    boolean writesInGroup(int i);

    /** How many parameters the rule is made for; -1 for any number. */
    default int parameters() {
        return -1;
    }

    @Override
    default boolean writes(int input) {
        return writesInGroup(input % group());
    }

    @Override
    default Spec[] infer(Value... in) {
        int group = group();
        if (in.length % group != 0 || (parameters() >= 0 && in.length != parameters() * group)) {
            throw new IllegalArgumentException(name() + ": " + in.length + " arguments, expected " + group
                    + " for each " + (parameters() < 0 ? "parameter" : "of " + parameters() + " parameters"));
        }
        for (int i = 0; i < in.length; i++) {
            Shape target = in[i - i % group].shape();
            if (!in[i].shape().equals(target)) {
                throw new IllegalArgumentException(
                        name() + ": argument " + i + " has shape " + in[i].shape() + ", the tensor written to "
                                + target);
            }
        }
        return new Spec[0];
    }

    /** Sizes of the parameters among the arguments. */
    private static Updates.Sizes sizes(Operands in, int group) {
        return parameter -> in.size(parameter * group);
    }

    private static OptimizerKernels kernels() {
        return KernelLookup.active().optimizer();
    }

    /**
     * An average of weights on (average, parameter), from the nearer end: {@code a + weight (p - a)}.
     *
     * @param weight of the parameter, from 0 to 1; 1 copies it, and 0 writes nothing, whatever it is
     */
    record Average(double weight) implements UpdateOp {
        @Override
        public int group() {
            return 2;
        }

        @Override
        public boolean writesInGroup(int i) {
            return i == 0;
        }

        @Override
        public void run(Operands in, Operands out) {
            if (weight == 0) {
                return;
            }
            Updates.forEach(in.count() / 2, sizes(in, 2), (i, from, to) -> {
                int a = 2 * i;
                int p = a + 1;
                kernels().average(in.data(a), in.offset(a) + from, in.data(p), in.offset(p) + from, to - from, weight);
            });
        }
    }

    /** Copies back to each tensor what was kept of it, on (tensor, copy). */
    record Restore() implements UpdateOp {
        @Override
        public int group() {
            return 2;
        }

        @Override
        public boolean writesInGroup(int i) {
            return i == 0;
        }

        @Override
        public boolean restores() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out) {
            for (int i = 0; i < in.count(); i += 2) {
                System.arraycopy(in.data(i + 1), in.offset(i + 1), in.data(i), in.offset(i), in.size(i));
            }
        }
    }

    /** Exchanges the values of each pair of tensors, bit for bit and without room for copies. */
    record Exchange() implements UpdateOp {
        @Override
        public int group() {
            return 2;
        }

        @Override
        public boolean writesInGroup(int i) {
            return true;
        }

        @Override
        public void run(Operands in, Operands out) {
            Updates.forEach(in.count() / 2, sizes(in, 2), (i, from, to) -> {
                float[] a = in.data(2 * i);
                float[] b = in.data(2 * i + 1);
                int ao = in.offset(2 * i);
                int bo = in.offset(2 * i + 1);
                for (int k = from; k < to; k++) {
                    float kept = a[ao + k];
                    a[ao + k] = b[bo + k];
                    b[bo + k] = kept;
                }
            });
        }
    }

    /**
     * SGD on (parameter, gradient) or, with momentum, (parameter, gradient, velocity).
     *
     * @param lr learning rate
     * @param momentum weight of the old velocity; 0 for none
     * @param dampening share of the gradient left out of the velocity
     * @param weightDecay L2 penalty
     * @param nesterov whether to look ahead along the velocity
     * @param steps counts of updates with momentum: at the first one the velocity starts as the gradient
     */
    record Sgd(double lr, double momentum, double dampening, double weightDecay, boolean nesterov, UpdateCounts steps)
            implements
                UpdateOp {
        @Override
        public int group() {
            return momentum == 0 ? 2 : 3;
        }

        @Override
        public int parameters() {
            return momentum == 0 ? -1 : steps.parameters();
        }

        @Override
        public boolean writesInGroup(int i) {
            return i != 1;
        }

        /** Whether this is the first update of a parameter with momentum. */
        public boolean isFirst(int parameter) {
            return momentum != 0 && steps.count(parameter) == 1;
        }

        @Override
        public void run(Operands in, Operands out) {
            int group = group();
            Updates.forEach(in.count() / group, sizes(in, group), (i, from, to) -> {
                int p = i * group;
                int g = p + 1;
                int v = momentum == 0 ? p : p + 2;
                kernels().sgd(
                        in.data(p), in.offset(p) + from, in.data(g), in.offset(g) + from,
                        in.data(v), in.offset(v) + from,
                        to - from, lr, momentum, dampening, weightDecay, nesterov,
                        isFirst(i));
            });
        }
    }

    /**
     * Adam and AdamW on (parameter, gradient, first moment, second moment) or, with amsgrad, these and the largest
     * second moment so far.
     *
     * @param lr learning rate
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param eps added to the root of the second moment
     * @param weightDecay L2 penalty, or the rate at which the weights decay
     * @param decoupled whether the weights themselves decay (AdamW)
     * @param amsgrad whether to divide by the root of the largest second moment so far
     * @param steps how many updates there have been
     */
    record Adam(double lr, double beta1, double beta2, double eps, double weightDecay, boolean decoupled,
            boolean amsgrad, UpdateCounts steps)
            implements
                UpdateOp {
        @Override
        public int group() {
            return amsgrad ? 5 : 4;
        }

        @Override
        public int parameters() {
            return steps.parameters();
        }

        @Override
        public boolean writesInGroup(int i) {
            return i != 1;
        }

        /** {@code lr / (1 - beta1^t)} at the parameter's update t. */
        public double stepSize(int parameter) {
            return lr / (1 - Moments.power(beta1, steps.count(parameter)));
        }

        /** {@code sqrt(1 - beta2^t)} at the parameter's update t. */
        public double rootCorrection(int parameter) {
            return Math.sqrt(1 - Moments.power(beta2, steps.count(parameter)));
        }

        @Override
        public void run(Operands in, Operands out) {
            int group = group();
            Updates.forEach(in.count() / group, sizes(in, group), (i, from, to) -> {
                int p = group * i;
                int g = p + 1;
                int m = p + 2;
                int v = p + 3;
                int x = amsgrad ? p + 4 : v;
                kernels().adam(
                        in.data(p), in.offset(p) + from, in.data(g), in.offset(g) + from,
                        in.data(m), in.offset(m) + from, in.data(v), in.offset(v) + from,
                        in.data(x), in.offset(x) + from, to - from,
                        lr, stepSize(i), rootCorrection(i), beta1, beta2, eps, weightDecay, decoupled, amsgrad);
            });
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
     * @param centered whether to subtract the squared mean
     */
    record RmsProp(double lr, double alpha, double eps, double weightDecay, double momentum, boolean centered)
            implements
                UpdateOp {
        @Override
        public int group() {
            return 5;
        }

        @Override
        public boolean writesInGroup(int i) {
            return switch (i) {
                case 1 -> false;
                case 3 -> centered;
                case 4 -> momentum != 0;
                default -> true;
            };
        }

        @Override
        public void run(Operands in, Operands out) {
            Updates.forEach(in.count() / 5, sizes(in, 5), (i, from, to) -> {
                int p = 5 * i;
                int g = p + 1;
                int s = p + 2;
                int a = p + 3;
                int b = p + 4;
                kernels().rmsprop(
                        in.data(p), in.offset(p) + from, in.data(g), in.offset(g) + from,
                        in.data(s), in.offset(s) + from, in.data(a), in.offset(a) + from,
                        in.data(b), in.offset(b) + from, to - from,
                        lr, alpha, eps, weightDecay, momentum, centered);
            });
        }
    }
}
