package dev.lanewise.nn.recurrent;

import dev.lanewise.ops.Recurrence;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gated recurrent units over whole sequences (Cho et al. 2014), as {@link Recurrence#gru} computes them. <b>Shape</b>:
 * {@code [T, N, in] -> [T, N, D H]}, or {@code [N, T, in] -> [N, T, D H]} if batch first, with D directions; the states
 * are {@code [L D, N, H]}, each layer's forward direction first. One sequence without N is {@code [T, in] -> [T, D H]}
 * with states {@code [L D, H]}.
 *
 * {@snippet :
 * GRU gru = new GRU(8, 32, RecurrentOptions.defaults().layers(2).dropout(0.2), random);
 * GRU.Output all = gru.forward(series);              // [T, N, 8]
 * Tensor ends = all.last().select(0, -1);            // [N, 32], of the last layer
 * GRU.Output more = gru.forward(next, all.last());   // goes on where that one ended
 * }
 *
 * <p><b>Lengths</b> are as in {@link LSTM}: steps from a sample's length on are no part of its sequence.
 *
 * <p>Parameters as in PyTorch, in the same order, all initially uniform on {@code +-1/sqrt(H)}: for layer k {@code
 * weight_ih_lk [3 H, in]}, {@code weight_hh_lk [3 H, H]}, {@code bias_ih_lk [3 H]}, {@code bias_hh_lk [3 H]}; gates are
 * reset, update, new; the backward direction has the same with {@code _reverse}. Layers after the first have {@code D
 * H} inputs.
 */
public final class GRU extends RecurrentLayer<GRU> {
    /**
     * What the layer gives.
     *
     * @param y states of the last layer after each step, {@code [T, N, D H]} or {@code [N, T, D H]}
     * @param last the states of all layers and directions after the last step, {@code [L D, N, H]}
     */
    public record Output(Tensor y, Tensor last) {}

    /** One layer in one direction. */
    public GRU(int in, int hidden, RandomSource random) {
        this(in, hidden, RecurrentOptions.defaults(), random);
    }

    /**
     * With options.
     *
     * @param random draws the parameters; dropout splits a stream of its own off it
     * @throws IllegalArgumentException if sizes and options do not fit each other: dropout acts between layers
     */
    public GRU(int in, int hidden, RecurrentOptions options, RandomSource random) {
        super(drawn(RecurrentKind.GRU, in, hidden, options, random));
    }

    /**
     * With these parameters by name, which may be another block's too (tied weights).
     *
     * @param random of which dropout splits a stream of its own
     * @throws IllegalArgumentException if names or shapes are not those of the options
     */
    public GRU(Map<String, Tensor> parameters, RecurrentOptions options, RandomSource random) {
        super(given(RecurrentKind.GRU, parameters, options, random));
    }

    private GRU(Parameters parameters) {
        super(parameters);
    }

    @Override
    Weights.Pass pass() {
        return Weights::gru;
    }

    /** As {@link #forward(Tensor, Tensor, IntTensor)} from zero states, and all steps. */
    @Override
    public Output forward(Tensor x) {
        return forward(x, null, null);
    }

    /** As {@link #forward(Tensor, Tensor, IntTensor)} with all steps. */
    public Output forward(Tensor x, @Nullable Tensor first) {
        return forward(x, first, null);
    }

    /**
     * Reads sequences.
     *
     * @param x {@code [T, N, in]}, or {@code [N, T, in]} if batch first, or {@code [T, in]}
     * @param first the states before the first step, {@code [L D, N, H]}; null for zeros
     * @param lengths {@code [N]}, each from 0 to T; null if all are T
     * @throws IllegalArgumentException if the shapes do not fit; the message begins with the layer's path
     * @throws IndexOutOfBoundsException if a length is negative or more than T
     */
    public Output forward(Tensor x, @Nullable Tensor first, @Nullable IntTensor lengths) {
        return call(() -> {
            Tensor[] all = run(x, lengths, new int[] {parameters.hidden()}, first);
            return new Output(all[0], all[1]);
        }, x, first, lengths);
    }

    @Override
    public GRU copy() {
        return copied(GRU::new);
    }
}
