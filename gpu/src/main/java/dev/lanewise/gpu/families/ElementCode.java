package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Arguments;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.program.Listing;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.primitives.ElementwiseOp;
import dev.lanewise.tensor.primitives.LogicOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A kernel that computes elements one by one. Sizes are arguments, and values are numbered as they come, so that steps
 * which do the same share the code.
 */
final class ElementCode {
    private final Site site;
    private final Listing.Step step;

    /** The shape that all inputs broadcast to. */
    private final Shape shape;

    /** For each value of the program, its name in the code. */
    private final Map<Integer, String> names = new HashMap<>();

    /** The names of ints; what else there is are floats, with 1 and 0 for booleans. */
    private final Set<String> ints = new HashSet<>();

    ElementCode(Site site) {
        this.site = site;
        this.step = site.step();
        this.shape = site.out(0).shape();
    }

    String kernel(String name) {
        StringJoiner parameters = new StringJoiner(", ", "__kernel void " + name + "(", ", int n) {\n");
        StringBuilder body = new StringBuilder();
        body.append("    int i = get_global_id(0);\n    if (i >= n) return;\n");
        for (int k = 0; k < site.in().size(); k++) {
            Slot slot = site.in(k);
            parameters.add("__global const " + type(slot) + "* x" + k + ", int xo" + k);
            set(body, step.in().get(k), isInt(slot), "x" + k + "[xo" + k + " + " + index(k, parameters) + "]");
        }
        List<Listing.Step> parts = step.parts().isEmpty() ? List.of(step) : step.parts();
        boolean givesInt = step.parts().isEmpty() && isInt(site.out(0));
        parts.forEach(part -> set(body, part.out().getFirst(), givesInt, value(part)));
        for (int k = 0; k < site.out().size(); k++) {
            parameters.add("__global " + type(site.out(k)) + "* y" + k + ", int yo" + k);
            body.append("    y" + k + "[yo" + k + " + i] = " + names.get(step.out().get(k)) + ";\n");
        }
        if (step.op().checksValues()) {
            parameters.add("__global int* fault, int step");
        }
        return parameters + body.toString() + "}\n";
    }

    private void set(StringBuilder body, int number, boolean isInt, String value) {
        String name = "v" + names.size();
        if (names.putIfAbsent(number, name) == null) { // else the value is an input twice
            if (isInt) {
                ints.add(name);
            }
            body.append(isInt ? "    int " : "    float ").append(name).append(" = ").append(value).append(";\n");
        }
    }

    /** A step as an expression of the values before. */
    private String value(Listing.Step part) {
        List<String> arguments = new ArrayList<>();
        part.in().forEach(number -> arguments.add(names.get(number)));
        if (part.op() instanceof LogicOp.ToFloat && ints.contains(arguments.getFirst())) {
            return "lw_of_int(" + arguments.getFirst() + ")";
        }
        List<ElementwiseOp.Step> functions = Elementwise.functions(part.op());
        if (functions.isEmpty()) {
            throw new IllegalStateException("gpu: no function is known for " + part.describe());
        }
        for (ElementwiseOp.Step function : functions) {
            function.constants().forEach(constant -> arguments.add(literal(constant)));
            if (part.op().checksValues()) {
                arguments.addAll(List.of("fault", "step"));
            }
            String value = "lw_" + function.function() + "(" + String.join(", ", arguments) + ")";
            arguments.clear();
            arguments.add(value);
        }
        return arguments.getFirst();
    }

    private static String type(Slot slot) {
        return switch (slot.spec().type()) {
            case FLOAT -> "float";
            case INT -> "int";
            case BOOL -> "uchar";
        };
    }

    private static boolean isInt(Slot slot) {
        return slot.spec().type() == Spec.Type.INT;
    }

    private static String literal(float value) {
        return "as_float(0x" + Integer.toHexString(Float.floatToRawIntBits(value)) + ")";
    }

    /** The element of an input that stands at element i of the result; its sizes become parameters. */
    private String index(int input, StringJoiner parameters) {
        Shape from = site.in(input).shape();
        if (from.size() == shape.size()) {
            return "i";
        }
        StringJoiner sum = new StringJoiner(" + ").setEmptyValue("0");
        for (int block = 0; block < blocks(from, shape).size(); block++) {
            String id = input + "_" + block;
            parameters.add("int below" + id + ", int size" + id + ", int step" + id);
            sum.add("i / below" + id + " % size" + id + " * step" + id);
        }
        return sum.toString();
    }

    /** Sets the arguments. */
    void bind(Arguments arguments) {
        for (Slot slot : site.in()) {
            arguments.slot(slot);
            if (slot.size() != shape.size()) {
                blocks(slot.shape(), shape).forEach(arguments::values);
            }
        }
        arguments.slots(site.out());
        if (step.op().checksValues()) {
            arguments.fault(site);
        }
        arguments.value(shape.size());
    }

    /**
     * Bytes that the arguments of a kernel take at most: of a value its buffer and its offset, aligned, and numbers for
     * each run of axes of an input that is broadcast; the report of refused values; and the number of elements.
     */
    static int bytesOfArguments(List<Shape> in, int outputs, Shape shape) {
        int slots = in.size() + outputs + 1;
        int runs = in.stream().filter(from -> from.size() != shape.size())
                .mapToInt(from -> blocks(from, shape).size()).sum();
        return 2 * Long.BYTES * slots + 3 * Integer.BYTES * runs + Long.BYTES;
    }

    /** For each run of axes of an input: elements of the result below it, its size, elements of the input below. */
    private static List<int[]> blocks(Shape from, Shape shape) {
        List<int[]> blocks = new ArrayList<>();
        int extra = shape.rank() - from.rank();
        for (int axis = 0; axis < from.rank(); axis++) {
            int to = axis;
            while (to < from.rank() && from.dim(to) == shape.dim(to + extra)) {
                to++;
            }
            if (to > axis && from.product(axis, to) != 1) {
                blocks.add(new int[] {
                    shape.product(to + extra, shape.rank()), from.product(axis, to), from.product(to, from.rank())
                });
            }
            axis = Math.max(axis, to - 1);
        }
        return blocks;
    }
}
