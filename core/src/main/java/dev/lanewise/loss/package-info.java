/**
 * Losses: {@link dev.lanewise.loss.Losses} has the functions; those with options are immutable objects. {@link
 * dev.lanewise.loss.LossOp} has the ops of those that have kernels of their own; the others are composed of tensor
 * functions, and of checks of values, {@link dev.lanewise.loss.CheckOp}. A {@link dev.lanewise.loss.Reduction} says how
 * the losses of a batch are combined.
 */
@NullMarked
package dev.lanewise.loss;

import org.jspecify.annotations.NullMarked;
