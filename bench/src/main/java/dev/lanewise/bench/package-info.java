/** JMH benchmarks of Lanewise against naive engines that do the same work. */
@NullMarked
package dev.lanewise.bench;

import org.jspecify.annotations.NullMarked;
