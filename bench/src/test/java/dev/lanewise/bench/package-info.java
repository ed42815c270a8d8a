/** Tests that the benchmarks check what they time. */
@NullMarked
package dev.lanewise.bench;

import org.jspecify.annotations.NullMarked;
