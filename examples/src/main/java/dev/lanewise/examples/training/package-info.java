/**
 * What the training programs share. A program brings samples, a network and a rule
 * ({@link dev.lanewise.examples.training.Setup}) and trains with the library's {@link dev.lanewise.train.Trainer}. A
 * {@link dev.lanewise.examples.training.Run} is the callback by which it tells how that goes and keeps the results, as
 * {@link dev.lanewise.examples.training.RunOptions} say.
 */
@NullMarked
package dev.lanewise.examples.training;

import org.jspecify.annotations.NullMarked;
