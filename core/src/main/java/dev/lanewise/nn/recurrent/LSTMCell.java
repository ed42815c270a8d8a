package dev.lanewise.nn.recurrent;

import dev.lanewise.ops.Recurrence;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One step of long short-term memory, as {@link Recurrence#lstm} computes it: with the parameters of a layer of one
 * direction and without a projection, a loop of steps gives the bits of that layer. <b>Shape</b>: {@code [N, in]} and
 * two states {@code [N, H]} to the next two; without N, {@code [in]} and {@code [H]}.
 *
 * {@snippet :
 * LSTM.Hidden state = null; // zeros
 * for (Tensor x : steps) {
 *     state = cell.forward(x, state);
 * }
 * }
 *
 * <p>Parameters as in PyTorch, all initially uniform on {@code +-1/sqrt(H)}: {@code weight_ih [4 H, in]}, {@code
 * weight_hh [4 H, H]}, {@code bias_ih [4 H]}, {@code bias_hh [4 H]}.
 */
public final class LSTMCell extends RecurrentCell<LSTMCell> {
    /** With biases. */
    public LSTMCell(int in, int hidden, RandomSource random) {
        this(in, hidden, true, random);
    }

    /**
     * With or without biases.
     *
     * @throws IllegalArgumentException if a size is not positive, or the source is null
     */
    public LSTMCell(int in, int hidden, boolean bias, RandomSource random) {
        this(drawn(RecurrentKind.LSTM, in, hidden, bias, random));
    }

    /**
     * With these parameters, which may be another block's too (tied weights).
     *
     * @param inputs {@code weight_ih [4 H, in]}
     * @param recurrent {@code weight_hh [4 H, H]}
     * @param inputBias {@code bias_ih [4 H]}, or null as the other one
     * @param recurrentBias {@code bias_hh [4 H]}, or null as the other one
     * @throws IllegalArgumentException if shapes do not fit each other
     */
    public LSTMCell(
            Tensor inputs, Tensor recurrent, @Nullable Tensor inputBias, @Nullable Tensor recurrentBias) {
        this(given(RecurrentKind.LSTM, inputs, recurrent, inputBias, recurrentBias));
    }

    private LSTMCell(Weights weights) {
        super(RecurrentKind.LSTM, weights);
    }

    @Override
    Weights.Pass pass() {
        return Weights::lstm;
    }

    /** As {@link #forward(Tensor, LSTM.Hidden)} from zero states. */
    @Override
    public LSTM.Hidden forward(Tensor x) {
        return forward(x, null);
    }

    /**
     * Takes a step.
     *
     * @param x {@code [N, in]} or {@code [in]}
     * @param state the states before; null for zeros
     * @return the states after
     * @throws IllegalArgumentException if the shapes do not fit; the message begins with the cell's path
     */
    public LSTM.Hidden forward(Tensor x, LSTM.@Nullable Hidden state) {
        return call(() -> {
            Tensor[] next = step(x, state == null ? null : state.h(), state == null ? null : state.c());
            return new LSTM.Hidden(next[0], next[1]);
        }, x, state);
    }

    @Override
    public LSTMCell copy() {
        return copied(LSTMCell::new);
    }
}
