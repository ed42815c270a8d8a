package dev.lanewise.ops;

import dev.lanewise.kernels.sequence.ElmanRuns;
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

/** Elman's recurrence over all steps, and its gradients. */
public sealed interface ElmanOp extends Op {

    /**
     * {@link Recurrence#tanh} or {@link Recurrence#relu} of x {@code [T, N, H]} and a weight {@code [H, H]}, then a
     * first state {@code [N, H]} and lengths {@code [N]}, each if there is such. Outputs the states after each step
     * {@code [T, N, H]} and the last one {@code [N, H]}. The bits are those of the steps one by one.
     *
     * <p>Gradients: those of x by {@link ElmanGradient}; of the weight one product over all steps.
     *
     * @param relu whether relu takes the place of tanh
     * @param states whether a first state is given
     * @param lengths whether lengths are given
     */
    record Elman(Recurrence.Direction direction, boolean relu, boolean states, boolean lengths) implements ElmanOp {
        @Override
        public String name() {
            return relu ? "reluRecurrence" : "tanhRecurrence";
        }

        private int ofLengths() {
            return lengths ? states ? 3 : 2 : -1;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            Shape weight = in[1].shape();
            RecurrentOperands.require(name(), x, weight, 1);
            Shape state = RecurrentOperands.state(x, weight);
            if (states) {
                RecurrentOperands.require(name(), "the state", in[2], state);
            }
            if (lengths) {
                RecurrentOperands.require(name(), "lengths", in[ofLengths()], Shape.of(x.dim(1)));
            }
            return new Spec[] {Spec.floats(x), Spec.floats(state)};
        }

        @Override
        public boolean checksValues() {
            return lengths;
        }

        /** A step reads the inputs' part of a state before it writes the state. */
        @Override
        public boolean mayOverwrite(int output, int input) {
            return output == 0 && input == 0;
        }

        @Override
        public long multiplyAdds(Value... in) {
            return RecurrentOperands.multiplyAdds(in[0].shape(), in[1].shape());
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            if (lengths) {
                RecurrentOperands.requireLengths(relu ? "relu" : "tanh", x.dim(0), in.ints(ofLengths()));
            }
            ElmanRuns.states(
                    RecurrentOperands.sequence(in, x, in.shape(1), direction, ofLengths()), relu,
                    RecurrentOperands.floats(in, 0), RecurrentOperands.floats(in, 1),
                    RecurrentOperands.floatsIf(states, in, 2), RecurrentOperands.floats(out, 0),
                    RecurrentOperands.floats(out, 1));
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(-1, 0b1);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            IntTensor given = lengths ? saved.ints(ofLengths()) : null;
            if (GradMode.isEnabled()) {
                return RecurrentGradients.composed(saved, states ? 3 : 2, in -> {
                    Recurrence.Hidden all = RecurrenceSteps.simple(
                            relu, in[0], in[1], states ? in[2] : null, given, direction);
                    return new Tensor[] {all.outputs(), all.hidden()};
                }, grads[0], grads[1]);
            }
            Value[] found = new ElmanGradient(direction, relu, states, lengths, grads[0] != null, grads[1] != null)
                    .apply(RecurrentOperands.inputs(saved.output(0), saved.input(1), given, grads[0], grads[1]));
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
            }
            return all;
        }
    }

    /**
     * The gradients of {@link Elman}, from its states and weight, then lengths, and the gradients of its outputs and of
     * its last state, each if there are such. Outputs the gradient of x, and with a first state its gradient. Not
     * differentiable itself: where gradients of gradients are asked for, the definition is differentiated.
     *
     * @param relu whether relu takes the place of tanh
     * @param states whether there is a first state
     * @param lengths whether there are lengths
     * @param ofOutputs whether there are gradients of the outputs
     * @param ofLast whether there is a gradient of the last state
     */
    record ElmanGradient(
            Recurrence.Direction direction, boolean relu, boolean states, boolean lengths, boolean ofOutputs,
            boolean ofLast)
            implements
                ElmanOp {
        private int atGradients() {
            return lengths ? 3 : 2;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape y = in[0].shape();
            Shape weight = in[1].shape();
            RecurrentOperands.require("elmanGradient", y, weight, 1);
            Shape state = RecurrentOperands.state(y, weight);
            if (lengths) {
                RecurrentOperands.require("elmanGradient", "lengths", in[2], Shape.of(y.dim(1)));
            }
            int at = atGradients();
            if (ofOutputs) {
                RecurrentOperands.require("elmanGradient", "the gradient of the outputs", in[at++], y);
            }
            if (ofLast) {
                RecurrentOperands.require("elmanGradient", "the gradient of the last state", in[at], state);
            }
            return states ? new Spec[] {Spec.floats(y), Spec.floats(state)} : new Spec[] {Spec.floats(y)};
        }

        @Override
        public boolean differentiable() {
            return false;
        }

        /** A step reads a state before it writes its gradient. */
        @Override
        public boolean mayOverwrite(int output, int input) {
            return output == 0 && input == 0;
        }

        @Override
        public long multiplyAdds(Value... in) {
            return RecurrentOperands.multiplyAdds(in[0].shape(), in[1].shape());
        }

        @Override
        public void run(Operands in, Operands out) {
            int last = atGradients() + (ofOutputs ? 1 : 0);
            ElmanRuns.gradients(
                    RecurrentOperands.sequence(in, in.shape(0), in.shape(1), direction, lengths ? 2 : -1), relu,
                    RecurrentOperands.floats(in, 0), RecurrentOperands.floats(in, 1),
                    RecurrentOperands.floatsIf(ofOutputs, in, atGradients()),
                    RecurrentOperands.floatsIf(ofLast, in, last), RecurrentOperands.floats(out, 0),
                    RecurrentOperands.floatsIf(states, out, 1));
        }
    }
}
