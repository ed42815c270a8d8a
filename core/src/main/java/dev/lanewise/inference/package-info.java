/** Models put to use: evaluated on many threads, captured once for each kind of input. */
@NullMarked
package dev.lanewise.inference;

import org.jspecify.annotations.NullMarked;
