package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;

/** {@code log(sigmoid(x))}, accurate where sigmoid is tiny or close to 1. */
public final class LogSigmoid extends Activation<LogSigmoid> {
    /** Has no settings. */
    public LogSigmoid() {
        super(Activations::logSigmoid, LogSigmoid::new);
    }
}
