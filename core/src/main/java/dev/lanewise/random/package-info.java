/**
 * Random numbers that are addressed, not stepped: the number at (seed, stream, index) is a function of the three.
 * {@link dev.lanewise.random.RandomSource} stands at an address and moves on; {@link dev.lanewise.random.RandomOp} has
 * the ops that draw, and those that move a source, so that a captured computation repeats them.
 */
@NullMarked
package dev.lanewise.random;

import org.jspecify.annotations.NullMarked;
