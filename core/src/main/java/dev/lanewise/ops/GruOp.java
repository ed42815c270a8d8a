package dev.lanewise.ops;

import dev.lanewise.kernels.sequence.GruRuns;
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

/** The gated recurrent unit over all steps, and its gradients. */
public sealed interface GruOp extends Op {

    /**
     * {@link Recurrence#gru} of x {@code [T, N, 3 H]} and a weight {@code [3 H, H]}, then a bias {@code [3 H]}, a first
     * state {@code [N, H]} and lengths {@code [N]}, each if there is such. Outputs the states after each step {@code
     * [T, N, H]}, the last one {@code [N, H]}, and what gradients need: the gates {@code [T, N, 3 H]} and the third
     * part of the sums {@code h W^T + b [T, N, H]}. The bits are those of the steps one by one.
     *
     * <p>Gradients: those of x and of the sums by {@link GruGradient}; of the weight one product over all steps, and of
     * the bias the sum of the sums' over steps and samples.
     *
     * @param bias whether a bias is given
     * @param states whether a first state is given
     * @param lengths whether lengths are given
     */
    record Gru(Recurrence.Direction direction, boolean bias, boolean states, boolean lengths) implements GruOp {
        private int ofState() {
            return bias ? 3 : 2;
        }

        private int ofLengths() {
            return lengths ? ofState() + (states ? 1 : 0) : -1;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            Shape weight = in[1].shape();
            RecurrentOperands.require("gru", x, weight, 3);
            Shape state = RecurrentOperands.state(x, weight);
            if (bias) {
                RecurrentOperands.require("gru", "bias", in[2], Shape.of(weight.dim(0)));
            }
            if (states) {
                RecurrentOperands.require("gru", "the state", in[ofState()], state);
            }
            if (lengths) {
                RecurrentOperands.require("gru", "lengths", in[ofLengths()], Shape.of(x.dim(1)));
            }
            Spec all = Spec.floats(RecurrentOperands.states(x, weight));
            return new Spec[] {all, Spec.floats(state), Spec.floats(x), all};
        }

        @Override
        public boolean checksValues() {
            return lengths;
        }

        /** The gates take the place of x: a step reads the inputs' part of a gate before it writes the gate. */
        @Override
        public boolean mayOverwrite(int output, int input) {
            return output == 2 && input == 0;
        }

        @Override
        public long multiplyAdds(Value... in) {
            return RecurrentOperands.multiplyAdds(in[0].shape(), in[1].shape());
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            if (lengths) {
                RecurrentOperands.requireLengths("gru", x.dim(0), in.ints(ofLengths()));
            }
            GruRuns.states(
                    RecurrentOperands.sequence(in, x, in.shape(1), direction, ofLengths()),
                    RecurrentOperands.floats(in, 0), RecurrentOperands.floats(in, 1),
                    RecurrentOperands.floatsIf(bias, in, 2), RecurrentOperands.floatsIf(states, in, ofState()),
                    RecurrentOperands.floats(out, 0), RecurrentOperands.floats(out, 1),
                    RecurrentOperands.floats(out, 2), RecurrentOperands.floats(out, 3));
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(-1, 0b1101);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            IntTensor given = lengths ? saved.ints(ofLengths()) : null;
            int floats = ofState() + (states ? 1 : 0);
            if (GradMode.isEnabled()) {
                return RecurrentGradients.composed(saved, floats, in -> {
                    Recurrence.Hidden all = RecurrenceSteps.gru(
                            in[0], in[1], bias ? in[2] : null, states ? in[ofState()] : null, given, direction);
                    return new Tensor[] {all.outputs(), all.hidden()};
                }, grads[0], grads[1]);
            }
            Tensor first = states ? saved.input(ofState()) : null;
            Value[] found = new GruGradient(direction, states, lengths, grads[0] != null, grads[1] != null).apply(
                    RecurrentOperands.inputs(
                            saved.output(2), saved.output(3), saved.output(0), saved.input(1), first, given,
                            grads[0], grads[1]));
            @Nullable
            Tensor[] all = new Tensor[saved.inputs()];
            Tensor ds = (Tensor) found[1];
            all[0] = saved.needs(0) ? (Tensor) found[0] : null;
            if (saved.needs(1)) {
                all[1] = RecurrentGradients.weightGradient(ds, saved.output(0), first, given, direction);
            }
            if (bias) {
                all[2] = saved.needs(2) ? ds.sum(0, 1) : null;
            }
            if (states) {
                all[ofState()] = saved.needs(ofState()) ? (Tensor) found[2] : null;
            }
            return all;
        }
    }

    /**
     * The gradients of {@link Gru}, from its gates, third parts, states and weight, then the first state and lengths,
     * and the gradients of its outputs and of its last state, each if there are such. Outputs the gradients of x and of
     * the sums {@code [T, N, 3 H]}, and with a first state its gradient. Not differentiable itself: where gradients of
     * gradients are asked for, the definition is differentiated.
     *
     * @param states whether there is a first state
     * @param lengths whether there are lengths
     * @param ofOutputs whether there are gradients of the outputs
     * @param ofLast whether there is a gradient of the last state
     */
    record GruGradient(
            Recurrence.Direction direction, boolean states, boolean lengths, boolean ofOutputs, boolean ofLast)
            implements
                GruOp {
        private int ofLengths() {
            return lengths ? states ? 5 : 4 : -1;
        }

        private int atGradients() {
            return 4 + (states ? 1 : 0) + (lengths ? 1 : 0);
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape gates = in[0].shape();
            Shape weight = in[3].shape();
            RecurrentOperands.require("gruGradient", gates, weight, 3);
            Shape state = RecurrentOperands.state(gates, weight);
            Shape all = RecurrentOperands.states(gates, weight);
            RecurrentOperands.require("gruGradient", "third parts", in[1], all);
            RecurrentOperands.require("gruGradient", "states", in[2], all);
            if (states) {
                RecurrentOperands.require("gruGradient", "the state", in[4], state);
            }
            if (lengths) {
                RecurrentOperands.require("gruGradient", "lengths", in[ofLengths()], Shape.of(gates.dim(1)));
            }
            int at = atGradients();
            if (ofOutputs) {
                RecurrentOperands.require("gruGradient", "the gradient of the outputs", in[at++], all);
            }
            if (ofLast) {
                RecurrentOperands.require("gruGradient", "the gradient of the last state", in[at], state);
            }
            Spec x = Spec.floats(gates);
            return states ? new Spec[] {x, x, Spec.floats(state)} : new Spec[] {x, x};
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
            return RecurrentOperands.multiplyAdds(in[0].shape(), in[3].shape());
        }

        @Override
        public void run(Operands in, Operands out) {
            int last = atGradients() + (ofOutputs ? 1 : 0);
            GruRuns.gradients(
                    RecurrentOperands.sequence(in, in.shape(0), in.shape(3), direction, ofLengths()),
                    RecurrentOperands.floats(in, 0), RecurrentOperands.floats(in, 1),
                    RecurrentOperands.floats(in, 2), RecurrentOperands.floats(in, 3),
                    RecurrentOperands.floatsIf(states, in, 4),
                    RecurrentOperands.floatsIf(ofOutputs, in, atGradients()),
                    RecurrentOperands.floatsIf(ofLast, in, last), RecurrentOperands.floats(out, 0),
                    RecurrentOperands.floats(out, 1), RecurrentOperands.floatsIf(states, out, 2));
        }
    }
}
