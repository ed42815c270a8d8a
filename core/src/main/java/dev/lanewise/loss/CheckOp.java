package dev.lanewise.loss;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/** Checks of values that a replayed program repeats. */
public sealed interface CheckOp extends Op {
    /**
     * Passes numbers on if they are within bounds, and their gradients; NaN passes. It has an output, and not only an
     * effect, so that devices can run it.
     *
     * @param what begins the message, for example {@code DiceLoss: probability}
     */
    record Within(String what, float low, float high) implements CheckOp {
        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(in[0].shape())};
        }

        @Override
        public void run(Operands in, Operands out) {
            float[] x = in.data(0);
            int from = in.offset(0);
            int n = in.size(0);
            for (int i = 0; i < n; i++) {
                if (x[from + i] < low || x[from + i] > high) {
                    throw new IllegalArgumentException(what + " " + x[from + i]
                            + LossArguments.place(i, in.shape(0)) + " is "
                            + (high < Float.POSITIVE_INFINITY
                                    ? "not within " + text(low) + " and " + text(high)
                                    : "less than " + text(low)));
                }
            }
            System.arraycopy(x, from, out.data(0), out.offset(0), n);
        }

        private static String text(float bound) {
            return bound == (int) bound ? Integer.toString((int) bound) : Float.toString(bound);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            return new @Nullable Tensor[] {grads[0]};
        }
    }
}
