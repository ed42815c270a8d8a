/** Tests of the package of the same name. */
@NullMarked
package dev.lanewise.bench.charts;

import org.jspecify.annotations.NullMarked;
