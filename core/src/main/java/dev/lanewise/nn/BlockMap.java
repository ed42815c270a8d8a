package dev.lanewise.nn;

import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Blocks by name ({@index ModuleDict}), in the order of the map that they are made from, or sorted if that has none,
 * as {@code Map.of}: the order of parameters is the same in each run. The map itself computes nothing.
 *
 * {@snippet :
 * private final BlockMap<Layer> activations = child("activations", new BlockMap<>(Map.of(
 *         "relu", new ReLU(), "gelu", new GELU())));
 * }
 *
 * @param <B> what the blocks have in common
 */
public final class BlockMap<B extends Block> extends Block {
    private final Map<String, B> blocks;

    /**
     * The blocks of a map, which is copied.
     *
     * @throws IllegalArgumentException if the map, a name or a block is null, or a name is empty or has a dot
     */
    public BlockMap(Map<String, ? extends B> blocks) {
        Map<String, B> ordered = Required.nonNull("BlockMap: the map of blocks", blocks) instanceof SequencedMap
                ? new LinkedHashMap<>()
                : new TreeMap<>(Comparator.nullsFirst(Comparator.naturalOrder()));
        ordered.putAll(blocks);
        Map<String, B> registered = new LinkedHashMap<>();
        ordered.forEach((name, block) -> registered.put(name, child(name, block)));
        this.blocks = Collections.unmodifiableMap(registered);
    }

    /**
     * The block of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public B get(String name) {
        B block = blocks.get(name);
        if (block == null) {
            throw new IllegalArgumentException("BlockMap: there is no " + Printable.quoted(name) + ", but "
                    + Printable.names(blocks.keySet()));
        }
        return block;
    }

    /** The blocks by name, in order; cannot be changed. */
    public Map<String, B> blocks() {
        return blocks;
    }

    /** How many there are. */
    public int size() {
        return blocks.size();
    }

    @Override
    public BlockMap<B> copy() {
        return copied(() -> {
            Map<String, B> twins = new LinkedHashMap<>();
            blocks.forEach((name, block) -> twins.put(name, Copying.child(block)));
            return new BlockMap<>(twins);
        });
    }
}
