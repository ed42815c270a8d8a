package dev.lanewise.tensor;

import dev.lanewise.kernels.SoftmaxRows;
import org.jspecify.annotations.Nullable;

/** Losses that have a kernel of their own. */
public sealed interface LossOp extends Op {

    /**
     * Cross entropy of each row of logits {@code [N, C]} against its class index {@code [N]}: outputs the losses
     * {@code [N]} and, for the gradient, the probabilities p {@code [N, C]}, in one pass.
     *
     * <p>Gradient of the logits: {@code (p - oneHot(labels)) grad}, and {@code p (gradP - sum(gradP p))} where
     * something depends on the probabilities (as the gradient itself does, when it is differentiated again).
     */
    record CrossEntropy() implements LossOp {
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
        public void run(Value[] in, Value[] out) {
            Tensor x = (Tensor) in[0];
            int[] labels = ((IntTensor) in[1]).data();
            Tensor loss = (Tensor) out[0];
            Tensor p = (Tensor) out[1];
            requireClasses(labels, x.dim(1));
            SoftmaxRows.crossEntropy(
                    x.data(), x.offset(), labels, 0,
                    loss.data(), loss.offset(), p.data(), p.offset(), x.dim(0), x.dim(1));
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
        public Saves saves() {
            return new Saves(2, 2);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor p = saved.output(1);
            Tensor grad = grads[0];
            Tensor gradP = grads[1];
            Tensor result = null;
            if (grad != null) {
                result = p.sub(Indexing.oneHot(saved.ints(1), p.dim(1))).mul(grad.unsqueeze(1));
            }
            if (gradP != null) {
                Tensor through = p.mul(gradP.sub(gradP.mul(p).sum(true, 1)));
                result = result == null ? through : result.add(through);
            }
            return new @Nullable Tensor[] {result, null};
        }
    }
}
