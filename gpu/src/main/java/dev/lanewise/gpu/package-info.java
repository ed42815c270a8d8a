/**
 * Devices that run captured programs. {@link Gpu} is where one begins: it lists what is there, and is the
 * {@link dev.lanewise.program.Backend} of a step; {@link OpenCl} is how {@link dev.lanewise.program.Devices} finds it.
 */
@NullMarked
package dev.lanewise.gpu;

import org.jspecify.annotations.NullMarked;
