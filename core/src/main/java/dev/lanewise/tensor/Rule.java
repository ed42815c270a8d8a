package dev.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/** What the backward walk asks of what was applied, an {@link Op} or a {@link CustomFunction}. */
interface Rule {
    /** Who it is, in messages. */
    String name();

    /** As {@link Op#saves}. */
    Saves saves(int needs);

    /** As {@link Op#gradients}. */
    @Nullable
    Tensor[] gradients(Saved saved, @Nullable Tensor[] grads);
}
