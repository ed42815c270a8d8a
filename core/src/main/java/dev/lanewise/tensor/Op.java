package dev.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/**
 * A whole-tensor operation: a value that says what is computed, apart from the buffers it is computed on.
 *
 * <p>An op gives the types and shapes of its outputs ({@link #infer}), computes them ({@link #run}), says what its
 * gradient rule needs ({@link #saves}) and holds that rule ({@link #gradients}), which is itself written in ops, so
 * that a gradient can be differentiated again. Every computation is the application of an op, and every application
 * goes through {@link #apply}: the one funnel that runs, and records what gradients need. Use the methods of {@link
 * Tensor} and its neighbours to compute; ops are public so that what was computed can be inspected, replayed and
 * exported.
 *
 * <p>{@link #run} and {@link #evaluate} are the engine's. They record nothing, and {@code run} and {@link #gradients}
 * trust their arguments: {@link #infer}, which {@code apply} asks first, is where inputs are checked, so that no op
 * reads or writes outside its tensors.
 *
 * <p>The families are sealed; {@link CustomOp} is the one open member.
 */
public sealed interface Op
        permits ElementwiseOp,
        LogicOp,
        ReduceOp,
        ViewOp,
        MoveOp,
        IndexOp,
        MatmulOp,
        LinearOp,
        ActivationGradOp,
        SoftmaxOp,
        LossOp,
        NormOp,
        RandomOp,
        UpdateOp,
        FusedOp,
        CustomOp {

    /** The op's name in messages, e.g. {@code matmul}. */
    default String name() {
        String name = getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /**
     * Types and shapes of the outputs for these inputs.
     *
     * @throws IllegalArgumentException if the inputs do not fit the op; the message names op, shapes and the difference
     */
    Spec[] infer(Value... in);

    /**
     * Computes the outputs, which have the types and shapes of {@link #infer}, from the inputs. For the engine: shapes
     * are not checked (indices and labels, which are values, are), nothing is recorded, and no storage gets a new
     * version.
     */
    void run(Value[] in, Value[] out);

    /** What {@link #gradients} reads. */
    default Saves saves() {
        return Saves.NOTHING;
    }

    /**
     * What {@link #gradients} reads where only some gradients are wanted: only that is kept alive until backward.
     *
     * @param needs bit i set: the gradient of input i is wanted; bit 31 speaks for all inputs from 31 on
     */
    default Saves saves(int needs) {
        return saves();
    }

    /** Whether {@link #run} writes to an input: only initialisation, loading and updates do. */
    default boolean writes() {
        return false;
    }

    /** Whether applying the op does more than to give its outputs, so that it matters though nobody reads them. */
    default boolean hasEffect() {
        return writes();
    }

    /** Whether {@link #run} may throw for values of its inputs, such as indices and labels. */
    default boolean checksValues() {
        return false;
    }

    /** Whether {@link #run} writes to input {@code input}. */
    default boolean writes(int input) {
        return false;
    }

    /**
     * The gradient rule: from the gradients of the outputs those of the inputs.
     *
     * @param saved what {@link #saves} asked for, and the shapes of all inputs
     * @param grads gradient of each output, null where nothing depends on it
     * @return a gradient for each input, null where there is none; a shape that an input was broadcast to is fine, the
     *     walk sums it back
     * @throws UnsupportedOperationException if the op has no gradient
     */
    default @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        throw new UnsupportedOperationException(name() + " has no gradient rule");
    }

    /**
     * Makes the outputs: fresh buffers by {@link #infer}, filled by {@link #run}; views share their input's instead.
     * For the engine: nothing is recorded, and no storage gets a new version.
     */
    default Value[] evaluate(Value... in) {
        Spec[] specs = infer(in);
        Value[] out = new Value[specs.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = specs[i].allocate();
        }
        run(in, out);
        return out;
    }

    /** Whether the output is another look at the first input's elements, so that there is nothing to run. */
    default boolean isView() {
        return false;
    }

    /** Whether an application is recorded where an input requires a gradient. */
    default boolean differentiable() {
        return true;
    }

    /** {@link #run} into buffers of the caller's, with new versions for the storage that it wrote to. */
    default void execute(Value[] in, Value[] out) {
        run(in, out);
        Funnel.markWritten(this, in);
        for (Value value : out) {
            if (value instanceof Tensor x) {
                x.storage().written();
            }
        }
    }

    /** Applies the op: evaluates it, and records the application where a gradient may be asked for. */
    default Value[] apply(Value... in) {
        return Funnel.apply(null, this, in);
    }

    /** Applies an op whose first output is a tensor, and returns that one. */
    default Tensor tensor(Value... in) {
        return (Tensor) apply(in)[0];
    }

    /**
     * Applies an op whose attributes are run-time scalars: {@code live} gives the op, and moves the scalars on, each
     * time the computation runs, now and when it is replayed.
     */
    static Value[] applyLive(Live live, Value... in) {
        return Funnel.apply(live, live.next().get(), in);
    }
}
