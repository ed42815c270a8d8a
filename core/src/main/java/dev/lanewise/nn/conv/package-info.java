/** Convolutions and what they are made of as layers; each applies a function of {@code dev.lanewise.ops}. */
@NullMarked
package dev.lanewise.nn.conv;

import org.jspecify.annotations.NullMarked;
