/**
 * Devices that run captured programs. {@link Gpu} is where one begins: it lists what is there, and is the
 * {@link dev.lanewise.program.Backend} of a step.
 */
@NullMarked
package dev.lanewise.gpu;

import org.jspecify.annotations.NullMarked;
