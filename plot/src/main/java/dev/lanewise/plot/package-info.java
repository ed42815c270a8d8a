/**
 * Pictures as SVG and PNG: {@link dev.lanewise.plot.Plot} of curves, points, bars and histograms, for example the losses
 * of a training run, {@link dev.lanewise.plot.Images} and weights in a grid, {@link dev.lanewise.plot.Heatmap} and
 * {@link dev.lanewise.plot.Confusion}.
 */
@NullMarked
package dev.lanewise.plot;

import org.jspecify.annotations.NullMarked;
