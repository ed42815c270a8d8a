/**
 * Loops that are generated at run time. A {@link Loop} describes one as data; a {@link LoopCompiler}, of which each set
 * of kernels has one, makes {@link CompiledLoops} of it. What compilers share is here too: {@link LoopClass} makes the
 * hidden class, {@link LoopWriter} the skeleton of the bytecode. What each leaf adds is one instruction set.
 */
@NullMarked
package dev.lanewise.kernels.loops;

import org.jspecify.annotations.NullMarked;
