package dev.lanewise.nn;

import dev.lanewise.tensor.Anomaly;
import org.jspecify.annotations.Nullable;

/** A block as a place in which an op was applied. */
record BlockPlace(Block block) implements Anomaly.Place {
    @Override
    public String nameIn(Anomaly.@Nullable Place outer) {
        if (!(outer instanceof BlockPlace around) || around.block == block) {
            return "";
        }
        String path = around.block.contents().pathTo(block);
        return path == null ? "(unregistered)" : path;
    }

    @Override
    public String title() {
        return block.title();
    }
}
