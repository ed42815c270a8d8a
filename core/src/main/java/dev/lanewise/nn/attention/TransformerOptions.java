package dev.lanewise.nn.attention;

import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import java.util.Locale;

/**
 * Settings of the transformer's layers. Immutable: each setter returns new options.
 *
 * {@snippet :
 * TransformerOptions small = TransformerOptions.defaults().feedForward(512).activation(Activation.GELU).preNorm();
 * }
 */
public final class TransformerOptions {
    /** PyTorch's default width between the two maps of the feed-forward part. */
    public static final int FEED_FORWARD = 2048;

    /** PyTorch's default probability of dropout. */
    public static final double DROPOUT = 0.1;

    private static final TransformerOptions DEFAULTS = new TransformerOptions(
            MultiheadOptions.defaults().dropout(DROPOUT), FEED_FORWARD, Activation.RELU, false, LayerNorm.EPS);

    /** What the feed-forward part applies between its two maps; {@code GELU_TANH} is the approximation of GPT-2. */
    public enum Activation {
        RELU, GELU, GELU_TANH, SILU;

        Tensor of(Tensor x) {
            return switch (this) {
                case RELU -> x.relu();
                case GELU -> Activations.gelu(x);
                case GELU_TANH -> Activations.geluTanh(x);
                case SILU -> Activations.silu(x);
            };
        }
    }

    /** Of the attention; its dropout and whether it has biases hold for the whole layer. */
    final MultiheadOptions attention;

    final int feedForward;
    final Activation activation;
    final boolean preNorm;
    final double eps;

    private TransformerOptions(
            MultiheadOptions attention, int feedForward, Activation activation, boolean preNorm, double eps) {
        this.attention = attention;
        this.feedForward = feedForward;
        this.activation = activation;
        this.preNorm = preNorm;
        this.eps = eps;
    }

    /** PyTorch's: width 2048 between the maps, dropout 0.1, ReLU, normalisation behind each part, eps 1e-5, biases. */
    public static TransformerOptions defaults() {
        return DEFAULTS;
    }

    private TransformerOptions with(MultiheadOptions other) {
        return new TransformerOptions(other, feedForward, activation, preNorm, eps);
    }

    /**
     * Sets the width between the two maps of the feed-forward part ({@code dim_feedforward}).
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public TransformerOptions feedForward(int width) {
        return new TransformerOptions(attention,
                Checks.positive("TransformerOptions: the width of the feed-forward part", width), activation, preNorm,
                eps);
    }

    /**
     * Sets the probability of dropout: of weights of the attention, between the maps, and of what each part gives. If
     * it is not 0, training has all scores of the attention in memory ({@link
     * dev.lanewise.ops.AttentionOptions#dropout}).
     *
     * @throws IllegalArgumentException unless {@code 0 <= p <= 1}
     */
    public TransformerOptions dropout(double p) {
        return with(attention.dropout(Finite.share("TransformerOptions: probability", p)));
    }

    /** Sets what the feed-forward part applies between its two maps. */
    public TransformerOptions activation(Activation activation) {
        return new TransformerOptions(attention, feedForward,
                Required.nonNull("TransformerOptions: the activation", activation), preNorm, eps);
    }

    /** Has each part normalise what it is given ({@code norm_first}), not its sum with what it gives. */
    public TransformerOptions preNorm() {
        return new TransformerOptions(attention, feedForward, activation, true, eps);
    }

    /**
     * Sets what normalisation adds to the variance ({@code layer_norm_eps}).
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public TransformerOptions eps(double eps) {
        Finite.atLeastZero("TransformerOptions: eps", eps);
        return new TransformerOptions(attention, feedForward, activation, preNorm, eps);
    }

    /** Sets whether maps and normalisation have biases. */
    public TransformerOptions bias(boolean bias) {
        return with(attention.bias(bias));
    }

    /** As {@link MultiheadOptions#keyValueHeads}. */
    public TransformerOptions keyValueHeads(int heads) {
        return with(attention.keyValueHeads(heads));
    }

    /** As {@link MultiheadOptions#timeFirst}. */
    public TransformerOptions timeFirst() {
        return with(attention.timeFirst());
    }

    /** As {@link MultiheadOptions#rotary}, for self-attention. */
    public TransformerOptions rotary(RotaryPositions positions) {
        return with(attention.rotary(positions));
    }

    /** The settings that a layer shows. */
    String describe() {
        return feedForward + ", " + activation.name().toLowerCase(Locale.ROOT) + (preNorm ? ", pre-norm" : "");
    }
}
