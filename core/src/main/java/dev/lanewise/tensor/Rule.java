package dev.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/** What the backward walk needs of an {@link Op} or a {@link CustomFunction} that was applied. */
interface Rule {
    /** Its name in messages. */
    String name();

    /** As {@link Op#saves}. */
    Saves saves(int needs);

    /** As {@link Op#gradients}. */
    @Nullable
    Tensor[] gradients(Saved saved, @Nullable Tensor[] grads);
}
