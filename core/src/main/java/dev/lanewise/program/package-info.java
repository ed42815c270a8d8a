/**
 * Captured computations: the list of ops applied, planned once and replayed without graph, dispatch or garbage.
 *
 * <p>A {@code Recording} records one eager run on a {@code Tape}, {@code Draft} turns its values into numbers, a {@code
 * Rewrite} replaces steps by fewer with the same bits, {@code Plan} gives each value a place (by {@code Placement},
 * after {@code Deferral}), and a {@code Frame} holds the buffers of a run. {@code Conditions} say when a plan no longer
 * fits. {@link dev.lanewise.program.Program} is the entry point.
 *
 * <p>The first rewrites, {@code FoldOperands}, {@code MaskBeforeScatter} and {@code MaskByDropped}, know the ops that
 * they replace; {@code FuseEnds} and {@code FuseSums} ask the ops what they can do together; for the rest
 * {@code Fusion} finds groups ({@code FusionWindow}) that one generated loop can compute ({@code Fuser}), and puts a
 * {@code FusedOp} in their place.
 *
 * <p>{@link dev.lanewise.program.Listing} shows a program as data, and a {@link dev.lanewise.program.Backend} runs it
 * on another device, in the place of frames.
 */
@NullMarked
package dev.lanewise.program;

import org.jspecify.annotations.NullMarked;
