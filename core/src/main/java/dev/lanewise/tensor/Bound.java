package dev.lanewise.tensor;

import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Inputs and outputs bound once, on which ops run again and again. Programs run their ops this way. Nothing is recorded
 * and shapes are not checked; running an op within a computation that is being captured is refused, as no recorder
 * would be told.
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
        Recorder.refuseWithin("an op is run on bound values, which no recorder sees; apply it instead");
        op.run(inputs, outputs);
        Funnel.markWritten(op, in);
        markFilled();
    }

    /**
     * Lends the operands to something that is no op, such as the driver of a device, to read the inputs and fill the
     * outputs. The storage of the outputs gets a new version, even if the user fails, who may have filled a part.
     */
    public void lend(BiConsumer<Operands, Operands> user) {
        Recorder.refuseWithin("values are lent to a device, of which no recorder is told");
        try {
            user.accept(inputs, outputs);
        } finally {
            markFilled();
        }
    }

    /**
     * As {@link #lend(BiConsumer)}, to a device whose lock the caller holds, once. The user finds the newest elements
     * of the inputs, and never waits for another device that has them: they are fetched before, without the lock.
     */
    public void lend(Lock lock, BiConsumer<Operands, Operands> user) {
        Value[] newest = in.clone();
        for (int i = 0; i < newest.length; i++) {
            if (newest[i] instanceof Tensor x) {
                newest[i] = new Tensor(new Storage(x.storage().data(lock)), x.offset(), x.shape());
            }
        }
        new Bound(newest, out).lend(user);
    }

    private void markFilled() {
        for (Value value : out) {
            if (value instanceof Tensor x) {
                x.storage().written();
            }
        }
    }

    /**
     * Says, each time it is run, that something else, such as a device, has newer elements of a tensor. They are
     * fetched when somebody reads or writes the tensor, or another one that shares storage with it, on whatever thread
     * that is; what the source throws then is thrown there, and the next one who reads asks again. The storage gets a
     * new version each time.
     *
     * @param lock held while elements are fetched, and by who runs it, once; it is let go of while older ones come that
     *     another device has
     * @param source fills operand 0
     */
    public static Runnable deferral(Tensor value, Lock lock, Consumer<Operands> source) {
        Storage storage = value.storage();
        Deferred deferred = new Deferred(value.offset(), value.shape(), lock, source);
        return () -> storage.defer(deferred);
    }

    /** How often the storage of a value has been written to; 0 for ints and booleans, which do not change. */
    public static int version(Value value) {
        return value instanceof Tensor x ? x.storage().version() : 0;
    }

    /** Makes the outputs of an op: fresh values, filled, or a view of the first input. */
    public static Value[] evaluate(Op op, Value... in) {
        Spec[] specs = specs(op, in);
        Value[] out = new Value[specs.length];
        if (op.isView()) {
            if (specs.length != 1 || specs[0].type() != Spec.of(in[0]).type()) {
                throw new IllegalStateException(op.name() + ": a view has one output of its input's type "
                        + Spec.of(in[0]) + ", not " + Arrays.toString(specs));
            }
            return new Value[] {view(in[0], op.viewOffset(in[0].shape()), specs[0].shape())};
        }
        for (int i = 0; i < out.length; i++) {
            out[i] = specs[i].allocate();
        }
        op.run(new Operands(in), new Operands(out));
        return out;
    }

    /** The outputs, or the name of an op whose output no array holds. */
    private static Spec[] specs(Op op, Value... in) {
        try {
            return op.infer(in);
        } catch (IllegalArgumentException fault) {
            if (String.valueOf(fault.getMessage()).startsWith(Shape.FAULT)) {
                throw new IllegalArgumentException(op.name() + ": " + fault.getMessage(), fault);
            }
            throw fault;
        }
    }

    /** Another value for the same elements, without history. Ints and booleans have no offset: the whole array. */
    static Value view(Value x, int offset, Shape shape) {
        boolean all = offset == 0 && shape.size() == x.shape().size();
        if (offset < 0 || shape.size() > x.shape().size() - offset || !(x instanceof Tensor || all)) {
            throw new IndexOutOfBoundsException("view: " + shape + " at element " + offset + " of " + x.shape());
        }
        return switch (x) {
            case Tensor floats -> new Tensor(floats.storage(), floats.offset() + offset, shape);
            case IntTensor ints -> IntTensor.wrap(ints.data(), shape);
            case BoolTensor bools -> BoolTensor.wrap(bools.data(), shape);
        };
    }
}
