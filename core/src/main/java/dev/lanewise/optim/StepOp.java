package dev.lanewise.optim;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;
import java.util.List;

/** What an optimizer's step does besides updates: it counts, and gives its numbers to rules that are written in ops. */
public sealed interface StepOp extends Op {
    /**
     * A rule's part in a step.
     *
     * @param rule whose it is
     * @param updated the parameters that are updated, by their positions
     */
    record Turn(UpdateRule rule, List<Integer> updated) {}

    /**
     * Begins a step: determines learning rates and advances counts; if a rule refuses, none has advanced. It is an op
     * so that a replayed program repeats it.
     *
     * @param turns of the rules that take the step together
     */
    record Advance(List<Turn> turns) implements StepOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[0];
        }

        @Override
        public boolean hasEffect() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out) {
            Steps.advance(turns);
        }
    }

    /**
     * A number as a 0-dimensional tensor. It is a run-time scalar: the value is that of the current run.
     *
     * @param value the number, which is rounded to a float
     */
    record Scalar(double value) implements StepOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(Shape.SCALAR)};
        }

        @Override
        public void run(Operands in, Operands out) {
            out.data(0)[out.offset(0)] = (float) value;
        }
    }
}
