/** What reading costs, and whether a training waits for it: {@code bench/run data}. */
@NullMarked
package dev.lanewise.bench.data;

import org.jspecify.annotations.NullMarked;
