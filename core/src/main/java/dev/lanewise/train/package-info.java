/** Training steps, captured once and replayed. */
@NullMarked
package dev.lanewise.train;

import org.jspecify.annotations.NullMarked;
