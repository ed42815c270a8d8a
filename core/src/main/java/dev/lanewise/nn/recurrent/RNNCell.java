package dev.lanewise.nn.recurrent;

import dev.lanewise.ops.Recurrence;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * One step of Elman's recurrence, as {@link Recurrence#tanh} or {@link Recurrence#relu} computes it: with the
 * parameters of a layer of one direction, a loop of steps gives the bits of that layer. <b>Shape</b>: {@code [N, in]}
 * and a state {@code [N, H]} to the next one; without N, {@code [in]} and {@code [H]}.
 *
 * {@snippet :
 * Tensor state = null; // zeros
 * for (Tensor x : steps) {
 *     state = cell.forward(x, state);
 * }
 * }
 *
 * <p>Parameters as in PyTorch, all initially uniform on {@code +-1/sqrt(H)}: {@code weight_ih [H, in]}, {@code
 * weight_hh [H, H]}, {@code bias_ih [H]}, {@code bias_hh [H]}.
 */
public final class RNNCell extends RecurrentCell<RNNCell> {
    private final RNN.Nonlinearity nonlinearity;

    /** With biases and tanh. */
    public RNNCell(int in, int hidden, RandomSource random) {
        this(in, hidden, true, RNN.Nonlinearity.TANH, random);
    }

    /**
     * With or without biases, and with a nonlinearity.
     *
     * @throws IllegalArgumentException if a size is not positive, or an argument is null
     */
    public RNNCell(int in, int hidden, boolean bias, RNN.Nonlinearity nonlinearity, RandomSource random) {
        this(drawn(RecurrentKind.RNN, in, hidden, bias, requireBoth(nonlinearity, random)), nonlinearity);
    }

    /**
     * With these parameters, which may be another block's too (tied weights).
     *
     * @param inputs {@code weight_ih [H, in]}
     * @param recurrent {@code weight_hh [H, H]}
     * @param inputBias {@code bias_ih [H]}, or null as the other one
     * @param recurrentBias {@code bias_hh [H]}, or null as the other one
     * @throws IllegalArgumentException if shapes do not fit each other, or the nonlinearity is null
     */
    public RNNCell(
            Tensor inputs, Tensor recurrent, @Nullable Tensor inputBias, @Nullable Tensor recurrentBias,
            RNN.Nonlinearity nonlinearity) {
        this(given(RecurrentKind.RNN, inputs, recurrent, inputBias, recurrentBias),
                Required.nonNull("RNNCell: the nonlinearity", nonlinearity));
    }

    private RNNCell(Weights weights, RNN.Nonlinearity nonlinearity) {
        super(RecurrentKind.RNN, weights);
        this.nonlinearity = nonlinearity;
    }

    /** Checks the nonlinearity before the source moves on. */
    private static RandomSource requireBoth(RNN.Nonlinearity nonlinearity, RandomSource random) {
        Required.nonNull("RNNCell: the nonlinearity", nonlinearity);
        return random;
    }

    @Override
    Weights.Pass pass() {
        return RNN.pass(nonlinearity);
    }

    @Override
    String settings() {
        return super.settings() + (nonlinearity == RNN.Nonlinearity.TANH ? "" : ", relu");
    }

    /** As {@link #forward(Tensor, Tensor)} from a state of zeros. */
    @Override
    public Tensor forward(Tensor x) {
        return forward(x, null);
    }

    /**
     * Takes a step.
     *
     * @param x {@code [N, in]} or {@code [in]}
     * @param state the state before; null for zeros
     * @return the state after
     * @throws IllegalArgumentException if the shapes do not fit; the message begins with the cell's path
     */
    public Tensor forward(Tensor x, @Nullable Tensor state) {
        return call(() -> step(x, state)[0], x, state);
    }

    @Override
    public RNNCell copy() {
        return copied(weights -> new RNNCell(weights, nonlinearity));
    }
}
