package dev.lanewise.nn;

import dev.lanewise.tensor.Place;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A block that computes, as a place in which ops are applied. */
record BlockPlace(Block block, @Nullable Place outer) implements Place {
    static <Y> Y within(Block block, Supplier<Y> computation) {
        return Place.within(new BlockPlace(block, Place.current()), computation);
    }

    @Override
    public String title() {
        String path = path();
        return (path.isEmpty() ? "" : path + ": ") + block.title();
    }

    private String path() {
        if (!(outer instanceof BlockPlace around)) {
            return "";
        }
        return around.block == block
                ? around.path()
                : BlockFault.joined(around.path(), BlockFault.step(around.block, block));
    }

    @Override
    public RuntimeException located(RuntimeException fault) {
        RuntimeException here = BlockFault.within(block, fault);
        return outer == null ? here : outer.located(here);
    }
}
