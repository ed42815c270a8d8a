package dev.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/**
 * A whole-tensor operation: a value that says what is computed, independent of the buffers.
 *
 * <p>An op gives the types and shapes of its outputs ({@link #infer}), computes them ({@link #run}), says what its
 * gradient rule needs ({@link #saves}) and holds that rule ({@link #gradients}), which is itself written in ops, so
 * that a gradient can be differentiated again. Every computation is the application of an op, and every application
 * goes through {@link #apply}: the one funnel, which runs the op and records what gradients need.
 *
 * <p>Use the methods of {@link Tensor} and its neighbours to compute; ops are public so that what was computed can be
 * inspected, replayed and exported. Their families lie beside their users: those that tensors are made of in
 * {@code dev.lanewise.tensor.primitives}, normalisation in {@code dev.lanewise.ops}, losses in
 * {@code dev.lanewise.loss}, updates in {@code dev.lanewise.optim}, random numbers in {@code dev.lanewise.random}.
 *
 * <p>The interface is open. A new op is a record of its attributes, so that equal ops compute the same; its code keeps
 * the promises below, on which the engine, capture and fusion build. Where the computation can be written in tensors, a
 * {@link CustomFunction} is simpler. {@code run} and {@code gradients} trust their arguments: inputs are checked in
 * {@code infer}, which {@code apply} calls first, so that no op reads or writes outside its tensors.
 */
public interface Op extends Rule {

    /** The op's name in messages, e.g. {@code matmul}. */
    @Override
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
     * Computes the outputs, which have the types and shapes of {@link #infer} and share memory with no input but as
     * {@link #mayOverwrite} allows, from the inputs. For the engine: shapes are not checked (indices and labels, which
     * are values, are), and nothing is recorded. Each element of the outputs depends on the inputs alone, not on
     * threads or on what the outputs held before.
     */
    void run(Operands in, Operands out);

    /**
     * What {@link #gradients} reads; nothing else is kept alive until the backward pass.
     *
     * @param needs bit i set: the gradient of input i is wanted; bit 31 stands for all inputs from 31 on
     */
    @Override
    default Saves saves(int needs) {
        return Saves.NOTHING;
    }

    /** Whether {@link #run} writes to input {@code input}: only initialisation, loading and updates do. */
    default boolean writes(int input) {
        return false;
    }

    /**
     * Whether an output of floats may take the place of an input of the same shape, element for element: by the time
     * {@link #run} writes an element of the output, it has read the element at that position of the input for the last
     * time. Captured programs then have one buffer for both if nothing else needs the input.
     *
     * @param output index of the output
     * @param input index of the input
     */
    default boolean mayOverwrite(int output, int input) {
        return false;
    }

    /** Whether applying the op does more than give outputs and write to inputs, so that it must always run. */
    default boolean hasEffect() {
        return false;
    }

    /**
     * Whether the op gives back to inputs what earlier ops of the same computation have written to, from copies made
     * before. A run of a captured program that fails between the two still does it, as a {@code finally} of Java code
     * would.
     */
    default boolean restores() {
        return false;
    }

    /** Whether {@link #run} may throw for values of its inputs, such as indices and labels. */
    default boolean checksValues() {
        return false;
    }

    /**
     * The gradient rule: computes the gradients of the inputs from those of the outputs. It depends on its arguments
     * only; what it returns belongs to the walk.
     *
     * @param saved what {@link #saves} asked for, and the shapes of all inputs
     * @param grads gradient of each output, null where nothing depends on it
     * @return a gradient for each input, null where there is none; it may have the shape that an input was broadcast
     *     to, as the walk sums it back
     * @throws UnsupportedOperationException if the op has no gradient
     */
    @Override
    default @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        throw new UnsupportedOperationException(name() + " has no gradient rule");
    }

    /**
     * Whether the op broadcasts an input by itself: the outputs have the same shapes and bits if the input is given as
     * it was before it was broadcast to its present shape.
     *
     * @param input index of the input
     * @param source its shape before the broadcast
     * @param in the shapes of all inputs
     */
    default boolean broadcasts(int input, Shape source, Shape... in) {
        return false;
    }

    /**
     * An op that gives what an elementwise op makes of this op's one output, with the bits of both in sequence but in
     * one pass over memory; null if there is none. Programs put it in the place of the two where nothing else reads the
     * output. Its inputs are those of this op and then, in order, the others of the one that follows.
     *
     * @param next the op that follows
     * @param input which of its inputs is this op's output
     * @param inputs how many inputs this op is given
     * @param shapes the shapes of the inputs of the op that follows
     */
    default @Nullable Op followedBy(Op next, int input, int inputs, Shape... shapes) {
        return null;
    }

    /**
     * An op that gives this op's one output and, as a second one, what another op makes of it, with the same bits but
     * while it is in the cache; null if there is none. Programs put it in the place of the two.
     *
     * @param reader an op whose only input is the output
     * @param output the output's shape
     */
    default @Nullable Op readAlong(Op reader, Shape output) {
        return null;
    }

    /**
     * How many multiplications with an addition a run makes: those of products of matrices and the like, by which the
     * size of a model is told. 0 for everything else.
     */
    default long multiplyAdds(Value... in) {
        return 0;
    }

    /**
     * Whether {@link #run} computes in double precision, so that a device without it has to refuse the op by its name.
     */
    default boolean needsDoubles() {
        return false;
    }

    /** Whether an application is recorded if an input requires a gradient. */
    default boolean differentiable() {
        return true;
    }

    /** Whether the one output is a view of the first input's elements, so that there is nothing to run. */
    default boolean isView() {
        return false;
    }

    /** Where a view begins, in elements from the first of an input of this shape. */
    default int viewOffset(Shape x) {
        return 0;
    }

    /** Applies the op: runs it, and records the application if a gradient may be asked for. */
    default Value[] apply(Value... in) {
        return Funnel.apply(null, this, in);
    }

    /** Applies an op whose first output is a tensor, and returns that output. */
    default Tensor tensor(Value... in) {
        return (Tensor) apply(in)[0];
    }

    /**
     * Applies an op whose attributes are run-time scalars: {@code live} gives the op, and advances the scalars, each
     * time the computation runs, now and in replays.
     */
    static Value[] applyLive(Live live, Value... in) {
        return Funnel.applyLive(live, in);
    }
}
