/**
 * What the training programs share. A {@link dev.lanewise.examples.training.Trainer} has the step by which a network
 * learns; a {@link dev.lanewise.examples.training.Run} takes it through its epochs and keeps what comes of it, as
 * {@link dev.lanewise.examples.training.RunOptions} say; a program brings samples, a task, a network and a rule.
 */
@NullMarked
package dev.lanewise.examples.training;

import org.jspecify.annotations.NullMarked;
