package dev.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/**
 * What a gradient rule may read of the application that it differentiates. Storage that has been written to since it
 * was saved is refused.
 */
public final class Saved {
    private final Node node;

    /** Where the walk goes; null for everywhere. */
    private final @Nullable Route route;

    Saved(Node node, @Nullable Route route) {
        this.node = node;
        this.route = route;
    }

    /** Input i, which {@link Op#saves} asked for, with its history. */
    public Tensor input(int i) {
        return (Tensor) node.savedInput(i);
    }

    /** Input i of an op that takes ints there. */
    public IntTensor ints(int i) {
        return (IntTensor) node.savedInput(i);
    }

    /** Input i of an op that takes booleans there. */
    public BoolTensor bools(int i) {
        return (BoolTensor) node.savedInput(i);
    }

    /** Output i, which {@link Op#saves} asked for, with its history. */
    public Tensor output(int i) {
        return (Tensor) node.savedOutput(i);
    }

    /** Output i of an op that gives booleans there. */
    public BoolTensor boolsOut(int i) {
        return (BoolTensor) node.savedOutput(i);
    }

    /** Output i of an op that gives ints there. */
    public IntTensor intsOut(int i) {
        return (IntTensor) node.savedOutput(i);
    }

    /** The only input of a unary op. */
    public Tensor x() {
        return input(0);
    }

    /** The only output of an op. */
    public Tensor y() {
        return output(0);
    }

    /** Shape of input i, saved or not. */
    public Shape shape(int i) {
        return node.inputShape(i);
    }

    /** Whether the gradient of input i is wanted; a rule may leave out what is not. */
    public boolean needs(int i) {
        return route == null ? node.needs(i) : route.leadsOn(node, i);
    }

    /** How many inputs there were. */
    public int inputs() {
        return node.inputs();
    }
}
