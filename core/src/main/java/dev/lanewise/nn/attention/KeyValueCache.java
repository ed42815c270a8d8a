package dev.lanewise.nn.attention;

import dev.lanewise.ops.Positions;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * The keys and values of one attention layer for the positions so far, so that generation computes those of new tokens
 * only. It has room for a fixed number of positions, and holds how many it has as a tensor: what appends to it can be
 * captured once and replayed for each token.
 *
 * {@snippet :
 * KeyValueCache cache = attention.cache(1, 256);
 * Tensor prompt = attention.forward(tokens, cache);    // [1, L, D]: position 0 on
 * Tensor next = attention.forward(token, cache);       // [1, 1, D]: position L
 * }
 *
 * <p>Attention with a cache gives the bits of attention without it. No gradient passes a cache. A cache belongs to one
 * generation: threads that share one must take turns. In a stack of layers, one that refuses its input leaves behind
 * caches that the layers before it have appended to: reset all of them.
 */
public final class KeyValueCache {
    private final Tensor keys;
    private final Tensor values;

    /** How many positions there are, a scalar, exact as far as a capacity goes. */
    private final Tensor count;

    /** Floats count exactly up to here. */
    private static final int MOST = 1 << 24;

    /**
     * An empty cache.
     *
     * @param samples sequences that are generated together
     * @param capacity positions that there is room for, at most 2^24
     * @param keyWidth the width of the keys of all heads
     * @param valueWidth the width of the values of all heads
     * @throws IllegalArgumentException if a number is not positive, or there are too many positions
     */
    public KeyValueCache(int samples, int capacity, int keyWidth, int valueWidth) {
        this(empty(samples, capacity, Checks.positive("KeyValueCache: the width of keys", keyWidth)),
                empty(samples, capacity, Checks.positive("KeyValueCache: the width of values", valueWidth)),
                Tensor.scalar(0));
    }

    private KeyValueCache(Tensor keys, Tensor values, Tensor count) {
        this.keys = keys;
        this.values = values;
        this.count = count;
    }

    private static Tensor empty(int samples, int capacity, int width) {
        Checks.positive("KeyValueCache: the number of samples", samples);
        if (Checks.positive("KeyValueCache: the capacity", capacity) > MOST) {
            throw new IllegalArgumentException("KeyValueCache: capacity " + capacity + " is more than " + MOST);
        }
        return Tensor.zeros(samples, capacity, width);
    }

    /**
     * Appends keys and values of the next positions.
     *
     * @param k {@code [samples, L, keyWidth]}
     * @param v {@code [samples, L, valueWidth]}
     * @return the position of the first, {@code []}, for {@link dev.lanewise.ops.AttentionOptions#causalFrom}
     * @throws IllegalArgumentException if the shapes do not fit, or there is no room for them: then nothing is appended
     */
    public IntTensor append(Tensor k, Tensor v) {
        IntTensor start = length();
        write(k, v, start);
        advance(k.dim(1));
        return start;
    }

    /** Writes keys and values from the position that {@link #length} gives on, which do not count yet. */
    void write(Tensor k, Tensor v, IntTensor start) {
        requireFit("keys", Required.nonNull("KeyValueCache: the tensor of keys", k), keys);
        requireFit("values", Required.nonNull("KeyValueCache: the tensor of values", v), values);
        if (k.dim(1) != v.dim(1)) {
            throw new IllegalArgumentException(
                    "KeyValueCache: keys " + k.shape() + " and values " + v.shape() + " of different length");
        }
        Positions.write(keys, k, start);
        Positions.write(values, v, start);
    }

    /** Counts so many positions more. */
    void advance(int positions) {
        count.assign(count.add(positions));
    }

    private static void requireFit(String what, Tensor rows, Tensor held) {
        if (rows.rank() != 3 || !rows.shape().with(1, held.dim(1)).equals(held.shape())) {
            throw new IllegalArgumentException("KeyValueCache: " + what + " " + rows.shape() + " for a cache of "
                    + held.shape() + ": expected [" + held.dim(0) + ", L, " + held.dim(2) + "]");
        }
    }

    /** How many positions it holds, {@code []}: in a captured computation, how many when that is run. */
    public IntTensor length() {
        return IntTensor.truncated(count);
    }

    /** How many positions there is room for. */
    public int capacity() {
        return keys.dim(1);
    }

    /** How many sequences it holds. */
    public int samples() {
        return keys.dim(0);
    }

    /** The keys, {@code [samples, capacity, keyWidth]}, of which the first {@link #length} count; later ones follow. */
    public Tensor keys() {
        return keys;
    }

    /** The values, {@code [samples, capacity, valueWidth]}, likewise. */
    public Tensor values() {
        return values;
    }

    /** Forgets all positions: a new sequence begins. */
    public void reset() {
        keys.assign(Tensor.zeros(keys.shape()));
        values.assign(Tensor.zeros(values.shape()));
        count.assign(Tensor.scalar(0));
    }

    /** A cache with copies of what this one holds, to go on in two ways. */
    public KeyValueCache copy() {
        return new KeyValueCache(keys.copy(), values.copy(), count.copy());
    }

    /** For example {@code KeyValueCache(1 x 256, keys 64, values 64)}. */
    @Override
    public String toString() {
        return "KeyValueCache(" + samples() + " x " + capacity() + ", keys " + keys.dim(2) + ", values "
                + values.dim(2) + ")";
    }
}
