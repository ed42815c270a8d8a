package dev.lanewise.kernels.sequence;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The gated recurrent unit and its gradients; a step is that of {@link dev.lanewise.kernels.RecurrentKernels#gru}. */
public final class GruRuns {
    private GruRuns() {}

    /**
     * All states and the last ones, and what gradients need: the gates, and the third part of the sums. Where a step is
     * no part of a sequence these are 0.
     *
     * @param first the states before the first step; null for zeros
     */
    public static void states(
            Sequence sequence, Floats x, Floats weight, @Nullable Floats bias, @Nullable Floats first, Floats y,
            Floats last, Floats gates, Floats parts) {
        new States(sequence, x, weight, bias, first, y, last, gates, parts).run();
    }

    /**
     * The gradients of x and of the sums {@code h W^T + b}, of the size of the gates, and of the first states.
     *
     * @param ofOutputs null for none, as {@code ofLast}
     * @param ofFirst null if not wanted
     */
    public static void gradients(
            Sequence sequence, Floats gates, Floats parts, Floats y, Floats weight, @Nullable Floats first,
            @Nullable Floats ofOutputs, @Nullable Floats ofLast, Floats dx, Floats ds, @Nullable Floats ofFirst) {
        new Gradients(sequence, gates, parts, y, weight, first, ofOutputs, ofLast, dx, ds, ofFirst).run();
    }

    private static final class States extends StateRun {
        private final Floats x;
        private final Floats gates;
        private final Floats parts;

        States(
                Sequence sequence, Floats x, Floats weight, @Nullable Floats bias, @Nullable Floats first, Floats y,
                Floats last, Floats gates, Floats parts) {
            super(sequence, 3, weight, bias, first, y, last);
            this.x = x;
            this.gates = gates;
            this.parts = parts;
        }

        @Override
        void step(
                int t, int sample, int rows, boolean start, float[] memory, int sums, int zeros, float[] before,
                int bo) {
            int at = sequence.state(t, sample);
            kernels.recurrent().gru(
                    rows, sequence.units, x.data, x.at + 3 * at, memory, sums, before, bo,
                    gates.data, gates.at + 3 * at, parts.data, parts.at + at, y.data, y.at + at);
        }

        @Override
        void pass(int t, int sample, int rows, boolean start) {
            int at = sequence.state(t, sample);
            int n = rows * sequence.units;
            Arrays.fill(gates.data, gates.at + 3 * at, gates.at + 3 * (at + n), 0f);
            Arrays.fill(parts.data, parts.at + at, parts.at + at + n, 0f);
        }

        @Override
        void finish(int sample, int rows) {}
    }

    private static final class Gradients extends GradientRun {
        private final Floats gates;
        private final Floats parts;
        private final Floats y;
        private final @Nullable Floats first;
        private final Floats dx;

        Gradients(
                Sequence sequence, Floats gates, Floats parts, Floats y, Floats weight, @Nullable Floats first,
                @Nullable Floats ofOutputs, @Nullable Floats ofLast, Floats dx, Floats ds,
                @Nullable Floats ofFirst) {
            super(sequence, 3, true, weight, ofOutputs, ofLast, ds, dx, ofFirst);
            this.gates = gates;
            this.parts = parts;
            this.y = y;
            this.first = first;
            this.dx = dx;
        }

        @Override
        void start(int sample, int rows, float[] other, int at) {}

        @Override
        void step(int t, int sample, int rows, boolean begins, float[] memory, int h, int other, int zeros) {
            int at = sequence.state(t, sample);
            boolean none = begins && first == null;
            Floats source = begins && first != null ? first : y;
            int before = source.at
                    + (begins ? sample * sequence.units : sequence.state(sequence.before(t), sample));
            kernels.recurrent().gruGradient(
                    rows, sequence.units, gates.data, gates.at + 3 * at, parts.data, parts.at + at,
                    none ? memory : source.data, none ? zeros : before, memory, h,
                    dx.data, dx.at + 3 * at, ofSums.data, ofSums.at + 3 * at);
        }

        @Override
        void finish(int sample, int rows, float[] other, int at) {}
    }
}
