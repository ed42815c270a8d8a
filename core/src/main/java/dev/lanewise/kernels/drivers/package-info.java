/** Drivers of the kernels: they cut work into parts, walk broadcasts and axes, and call the active set. */
@NullMarked
package dev.lanewise.kernels.drivers;

import org.jspecify.annotations.NullMarked;
