package dev.lanewise.optim;

import dev.lanewise.kernels.drivers.Squares;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/** What is asked of gradients between the backward pass and a step. */
public sealed interface GradientOp extends Op {
    /**
     * The sum of the squares of each of any number of tensors, {@code [n]}, in one pass. Gradient of a tensor x:
     * {@code 2 x grad[i]}.
     */
    record SquareSums() implements GradientOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(Shape.of(in.length))};
        }

        @Override
        public void run(Operands in, Operands out) {
            for (int i = 0; i < in.count(); i++) {
                out.data(0)[out.offset(0) + i] = Squares.sum(in.data(i), in.offset(i), in.size(i));
            }
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(needs, 0);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            Tensor grad = grads[0];
            for (int i = 0; grad != null && i < found.length; i++) {
                if (saved.needs(i)) {
                    found[i] = saved.input(i).mul(grad.select(0, i).mul(2));
                }
            }
            return found;
        }
    }
}
