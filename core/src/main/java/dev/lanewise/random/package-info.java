/** Random numbers that are addressed, not stepped. */
@NullMarked
package dev.lanewise.random;

import org.jspecify.annotations.NullMarked;
