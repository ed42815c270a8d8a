/** What belongs to a thread. */
@NullMarked
package dev.lanewise.threads;

import org.jspecify.annotations.NullMarked;
