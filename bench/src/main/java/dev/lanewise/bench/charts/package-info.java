/** Charts and tables of what {@code bench/run peers} has measured: {@code bench/run charts} and {@code tables}. */
@NullMarked
package dev.lanewise.bench.charts;

import org.jspecify.annotations.NullMarked;
