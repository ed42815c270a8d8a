/**
 * Tensors, the functions that compute with them, and the engine that runs and records them.
 *
 * <p><b>To compute</b>: everyday functions are methods of {@link dev.lanewise.tensor.Tensor}; the others have homes by
 * subject. Ints and booleans are {@link dev.lanewise.tensor.IntTensor} and {@link dev.lanewise.tensor.BoolTensor}.
 *
 * <table>
 * <caption>Where a function lives</caption>
 * <tr><th>home</th><th>functions</th></tr>
 * <tr><td>{@link dev.lanewise.tensor.Tensor}</td><td>creation, arithmetic, comparisons, common elementwise functions,
 * reductions, softmax, shape changes, {@code matmul}, gradients</td></tr>
 * <tr><td>{@link dev.lanewise.tensor.Pointwise}</td><td>rarer elementwise functions</td></tr>
 * <tr><td>{@link dev.lanewise.tensor.Activations}</td><td>activation functions</td></tr>
 * <tr><td>{@link dev.lanewise.tensor.Shapes}</td><td>joining and rearranging tensors</td></tr>
 * <tr><td>{@link dev.lanewise.tensor.Indexing}</td><td>choosing elements by masks and indices</td></tr>
 * <tr><td>{@link dev.lanewise.tensor.Linalg}</td><td>linear algebra beyond {@code matmul}</td></tr>
 * <tr><td>{@link dev.lanewise.tensor.Autograd}</td><td>gradients as values, functions with rules of their own</td></tr>
 * <tr><td>{@code dev.lanewise.ops}</td><td>normalisation, and other larger ops</td></tr>
 * <tr><td>{@code dev.lanewise.loss}, {@code optim}, {@code random}</td><td>losses, updates, random numbers</td></tr>
 * </table>
 *
 * <p><b>The engine</b>: every computation is an {@link dev.lanewise.tensor.Op} that passes through one funnel. It runs
 * on {@link dev.lanewise.tensor.Operands}, the only way to a tensor's memory; if a gradient may be asked for, the
 * funnel attaches a node to the outputs, with what the op's rule saves. Backward walks the nodes, and a
 * {@link dev.lanewise.tensor.Recorder} is told of every op, so that a computation can be captured and run again.
 *
 * <p>The ops themselves are in {@code dev.lanewise.tensor.primitives}; that package and this one need each other.
 */
@NullMarked
package dev.lanewise.tensor;

import org.jspecify.annotations.NullMarked;
