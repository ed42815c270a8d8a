/**
 * Ops that users reach through homes of their own: normalisation today; convolution, pooling, recurrence and attention
 * have their place here.
 *
 * <p>A family is one file: records with shape rule, kernel call, what is saved and the gradient rule side by side. Its
 * home ({@link dev.lanewise.ops.Normalization}) checks arguments and applies the ops. Families know tensors and the
 * drivers of kernels, and neither layers nor programs.
 */
@NullMarked
package dev.lanewise.ops;

import org.jspecify.annotations.NullMarked;
