/**
 * Larger ops and the classes through which users call them: convolution, pooling, patches, resampling,
 * normalisation, dense linear algebra, recurrence, attention.
 *
 * <p>A family is one file: records with shape rule, kernel call, saved values and gradient rule side by side. Its home
 * ({@link dev.lanewise.ops.Normalization}) checks arguments and applies the ops. Families know tensors and kernel
 * drivers, and neither layers nor programs.
 */
@NullMarked
package dev.lanewise.ops;

import org.jspecify.annotations.NullMarked;
