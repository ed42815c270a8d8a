/**
 * Counter-based random numbers: the number at (seed, stream, index) is a function of the three. A
 * {@link dev.lanewise.random.RandomSource} holds an address that advances; {@link dev.lanewise.random.RandomOp} has the
 * ops that draw, and those that move a source, so that a captured computation repeats them.
 */
@NullMarked
package dev.lanewise.random;

import org.jspecify.annotations.NullMarked;
