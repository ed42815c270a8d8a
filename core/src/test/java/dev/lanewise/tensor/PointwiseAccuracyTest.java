package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.scalar.Accuracy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The bounds of docs/accuracy.md for elementwise functions: on a sample of all floats, and against exact values, also
 * next to every root and pole.
 */
class PointwiseAccuracyTest {
    static final List<PointwiseAccuracy> FUNCTIONS = PointwiseAccuracy.FUNCTIONS;

    private record Exact(float x, double y) {}

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    void staysWithinItsBoundOverAllFloats(PointwiseAccuracy accuracy) {
        PointwiseAccuracy.Worst worst = accuracy.measure(5, 20_011);
        assertThat(worst.ulps()).as("%s at %s", accuracy.name(), worst.x()).isLessThanOrEqualTo(accuracy.bound());
    }

    @Test
    void staysWithinItsBoundOfExactValues() {
        Map<String, List<Exact>> values = exactValues();
        for (PointwiseAccuracy a : FUNCTIONS) {
            check(a.name(), a.bound(), a.function(), values);
        }
        check("sin", 2, Pointwise::sin, values);
        check("cos", 2, Pointwise::cos, values);
        check("polygamma(1)", 0.501, x -> Pointwise.polygamma(1, x), values);
        check("polygamma(2)", 0.501, x -> Pointwise.polygamma(2, x), values);
        assertThat(values.keySet()).as("not compared").isEmpty();
    }

    private static void check(
            String name, double bound, UnaryOperator<Tensor> function, Map<String, List<Exact>> values) {
        List<Exact> cases = Objects.requireNonNull(values.remove(name), name);
        float[] x = new float[cases.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = cases.get(i).x;
        }
        float[] y = function.apply(Tensor.of(x)).toArray();
        for (int i = 0; i < x.length; i++) {
            double exact = cases.get(i).y;
            assertThat(Accuracy.ulps(y[i], exact)).as("%s at %s is %s, exactly %s", name, x[i], y[i], exact)
                    .isLessThanOrEqualTo(bound);
        }
    }

    /** What exact_values.py printed, by function. */
    private static Map<String, List<Exact>> exactValues() {
        Map<String, List<Exact>> values = new LinkedHashMap<>();
        try (var in = Objects.requireNonNull(PointwiseAccuracyTest.class.getResourceAsStream("exact_values.txt"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                String[] parts = line.split(" ");
                float x = Float.intBitsToFloat(Integer.parseUnsignedInt(parts[1], 16));
                double y = Double.longBitsToDouble(Long.parseUnsignedLong(parts[2], 16));
                values.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(new Exact(x, y));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }
}
