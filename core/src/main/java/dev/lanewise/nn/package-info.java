/** Layers with named parameters, and functions that initialise them. */
@NullMarked
package dev.lanewise.nn;

import org.jspecify.annotations.NullMarked;
