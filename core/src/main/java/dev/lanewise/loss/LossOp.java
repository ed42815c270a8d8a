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
import org.jspecify.annotations.Nullable;

/** Losses that have a kernel of their own. */
public sealed interface LossOp extends Op {

    /**
     * Cross entropy of each row of logits {@code [N, C]} against its class index {@code [N]}: outputs the losses
     * {@code [N]} and, for the gradient, the probabilities p {@code [N, C]}, in one pass.
     *
     * <p>Gradient of the logits: {@code (p - oneHot(labels)) grad}, plus {@code p (gradP - sum(gradP p))} if something
     * depends on the probabilities (as the gradient itself does when it is differentiated again).
     */
    record CrossEntropy() implements LossOp {
        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape logits = in[0].shape();
            IntTensor labels = (IntTensor) in[1];
            if (logits.rank() != 2 || labels.shape().rank() != 1 || logits.dim(0) != labels.size()) {
                throw new IllegalArgumentException("crossEntropy: logits " + logits + " and labels " + labels.shape()
                        + ": expected [N, C] and [N]");
            }
            if (logits.dim(1) == 0 && logits.dim(0) > 0) {
                throw new IllegalArgumentException("crossEntropy: logits " + logits + " have no classes");
            }
            return new Spec[] {Spec.floats(labels.shape()), Spec.floats(logits)};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape logits = in.shape(0);
            int[] labels = in.ints(1);
            requireClasses(labels, logits.dim(1));
            SoftmaxRows.crossEntropy(
                    in.data(0), in.offset(0), labels, 0,
                    out.data(0), out.offset(0), out.data(1), out.offset(1), logits.dim(0), logits.dim(1));
        }

        private static void requireClasses(int[] labels, int classes) {
            for (int i = 0; i < labels.length; i++) {
                if (labels[i] < 0 || labels[i] >= classes) {
                    throw new IllegalArgumentException("crossEntropy: label " + labels[i] + " of sample " + i
                            + " is not one of the " + classes + " classes 0 .. " + (classes - 1));
                }
            }
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
                result = new CrossEntropyGrad().tensor(p, saved.ints(1), grad);
            }
            if (gradP != null) {
                Tensor through = p.mul(gradP.sub(gradP.mul(p).sum(true, 1)));
                result = result == null ? through : result.add(through);
            }
            return new @Nullable Tensor[] {result, null};
        }
    }

    /**
     * Gradient of {@link CrossEntropy}'s logits in one pass: {@code (p - oneHot(labels)) grad} from the probabilities p
     * {@code [N, C]}, the labels {@code [N]} and the gradient of the losses {@code [N]}, or one number for all of them.
     *
     * <p>With v the gradient of the result: gradient of p: {@code v grad}; of grad:
     * {@code sum of (p - oneHot(labels)) v} over a row.
     */
    record CrossEntropyGrad() implements LossOp {
        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape p = in[0].shape();
            Shape labels = in[1].shape();
            Shape grad = in[2].shape();
            if (p.rank() != 2 || labels.rank() != 1 || p.dim(0) != labels.size()
                    || (grad.size() != 1 && !grad.equals(labels))) {
                throw new IllegalArgumentException("crossEntropyGrad: probabilities " + p + ", labels " + labels
                        + " and gradient " + grad + ": expected [N, C], [N] and [N] or one number");
            }
            return new Spec[] {Spec.floats(p)};
        }

        @Override
        public boolean broadcasts(int input, Shape source, Shape... in) {
            return input == 2 && source.size() == 1;
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape p = in.shape(0);
            int[] labels = in.ints(1);
            CrossEntropy.requireClasses(labels, p.dim(1));
            SoftmaxRows.crossEntropyGradient(
                    in.data(0), in.offset(0), labels, in.data(2), in.offset(2), in.size(2) == 1 ? 0 : 1,
                    out.data(0), out.offset(0), p.dim(0), p.dim(1));
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
            Tensor grad = saved.input(2);
            boolean perRow = grad.rank() == 1;
            Tensor gradP = saved.needs(0) ? v.mul(perRow ? grad.unsqueeze(1) : grad) : null;
            Tensor gradGrad = null;
            if (saved.needs(2)) {
                Tensor rows = p.sub(Indexing.oneHot(saved.ints(1), p.dim(1))).mul(v).sum(1);
                gradGrad = grad.size() == rows.size() ? rows.reshape(grad.shape()) : rows.sum().reshape(grad.shape());
            }
            return new @Nullable Tensor[] {gradP, null, gradGrad};
        }
    }
}
