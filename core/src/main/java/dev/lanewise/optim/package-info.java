/** Update rules. */
@NullMarked
package dev.lanewise.optim;

import org.jspecify.annotations.NullMarked;
