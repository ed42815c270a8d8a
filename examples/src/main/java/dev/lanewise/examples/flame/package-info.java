/** The program {@code flame}: draws where the time of a recorded training went, from layers to ops to kernels. */
@NullMarked
package dev.lanewise.examples.flame;

import org.jspecify.annotations.NullMarked;
