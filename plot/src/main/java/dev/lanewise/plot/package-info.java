/**
 * Curves, points and bars as SVG: {@link dev.lanewise.plot.Plot} collects what is to be drawn, for example the losses of
 * a training run.
 */
@NullMarked
package dev.lanewise.plot;

import org.jspecify.annotations.NullMarked;
