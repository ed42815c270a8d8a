/**
 * Multithreading: {@link dev.lanewise.parallel.Parallel} splits work into parts, and a
 * {@link dev.lanewise.parallel.Team} is the caller and the workers that run them.
 *
 * <p>All multithreaded work of the library passes through here. By default it uses all processors of the machine;
 * {@code -Dlanewise.threads}, {@link dev.lanewise.parallel.Parallel#setThreads} and {@link
 * dev.lanewise.parallel.Team#use} say otherwise. Workers are those of a {@link java.util.concurrent.ForkJoinPool},
 * taken for a burst of operations and given back when it is over. The caller does what no worker has begun, so nothing
 * waits for a thread that never comes; what a part throws reaches the caller; and no result depends on the number of
 * threads.
 */
@NullMarked
package dev.lanewise.parallel;

import org.jspecify.annotations.NullMarked;
