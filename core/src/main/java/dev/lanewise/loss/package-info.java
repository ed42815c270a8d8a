/**
 * Losses: {@link dev.lanewise.loss.Losses} has the functions, {@link dev.lanewise.loss.LossOp} the ops of those that
 * have kernels of their own; the others are made of tensors' functions. A {@link dev.lanewise.loss.Reduction} says what
 * becomes of the losses of a batch.
 */
@NullMarked
package dev.lanewise.loss;

import org.jspecify.annotations.NullMarked;
