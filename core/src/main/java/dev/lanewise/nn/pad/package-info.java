/**
 * Padding as layers: lines, planes and volumes get elements at their ends, by {@link dev.lanewise.tensor.Shapes#pad}.
 * Counts are given in PyTorch's order, the last axis first: left, right, top, bottom, front, back; one number counts
 * for all sides. Inputs are {@code [N, C, L]}, {@code [N, C, H, W]} or {@code [N, C, D, H, W]}, or all that without N.
 */
@NullMarked
package dev.lanewise.nn.pad;

import org.jspecify.annotations.NullMarked;
