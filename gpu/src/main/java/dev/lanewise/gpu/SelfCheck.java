package dev.lanewise.gpu;

import dev.lanewise.gpu.opencl.Buffer;
import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.opencl.Kernel;
import dev.lanewise.gpu.steps.Kernels;
import dev.lanewise.kernels.scalar.ScalarMath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a device, before it is used, for the arithmetic that the bits of all kernels rest on: correctly rounded sums,
 * products, quotients and roots, a fused multiply-add that is one operation and is used only where it is asked for,
 * denormals that are kept. Drivers promise this, and some do not keep it.
 */
final class SelfCheck {
    /** What Java computes. */
    @FunctionalInterface
    private interface Function {
        float of(float a, float b, float c);
    }

    /**
     * One of the results of {@code check.cl}.
     *
     * @param what it is, in a, b and c
     * @param users what computes with it
     * @param java the same in Java
     */
    private record Rule(String what, String users, Function java) {}

    private static final String ALL = "all kernels";
    private static final String FUNCTIONS = "exponentials, logarithms, sigmoid, tanh, softmax, losses";

    /** In the order of the kernel's results. */
    private static final List<Rule> RULES = List.of(
            new Rule("a + b", ALL, (a, b, _) -> a + b),
            new Rule("a - b", ALL, (a, b, _) -> a - b),
            new Rule("a * b", ALL, (a, b, _) -> a * b),
            new Rule("a / b", "div, reciprocal, sigmoid, tanh, softmax, means, normalization, Adam",
                    (a, b, _) -> a / b),
            new Rule("sqrt(a)", "sqrt, rsqrt, norms, normalization, Adam, RMSprop", (a, _, _) -> (float) Math.sqrt(a)),
            new Rule("fma(a, b, c)", "matmul, linear layers, convolutions, exponentials, logarithms", Math::fma),
            new Rule("a * b + c", "updates, gradients", (a, b, c) -> a * b + c),
            new Rule("exp(a)", FUNCTIONS, (a, _, _) -> ScalarMath.exp(a)),
            new Rule("log(a)", FUNCTIONS, (a, _, _) -> ScalarMath.log(a)),
            new Rule("tanh(a)", FUNCTIONS, (a, _, _) -> ScalarMath.tanh(a)),
            new Rule("(float) bits(a)", "random numbers, indices", (a, _, _) -> (float) Float.floatToRawIntBits(a)),
            new Rule("(int) a", "random numbers, indices", (a, _, _) -> Math.abs(a) < 1e9f ? (float) (int) a : 0));

    private SelfCheck() {}

    /** A sentence for each kind of arithmetic in which a device differs from Java; none if it does not. */
    static List<String> differences(Context context, Kernels kernels, int group) {
        HardNumbers in = new HardNumbers();
        int n = HardNumbers.COUNT;
        Buffer y = context.allocate((long) RULES.size() * n * Float.BYTES);
        try (Arena arena = Arena.ofConfined()) {
            Kernel kernel = kernels.inFile("check", "check")
                    .set(0, uploaded(in.a(), context, arena)).set(1, uploaded(in.b(), context, arena))
                    .set(2, uploaded(in.c(), context, arena)).set(3, y).set(4, n);
            kernel.launch(group, Math.ceilDiv(n, group));
            MemorySegment results = arena.allocate(y.bytes(), Float.BYTES);
            context.read(y, 0, results);
            return differences(in, results.toArray(ValueLayout.JAVA_FLOAT));
        }
    }

    private static Buffer uploaded(float[] values, Context context, Arena arena) {
        MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
        Buffer buffer = context.allocate(bytes.byteSize());
        context.write(buffer, 0, bytes);
        return buffer;
    }

    /** What results of a device differ from Java's, which are all there, rule by rule. */
    static List<String> differences(HardNumbers in, float... results) {
        List<String> differences = new ArrayList<>();
        int n = HardNumbers.COUNT;
        for (int r = 0; r < RULES.size(); r++) {
            Rule rule = RULES.get(r);
            int count = 0;
            String example = "";
            for (int i = 0; i < n; i++) {
                float expected = rule.java.of(in.a()[i], in.b()[i], in.c()[i]);
                float given = results[r * n + i];
                if (Float.floatToIntBits(given) != Float.floatToIntBits(expected) && count++ == 0) {
                    example = hex(given) + " for a = " + hex(in.a()[i]) + ", b = " + hex(in.b()[i]) + ", c = "
                            + hex(in.c()[i]) + ", and not " + hex(expected);
                }
            }
            if (count > 0) {
                differences.add(rule.what + " differs for " + count + " of " + n + " hard inputs, for example it is "
                        + example + " (" + rule.users + ")");
            }
        }
        return differences;
    }

    private static String hex(float value) {
        return Float.toHexString(value);
    }

    /** Java's results in the order of the kernel's, as a device without faults gives them. */
    static float[] expected(HardNumbers in) {
        float[] results = new float[RULES.size() * HardNumbers.COUNT];
        for (int i = 0; i < results.length; i++) {
            int number = i % HardNumbers.COUNT;
            results[i] = RULES.get(i / HardNumbers.COUNT).java.of(in.a()[number], in.b()[number], in.c()[number]);
        }
        return results;
    }
}
