/** Callbacks of a {@link dev.lanewise.train.Trainer}: when to stop, what to keep, what to write down. */
@NullMarked
package dev.lanewise.train.callbacks;

import org.jspecify.annotations.NullMarked;
