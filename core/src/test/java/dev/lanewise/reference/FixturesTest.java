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
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Values and gradients are those that PyTorch computes in float64. Each element may be off by some roundings of its own
 * size, and, unless an elementwise function gave it, of its scale: the sum of |slope * x| over the inputs, which for a
 * sum of products is the sum of its terms' sizes. So small elements are held to it as large ones are.
 */
@Tag("quick")
class FixturesTest {
    /** What rounding a number to a float changes at most, as a part of the number. */
    private static final double ROUNDING = 0x1p-24;

    private static final int ROUNDINGS = 6;

    /** How large a scale may be beside the result: a larger one would be of data near a jump, and allow anything. */
    private static final double MOST_SENSITIVE = 1000;

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

    @TestFactory
    Stream<DynamicTest> scalesAreNoExcuse() {
        return Fixtures.all().stream().map(table -> dynamicTest(table.toString(), () -> {
            Map<String, Case> cases = Case.of(table.getClass());
            for (Fixtures.Row row : table.rows()) {
                Case given = Objects.requireNonNull(cases.get(row.name), row.name);
                given.gradients.stream().filter(Objects::nonNull).forEach(gradient -> assertSensible(row, gradient));
                if (!row.elementwise) {
                    given.outputs.forEach(output -> assertSensible(row, output));
                }
            }
        }));
    }

    private static void assertSensible(Fixtures.Row row, Numbers result) {
        double largest = Arrays.stream(result.data()).filter(Double::isFinite).map(Math::abs).max().orElse(0);
        assertThat(result.scales()).as(row.name).hasSize(result.type().equals("float") ? result.data().length : 0);
        assertThat(Arrays.stream(result.scales()).max().orElse(0)).as(row.name)
                .isLessThanOrEqualTo(MOST_SENSITIVE * Math.max(largest, 1));
    }

    private static void check(Fixtures.Row row, Case given) {
        In in = given.inputs();
        List<? extends Value> outputs = row.call.apply(in);
        assertThat(outputs).as("outputs").hasSameSizeAs(given.outputs);
        int floats = 0;
        for (int k = 0; k < outputs.size(); k++) {
            Numbers expected = given.outputs.get(k);
            compare("output " + k, outputs.get(k), expected, i -> row.elementwise ? 0 : expected.scales()[i]);
            if (!given.gradients.isEmpty() && outputs.get(k) instanceof Tensor y) {
                y.backward(Case.weights(y.shape(), floats++), Graph.RETAIN);
            }
        }
        for (int i = 0; i < given.gradients.size(); i++) {
            Numbers expected = given.gradients.get(i);
            if (expected != null) {
                Tensor grad = in.tensor(i).grad();
                assertThat(grad != null).as("input %d has a gradient", i).isTrue();
                compare("gradient of input " + i, Objects.requireNonNull(grad), expected,
                        j -> expected.scales()[j] + row.cancelled);
            }
        }
    }

    /** Integers and booleans must be equal. */
    private static void compare(String what, Value actual, Numbers expected, IntToDoubleFunction scale) {
        double part = ROUNDINGS * ROUNDING;
        IntFunction<Tolerance> bound = i -> Tolerance.relative(part).plus(part * scale.applyAsDouble(i))
                .plus(Float.MIN_VALUE);
        assertThat(actual).as(what).hasShape(expected.dims())
                .isWithin(actual instanceof Tensor ? bound : _ -> Tolerance.exact())
                .of(new Reference(expected.dims(), expected.data()));
    }
}
