/**
 * Event files for <a href="https://www.tensorflow.org/tensorboard">TensorBoard</a>: numbers, distributions, pictures,
 * texts and the graph of a model, written by {@link dev.lanewise.tensorboard.SummaryWriter} without any library.
 *
 * <p>An {@code EventFile} frames records as TFRecord does; a {@code Message} is written as protocol buffers are; {@code
 * Summaries}, {@code Buckets}, {@code Png} and {@code GraphNodes} make the contents; {@code EarlierFiles} reads what a
 * run has written before, and cuts it where the run goes on; a
 * {@link dev.lanewise.io.WriteLock} keeps two runs apart.
 */
@NullMarked
package dev.lanewise.tensorboard;

import org.jspecify.annotations.NullMarked;
