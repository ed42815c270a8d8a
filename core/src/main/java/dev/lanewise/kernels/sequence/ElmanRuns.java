package dev.lanewise.kernels.sequence;

import org.jspecify.annotations.Nullable;

/** The recurrence {@code h = f(x + h W^T)} with tanh or relu for f, and its gradients. */
public final class ElmanRuns {
    private ElmanRuns() {}

    /**
     * All states and the last ones.
     *
     * @param first the states before the first step; null for zeros
     */
    public static void states(
            Sequence sequence, boolean relu, Floats x, Floats weight, @Nullable Floats first, Floats y, Floats last) {
        new States(sequence, relu, x, weight, first, y, last).run();
    }

    /**
     * The gradients of x, of the size of y, and of the first states.
     *
     * @param ofOutputs null for none, as {@code ofLast}
     * @param ofFirst null if not wanted
     */
    public static void gradients(
            Sequence sequence, boolean relu, Floats y, Floats weight, @Nullable Floats ofOutputs,
            @Nullable Floats ofLast, Floats dx, @Nullable Floats ofFirst) {
        new Gradients(sequence, relu, y, weight, ofOutputs, ofLast, dx, ofFirst).run();
    }

    private static final class States extends StateRun {
        private final boolean relu;
        private final Floats x;

        States(
                Sequence sequence, boolean relu, Floats x, Floats weight, @Nullable Floats first, Floats y,
                Floats last) {
            super(sequence, 1, weight, null, first, y, last);
            this.relu = relu;
            this.x = x;
        }

        @Override
        void step(
                int t, int sample, int rows, boolean start, float[] memory, int sums, int zeros, float[] before,
                int bo) {
            int at = sequence.state(t, sample);
            int n = rows * sequence.units;
            if (relu) {
                kernels.recurrent().relu(x.data, x.at + at, memory, sums, y.data, y.at + at, n);
            } else {
                kernels.recurrent().tanh(x.data, x.at + at, memory, sums, y.data, y.at + at, n);
            }
        }

        @Override
        void pass(int t, int sample, int rows, boolean start) {}

        @Override
        void finish(int sample, int rows) {}
    }

    private static final class Gradients extends GradientRun {
        private final boolean relu;
        private final Floats y;

        Gradients(
                Sequence sequence, boolean relu, Floats y, Floats weight, @Nullable Floats ofOutputs,
                @Nullable Floats ofLast, Floats dx, @Nullable Floats ofFirst) {
            super(sequence, 1, false, weight, ofOutputs, ofLast, dx, null, ofFirst);
            this.relu = relu;
            this.y = y;
        }

        @Override
        void start(int sample, int rows, float[] other, int at) {}

        @Override
        void step(int t, int sample, int rows, boolean first, float[] memory, int h, int other, int zeros) {
            int at = sequence.state(t, sample);
            int n = rows * sequence.units;
            if (relu) {
                kernels.activation().reluGradient(memory, h, y.data, y.at + at, ofSums.data, ofSums.at + at, n);
            } else {
                kernels.activation().tanhGradient(memory, h, y.data, y.at + at, ofSums.data, ofSums.at + at, n);
            }
        }

        @Override
        void finish(int sample, int rows, float[] other, int at) {}
    }
}
