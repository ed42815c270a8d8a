package dev.lanewise.ops;

import dev.lanewise.kernels.drivers.Turns;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/** Ops on rows whose positions are read when they run. */
public sealed interface PositionOp extends Op {
    @Override
    default boolean checksValues() {
        return true;
    }

    private static void requireNumber(String op, Shape start) {
        if (start.size() != 1) {
            throw new IllegalArgumentException(
                    op + ": the position of the first row " + start + ": expected one number");
        }
    }

    /**
     * {@link Positions#rotary(Tensor, int, int, Tensor, dev.lanewise.tensor.IntTensor, Positions.Pairs)}. Gradient:
     * that of x, turned back.
     *
     * @param back whether by the negative angles
     */
    record Rotary(int heads, int turned, Positions.Pairs pairs, boolean back) implements PositionOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            Shape turns = in[1].shape();
            if (x.rank() < 2 || heads < 1 || x.dim(-1) % heads != 0) {
                throw new IllegalArgumentException(
                        "rotary: " + x + " of " + heads + " heads: expected [..., L, heads E]");
            }
            if (turned < 0 || turned > heads) {
                throw new IllegalArgumentException("rotary: " + turned + " of " + heads + " heads are to be turned");
            }
            int width = x.dim(-1) / heads;
            if (turns.rank() != 2 || turns.dim(1) % 2 != 0 || turns.dim(1) > width) {
                throw new IllegalArgumentException("rotary: a table of turns " + turns + " for heads of width " + width
                        + ": expected [positions, R] with an even R of at most " + width);
            }
            requireNumber("rotary", in[2].shape());
            return new Spec[] {Spec.floats(x)};
        }

        @Override
        public boolean mayOverwrite(int output, int input) {
            return input == 0;
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            int rows = x.dim(-2);
            int positions = in.shape(1).dim(0);
            int start = in.ints(2)[0];
            if (start < 0 || (long) start + rows > positions) {
                throw new IndexOutOfBoundsException("rotary: " + rows + " rows from position " + start
                        + " on, of " + positions + " positions");
            }
            if (x.size() > 0) {
                new Turns(heads, turned, x.dim(-1) / heads, in.shape(1).dim(1), pairs == Positions.Pairs.NEIGHBOURS,
                        back).turn(in.data(0), in.offset(0), x.size() / x.dim(-1), rows, in.data(1),
                                in.offset(1) + start * in.shape(1).dim(1), out.data(0), out.offset(0));
            }
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(0b110, 0);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            Tensor x = grad == null
                    ? null
                    : new Rotary(heads, turned, pairs, !back).tensor(grad, saved.input(1), saved.ints(2));
            return new @Nullable Tensor[] {x, null, null};
        }
    }

    /** {@link Positions#write}. */
    record Write() implements PositionOp {
        @Override
        public boolean writes(int input) {
            return input == 0;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape target = in[0].shape();
            Shape rows = in[1].shape();
            if (target.rank() != 3 || rows.rank() != 3 || !rows.with(1, target.dim(1)).equals(target)) {
                throw new IllegalArgumentException(
                        "write: rows " + rows + " to " + target + ": expected [N, L, D] to [N, C, D]");
            }
            requireNumber("write", in[2].shape());
            return new Spec[0];
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape rows = in.shape(1);
            int capacity = in.shape(0).dim(1);
            int start = in.ints(2)[0];
            if (start < 0 || (long) start + rows.dim(1) > capacity) {
                throw new IllegalArgumentException("write: " + rows.dim(1) + " rows from position " + start
                        + " on do not fit the capacity of " + capacity + " positions");
            }
            int run = rows.dim(1) * rows.dim(2);
            for (int sample = 0; sample < rows.dim(0); sample++) {
                System.arraycopy(in.data(1), in.offset(1) + sample * run, in.data(0),
                        in.offset(0) + (sample * capacity + start) * rows.dim(2), run);
            }
        }
    }
}
