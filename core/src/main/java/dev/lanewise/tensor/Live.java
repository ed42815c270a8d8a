package dev.lanewise.tensor;

import java.util.function.Supplier;

/**
 * Where an op with run-time scalars (learning rate, step count, place in a random stream) comes from each time it is
 * run.
 *
 * @param owner whose scalars they are: an optimizer, a random source
 * @param next gives the op, and moves its scalars on
 */
public record Live(Object owner, Supplier<? extends Op> next) {}
