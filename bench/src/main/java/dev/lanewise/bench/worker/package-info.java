/** Processes that do a piece of work when told to and say how long it took: Lanewise, the naive engines, netlib. */
@NullMarked
package dev.lanewise.bench.worker;

import org.jspecify.annotations.NullMarked;
