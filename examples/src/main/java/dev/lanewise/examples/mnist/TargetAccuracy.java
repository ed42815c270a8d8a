package dev.lanewise.examples.mnist;

import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.History;

/** Ends a training after the epoch whose test shows that the network is good enough. */
record TargetAccuracy(double goodEnough) implements Callback {
    static final String RESULT = History.VALIDATION + "accuracy";

    @Override
    public void begin(Fit fit) {
        if (!fit.isWithinEpoch() && !fit.history().epochs().isEmpty()) {
            epoch(fit);
        }
    }

    @Override
    public void epoch(Fit fit) {
        if (fit.history().last(RESULT) >= goodEnough) {
            fit.stop("the accuracy asked for is reached");
        }
    }
}
