package dev.lanewise.nn.attention;

import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * Settings of {@link MultiheadAttention}. Immutable: each setter returns new options.
 *
 * {@snippet :
 * new MultiheadAttention(256, 8, MultiheadOptions.defaults().keyValueHeads(2).bias(false), random);
 * }
 */
public final class MultiheadOptions {
    private static final MultiheadOptions DEFAULTS = new MultiheadOptions(0f, true, 0, 0, 0, false, null);

    final float dropout;
    final boolean bias;

    /** 0 for the width of the queries; likewise that of values. */
    final int keyWidth;

    final int valueWidth;

    /** 0 for as many as queries have. */
    final int keyValueHeads;

    final boolean timeFirst;
    final @Nullable RotaryPositions rotary;

    private MultiheadOptions(
            float dropout, boolean bias, int keyWidth, int valueWidth, int keyValueHeads, boolean timeFirst,
            @Nullable RotaryPositions rotary) {
        this.dropout = dropout;
        this.bias = bias;
        this.keyWidth = keyWidth;
        this.valueWidth = valueWidth;
        this.keyValueHeads = keyValueHeads;
        this.timeFirst = timeFirst;
        this.rotary = rotary;
    }

    /** No dropout, with biases, all inputs of the same width, as many heads of keys as of queries, samples first. */
    public static MultiheadOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets the probability that a weight is dropped in training, which has all scores in memory if that is not 0
     * ({@link dev.lanewise.ops.AttentionOptions#dropout}).
     *
     * @throws IllegalArgumentException unless {@code 0 <= p <= 1}
     */
    public MultiheadOptions dropout(double p) {
        return new MultiheadOptions(Finite.share("MultiheadOptions: probability", p), bias, keyWidth, valueWidth,
                keyValueHeads, timeFirst, rotary);
    }

    /** Sets whether the projections have biases. */
    public MultiheadOptions bias(boolean bias) {
        return new MultiheadOptions(dropout, bias, keyWidth, valueWidth, keyValueHeads, timeFirst, rotary);
    }

    /**
     * Sets the widths of the keys and of the values that come in ({@code kdim}, {@code vdim}).
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public MultiheadOptions widths(int keys, int values) {
        return new MultiheadOptions(dropout, bias, Checks.positive("MultiheadOptions: the width of keys", keys),
                Checks.positive("MultiheadOptions: the width of values", values), keyValueHeads, timeFirst, rotary);
    }

    /**
     * Sets how many heads keys and values have, each of which serves as many heads of queries (grouped queries; Ainslie
     * et al. 2023): the heads of queries are a multiple of it.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public MultiheadOptions keyValueHeads(int heads) {
        return new MultiheadOptions(dropout, bias, keyWidth, valueWidth,
                Checks.positive("MultiheadOptions: the number of heads of keys and values", heads), timeFirst, rotary);
    }

    /** Has inputs and outputs {@code [L, N, D]} instead of {@code [N, L, D]}: PyTorch's default. */
    public MultiheadOptions timeFirst() {
        return new MultiheadOptions(dropout, bias, keyWidth, valueWidth, keyValueHeads, true, rotary);
    }

    /** Turns queries and keys by their positions, in each head. Several layers may share the positions. */
    public MultiheadOptions rotary(RotaryPositions positions) {
        return new MultiheadOptions(dropout, bias, keyWidth, valueWidth, keyValueHeads, timeFirst,
                Required.nonNull("MultiheadOptions: the block of rotary positions", positions));
    }

    /** These without rotary positions: for attention to another sequence. */
    MultiheadOptions withoutRotary() {
        return new MultiheadOptions(dropout, bias, keyWidth, valueWidth, keyValueHeads, timeFirst, null);
    }
}
