package dev.lanewise.nn.attention;

import dev.lanewise.tensor.IntTensor;
import java.util.List;

/**
 * What a layer of a decoder keeps while it generates: the keys and values of the positions so far, and those of the
 * memory, which are projected once and not for each token. The layer makes it of the memory.
 *
 * {@snippet :
 * List<DecoderCache> caches = decoder.caches(memory, 256);
 * Tensor first = decoder.forward(start, caches, memoryMasks);     // [N, 1, D]: position 0
 * Tensor next = decoder.forward(token, caches, memoryMasks);      // [N, 1, D]: position 1
 * decoder.restart(caches, otherMemory);                           // position 0 again, in the same tensors
 * }
 *
 * <p>A decoder with caches gives the bits of one without, also in a captured program that is replayed for each token.
 * No gradient passes a cache. The memory is projected by the weights as they are then: after a step of training it has
 * to be given again. A cache belongs to one generation, as a {@link KeyValueCache} does.
 */
public final class DecoderCache {
    private final KeyValueCache positions;
    private final MultiheadAttention.Memory memory;

    /** A cache of these; the memory is detached from its history. */
    DecoderCache(KeyValueCache positions, MultiheadAttention.Memory memory) {
        this.positions = positions;
        this.memory = new MultiheadAttention.Memory(memory.keys().detach(), memory.values().detach());
    }

    /** Those of the self-attention. */
    KeyValueCache positions() {
        return positions;
    }

    /** Keys and values of the memory. */
    MultiheadAttention.Memory memory() {
        return memory;
    }

    /** Forgets all positions, and has another memory. */
    void restart(MultiheadAttention.Memory other) {
        if (!other.keys().shape().equals(memory.keys().shape())) {
            throw new IllegalArgumentException("DecoderCache: keys of the memory " + other.keys().shape()
                    + " for a cache of " + memory.keys().shape() + ": a memory of another shape needs other caches");
        }
        memory.keys().assign(other.keys().detach());
        memory.values().assign(other.values().detach());
        positions.reset();
    }

    /** Caches that do not belong together are refused before one of them is changed. */
    static void requireOneEach(List<DecoderCache> caches, int layers) {
        TransformerEncoder.requireOneEach(caches, layers, DecoderCache::positions);
        for (int i = 1; i < layers; i++) {
            int first = caches.get(0).memoryLength();
            if (caches.get(i).memoryLength() != first) {
                throw new IllegalArgumentException("layer 0 has a cache of a memory of length " + first + ", and layer "
                        + i + " of length " + caches.get(i).memoryLength() + ": expected the same memory");
            }
        }
    }

    /** How many positions it holds, {@code []}, as {@link KeyValueCache#length}. */
    public IntTensor length() {
        return positions.length();
    }

    /** How many positions there is room for. */
    public int capacity() {
        return positions.capacity();
    }

    /** How many sequences it holds. */
    public int samples() {
        return positions.samples();
    }

    /** How many positions the memory has. */
    public int memoryLength() {
        return memory.keys().dim(1);
    }

    /** Forgets all positions, not the memory: another sequence begins. */
    public void reset() {
        positions.reset();
    }

    /** A cache with copies of what this one holds, to go on in two ways. */
    public DecoderCache copy() {
        return new DecoderCache(positions.copy(),
                new MultiheadAttention.Memory(memory.keys().copy(), memory.values().copy()));
    }

    /** For example {@code DecoderCache(1 x 256, memory 20, keys 64, values 64)}. */
    @Override
    public String toString() {
        return "DecoderCache(" + samples() + " x " + capacity() + ", memory " + memoryLength() + ", keys "
                + memory.keys().dim(2) + ", values " + memory.values().dim(2) + ")";
    }
}
