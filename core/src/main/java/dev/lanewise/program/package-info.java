/**
 * Captured computations: the list of what was applied, planned once and run again without graph, dispatch or garbage.
 *
 * <p>A {@code Recording} hears one eager run and makes a {@code Tape} of it, {@code Draft} turns its values into numbers,
 * a {@code Rewrite} replaces steps by fewer with the same bits, {@code Plan} gives each value a place, and {@code Frame} is
 * where runs happen. {@code Guard} says when a plan no longer fits. {@link dev.lanewise.program.Program} is the door.
 *
 * <p>Rewrites are of three kinds: {@code FoldOperands} and {@code FuseLinear} know the ops that they replace; for the
 * rest {@code Fusion} finds groups ({@code FusionWindow}) that one generated loop can compute ({@code Fuser}), and puts a
 * {@code FusedOp} in their place.
 */
@NullMarked
package dev.lanewise.program;

import org.jspecify.annotations.NullMarked;
