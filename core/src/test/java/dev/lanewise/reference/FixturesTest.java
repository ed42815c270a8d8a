package dev.lanewise.reference;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lanewise.Tolerance;
import dev.lanewise.optable.Reference;
import dev.lanewise.reference.Case.Numbers;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Values and gradients are those that PyTorch computes in float64. */
@Tag("quick")
class FixturesTest {
    @TestFactory
    Stream<DynamicNode> valuesAndGradientsAreThoseOfPyTorch() {
        return Fixtures.all().stream().map(table -> {
            Map<String, Case> cases = Case.of(table.getClass());
            return dynamicContainer(table.toString(), table.rows().stream().map(row -> dynamicTest(row.name, () -> {
                check(row, Objects.requireNonNull(cases.get(row.name), "PyTorch's file has no such case"));
            })));
        });
    }

    @TestFactory
    Stream<DynamicTest> everyCaseOfPyTorchIsComputed() {
        return Fixtures.all().stream().map(table -> dynamicTest(table.toString(), () -> {
            assertThat(table.rows().stream().map(Fixtures.Row::toString))
                    .containsExactlyInAnyOrderElementsOf(Case.of(table.getClass()).keySet());
        }));
    }

    private static void check(Fixtures.Row row, Case given) {
        In in = given.inputs();
        List<? extends Value> outputs = row.call.apply(in);
        assertThat(outputs).as("outputs").hasSameSizeAs(given.outputs);
        int floats = 0;
        for (int k = 0; k < outputs.size(); k++) {
            compare("output " + k, outputs.get(k), given.outputs.get(k), row.tolerance, row.close);
            if (!given.gradients.isEmpty() && outputs.get(k) instanceof Tensor y) {
                y.backward(Case.weights(y.shape(), floats++), Graph.RETAIN);
            }
        }
        for (int i = 0; i < given.gradients.size(); i++) {
            Numbers expected = given.gradients.get(i);
            if (expected != null) {
                Tensor grad = in.tensor(i).grad();
                assertThat(grad != null).as("input %d has a gradient", i).isTrue();
                compare("gradient of input " + i, Objects.requireNonNull(grad), expected, Tolerance.relative(2e-6),
                        row.closeGradients);
            }
        }
    }

    /** Integers and booleans must be equal; floats within a part of themselves, and of the largest. */
    private static void compare(String what, Value actual, Numbers expected, Tolerance tolerance, double close) {
        double largest = Arrays.stream(expected.data()).filter(Double::isFinite).map(Math::abs).max().orElse(0);
        Tolerance bound = actual instanceof Tensor ? tolerance.plus(close * largest) : Tolerance.exact();
        assertThat(actual).as(what).hasShape(expected.dims()).isWithin(bound)
                .of(new Reference(expected.dims(), expected.data()));
    }
}
