package dev.lanewise.nn;

import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Blocks in order ({@index ModuleList}), named by their position, for a block that applies them in its own way. The
 * list itself computes nothing.
 *
 * {@snippet :
 * private final BlockList<Linear> heads = child("heads", new BlockList<>(List.of(
 *         new Linear(8, 4, random), new Linear(8, 4, random))));
 * }
 *
 * @param <B> what the blocks have in common
 */
public final class BlockList<B extends Block> extends Block implements Iterable<B> {
    private final List<B> blocks;

    /**
     * The blocks of a list, which is copied.
     *
     * @throws IllegalArgumentException if the list or a block is null
     */
    public BlockList(List<? extends B> blocks) {
        List<B> registered = new ArrayList<>();
        for (B block : Required.nonNull("BlockList: the list of blocks", blocks)) {
            registered.add(child(Integer.toString(registered.size()), block));
        }
        this.blocks = List.copyOf(registered);
    }

    /**
     * The block at a position.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public B get(int index) {
        if (index < 0 || index >= blocks.size()) {
            throw new IndexOutOfBoundsException("BlockList: block " + index + " of " + blocks.size());
        }
        return blocks.get(index);
    }

    /** How many there are. */
    public int size() {
        return blocks.size();
    }

    @Override
    public Iterator<B> iterator() {
        return blocks.iterator();
    }

    @Override
    public BlockList<B> copy() {
        return copied(() -> new BlockList<>(blocks.stream().map(Copying::child).toList()));
    }
}
