/** Naive engines, the yardsticks of the benchmarks: a scalar autodiff and plain loops, both able to train an MLP. */
@NullMarked
package dev.lanewise.bench.naive;

import org.jspecify.annotations.NullMarked;
