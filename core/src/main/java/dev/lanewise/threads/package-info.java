/** Values that belong to a thread. */
@NullMarked
package dev.lanewise.threads;

import org.jspecify.annotations.NullMarked;
