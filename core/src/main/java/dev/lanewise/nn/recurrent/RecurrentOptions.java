package dev.lanewise.nn.recurrent;

import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a recurrent layer is built, with PyTorch's defaults. Immutable: each setter returns new options.
 *
 * {@snippet :
 * LSTM reader = new LSTM(28, 128, RecurrentOptions.defaults().layers(2).bidirectional().batchFirst(), random);
 * }
 */
public final class RecurrentOptions {
    private static final RecurrentOptions DEFAULTS = new RecurrentOptions(1, true, false, 0, false, 0,
            RNN.Nonlinearity.TANH);

    private final int layers;
    private final boolean bias;
    private final boolean batchFirst;
    private final double dropout;
    private final boolean bidirectional;
    private final int projection;
    private final RNN.Nonlinearity nonlinearity;

    private RecurrentOptions(
            int layers, boolean bias, boolean batchFirst, double dropout, boolean bidirectional, int projection,
            RNN.Nonlinearity nonlinearity) {
        this.layers = layers;
        this.bias = bias;
        this.batchFirst = batchFirst;
        this.dropout = dropout;
        this.bidirectional = bidirectional;
        this.projection = projection;
        this.nonlinearity = nonlinearity;
    }

    /** One layer in one direction with biases, time first, no dropout, no projection, tanh. */
    public static RecurrentOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how many layers there are, each of which reads the outputs of the one before ({@index num_layers}).
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public RecurrentOptions layers(int layers) {
        if (layers < 1) {
            throw new IllegalArgumentException("RecurrentOptions: " + layers + " layers: expected 1 or more");
        }
        return new RecurrentOptions(layers, bias, batchFirst, dropout, bidirectional, projection, nonlinearity);
    }

    /** Sets whether there are biases. */
    public RecurrentOptions bias(boolean bias) {
        return new RecurrentOptions(layers, bias, batchFirst, dropout, bidirectional, projection, nonlinearity);
    }

    /** Sequences are {@code [N, T, ...]} instead of {@code [T, N, ...]} ({@index batch_first}); states are as ever. */
    public RecurrentOptions batchFirst() {
        return new RecurrentOptions(layers, bias, true, dropout, bidirectional, projection, nonlinearity);
    }

    /**
     * Sets the probability with which what passes from one layer to the next is dropped in training.
     *
     * @throws IllegalArgumentException unless it is within 0 and 1
     */
    public RecurrentOptions dropout(double probability) {
        Finite.share("RecurrentOptions: probability", probability);
        return new RecurrentOptions(layers, bias, batchFirst, probability, bidirectional, projection, nonlinearity);
    }

    /** Each layer reads its input in both directions and gives the outputs of both, those of the forward one first. */
    public RecurrentOptions bidirectional() {
        return new RecurrentOptions(layers, bias, batchFirst, dropout, true, projection, nonlinearity);
    }

    /**
     * Sets the size to which an {@link LSTM} projects its hidden state ({@index proj_size}; Sak et al. 2014).
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public RecurrentOptions projection(int size) {
        if (size < 1) {
            throw new IllegalArgumentException(
                    "RecurrentOptions: a projection to " + size + " units: expected 1 or more");
        }
        return new RecurrentOptions(layers, bias, batchFirst, dropout, bidirectional, size, nonlinearity);
    }

    /** Sets what an {@link RNN} applies to its sums. */
    public RecurrentOptions nonlinearity(RNN.Nonlinearity nonlinearity) {
        Required.nonNull("RecurrentOptions: the nonlinearity", nonlinearity);
        return new RecurrentOptions(layers, bias, batchFirst, dropout, bidirectional, projection, nonlinearity);
    }

    int layerCount() {
        return layers;
    }

    boolean hasBias() {
        return bias;
    }

    boolean isBatchFirst() {
        return batchFirst;
    }

    double dropProbability() {
        return dropout;
    }

    int directions() {
        return bidirectional ? 2 : 1;
    }

    /** 0 for none. */
    int projectedSize() {
        return projection;
    }

    RNN.Nonlinearity function() {
        return nonlinearity;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecurrentOptions o && layers == o.layers && bias == o.bias
                && batchFirst == o.batchFirst && dropout == o.dropout && bidirectional == o.bidirectional
                && projection == o.projection && nonlinearity == o.nonlinearity;
    }

    @Override
    public int hashCode() {
        return Objects.hash(layers, bias, batchFirst, dropout, bidirectional, projection, nonlinearity);
    }

    /** For example {@code layers 2, no bias}: what is not as in {@link #defaults}, or {@code defaults}. */
    @Override
    public String toString() {
        List<String> text = new ArrayList<>();
        if (layers > 1) {
            text.add("layers " + layers);
        }
        if (nonlinearity != RNN.Nonlinearity.TANH) {
            text.add(nonlinearity.name().toLowerCase(Locale.ROOT));
        }
        if (!bias) {
            text.add("no bias");
        }
        if (batchFirst) {
            text.add("batch first");
        }
        if (dropout > 0) {
            text.add("dropout " + dropout);
        }
        if (bidirectional) {
            text.add("bidirectional");
        }
        if (projection > 0) {
            text.add("projection " + projection);
        }
        return text.isEmpty() ? "defaults" : String.join(", ", text);
    }
}
