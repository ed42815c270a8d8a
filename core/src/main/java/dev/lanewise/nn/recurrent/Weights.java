package dev.lanewise.nn.recurrent;

import dev.lanewise.ops.Recurrence;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one layer in one direction, and how they compute; G gates of H units.
 *
 * @param inputs weight of the inputs, {@code [G H, in]}
 * @param recurrent weight of the hidden state, {@code [G H, H]}, or {@code [4 H, P]} behind a projection
 * @param inputBias {@code [G H]}, or null
 * @param recurrentBias {@code [G H]}, or null
 * @param projection {@code [P, H]}, or null
 */
record Weights(
        Tensor inputs, Tensor recurrent, @Nullable Tensor inputBias, @Nullable Tensor recurrentBias,
        @Nullable Tensor projection) {
    /** How one layer computes: outputs {@code [T, N, H]} and then its last states. */
    @FunctionalInterface
    interface Pass {
        /**
         * Computes all steps.
         *
         * @param x {@code [T, N, in]}
         * @param first the first states, each {@code [N, H]}, or null for zeros
         * @param lengths {@code [N]}, or null if all are T
         */
        Tensor[] run(
                Weights weights, Tensor x, @Nullable Tensor[] first, @Nullable IntTensor lengths,
                Recurrence.Direction direction);
    }

    Tensor[] lstm(
            Tensor x, @Nullable Tensor[] first, @Nullable IntTensor lengths, Recurrence.Direction direction) {
        Tensor gates = gates(x);
        if (projection == null) {
            Recurrence.Lstm all = Recurrence.lstm(gates, recurrent, first[0], first[1], lengths, direction);
            return new Tensor[] {all.outputs(), all.hidden(), all.cell()};
        }
        return projected(projection, gates, first[0], first[1], lengths, direction);
    }

    Tensor[] gru(Tensor x, @Nullable Tensor[] first, @Nullable IntTensor lengths, Recurrence.Direction direction) {
        // the recurrent bias stays apart, as the reset gate multiplies a part of it
        Tensor gates = Linalg.linear(x, inputs, inputBias);
        return both(Recurrence.gru(gates, recurrent, recurrentBias, first[0], lengths, direction));
    }

    Tensor[] tanh(Tensor x, @Nullable Tensor[] first, @Nullable IntTensor lengths, Recurrence.Direction direction) {
        return both(Recurrence.tanh(gates(x), recurrent, first[0], lengths, direction));
    }

    Tensor[] relu(Tensor x, @Nullable Tensor[] first, @Nullable IntTensor lengths, Recurrence.Direction direction) {
        return both(Recurrence.relu(gates(x), recurrent, first[0], lengths, direction));
    }

    private static Tensor[] both(Recurrence.Hidden all) {
        return new Tensor[] {all.outputs(), all.hidden()};
    }

    /** The inputs' part of the sums of all steps, {@code [T, N, G H]}, with both biases: one product. */
    private Tensor gates(Tensor x) {
        return Linalg.linear(
                x, inputs, inputBias == null || recurrentBias == null ? inputBias : inputBias.add(recurrentBias));
    }

    /**
     * An LSTM whose hidden state is {@code W_hr} times that of one without a projection. As {@code W_hh (W_hr h) =
     * (W_hh W_hr) h}, it is that one with the product of both as its weight, projected when all steps are done. Only a
     * first state is there already projected: its part of the sums is added where each sample's first step is.
     */
    private Tensor[] projected(
            Tensor down, Tensor gates, @Nullable Tensor hidden, @Nullable Tensor cell, @Nullable IntTensor lengths,
            Recurrence.Direction direction) {
        Tensor x = gates;
        if (hidden != null) {
            Tensor part = Linalg.linear(hidden, recurrent, null);
            x = gates.add(Indexing.where(begins(gates, lengths, direction), part, Tensor.scalar(0)));
        }
        Recurrence.Lstm all = Recurrence.lstm(x, recurrent.matmul(down), null, cell, lengths, direction);
        Tensor last = Linalg.linear(all.hidden(), down, null);
        if (hidden != null && gates.dim(0) == 0) {
            last = hidden;
        } else if (hidden != null && lengths != null) {
            last = Indexing.where(lengths.gt(0).unsqueeze(1), last, hidden);
        }
        return new Tensor[] {Linalg.linear(all.outputs(), down, null), last, all.cell()};
    }

    /** Where the first step of each sample is, {@code [T, N, 1]}, or {@code [T, 1, 1]} if that is one place for all. */
    private static BoolTensor begins(Tensor gates, @Nullable IntTensor lengths, Recurrence.Direction direction) {
        int time = gates.dim(0);
        IntTensor steps = IntTensor.arange(time).reshape(time, 1, 1);
        if (direction == Recurrence.Direction.FORWARD) {
            return steps.eq(0);
        }
        return lengths == null ? steps.eq(time - 1) : steps.eq(lengths.sub(1).reshape(1, -1, 1));
    }
}
