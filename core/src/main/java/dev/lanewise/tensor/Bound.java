package dev.lanewise.tensor;

/**
 * Inputs and outputs bound once, on which ops run again and again. Programs run their ops this way; nothing is
 * recorded, and shapes are not checked.
 *
 * <p>The arrays belong to the caller, who may put other values of the same types and shapes there between runs.
 */
public final class Bound {
    private final Value[] in;
    private final Value[] out;
    private final Operands inputs;
    private final Operands outputs;

    /**
     * Binds values.
     *
     * @param in the inputs
     * @param out the outputs, which have the types and shapes that {@link Op#infer} gives
     */
    public Bound(Value[] in, Value[] out) {
        this.in = in;
        this.out = out;
        this.inputs = new Operands(in);
        this.outputs = new Operands(out);
    }

    /** Runs an op here. The storage that it writes to gets a new version. */
    public void run(Op op) {
        op.run(inputs, outputs);
        Funnel.markWritten(op, in);
        for (Value value : out) {
            if (value instanceof Tensor x) {
                x.storage().written();
            }
        }
    }

    /** Makes the outputs of an op: fresh values, filled, or a view of the first input. */
    public static Value[] evaluate(Op op, Value... in) {
        Spec[] specs = op.infer(in);
        Value[] out = new Value[specs.length];
        if (op.isView()) {
            out[0] = view(in[0], op.viewOffset(in[0].shape()), specs[0].shape());
            return out;
        }
        for (int i = 0; i < out.length; i++) {
            out[i] = specs[i].allocate();
        }
        op.run(new Operands(in), new Operands(out));
        return out;
    }

    /** Another value for the same elements, without history. */
    static Value view(Value x, int offset, Shape shape) {
        return switch (x) {
            case Tensor floats -> new Tensor(floats.storage(), floats.offset() + offset, shape);
            case IntTensor ints -> IntTensor.wrap(ints.data(), shape);
            case BoolTensor bools -> BoolTensor.wrap(bools.data(), shape);
        };
    }
}
