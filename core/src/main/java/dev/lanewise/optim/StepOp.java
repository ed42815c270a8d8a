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
     * Begins a step: determines its learning rate and advances the counts. It is an op so that a replayed program
     * repeats it.
     *
     * @param rule whose step it is
     * @param updated the parameters that are updated, by their positions
     */
    record Advance(UpdateRule rule, List<Integer> updated) implements StepOp {
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
            rule.advance(updated);
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
