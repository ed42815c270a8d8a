/**
 * How ops become kernels: a class for each family of ops, beside the file of its kernels under {@code kernels}. Each
 * computes what the scalar kernels of the CPU define, operation by operation. Must not know of listings as a whole,
 * memory plans or the engine.
 */
@NullMarked
package dev.lanewise.gpu.families;

import org.jspecify.annotations.NullMarked;
