package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Kernel;
import dev.lanewise.gpu.opencl.Program;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.primitives.ElementwiseOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** An elementwise op as a kernel of its own, with the shapes written into the code. */
final class EachStage implements Stage {
    /** The functions of {@code math.cl}. */
    private static final Set<String> FUNCTIONS = Set.of(
            "copy", "neg", "abs", "sign", "square", "sqrt", "rsqrt", "reciprocal", "relu", "exp", "log", "sigmoid",
            "tanh", "add", "sub", "mul", "div", "max", "min", "eq", "ne", "lt", "le", "gt", "ge", "and", "not",
            "select");

    private final String name;
    private final ElementwiseOp op;
    private final List<Slot> in;
    private final Slot out;
    private @Nullable Kernel kernel;

    EachStage(int number, ElementwiseOp op, List<Slot> in, Slot out) {
        this.name = "each_" + number;
        this.op = op;
        this.in = in;
        this.out = out;
    }

    static boolean knows(ElementwiseOp op) {
        return !op.steps().isEmpty() && op.steps().stream().allMatch(step -> FUNCTIONS.contains(step.function()));
    }

    @Override
    public String code() {
        StringJoiner parameters = new StringJoiner(", ");
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            parameters.add("__global const " + type(in.get(i)) + "* x" + i + ", int o" + i);
            arguments.add("(float) x" + i + "[o" + i + " + " + index(in.get(i).shape(), out.shape()) + "]");
        }
        String value = "";
        for (ElementwiseOp.Step step : op.steps()) {
            step.constants().forEach(constant -> arguments.add(literal(constant)));
            value = "lw_" + step.function() + "(" + String.join(", ", arguments) + ")";
            arguments.clear();
            arguments.add(value);
        }
        return "__kernel void " + name + "(" + parameters + ", __global " + type(out) + "* y, int o, int n) {\n"
                + "    int i = get_global_id(0);\n"
                + "    if (i < n) y[o + i] = " + value + ";\n}\n";
    }

    private static String type(Slot slot) {
        return slot.spec().type() == Spec.Type.BOOL ? "uchar" : "float";
    }

    private static String literal(float value) {
        return "as_float(0x" + Integer.toHexString(Float.floatToRawIntBits(value)) + ")";
    }

    /** The element of a smaller tensor that stands at element i of a larger one. */
    private static String index(Shape from, Shape to) {
        if (from.equals(to)) {
            return "i";
        }
        StringJoiner sum = new StringJoiner(" + ").setEmptyValue("0");
        int extra = to.rank() - from.rank();
        for (int axis = 0; axis < from.rank(); axis++) {
            if (from.dim(axis) != 1) {
                int below = to.product(axis + extra + 1, to.rank());
                sum.add("i / " + below + " % " + from.dim(axis) + " * " + from.product(axis + 1, from.rank()));
            }
        }
        return sum.toString();
    }

    @Override
    public void prepare(Program program) {
        Kernel made = program.kernel(name);
        int next = 0;
        for (Slot slot : in) {
            next = slot.bind(made, next);
        }
        made.set(out.bind(made, next), out.size());
        kernel = made;
    }

    @Override
    public void launch(Op now) {
        if (kernel != null) {
            Work.launch(kernel, out.size());
        }
    }
}
