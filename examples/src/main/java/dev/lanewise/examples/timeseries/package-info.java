/** The time series example: a recurrent network forecasts a series from its past. */
@NullMarked
package dev.lanewise.examples.timeseries;

import org.jspecify.annotations.NullMarked;
