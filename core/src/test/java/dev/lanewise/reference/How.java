package dev.lanewise.reference;

import dev.lanewise.tensor.primitives.ElementwiseOp;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;

/** How an op is computed, for the table of what there is. */
final class How {
    private static final String COPIES = "copies";
    private static final String YES = "yes";
    private static final String NO = "no";
    private static final String DOUBLES = "no: in double precision";

    /** By the name of the op or of its family; elementwise ops on generated loops are not listed. */
    private static final Map<String, String> VECTORS = Map.ofEntries(
            Map.entry("ViewOp", "nothing to compute"),
            Map.entry("MoveOp", COPIES),
            Map.entry("IndexOp", COPIES),
            Map.entry("IndexOp.AddRows", YES),
            Map.entry("ReduceOp", YES),
            Map.entry("ReduceOp.ArgMax", NO),
            Map.entry("ReduceOp.ArgMin", NO),
            Map.entry("MatmulOp", YES),
            Map.entry("LinearOp", YES),
            Map.entry("SoftmaxOp", YES),
            Map.entry("NormOp", YES),
            Map.entry("PoolOp", YES),
            Map.entry("UnpoolOp", NO),
            Map.entry("PoolOp.PlaneGather", NO),
            Map.entry("PoolOp.PlaneScatter", NO),
            Map.entry("PoolOp.AdaptiveMaxPool", NO),
            Map.entry("PoolOp.AdaptiveAvgPool", NO),
            Map.entry("BatchNormOp", YES),
            Map.entry("GroupNormOp", YES),
            Map.entry("LossOp", YES),
            Map.entry("CheckOp", COPIES),
            Map.entry("ConvOp", YES),
            Map.entry("AttentionOp", YES),
            Map.entry("AttentionOp.Lengths", COPIES),
            Map.entry("AttentionOp.Start", COPIES),
            Map.entry("CtcOp", DOUBLES),
            Map.entry("MarginOp", NO),
            Map.entry("MarginOp.MultiLabelMargin", DOUBLES),
            Map.entry("LossOp.Labels", NO),
            Map.entry("StdOp", YES),
            Map.entry("AssignOp", COPIES),
            Map.entry("LogicOp", NO),
            Map.entry("IntOp", NO),
            Map.entry("ArrangeOp", COPIES),
            Map.entry("PreciseOp", DOUBLES),
            Map.entry("MatrixOp", DOUBLES),
            Map.entry("PatchOp", COPIES),
            Map.entry("PositionOp.Rotary", NO),
            Map.entry("PositionOp.Write", COPIES),
            Map.entry("PatchOp.Fold2d", NO),
            Map.entry("ResampleOp", YES),
            Map.entry("MetricOp", DOUBLES),
            Map.entry("FactorOp", DOUBLES),
            Map.entry("GatherOp", NO),
            Map.entry("ProdOp", DOUBLES),
            Map.entry("SortOp", NO),
            Map.entry("ScanOp", NO),
            Map.entry("ScanOp.LogCumSumExp", DOUBLES),
            Map.entry("TrigonometricOp", YES),
            Map.entry("BinaryOp.Pow", YES),
            Map.entry("RandomOp", NO),
            Map.entry("RandomOp.Uniform", YES),
            Map.entry("RandomOp.Normal", YES),
            Map.entry("RandomOp.Dropout", YES),
            Map.entry("RandomOp.MasklessDropout", YES));

    private static final List<String> FUSED_ROWS = List.of("ReduceOp.Sum", "ReduceOp.Max", "ReduceOp.Min");

    private How() {}

    static String vectors(Class<?> op) {
        if (isLoop(op)) {
            return YES;
        }
        String name = name(op);
        String family = name.split("\\.", 2)[0];
        String how = VECTORS.getOrDefault(name, VECTORS.get(family));
        if (how == null) {
            throw new IllegalStateException(name + ": say in How whether it is computed with vectors");
        }
        return how;
    }

    static String fused(Class<?> op) {
        return isLoop(op) ? YES : FUSED_ROWS.contains(name(op)) ? "over rows" : NO;
    }

    private static String name(Class<?> op) {
        return op.getName().substring(op.getPackageName().length() + 1).replace('$', '.');
    }

    /** Whether generated loops can compute an elementwise op; one with settings of its own can. */
    private static boolean isLoop(Class<?> op) {
        if (!ElementwiseOp.class.isAssignableFrom(op)) {
            return false;
        }
        try {
            Constructor<?> constructor = op.getDeclaredConstructors()[0];
            return constructor.getParameterCount() > 0
                    || !((ElementwiseOp) constructor.newInstance()).steps().isEmpty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(op.getName(), e);
        }
    }
}
