package dev.lanewise.nn.activations;

/** {@code log(softmax(x))} along an axis. Not needed before losses that take logits. */
public final class LogSoftmax extends Activation<LogSoftmax> {
    /** Along an axis; negative ones count from the end. */
    public LogSoftmax(int axis) {
        super(x -> x.logSoftmax(axis), () -> new LogSoftmax(axis), "axis " + axis);
    }
}
