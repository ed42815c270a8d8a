/** Lanewise beside other engines, in turns, on the same work: {@code bench/run peers}. */
@NullMarked
package dev.lanewise.bench.peers;

import org.jspecify.annotations.NullMarked;
