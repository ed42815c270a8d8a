package dev.lanewise.gpu;

import dev.lanewise.gpu.opencl.Buffer;
import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.opencl.Kernel;
import dev.lanewise.gpu.steps.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** A kernel that computes with hard operands, and what Java makes of them. Floats are held as the doubles they are. */
final class ArithmeticCheck {
    /** What Java computes. */
    @FunctionalInterface
    interface Function {
        double of(double a, double b, double c);
    }

    /** The same of floats. */
    @FunctionalInterface
    interface FloatFunction {
        float of(float a, float b, float c);
    }

    /**
     * One of the results of a kernel.
     *
     * @param what it is, in a, b and c
     * @param users what computes with it
     * @param java the same in Java
     */
    record Rule(String what, String users, Function java) {
        /** Of floats. */
        static Rule ofFloats(String what, String users, FloatFunction java) {
            return new Rule(what, users, (a, b, c) -> java.of((float) a, (float) b, (float) c));
        }
    }

    private static final String FILE = "check";

    private final String kernel;
    private final boolean singles;
    private final Triples in;
    private final List<Rule> rules;

    /**
     * A check.
     *
     * @param kernel its name
     * @param singles whether its numbers are floats
     * @param rules in the order of the kernel's results
     */
    ArithmeticCheck(String kernel, boolean singles, Triples in, List<Rule> rules) {
        this.kernel = kernel;
        this.singles = singles;
        this.in = in;
        this.rules = List.copyOf(rules);
    }

    Triples in() {
        return in;
    }

    /** A sentence for each rule in which a device differs from Java; none if it does not. */
    List<String> differences(Context context, Kernels kernels, int group) {
        int n = in.count();
        Buffer y = context.allocate((long) rules.size() * n * (singles ? Float.BYTES : Double.BYTES));
        try (Arena arena = Arena.ofConfined()) {
            Kernel ready = kernels.inFile(FILE, kernel)
                    .set(0, uploaded(in.a(), context, arena)).set(1, uploaded(in.b(), context, arena))
                    .set(2, uploaded(in.c(), context, arena)).set(3, y).set(4, n);
            ready.launch(group, Math.ceilDiv(n, group));
            MemorySegment results = arena.allocate(y.bytes(), Double.BYTES);
            context.read(y, 0, results);
            return differences(singles
                    ? widened(results.toArray(ValueLayout.JAVA_FLOAT))
                    : results.toArray(ValueLayout.JAVA_DOUBLE));
        }
    }

    private Buffer uploaded(double[] values, Context context, Arena arena) {
        MemorySegment bytes = singles
                ? arena.allocateFrom(ValueLayout.JAVA_FLOAT, narrowed(values))
                : arena.allocateFrom(ValueLayout.JAVA_DOUBLE, values);
        Buffer buffer = context.allocate(bytes.byteSize());
        context.write(buffer, 0, bytes);
        return buffer;
    }

    private static float[] narrowed(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] widened(float... values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /** What results of a device differ from Java's, which are all there, rule by rule. */
    List<String> differences(double... results) {
        List<String> differences = new ArrayList<>();
        int n = in.count();
        for (int r = 0; r < rules.size(); r++) {
            Rule rule = rules.get(r);
            int count = 0;
            String example = "";
            for (int i = 0; i < n; i++) {
                double expected = expected(rule, i);
                double given = results[r * n + i];
                if (Double.doubleToLongBits(given) != Double.doubleToLongBits(expected) && count++ == 0) {
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

    private double expected(Rule rule, int i) {
        return rule.java.of(in.a()[i], in.b()[i], in.c()[i]);
    }

    private String hex(double value) {
        return singles ? Float.toHexString((float) value) : Double.toHexString(value);
    }

    /** Java's results in the order of the kernel's, as a device without faults gives them. */
    double[] expected() {
        double[] results = new double[rules.size() * in.count()];
        for (int i = 0; i < results.length; i++) {
            results[i] = expected(rules.get(i / in.count()), i % in.count());
        }
        return results;
    }
}
