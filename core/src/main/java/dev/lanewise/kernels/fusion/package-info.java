/**
 * Graphs of elementwise functions and reductions of rows, computed block by block. A {@link LoopGraph} says what is
 * computed; a schedule cuts it into generated loops and reductions; {@link CompiledGraph} walks the blocks.
 */
@NullMarked
package dev.lanewise.kernels.fusion;

import org.jspecify.annotations.NullMarked;
