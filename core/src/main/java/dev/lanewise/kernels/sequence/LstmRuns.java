package dev.lanewise.kernels.sequence;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Long short-term memory and its gradients; a step is that of {@link dev.lanewise.kernels.RecurrentKernels#lstm}. */
public final class LstmRuns {
    private LstmRuns() {}

    /**
     * All states and the last ones, and what gradients need: the gates, and the cells after each step. Where a step is
     * no part of a sequence, gates are 0 and cells as before.
     *
     * @param first the states before the first step; null for zeros, as {@code firstCell}
     */
    public static void states(
            Sequence sequence, Floats x, Floats weight, @Nullable Floats first, @Nullable Floats firstCell,
            Floats y, Floats last, Floats lastCell, Floats gates, Floats cells) {
        new States(sequence, x, weight, first, firstCell, y, last, lastCell, gates, cells).run();
    }

    /**
     * The gradients of x, of the size of the gates, and of the first states.
     *
     * @param ofOutputs null for none
     * @param ofLast null for none, as {@code ofLastCell}
     * @param ofFirst null if not wanted, as {@code ofFirstCell}
     */
    public static void gradients(
            Sequence sequence, Floats gates, Floats cells, Floats weight, @Nullable Floats firstCell,
            @Nullable Floats ofOutputs, @Nullable Floats ofLast, @Nullable Floats ofLastCell,
            Floats dx, @Nullable Floats ofFirst, @Nullable Floats ofFirstCell) {
        new Gradients(
                sequence, gates, cells, weight, firstCell, ofOutputs, ofLast, ofLastCell, dx, ofFirst, ofFirstCell)
                .run();
    }

    private static final class States extends StateRun {
        private final Floats x;
        private final @Nullable Floats firstCell;
        private final Floats lastCell;
        private final Floats gates;
        private final Floats cells;

        States(
                Sequence sequence, Floats x, Floats weight, @Nullable Floats first, @Nullable Floats firstCell,
                Floats y, Floats last, Floats lastCell, Floats gates, Floats cells) {
            super(sequence, 4, weight, null, first, y, last);
            this.x = x;
            this.firstCell = firstCell;
            this.lastCell = lastCell;
            this.gates = gates;
            this.cells = cells;
        }

        @Override
        void step(
                int t, int sample, int rows, boolean start, float[] memory, int sums, int zeros, float[] before,
                int bo) {
            int at = sequence.state(t, sample);
            boolean none = start && firstCell == null;
            Floats source = start && firstCell != null ? firstCell : cells;
            kernels.recurrent().lstm(
                    rows, sequence.units, x.data, x.at + 4 * at, memory, sums,
                    none ? memory : source.data, none ? zeros : cellBefore(source, t, sample, start),
                    gates.data, gates.at + 4 * at, cells.data, cells.at + at, y.data, y.at + at);
        }

        private int cellBefore(Floats source, int t, int sample, boolean start) {
            return source.at + (start ? sample * sequence.units : sequence.state(sequence.before(t), sample));
        }

        @Override
        void pass(int t, int sample, int rows, boolean start) {
            int at = sequence.state(t, sample);
            int n = rows * sequence.units;
            Arrays.fill(gates.data, gates.at + 4 * at, gates.at + 4 * (at + n), 0f);
            if (start && firstCell == null) {
                Arrays.fill(cells.data, cells.at + at, cells.at + at + n, 0f);
            } else {
                Floats source = start && firstCell != null ? firstCell : cells;
                System.arraycopy(
                        source.data, cellBefore(source, t, sample, start), cells.data, cells.at + at, n);
            }
        }

        @Override
        void finish(int sample, int rows) {
            int n = rows * sequence.units;
            int to = lastCell.at + sample * sequence.units;
            if (sequence.time > 0) {
                int from = cells.at + sequence.state(sequence.step(sequence.time - 1), sample);
                System.arraycopy(cells.data, from, lastCell.data, to, n);
            } else if (firstCell != null) {
                System.arraycopy(firstCell.data, firstCell.at + sample * sequence.units, lastCell.data, to, n);
            } else {
                Arrays.fill(lastCell.data, to, to + n, 0f);
            }
        }
    }

    private static final class Gradients extends GradientRun {
        private final Floats gates;
        private final Floats cells;
        private final @Nullable Floats firstCell;
        private final @Nullable Floats ofLastCell;
        private final @Nullable Floats ofFirstCell;

        Gradients(
                Sequence sequence, Floats gates, Floats cells, Floats weight, @Nullable Floats firstCell,
                @Nullable Floats ofOutputs, @Nullable Floats ofLast, @Nullable Floats ofLastCell,
                Floats dx, @Nullable Floats ofFirst, @Nullable Floats ofFirstCell) {
            super(sequence, 4, false, weight, ofOutputs, ofLast, dx, null, ofFirst);
            this.gates = gates;
            this.cells = cells;
            this.firstCell = firstCell;
            this.ofLastCell = ofLastCell;
            this.ofFirstCell = ofFirstCell;
        }

        @Override
        void start(int sample, int rows, float[] other, int at) {
            int n = rows * sequence.units;
            if (ofLastCell == null) {
                Arrays.fill(other, at, at + n, 0f);
            } else {
                System.arraycopy(ofLastCell.data, ofLastCell.at + sample * sequence.units, other, at, n);
            }
        }

        @Override
        void step(int t, int sample, int rows, boolean first, float[] memory, int h, int other, int zeros) {
            int at = sequence.state(t, sample);
            boolean none = first && firstCell == null;
            Floats source = first && firstCell != null ? firstCell : cells;
            int before = source.at
                    + (first ? sample * sequence.units : sequence.state(sequence.before(t), sample));
            kernels.recurrent().lstmGradient(
                    rows, sequence.units, gates.data, gates.at + 4 * at,
                    none ? memory : source.data, none ? zeros : before, cells.data, cells.at + at,
                    memory, h, memory, other, ofSums.data, ofSums.at + 4 * at);
        }

        @Override
        void finish(int sample, int rows, float[] other, int at) {
            if (ofFirstCell != null) {
                System.arraycopy(
                        other, at, ofFirstCell.data, ofFirstCell.at + sample * sequence.units,
                        rows * sequence.units);
            }
        }
    }
}
