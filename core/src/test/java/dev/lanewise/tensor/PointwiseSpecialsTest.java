package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.scalar.Accuracy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Elementwise functions at special values, as PyTorch has them but for the differences that are named here. */
class PointwiseSpecialsTest {
    private static final String NUMBERS = "numbers";

    /** Numbers in the pairs: the first ones. */
    private static final int PAIRED = 20;

    /** How close finite values come, in ulp: the bound of gelu, the largest. */
    private static final double ULPS = 7;

    /** What is meant to differ, on the left ours. */
    private static final List<String> MEANT = List.of(
            // NaN says that something is wrong, and zeros keep their signs, but in relu
            "sign(NaN): NaN, not 0.0", "sign(-0.0): -0.0, not 0.0", "relu(-0.0): 0.0, not -0.0",
            // the limits, and what PyTorch loses as 1 + erf(x)
            "silu(-Infinity): -0.0, not NaN", "gelu(-Infinity): -0.0, not NaN",
            "gelu(-10.5): -4.534956E-25, not -0.0", "gelu(1.4E-45): 1.4E-45, not 0.0",
            "polygamma(2)(Infinity): -0.0, not NaN", "polygamma(2)(-Infinity): NaN, not -Infinity",
            "polygamma(2)(-8388607.5): -1.4210855E-14, not -1.4413565E-14", // exactly -1.42108532e-14
            // -0 is less than 0, as in IEEE 754-2019; PyTorch takes the first or the second
            "maximum(0.0, -0.0): 0.0, not -0.0", "minimum(-0.0, 0.0): -0.0, not 0.0");

    private final Map<String, float[]> expected = expected();
    private final float[] numbers = Objects.requireNonNull(expected.remove(NUMBERS));
    private final List<String> differences = new ArrayList<>();

    @Test
    void areThoseOfPyTorch() {
        unary("neg", Tensor::neg);
        unary("abs", Tensor::abs);
        unary("sign", Tensor::sign);
        unary("square", Tensor::square);
        unary("sqrt", Tensor::sqrt);
        unary("rsqrt", Tensor::rsqrt);
        unary("reciprocal", Tensor::reciprocal);
        unary("exp", Tensor::exp);
        unary("expm1", Pointwise::expm1);
        unary("log", Tensor::log);
        unary("log2", Pointwise::log2);
        unary("log1p", Pointwise::log1p);
        unary("tanh", Tensor::tanh);
        unary("erf", Pointwise::erf);
        unary("sigmoid", Tensor::sigmoid);
        unary("softplus", Activations::softplus);
        unary("relu", Tensor::relu);
        unary("silu", Activations::silu);
        unary("gelu", Activations::gelu);
        unary("sin", Pointwise::sin);
        unary("cos", Pointwise::cos);
        unary("tan", Pointwise::tan);
        unary("asin", Pointwise::asin);
        unary("acos", Pointwise::acos);
        unary("atan", Pointwise::atan);
        unary("sinh", Pointwise::sinh);
        unary("cosh", Pointwise::cosh);
        unary("asinh", Pointwise::asinh);
        unary("acosh", Pointwise::acosh);
        unary("atanh", Pointwise::atanh);
        unary("log10", Pointwise::log10);
        unary("exp2", Pointwise::exp2);
        unary("cbrt", Pointwise::cbrt);
        unary("erfc", Pointwise::erfc);
        unary("erfinv", Pointwise::erfinv);
        unary("lgamma", Pointwise::lgamma);
        unary("digamma", Pointwise::digamma);
        unary("polygamma(1)", x -> Pointwise.polygamma(1, x));
        unary("polygamma(2)", x -> Pointwise.polygamma(2, x));
        unary("round", Pointwise::round);
        unary("floor", Pointwise::floor);
        unary("ceil", Pointwise::ceil);
        unary("trunc", Pointwise::trunc);
        unary("frac", Pointwise::frac);
        binary("add", Tensor::add);
        binary("sub", Tensor::sub);
        binary("mul", Tensor::mul);
        binary("div", Tensor::div);
        binary("maximum", Tensor::maximum);
        binary("minimum", Tensor::minimum);
        binary("pow", Tensor::pow);
        binary("atan2", Pointwise::atan2);
        binary("hypot", Pointwise::hypot);
        binary("fmod", Pointwise::fmod);
        binary("remainder", Pointwise::remainder);
        binary("copysign", Pointwise::copysign);
        binary("xlogy", Pointwise::xlogy);
        binary("logaddexp", Pointwise::logaddexp);
        assertThat(expected.keySet()).as("not compared").isEmpty();
        assertThat(differences).containsExactlyInAnyOrderElementsOf(MEANT);
    }

    private void unary(String name, UnaryOperator<Tensor> function) {
        float[] y = function.apply(Tensor.of(numbers)).toArray();
        float[] exactly = Objects.requireNonNull(expected.remove(name), name);
        for (int i = 0; i < y.length; i++) {
            compare(name + "(" + numbers[i] + ")", y[i], exactly[i]);
        }
    }

    private void binary(String name, BinaryOperator<Tensor> function) {
        Tensor all = Tensor.of(Arrays.copyOf(numbers, PAIRED));
        float[] y = function.apply(all.reshape(-1, 1), all).toArray();
        float[] exactly = Objects.requireNonNull(expected.remove(name), name);
        for (int i = 0; i < y.length; i++) {
            compare(name + "(" + numbers[i / PAIRED] + ", " + numbers[i % PAIRED] + ")", y[i], exactly[i]);
        }
    }

    /** Infinities, NaN and zeros with their signs have to be the same, other numbers close. */
    private void compare(String call, float y, float exactly) {
        boolean special = !Float.isFinite(exactly) || exactly == 0;
        boolean same = special
                ? Float.floatToIntBits(y) == Float.floatToIntBits(exactly)
                : Accuracy.ulps(y, exactly) <= ULPS;
        // PyTorch's is any large number at a pole; and the sign of a times a logarithm is not PyTorch's
        boolean pole = call.startsWith("polygamma(1)") && y == Float.POSITIVE_INFINITY;
        boolean zero = call.startsWith("xlogy") && y == 0 && exactly == 0;
        if (!same && !pole && !zero) {
            differences.add(call + ": " + y + ", not " + exactly);
        }
    }

    private static Map<String, float[]> expected() {
        Map<String, float[]> rows = new LinkedHashMap<>();
        try (var in = Objects.requireNonNull(PointwiseSpecialsTest.class.getResourceAsStream("special_values.txt"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                String[] parts = line.split(" ");
                float[] values = new float[parts.length - 1];
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.intBitsToFloat(Integer.parseUnsignedInt(parts[i + 1], 16));
                }
                rows.put(parts[0], values);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }
}
