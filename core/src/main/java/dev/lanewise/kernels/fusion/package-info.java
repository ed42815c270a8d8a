/** Graphs of elementwise functions and reductions of rows, run as generated loops block by block. */
@NullMarked
package dev.lanewise.kernels.fusion;

import org.jspecify.annotations.NullMarked;
