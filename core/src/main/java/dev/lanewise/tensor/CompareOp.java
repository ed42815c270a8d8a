package dev.lanewise.tensor;

/** Elementwise comparisons of two tensors that broadcast, by IEEE rules: with NaN only {@code ne} is true. */
public sealed interface CompareOp extends ElementwiseOp {
    /** Computes y from a and b. */
    void run(Tensor a, Tensor b, BoolTensor y);

    @Override
    default Spec[] infer(Value... in) {
        return new Spec[] {Spec.bools(Shape.broadcast(name(), in[0].shape(), in[1].shape()))};
    }

    @Override
    default void run(Value[] in, Value[] out) {
        run((Tensor) in[0], (Tensor) in[1], (BoolTensor) out[0]);
    }

    /** a == b. */
    record Eq() implements CompareOp {
        @Override
        public void run(Tensor a, Tensor b, BoolTensor y) {
            Run.compare(a, b, y, Run.compare()::eq);
        }
    }

    /** a != b. */
    record Ne() implements CompareOp {
        @Override
        public void run(Tensor a, Tensor b, BoolTensor y) {
            Run.compare(a, b, y, Run.compare()::ne);
        }
    }

    /** a &lt; b. */
    record Lt() implements CompareOp {
        @Override
        public void run(Tensor a, Tensor b, BoolTensor y) {
            Run.compare(a, b, y, Run.compare()::lt);
        }
    }

    /** a &lt;= b. */
    record Le() implements CompareOp {
        @Override
        public void run(Tensor a, Tensor b, BoolTensor y) {
            Run.compare(a, b, y, Run.compare()::le);
        }
    }

    /** a &gt; b. */
    record Gt() implements CompareOp {
        @Override
        public void run(Tensor a, Tensor b, BoolTensor y) {
            Run.compare(a, b, y, Run.compare()::gt);
        }
    }

    /** a &gt;= b. */
    record Ge() implements CompareOp {
        @Override
        public void run(Tensor a, Tensor b, BoolTensor y) {
            Run.compare(a, b, y, Run.compare()::ge);
        }
    }
}
