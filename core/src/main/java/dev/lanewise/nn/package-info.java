/** Layers with named parameters, and how parameters are initialised. */
@NullMarked
package dev.lanewise.nn;

import org.jspecify.annotations.NullMarked;
