/**
 * Small dense linear algebra on matrices of doubles in row-major order, one matrix a call: textbook algorithms in a
 * fixed order, with {@code + - * /} and square roots only, so that the bits are the same on every machine. What is not
 * finite gives NaN and ends. They know no floats, threads or tensors.
 */
@NullMarked
package dev.lanewise.kernels.dense;

import org.jspecify.annotations.NullMarked;
