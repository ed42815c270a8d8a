package dev.lanewise.bench.worker;

import dev.lanewise.bench.naive.MlpEngine;

/** What the workers that train perceptrons have in common. */
final class MlpTraining {
    /**
     * The learning rate while time is taken. Tens of thousands of steps on one batch at a usual rate would end in
     * losses of 0 and denormal gradients, which no real training has and which are slow.
     */
    static final float TIMED_RATE = 1e-6f;

    private static final float SGD_RATE = 0.1f;
    private static final float ADAM_RATE = 1e-3f;
    private static final int CHECKED_STEPS = 5;

    private MlpTraining() {}

    /** The loss before the last of some steps at a usual learning rate. */
    static double check(MlpEngine engine, float[] x, int[] labels, boolean adam) {
        float loss = Float.NaN;
        for (int i = 0; i < CHECKED_STEPS; i++) {
            loss = engine.step(x, labels, labels.length, adam ? ADAM_RATE : SGD_RATE);
        }
        return loss;
    }
}
