/**
 * The ops that {@link dev.lanewise.tensor.Tensor} and its neighbours apply and that programs are rewritten in, one file
 * per family. Code that computes with tensors needs none of these names.
 *
 * <table>
 * <caption>Families</caption>
 * <tr><th>family</th><th>computes</th></tr>
 * <tr><td>{@code UnaryOp}, {@code BinaryOp}, {@code CompareOp}, {@code LogicOp}</td>
 * <td>each element on its own</td></tr>
 * <tr><td>{@code ActivationGradOp}</td><td>gradients of activations in one pass</td></tr>
 * <tr><td>{@code ReduceOp}, {@code StdOp}, {@code SoftmaxOp}</td><td>over axes</td></tr>
 * <tr><td>{@code MatmulOp}, {@code LinearOp}</td><td>matrix products</td></tr>
 * <tr><td>{@code ViewOp}, {@code MoveOp}, {@code IndexOp}</td><td>nothing: they move or reshape elements</td></tr>
 * <tr><td>{@code AssignOp}</td><td>nothing: writes to a tensor</td></tr>
 * </table>
 *
 * <p>This package and {@code dev.lanewise.tensor} need each other: a tensor's methods apply these ops, and an op's
 * gradient rule is written in tensors. It is the one circle between packages.
 */
@NullMarked
package dev.lanewise.tensor.primitives;

import org.jspecify.annotations.NullMarked;
