package dev.lanewise.tensor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A differentiable function with a gradient rule of its own, after PyTorch's autograd {@index Function}.
 *
 * {@snippet :
 * final class Cube implements CustomFunction {
 *     public Tensor[] forward(Context context, Tensor... in) {
 *         context.save(in[0]);
 *         return new Tensor[] {in[0].mul(in[0]).mul(in[0])};
 *     }
 *
 *     public Tensor[] backward(Context context, Tensor... grads) {
 *         Tensor x = context.saved(0);
 *         return new Tensor[] {grads[0].mul(x.square()).mul(3f)};
 *     }
 * }
 * Tensor y = Autograd.apply(new Cube(), x)[0];
 * }
 *
 * <p>What {@code forward} computes is not recorded. {@code backward} is written in ops, so it can be differentiated
 * again.
 */
public interface CustomFunction {
    /** Computes the outputs; what the rule needs is saved in the context. Outputs are new tensors, not the inputs. */
    Tensor[] forward(Context context, Tensor... inputs);

    /**
     * Computes the gradients of the inputs from those of the outputs; null for none.
     *
     * @param grads one for each output; zeros where nothing depends on it
     */
    @Nullable
    Tensor[] backward(Context context, Tensor... grads);

    /** Carries values from the forward to the backward pass of one application. */
    final class Context {
        private final String function;
        private Kept[] saved = {};
        private Node.@Nullable Walk releasedBy;

        Context(String function) {
            this.function = function;
        }

        /** Keeps inputs or outputs for the gradient rule ({@index save_for_backward}). */
        public void save(Tensor... tensors) {
            for (int i = 0; i < tensors.length; i++) {
                if (tensors[i] == null) { // a user's class need not be null-checked
                    throw new IllegalArgumentException(function + ": tensor " + i + " to be saved is null");
                }
            }
            saved = Arrays.stream(tensors).map(Kept::now).toArray(Kept[]::new);
        }

        /**
         * The i-th saved tensor ({@index saved_tensors}).
         *
         * @throws IllegalStateException if it was written to in place since it was saved, or released with the history
         */
        public Tensor saved(int i) {
            if (releasedBy != null) {
                throw new IllegalStateException(function + ": " + releasedBy.released());
            }
            if (i < 0 || i >= saved.length) {
                throw new IndexOutOfBoundsException(
                        function + ": saved tensor " + i + " is asked for, but " + saved.length + " were saved");
            }
            return (Tensor) saved[i].read(function, "saved tensor " + i);
        }

        void release(Node.Walk walk) {
            saved = new Kept[0];
            if (releasedBy == null) {
                releasedBy = walk;
            }
        }
    }
}
