/**
 * Optimizers, each a class with its settings and the state of its parameters; {@link dev.lanewise.optim.UpdateOp} has
 * the ops that apply their rules, in one pass over all parameters.
 */
@NullMarked
package dev.lanewise.optim;

import org.jspecify.annotations.NullMarked;
