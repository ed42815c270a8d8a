package dev.lanewise.nn.activations;

/** Softmax along an axis. Not needed before losses that take logits. */
public final class Softmax extends Activation<Softmax> {
    /** Along an axis; negative ones count from the end. */
    public Softmax(int axis) {
        super(x -> x.softmax(axis), () -> new Softmax(axis), "axis " + axis);
    }
}
