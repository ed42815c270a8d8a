package dev.lanewise.nn.recurrent;

import dev.lanewise.ops.Recurrence;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Long short-term memory over whole sequences (Hochreiter and Schmidhuber 1997), as {@link Recurrence#lstm} computes
 * it. <b>Shape</b>: {@code [T, N, in] -> [T, N, D H]}, or {@code [N, T, in] -> [N, T, D H]} if batch first, with D
 * directions; the states are {@code [L D, N, H]}, each layer's forward direction first. One sequence without N is
 * {@code [T, in] -> [T, D H]} with states {@code [L D, H]}.
 *
 * {@snippet :
 * LSTM lstm = new LSTM(28, 128, RecurrentOptions.defaults().batchFirst(), random);
 * LSTM.Output all = lstm.forward(images);                  // [64, 28, 28]
 * Tensor ends = all.last().h().squeeze(0);                 // [64, 128]
 * LSTM.Output more = lstm.forward(next, all.last());       // goes on where that one ended
 * LSTM.Output padded = lstm.forward(texts, null, lengths); // texts [N, T, 28] of their own lengths [N]
 * }
 *
 * <p><b>Lengths</b> ({@index pack_padded_sequence}, {@index pad_packed_sequence}). Steps of a sample from its length on
 * are no part of its sequence: outputs there are 0, and the last state is the one after its last step. The backward
 * direction begins there. A sample of length 0 keeps its first state. Lengths may come in any order, and the outputs
 * have as many steps as the input. What the input holds beyond the lengths has to be finite, zeros for example: no
 * output depends on it, but the gradient of {@code weight_ih} adds it times 0.
 *
 * <p><b>Projection</b> to P units: hidden states and outputs are {@code [..., P]}, those that are computed times {@code
 * weight_hr^T}; cell states stay {@code [..., H]}. The two weights behind each other, {@code weight_hh weight_hr}, are
 * multiplied first, so that a step costs what it costs without a projection, and the sums are rounded in another order
 * than PyTorch's.
 *
 * <p>Parameters as in PyTorch, in the same order, all initially uniform on {@code +-1/sqrt(H)}: for layer k {@code
 * weight_ih_lk [4 H, in]}, {@code weight_hh_lk [4 H, H]}, {@code bias_ih_lk [4 H]}, {@code bias_hh_lk [4 H]}, and with
 * a projection {@code weight_hr_lk [P, H]} and {@code weight_hh_lk [4 H, P]}; gates are input, forget, cell, output;
 * the backward direction has the same with {@code _reverse}. Layers after the first have {@code D H} (or D P) inputs.
 */
public final class LSTM extends RecurrentLayer<LSTM> {
    /**
     * States of all layers and directions.
     *
     * @param h hidden states {@code [L D, N, H]}, of P units each with a projection
     * @param c cell states {@code [L D, N, H]}
     */
    public record Hidden(Tensor h, Tensor c) {
        /**
         * Two states.
         *
         * @throws IllegalArgumentException if one is null
         */
        public Hidden {
            Required.nonNull("LSTM: the hidden state", h);
            Required.nonNull("LSTM: the cell state", c);
        }
    }

    /**
     * What the layer gives.
     *
     * @param y hidden states of the last layer after each step, {@code [T, N, D H]} or {@code [N, T, D H]}
     * @param last the states after the last step
     */
    public record Output(Tensor y, Hidden last) {}

    /** One layer in one direction. */
    public LSTM(int in, int hidden, RandomSource random) {
        this(in, hidden, RecurrentOptions.defaults(), random);
    }

    /**
     * With options.
     *
     * @param random draws the parameters; dropout splits a stream of its own off it
     * @throws IllegalArgumentException if sizes and options do not fit each other: a projection has fewer units than
     *     the layer, and dropout acts between layers
     */
    public LSTM(int in, int hidden, RecurrentOptions options, RandomSource random) {
        super(drawn(RecurrentKind.LSTM, in, hidden, options, random));
    }

    /**
     * With these parameters by name, which may be another block's too (tied weights).
     *
     * @param random of which dropout splits a stream of its own
     * @throws IllegalArgumentException if names or shapes are not those of the options
     */
    public LSTM(Map<String, Tensor> parameters, RecurrentOptions options, RandomSource random) {
        super(given(RecurrentKind.LSTM, parameters, options, random));
    }

    private LSTM(Parameters parameters) {
        super(parameters);
    }

    @Override
    Weights.Pass pass() {
        return Weights::lstm;
    }

    /** As {@link #forward(Tensor, Hidden, IntTensor)} from zero states, and all steps. */
    @Override
    public Output forward(Tensor x) {
        return forward(x, null, null);
    }

    /** As {@link #forward(Tensor, Hidden, IntTensor)} with all steps. */
    public Output forward(Tensor x, @Nullable Hidden first) {
        return forward(x, first, null);
    }

    /**
     * Reads sequences.
     *
     * @param x {@code [T, N, in]}, or {@code [N, T, in]} if batch first, or {@code [T, in]}
     * @param first the states before the first step; null for zeros
     * @param lengths {@code [N]}, each from 0 to T; null if all are T
     * @throws IllegalArgumentException if the shapes do not fit; the message begins with the layer's path
     * @throws IndexOutOfBoundsException if a length is negative or more than T
     */
    public Output forward(Tensor x, @Nullable Hidden first, @Nullable IntTensor lengths) {
        return call(() -> {
            int units = parameters.hidden();
            int projected = options().projectedSize();
            Tensor[] all = run(x, lengths, new int[] {projected > 0 ? projected : units, units},
                    first == null ? null : first.h, first == null ? null : first.c);
            return new Output(all[0], new Hidden(all[1], all[2]));
        }, x, first, lengths);
    }

    @Override
    public LSTM copy() {
        return copied(LSTM::new);
    }
}
