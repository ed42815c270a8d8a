package dev.lanewise.ops;

import dev.lanewise.kernels.sequence.Floats;
import dev.lanewise.kernels.sequence.LstmRuns;
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
            RecurrentOperands.require("lstm", x, weight, 4);
            Shape state = RecurrentOperands.state(x, weight);
            if (states) {
                RecurrentOperands.require("lstm", "the hidden state", in[2], state);
                RecurrentOperands.require("lstm", "the cell state", in[3], state);
            }
            if (lengths) {
                RecurrentOperands.require("lstm", "lengths", in[ofLengths()], Shape.of(x.dim(1)));
            }
            Spec all = Spec.floats(RecurrentOperands.states(x, weight));
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
            return RecurrentOperands.multiplyAdds(in[0].shape(), in[1].shape());
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            if (lengths) {
                RecurrentOperands.requireLengths("lstm", x.dim(0), in.ints(ofLengths()));
            }
            LstmRuns.states(
                    RecurrentOperands.sequence(in, x, in.shape(1), direction, ofLengths()),
                    RecurrentOperands.floats(in, 0), RecurrentOperands.floats(in, 1),
                    RecurrentOperands.floatsIf(states, in, 2), RecurrentOperands.floatsIf(states, in, 3),
                    RecurrentOperands.floats(out, 0), RecurrentOperands.floats(out, 1),
                    RecurrentOperands.floats(out, 2), RecurrentOperands.floats(out, 3),
                    RecurrentOperands.floats(out, 4));
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(-1, 0b11001);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            IntTensor given = lengths ? saved.ints(ofLengths()) : null;
            if (GradMode.isEnabled()) {
                return RecurrentGradients.composed(saved, states ? 4 : 2, in -> {
                    Recurrence.Lstm all = RecurrenceSteps.lstm(
                            in[0], in[1], states ? in[2] : null, states ? in[3] : null, given, direction);
                    return new Tensor[] {all.outputs(), all.hidden(), all.cell()};
                }, grads[0], grads[1], grads[2]);
            }
            boolean last = grads[1] != null || grads[2] != null;
            Shape state = RecurrentOperands.state(saved.shape(0), saved.shape(1));
            Value[] found = new LstmGradient(direction, states, lengths, grads[0] != null, last).apply(
                    RecurrentOperands.inputs(
                            saved.output(3), saved.output(4), saved.input(1), states ? saved.input(3) : null,
                            given, grads[0], last ? orZeros(grads[1], state) : null,
                            last ? orZeros(grads[2], state) : null));
            @Nullable
            Tensor[] all = new Tensor[saved.inputs()];
            Tensor dx = (Tensor) found[0];
            all[0] = saved.needs(0) ? dx : null;
            if (saved.needs(1)) {
                all[1] = RecurrentGradients.weightGradient(
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
            RecurrentOperands.require("lstmGradient", gates, weight, 4);
            Shape state = RecurrentOperands.state(gates, weight);
            Shape all = RecurrentOperands.states(gates, weight);
            RecurrentOperands.require("lstmGradient", "cells", in[1], all);
            if (states) {
                RecurrentOperands.require("lstmGradient", "the cell state", in[3], state);
            }
            if (lengths) {
                RecurrentOperands.require("lstmGradient", "lengths", in[ofLengths()], Shape.of(gates.dim(1)));
            }
            int at = atGradients();
            if (ofOutputs) {
                RecurrentOperands.require("lstmGradient", "the gradient of the outputs", in[at++], all);
            }
            if (ofLast) {
                RecurrentOperands.require("lstmGradient", "the gradient of the hidden state", in[at], state);
                RecurrentOperands.require("lstmGradient", "the gradient of the cell state", in[at + 1], state);
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
            return RecurrentOperands.multiplyAdds(in[0].shape(), in[2].shape());
        }

        @Override
        public void run(Operands in, Operands out) {
            int last = atGradients() + (ofOutputs ? 1 : 0);
            Floats firstCell = RecurrentOperands.floatsIf(states, in, 3);
            LstmRuns.gradients(
                    RecurrentOperands.sequence(in, in.shape(0), in.shape(2), direction, ofLengths()),
                    RecurrentOperands.floats(in, 0), RecurrentOperands.floats(in, 1),
                    RecurrentOperands.floats(in, 2), firstCell,
                    RecurrentOperands.floatsIf(ofOutputs, in, atGradients()),
                    RecurrentOperands.floatsIf(ofLast, in, last), RecurrentOperands.floatsIf(ofLast, in, last + 1),
                    RecurrentOperands.floats(out, 0), RecurrentOperands.floatsIf(states, out, 1),
                    RecurrentOperands.floatsIf(states, out, 2));
        }
    }
}
