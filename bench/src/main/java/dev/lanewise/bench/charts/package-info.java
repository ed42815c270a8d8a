/** Charts of what {@code bench/run peers} has measured: {@code bench/run charts}. */
@NullMarked
package dev.lanewise.bench.charts;

import org.jspecify.annotations.NullMarked;
