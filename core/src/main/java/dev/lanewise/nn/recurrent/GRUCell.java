package dev.lanewise.nn.recurrent;

import dev.lanewise.ops.Recurrence;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One step of a gated recurrent unit, as {@link Recurrence#gru} computes it: with the parameters of a layer of one
 * direction, a loop of steps gives the bits of that layer. <b>Shape</b>: {@code [N, in]} and a state {@code [N, H]} to
 * the next one; without N, {@code [in]} and {@code [H]}.
 *
 * {@snippet :
 * Tensor state = null; // zeros
 * for (Tensor x : steps) {
 *     state = cell.forward(x, state);
 * }
 * }
 *
 * <p>Parameters as in PyTorch, all initially uniform on {@code +-1/sqrt(H)}: {@code weight_ih [3 H, in]}, {@code
 * weight_hh [3 H, H]}, {@code bias_ih [3 H]}, {@code bias_hh [3 H]}.
 */
public final class GRUCell extends RecurrentCell<GRUCell> {
    /** With biases. */
    public GRUCell(int in, int hidden, RandomSource random) {
        this(in, hidden, true, random);
    }

    /**
     * With or without biases.
     *
     * @throws IllegalArgumentException if a size is not positive, or the source is null
     */
    public GRUCell(int in, int hidden, boolean bias, RandomSource random) {
        this(drawn(RecurrentKind.GRU, in, hidden, bias, random));
    }

    /**
     * With these parameters, which may be another block's too (tied weights).
     *
     * @param inputs {@code weight_ih [3 H, in]}
     * @param recurrent {@code weight_hh [3 H, H]}
     * @param inputBias {@code bias_ih [3 H]}, or null as the other one
     * @param recurrentBias {@code bias_hh [3 H]}, or null as the other one
     * @throws IllegalArgumentException if shapes do not fit each other
     */
    public GRUCell(
            Tensor inputs, Tensor recurrent, @Nullable Tensor inputBias, @Nullable Tensor recurrentBias) {
        this(given(RecurrentKind.GRU, inputs, recurrent, inputBias, recurrentBias));
    }

    private GRUCell(Weights weights) {
        super(RecurrentKind.GRU, weights);
    }

    @Override
    Weights.Pass pass() {
        return Weights::gru;
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
    public GRUCell copy() {
        return copied(GRUCell::new);
    }
}
