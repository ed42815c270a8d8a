/** The program {@code flame}: where the time of a recorded training went, from layers to ops to kernels, as a picture. */
@NullMarked
package dev.lanewise.examples.flame;

import org.jspecify.annotations.NullMarked;
