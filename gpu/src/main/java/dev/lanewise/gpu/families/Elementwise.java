package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.program.Listing;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.primitives.ActivationGradOp;
import dev.lanewise.tensor.primitives.ArrangeOp;
import dev.lanewise.tensor.primitives.BinaryOp;
import dev.lanewise.tensor.primitives.ElementwiseOp;
import dev.lanewise.tensor.primitives.IntOp;
import dev.lanewise.tensor.primitives.LogicOp;
import dev.lanewise.tensor.primitives.PreciseBinaryFunction;
import dev.lanewise.tensor.primitives.PreciseOp;
import dev.lanewise.tensor.primitives.TrigonometricOp;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Elementwise ops, each in a kernel of its own or many in one, by the functions {@code lw_...}. */
public final class Elementwise {
    private static final Set<String> FUNCTIONS = Set.of(
            "copy", "neg", "abs", "sign", "square", "sqrt", "rsqrt", "reciprocal", "relu", "exp", "log", "sigmoid",
            "tanh", "add", "sub", "mul", "div", "max", "min", "eq", "ne", "lt", "le", "gt", "ge", "and", "not",
            "select", "reluGrad", "tanhGrad", "sigmoidGrad", "geluGrad", "geluTanhGrad", "siluGrad",
            "expm1", "log2", "log1p", "erf", "softplus", "gelu", "geluTanh", "silu", "mish", "mishSlope", "softsign",
            "round", "floor", "ceil", "trunc", "pow", "sin", "cos", "xor", "toInt");

    /** Those of {@link PreciseOp} that need no function of {@code StrictMath}, whose bits no device promises. */
    private static final Map<PreciseBinaryFunction, String> PRECISE = Map.of(
            PreciseBinaryFunction.HYPOT, "hypot", PreciseBinaryFunction.FMOD, "fmod",
            PreciseBinaryFunction.REMAINDER, "remainder_of", PreciseBinaryFunction.COPYSIGN, "copysign");

    /** What OpenCL promises for the arguments of a kernel; steps with more inputs and outputs are computed in parts. */
    private static final int BYTES_OF_ARGUMENTS = 1024;

    private Elementwise() {}

    static void addTo(Stages stages) {
        stages.add(ElementwiseOp.class, Elementwise::knows, (_, site) -> stage(site));
        stages.add(ActivationGradOp.class, Elementwise::knows, (_, site) -> stage(site));
        stages.add(PreciseOp.Binary.class, op -> PRECISE.containsKey(op.function()), (_, site) -> stage(site));
        stages.add(LogicOp.Xor.class, (_, site) -> stage(site));
        stages.add(LogicOp.ToInt.class, (_, site) -> stage(site));
        stages.add(IntOp.Zip.class, (_, site) -> stage(site));
        stages.add(IntOp.Compare.class, (_, site) -> stage(site));
        stages.add(ArrangeOp.Choose.class, (_, site) -> stage(site));
    }

    private static boolean knows(Op op) {
        List<ElementwiseOp.Step> functions = functions(op);
        return !functions.isEmpty() && functions.stream().allMatch(step -> FUNCTIONS.contains(step.function()));
    }

    /** What is applied to the inputs, and then to each result. */
    static List<ElementwiseOp.Step> functions(Op op) {
        return switch (op) {
            case BinaryOp.Pow _,TrigonometricOp _,ActivationGradOp _,LogicOp.Xor _,LogicOp.ToInt _ ->
                function(op.name());
            case IntOp.Zip _,IntOp.Compare _,ArrangeOp.Choose _ -> function("int_" + op.name());
            case PreciseOp.Binary(PreciseBinaryFunction function) -> {
                String name = PRECISE.get(function);
                yield name == null ? List.of() : function(name);
            }
            case ElementwiseOp each -> each.steps();
            default -> List.of();
        };
    }

    private static List<ElementwiseOp.Step> function(String name) {
        return List.of(new ElementwiseOp.Step(name, List.of()));
    }

    /** Whether a step stands for several that one kernel can compute. */
    public static boolean fuses(Listing.Step step, List<Spec> values) {
        if (step.parts().isEmpty() || step.out().isEmpty()) {
            return false;
        }
        Shape shape = values.get(step.out().getFirst()).shape();
        List<Shape> in = step.in().stream().map(number -> values.get(number).shape()).toList();
        return step.parts().stream().allMatch(part -> knows(part.op()))
                && step.out().stream().allMatch(number -> values.get(number).shape().size() == shape.size())
                && ElementCode.bytesOfArguments(in, step.out().size(), shape) <= BYTES_OF_ARGUMENTS;
    }

    /** The kernel of a step that is one op, or stands for several. */
    public static Stage stage(Site site) {
        ElementCode code = new ElementCode(site);
        return Launch.ofCode(code.kernel("each"), "each", site.items(site.out(0).size()), code::bind);
    }
}
