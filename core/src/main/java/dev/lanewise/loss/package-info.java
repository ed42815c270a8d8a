/** Loss functions. */
@NullMarked
package dev.lanewise.loss;

import org.jspecify.annotations.NullMarked;
