/**
 * From samples to batches. A {@link dev.lanewise.data.Dataset} gives batches of numbered samples, and others are made
 * of it: parts, folds, samples that are changed, kept or augmented. A {@link dev.lanewise.data.Sampler} says which
 * samples an epoch has; a {@link dev.lanewise.data.DataLoader} goes through them, makes batches ahead, and can be
 * saved and loaded within an epoch.
 *
 * <p>Nothing that is random depends on what happened before: it belongs to a seed, an epoch and a sample.
 */
@NullMarked
package dev.lanewise.data;

import org.jspecify.annotations.NullMarked;
