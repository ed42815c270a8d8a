/**
 * Losses: {@link dev.lanewise.loss.Losses} has the functions, {@link dev.lanewise.loss.LossOp} the ops of those that
 * have kernels of their own; the others are composed of tensor functions. A loss with options is an immutable object,
 * such as {@link dev.lanewise.loss.CrossEntropyLoss}. A {@link dev.lanewise.loss.Reduction} says
 * how the losses of a batch are combined.
 */
@NullMarked
package dev.lanewise.loss;

import org.jspecify.annotations.NullMarked;
