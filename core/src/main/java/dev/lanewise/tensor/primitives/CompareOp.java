package dev.lanewise.tensor.primitives;

import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;

/**
 * Elementwise comparisons of two tensors that broadcast, by IEEE rules: of comparisons with NaN only {@code ne} is
 * true.
 */
public sealed interface CompareOp extends ElementwiseOp {
    @Override
    default Spec[] infer(Value... in) {
        return new Spec[] {Spec.bools(Shape.broadcast(name(), in[0].shape(), in[1].shape()))};
    }

    /** a == b. */
    record Eq() implements CompareOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.compare(in, out, Elements.compare()::eq);
        }
    }

    /** a != b. */
    record Ne() implements CompareOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.compare(in, out, Elements.compare()::ne);
        }
    }

    /** a &lt; b. */
    record Lt() implements CompareOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.compare(in, out, Elements.compare()::lt);
        }
    }

    /** a &lt;= b. */
    record Le() implements CompareOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.compare(in, out, Elements.compare()::le);
        }
    }

    /** a &gt; b. */
    record Gt() implements CompareOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.compare(in, out, Elements.compare()::gt);
        }
    }

    /** a &gt;= b. */
    record Ge() implements CompareOp {
        @Override
        public void run(Operands in, Operands out) {
            Elements.compare(in, out, Elements.compare()::ge);
        }
    }
}
