package dev.lanewise.ops;

import dev.lanewise.kernels.sequence.Floats;
import dev.lanewise.tensor.GradMode;
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

/** Long short-term memory over all steps, and its gradients. */
public sealed interface LstmOp extends Op {

    /**
     * {@link Recurrence#lstm} of x {@code [T, N, 4 H]} and a weight {@code [4 H, H]}, then the first hidden and cell
     * state {@code [N, H]} if there are such, and then lengths {@code [N]} if there are such. Outputs the hidden states
     * after each step {@code [T, N, H]}, the last hidden and cell state {@code [N, H]}, and what gradients need: the
     * gates {@code [T, N, 4 H]} and the cells {@code [T, N, H]}. The bits are those of the steps one by one, {@code
     * f c + i g} with two products and a sum.
     *
     * <p>Gradients: those of x by {@link LstmGradient}; of the weight one product over all steps.
     *
     * @param states whether first states are given
     * @param lengths whether lengths are given
     */
    record Lstm(Recurrence.Direction direction, boolean states, boolean lengths) implements LstmOp {
        private int ofLengths() {
            return lengths ? states ? 4 : 2 : -1;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            Shape weight = in[1].shape();
            Recurrent.require("lstm", x, weight, 4);
            Shape state = Recurrent.state(x, weight);
            if (states) {
                Recurrent.require("lstm", "the hidden state", in[2], state);
                Recurrent.require("lstm", "the cell state", in[3], state);
            }
            if (lengths) {
                Recurrent.require("lstm", "lengths", in[ofLengths()], Shape.of(x.dim(1)));
            }
            Spec all = Spec.floats(Recurrent.states(x, weight));
            return new Spec[] {all, Spec.floats(state), Spec.floats(state), Spec.floats(x), all};
        }

        @Override
        public boolean checksValues() {
            return lengths;
        }

        /** The gates take the place of x: a step reads the inputs' part of a gate before it writes the gate. */
        @Override
        public boolean mayOverwrite(int output, int input) {
            return output == 3 && input == 0;
        }

        @Override
        public long multiplyAdds(Value... in) {
            return Recurrent.multiplyAdds(in[0].shape(), in[1].shape());
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            if (lengths) {
                Recurrent.requireLengths("lstm", x.dim(0), in.ints(ofLengths()));
            }
            dev.lanewise.kernels.sequence.Lstm.states(
                    Recurrent.sequence(in, x, in.shape(1), direction, ofLengths()), Recurrent.floats(in, 0),
                    Recurrent.floats(in, 1), Recurrent.floatsIf(states, in, 2), Recurrent.floatsIf(states, in, 3),
                    Recurrent.floats(out, 0), Recurrent.floats(out, 1), Recurrent.floats(out, 2),
                    Recurrent.floats(out, 3), Recurrent.floats(out, 4));
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(-1, 0b11001);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            IntTensor given = lengths ? saved.ints(ofLengths()) : null;
            if (GradMode.isEnabled()) {
                return Recurrent.composed(saved, states ? 4 : 2, in -> {
                    Recurrence.Lstm all = RecurrenceSteps.lstm(
                            in[0], in[1], states ? in[2] : null, states ? in[3] : null, given, direction);
                    return new Tensor[] {all.outputs(), all.hidden(), all.cell()};
                }, grads[0], grads[1], grads[2]);
            }
            boolean last = grads[1] != null || grads[2] != null;
            Shape state = Recurrent.state(saved.shape(0), saved.shape(1));
            Value[] found = new LstmGradient(direction, states, lengths, grads[0] != null, last).apply(
                    Recurrent.inputs(
                            saved.output(3), saved.output(4), saved.input(1), states ? saved.input(3) : null,
                            given, grads[0], last ? orZeros(grads[1], state) : null,
                            last ? orZeros(grads[2], state) : null));
            @Nullable
            Tensor[] all = new Tensor[saved.inputs()];
            Tensor dx = (Tensor) found[0];
            all[0] = saved.needs(0) ? dx : null;
            if (saved.needs(1)) {
                all[1] = Recurrent.weightGradient(
                        dx, saved.output(0), states ? saved.input(2) : null, given, direction);
            }
            if (states) {
                all[2] = saved.needs(2) ? (Tensor) found[1] : null;
                all[3] = saved.needs(3) ? (Tensor) found[2] : null;
            }
            return all;
        }

        private static Tensor orZeros(@Nullable Tensor x, Shape shape) {
            return x == null ? Tensor.zeros(shape) : x;
        }
    }

    /**
     * The gradients of {@link Lstm}, from its gates, cells and weight, then the first cell state if there are first
     * states, lengths if there are such, and the gradients of its outputs and of its last states, each if there are
     * such. Outputs the gradient of x, and with first states those of the hidden and cell state. Not differentiable
     * itself: where gradients of gradients are asked for, the definition is differentiated.
     *
     * @param states whether there are first states
     * @param lengths whether there are lengths
     * @param ofOutputs whether there are gradients of the outputs
     * @param ofLast whether there are gradients of the last hidden and cell state
     */
    record LstmGradient(
            Recurrence.Direction direction, boolean states, boolean lengths, boolean ofOutputs, boolean ofLast)
            implements
                LstmOp {
        private int ofLengths() {
            return lengths ? states ? 4 : 3 : -1;
        }

        private int atGradients() {
            return 3 + (states ? 1 : 0) + (lengths ? 1 : 0);
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape gates = in[0].shape();
            Shape weight = in[2].shape();
            Recurrent.require("lstmGradient", gates, weight, 4);
            Shape state = Recurrent.state(gates, weight);
            Shape all = Recurrent.states(gates, weight);
            Recurrent.require("lstmGradient", "cells", in[1], all);
            if (states) {
                Recurrent.require("lstmGradient", "the cell state", in[3], state);
            }
            if (lengths) {
                Recurrent.require("lstmGradient", "lengths", in[ofLengths()], Shape.of(gates.dim(1)));
            }
            int at = atGradients();
            if (ofOutputs) {
                Recurrent.require("lstmGradient", "the gradient of the outputs", in[at++], all);
            }
            if (ofLast) {
                Recurrent.require("lstmGradient", "the gradient of the hidden state", in[at], state);
                Recurrent.require("lstmGradient", "the gradient of the cell state", in[at + 1], state);
            }
            Spec x = Spec.floats(gates);
            return states ? new Spec[] {x, Spec.floats(state), Spec.floats(state)} : new Spec[] {x};
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        /** A step reads the gates of a unit before it writes their gradients. */
        @Override
        public boolean mayOverwrite(int output, int input) {
            return output == 0 && input == 0;
        }

        @Override
        public long multiplyAdds(Value... in) {
            return Recurrent.multiplyAdds(in[0].shape(), in[2].shape());
        }

        @Override
        public void run(Operands in, Operands out) {
            int last = atGradients() + (ofOutputs ? 1 : 0);
            Floats firstCell = Recurrent.floatsIf(states, in, 3);
            dev.lanewise.kernels.sequence.Lstm.gradients(
                    Recurrent.sequence(in, in.shape(0), in.shape(2), direction, ofLengths()),
                    Recurrent.floats(in, 0), Recurrent.floats(in, 1), Recurrent.floats(in, 2), firstCell,
                    Recurrent.floatsIf(ofOutputs, in, atGradients()), Recurrent.floatsIf(ofLast, in, last),
                    Recurrent.floatsIf(ofLast, in, last + 1), Recurrent.floats(out, 0),
                    Recurrent.floatsIf(states, out, 1), Recurrent.floatsIf(states, out, 2));
        }
    }
}
