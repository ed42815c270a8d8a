package dev.lanewise.tensor;

import java.util.function.Supplier;

/**
 * The source of an op with run-time scalars (learning rate, step count, position in a random stream), asked each time
 * the op is run.
 *
 * @param owner whose scalars they are: an optimizer, a random source
 * @param next gives the op, and advances its scalars
 */
public record Live(Object owner, Supplier<? extends Op> next) {}
