package dev.lanewise.loss;

import dev.lanewise.kernels.drivers.SoftmaxRows;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Losses that have a kernel of their own, and checks of what losses are given. */
public sealed interface LossOp extends Op {

    /**
     * Cross entropy of logits {@code [..., C]} against class indices {@code [...]}, row by row: outputs the losses
     * {@code [...]} and, for the gradient, the probabilities p {@code [..., C]}, in one pass. Rows whose label is
     * ignored count as 0 in both, and their gradient is 0, whatever their logits are.
     *
     * <p>Gradient of the logits: {@code (p - oneHot(labels)) grad}, plus {@code p (gradP - sum(gradP p))} if something
     * depends on the probabilities (as the gradient itself does when it is differentiated again).
     *
     * @param loss whose labels they are, for the message
     * @param ignored a label of rows that do not count, if there is one
     */
    record CrossEntropy(String loss, OptionalInt ignored) implements LossOp {
        /** Every row counts. */
        public CrossEntropy() {
            this("crossEntropy", OptionalInt.empty());
        }

        /** The loss's name changes messages only. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof CrossEntropy op && ignored.equals(op.ignored);
        }

        @Override
        public int hashCode() {
            return ignored.hashCode();
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape logits = in[0].shape();
            Shape labels = in[1].shape();
            if (!areRows(logits, labels)) {
                throw new IllegalArgumentException(loss + ": logits " + logits + " and labels " + labels
                        + ": expected [..., C] and [...]");
            }
            Classes.requireAny(loss, "logits", logits, logits.rank() - 1);
            return new Spec[] {Spec.floats(labels), Spec.floats(logits)};
        }

        @Override
        public void run(Operands in, Operands out) {
            int[] labels = in.ints(1);
            int classes = in.dims(0)[in.dims(0).length - 1];
            Classes.requireLabels(loss, labels, in.shape(1), classes, ignored);
            SoftmaxRows.crossEntropy(
                    in.data(0), in.offset(0), labels, 0, ignored.orElse(Classes.NO_LABEL),
                    out.data(0), out.offset(0), out.data(1), out.offset(1), labels.length, classes);
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(2, 2);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor p = saved.output(1);
            Tensor grad = grads[0];
            Tensor gradP = grads[1];
            Tensor result = null;
            if (grad != null) {
                result = new CrossEntropyGrad(loss, ignored).tensor(p, saved.ints(1), grad);
            }
            if (gradP != null) {
                Tensor through = p.mul(gradP.sub(gradP.mul(p).sum(true, -1)));
                result = result == null ? through : result.add(through);
            }
            return new @Nullable Tensor[] {result, null};
        }
    }

    /**
     * Gradient of {@link CrossEntropy}'s logits in one pass: {@code (p - oneHot(labels)) grad} from the probabilities p
     * {@code [..., C]}, the labels {@code [...]} and the gradient of the losses {@code [...]}, or one number for all of
     * them; 0 where the label is ignored.
     *
     * <p>With v the gradient of the result: gradient of p: {@code v grad}; of grad:
     * {@code sum of (p - oneHot(labels)) v} over a row; both 0 where the label is ignored.
     *
     * @param loss as in {@link CrossEntropy}
     * @param ignored as in {@link CrossEntropy}
     */
    record CrossEntropyGrad(String loss, OptionalInt ignored) implements LossOp {
        /** Every row counts. */
        public CrossEntropyGrad() {
            this("crossEntropy", OptionalInt.empty());
        }

        /** The loss's name changes messages only. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof CrossEntropyGrad op && ignored.equals(op.ignored);
        }

        @Override
        public int hashCode() {
            return ignored.hashCode();
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape p = in[0].shape();
            Shape labels = in[1].shape();
            Shape grad = in[2].shape();
            if (!areRows(p, labels) || (grad.size() != 1 && !grad.equals(labels))) {
                throw new IllegalArgumentException("crossEntropyGrad: probabilities " + p + ", labels " + labels
                        + " and gradient " + grad + ": expected [..., C], [...] and [...] or one number");
            }
            return new Spec[] {Spec.floats(p)};
        }

        @Override
        public boolean broadcasts(int input, Shape source, Shape... in) {
            return input == 2 && source.size() == 1;
        }

        @Override
        public void run(Operands in, Operands out) {
            int[] labels = in.ints(1);
            int classes = in.dims(0)[in.dims(0).length - 1];
            Classes.requireLabels(loss, labels, in.shape(1), classes, ignored);
            SoftmaxRows.crossEntropyGradient(
                    in.data(0), in.offset(0), labels, ignored.orElse(Classes.NO_LABEL),
                    in.data(2), in.offset(2), in.size(2) == 1 ? 0 : 1,
                    out.data(0), out.offset(0), labels.length, classes);
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(0b111, 0);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor v = grads[0];
            if (v == null) {
                return new @Nullable Tensor[3];
            }
            Tensor p = saved.input(0);
            IntTensor labels = saved.ints(1);
            Tensor grad = saved.input(2);
            Counted counted = new Counted(loss, labels, p.dim(-1), ignored, null);
            boolean perRow = grad.shape().equals(labels.shape());
            Tensor factor = perRow ? grad.unsqueeze(-1) : grad.reshape(Shape.SCALAR);
            Tensor gradP = saved.needs(0) ? counted.onlyRows(v.mul(factor)) : null;
            Tensor gradGrad = null;
            if (saved.needs(2)) {
                Tensor hot = Indexing.oneHot(counted.labels(), p.dim(-1));
                Tensor rows = counted.only(p.sub(hot).mul(v).sum(-1));
                gradGrad = grad.size() == rows.size() ? rows.reshape(grad.shape()) : rows.sum().reshape(grad.shape());
            }
            return new @Nullable Tensor[] {gradP, null, gradGrad};
        }
    }

    /**
     * Labels {@code [...]} that have been checked, ready to be used as indices: 0 in the place of the ignored one.
     *
     * @param loss whose labels they are, for the message
     * @param classes labels count from 0 to one less
     * @param ignored a label that is no class, or counts as none, if there is one
     */
    record Labels(String loss, int classes, OptionalInt ignored) implements LossOp {
        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.ints(in[0].shape())};
        }

        @Override
        public void run(Operands in, Operands out) {
            int[] labels = in.ints(0);
            Classes.requireLabels(loss, labels, in.shape(0), classes, ignored);
            int none = ignored.orElse(Classes.NO_LABEL);
            int[] result = out.ints(0);
            for (int i = 0; i < labels.length; i++) {
                result[i] = labels[i] == none ? 0 : labels[i];
            }
        }
    }

    /** Whether a shape is that of labels with the classes behind. */
    private static boolean areRows(Shape x, Shape labels) {
        return x.rank() == labels.rank() + 1 && LossArguments.without(labels.rank(), x).equals(labels);
    }
}
