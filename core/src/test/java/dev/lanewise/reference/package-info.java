/**
 * The second reference: what PyTorch computes in float64, and its gradients.
 *
 * <p>For each family of functions there is a script {@code XFixtures.py} in the resources, which prints cases
 * (inputs, outputs, gradients of the float inputs for given gradients of the float outputs, and how large the terms
 * are that each element is the sum of), the file {@code XFixtures.txt} that it printed, and here a class {@code
 * XFixtures}, which says by the same names how Lanewise computes them. {@link FixturesTest} finds the classes by
 * their names, and compares values and gradients.
 *
 * <pre>
 * case("gather of columns", lambda x, i: x.gather(1, i), uniform(3, 4), ints([[0, 1], [3, 3], [2, 0]]))    # Python
 * on("gather of columns", in -> Indexing.gather(in.tensor(0), 1, in.ints(1)));                           // Java
 * </pre>
 *
 * <p>A name begins with that of the public method; those of {@code IntTensor} and {@code BoolTensor} are written with
 * the class ({@code IntTensor.add}). {@link CoverageTest} fails for a public function that has no case here or no row
 * in the op tables.
 */
@NullMarked
package dev.lanewise.reference;

import org.jspecify.annotations.NullMarked;
