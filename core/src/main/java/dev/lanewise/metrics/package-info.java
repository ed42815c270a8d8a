/**
 * Measures of a model other than its loss, over any number of batches. A {@link dev.lanewise.metrics.Metric} counts a
 * batch by an op without outputs, {@link dev.lanewise.metrics.MetricOp.Observe}, which captured programs repeat; one
 * object tells all the numbers that follow from what it has counted.
 *
 * <ul>
 * <li>Classes: {@link dev.lanewise.metrics.Accuracy}, {@link dev.lanewise.metrics.TopKAccuracy}, {@link
 * dev.lanewise.metrics.ConfusionMatrix} with precision, recall, F, kappa and Matthews' coefficient.
 * <li>Two classes: {@link dev.lanewise.metrics.BinaryAccuracy}, {@link dev.lanewise.metrics.BinaryCounts}, {@link
 * dev.lanewise.metrics.BinaryCurves}.
 * <li>Several labels at once: {@link dev.lanewise.metrics.MultilabelAccuracy}, {@link
 * dev.lanewise.metrics.MultilabelCounts}.
 * <li>Probabilities: {@link dev.lanewise.metrics.LogLoss}, {@link dev.lanewise.metrics.BrierScore}, {@link
 * dev.lanewise.metrics.CalibrationError}, {@link dev.lanewise.metrics.Perplexity}.
 * <li>Numbers: {@link dev.lanewise.metrics.RegressionErrors}.
 * </ul>
 */
@NullMarked
package dev.lanewise.metrics;

import org.jspecify.annotations.NullMarked;
