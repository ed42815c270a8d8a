/**
 * Loops that are generated at run time. A {@link Loop} describes one as data; a {@link LoopCompiler}, of which each set
 * of kernels has one, turns it into {@link CompiledLoops}. What compilers share is here too: {@link LoopClass} makes
 * the hidden class, {@link LoopWriter} the skeleton of the bytecode. Each leaf adds its own instruction set.
 */
@NullMarked
package dev.lanewise.kernels.loops;

import org.jspecify.annotations.NullMarked;
