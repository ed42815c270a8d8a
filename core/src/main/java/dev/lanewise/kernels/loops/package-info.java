/** Loops that are generated at run time: their description, and what writes the bytecode of one. */
@NullMarked
package dev.lanewise.kernels.loops;

import org.jspecify.annotations.NullMarked;
