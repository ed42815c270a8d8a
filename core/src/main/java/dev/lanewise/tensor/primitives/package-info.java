/**
 * The ops that tensors are made of, a file for each family: what {@link dev.lanewise.tensor.Tensor} and its neighbours
 * apply, and what programs are rewritten in. Those who compute with tensors need none of these names.
 *
 * <table>
 * <caption>Families</caption>
 * <tr><th>family</th><th>computes</th></tr>
 * <tr><td>{@code UnaryOp}, {@code BinaryOp}, {@code CompareOp}, {@code LogicOp}</td><td>each element by itself</td></tr>
 * <tr><td>{@code ActivationGradOp}</td><td>gradients of activations in one pass</td></tr>
 * <tr><td>{@code ReduceOp}, {@code StdOp}, {@code SoftmaxOp}</td><td>over axes</td></tr>
 * <tr><td>{@code MatmulOp}, {@code LinearOp}</td><td>products of matrices</td></tr>
 * <tr><td>{@code ViewOp}, {@code MoveOp}, {@code IndexOp}</td><td>nothing: elements in another place or shape</td></tr>
 * <tr><td>{@code AssignOp}</td><td>nothing: writes to a tensor</td></tr>
 * </table>
 *
 * <p>This package and {@code dev.lanewise.tensor} need each other: a tensor's methods apply these ops, and an op's
 * gradient rule is written in tensors. It is the one circle between packages.
 */
@NullMarked
package dev.lanewise.tensor.primitives;

import org.jspecify.annotations.NullMarked;
