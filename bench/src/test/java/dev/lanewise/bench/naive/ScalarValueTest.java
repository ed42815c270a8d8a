package dev.lanewise.bench.naive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScalarValueTest {
    private static final double EPSILON = 1e-6;

    static Stream<Arguments> functions() {
        return Stream.of(
                function("plus", ScalarValue::plus, (x, y) -> x + y),
                function("minus", ScalarValue::minus, (x, y) -> x - y),
                function("times", ScalarValue::times, (x, y) -> x * y),
                function("dividedBy", ScalarValue::dividedBy, (x, y) -> x / y),
                function("negate", (x, y) -> x.negate(), (x, y) -> -x),
                function("exp", (x, y) -> x.exp(), (x, y) -> Math.exp(x)),
                function("log", (x, y) -> x.times(x).log(), (x, y) -> Math.log(x * x)),
                function("relu", (x, y) -> x.relu(), (x, y) -> Math.max(x, 0)),
                function("tanh", (x, y) -> x.tanh(), (x, y) -> Math.tanh(x)),
                function("pow 3", (x, y) -> x.pow(3), (x, y) -> Math.pow(x, 3)),
                function("pow -1", (x, y) -> x.pow(-1), (x, y) -> Math.pow(x, -1)),
                function("the square of one node", (x, y) -> x.times(x), (x, y) -> x * x),
                function("a node used by three", ScalarValueTest::shared, (x, y) -> {
                    double s = Math.tanh(x * y);
                    return (s + x) * s / Math.exp(s);
                }));
    }

    private static Arguments function(String name, BinaryOperator<ScalarValue> graph, DoubleBinaryOperator reference) {
        return arguments(name, graph, reference);
    }

    private static ScalarValue shared(ScalarValue x, ScalarValue y) {
        ScalarValue s = x.times(y).tanh();
        return s.plus(x).times(s).dividedBy(s.exp());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void valueAndGradientAgreeWithDoublePrecision(
            String name, BinaryOperator<ScalarValue> graph, DoubleBinaryOperator reference) {
        double[][] points = {{0.75, 1.5}, {-0.75, 1.5}, {2, -0.5}, {-1.25, -2}};
        for (double[] point : points) {
            double x = point[0];
            double y = point[1];
            ScalarValue left = ScalarValue.of((float) x);
            ScalarValue right = ScalarValue.of((float) y);

            ScalarValue result = graph.apply(left, right);
            result.backward();

            assertClose(result.value(), reference.applyAsDouble(x, y));
            assertClose(left.grad(), difference(
                    reference.applyAsDouble(x + EPSILON, y), reference.applyAsDouble(x - EPSILON, y)));
            assertClose(right.grad(), difference(
                    reference.applyAsDouble(x, y + EPSILON), reference.applyAsDouble(x, y - EPSILON)));
        }
    }

    private static double difference(double above, double below) {
        return (above - below) / (2 * EPSILON);
    }

    private static void assertClose(float actual, double expected) {
        assertThat((double) actual).isCloseTo(expected, within(1e-6 + 1e-5 * Math.abs(expected)));
    }

    @Test
    void gradientOfReluIsZeroAtAndBelowZero() {
        for (float x : new float[] {0, -0f, -3}) {
            ScalarValue leaf = ScalarValue.of(x);
            leaf.relu().backward();
            assertThat(leaf.grad()).isZero();
        }
    }

    @Test
    void leavesAccumulateOverBackwardPassesAndComputedNodesStartAfresh() {
        ScalarValue x = ScalarValue.of(3);
        ScalarValue square = x.times(x);
        ScalarValue root = square.plus(square);

        root.backward();
        root.backward();

        assertThat(x.grad()).isEqualTo(24);
        assertThat(square.grad()).isEqualTo(2);
        assertThat(root.grad()).isEqualTo(1);
    }

    @Test
    void aLeafIsItsOwnDerivative() {
        ScalarValue x = ScalarValue.of(5);
        x.backward();
        assertThat(x.grad()).isEqualTo(1);
    }

    @Test
    void aChainOfAMillionNodesDoesNotOverflowTheStack() {
        ScalarValue x = ScalarValue.of(1);
        ScalarValue leftDeep = x;
        ScalarValue rightDeep = x;
        for (int i = 0; i < 500_000; i++) {
            leftDeep = leftDeep.plus(x);
            rightDeep = x.plus(rightDeep);
        }

        leftDeep.plus(rightDeep).backward();

        assertThat(x.grad()).isEqualTo(1_000_002);
    }

    @Test
    void everyUseOfANodeInADeepDiamondCounts() {
        ScalarValue x = ScalarValue.of(1);
        ScalarValue doubled = x;
        for (int i = 0; i < 60; i++) {
            doubled = doubled.plus(doubled);
        }

        doubled.backward();

        assertThat(x.grad()).isEqualTo(0x1p60f);
    }

    @Test
    void descendMovesALeafAgainstItsGradientAndClearsIt() {
        ScalarValue x = ScalarValue.of(3);
        x.times(x).backward();

        x.descend(0.25f);

        assertThat(x.value()).isEqualTo(1.5f);
        assertThat(x.grad()).isZero();
    }

    @Test
    void descendRefusesAComputedNode() {
        ScalarValue sum = ScalarValue.of(1).plus(ScalarValue.of(2));
        assertThatThrownBy(() -> sum.descend(0.1f))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only a leaf");
    }
}
