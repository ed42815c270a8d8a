package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.CompareKernels;
import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.ZipKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.drivers.Elementwise;
import dev.lanewise.kernels.drivers.Elementwise.Cost;
import dev.lanewise.tensor.Operands;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Passes operands to the elementwise drivers: what the ops' run methods have in common. */
final class Elements {
    private static final Map<Class<?>, MapKernels.Loop> GENERATED = new ConcurrentHashMap<>();

    private Elements() {}

    // Looked up at each use: the result is a constant to the JIT, and if there is none, each caller gets the reason.

    static MapKernels map() {
        return KernelLookup.active().map();
    }

    static ZipKernels zip() {
        return KernelLookup.active().zip();
    }

    static CompareKernels compare() {
        return KernelLookup.active().compare();
    }

    /** Runs a rare function of one tensor on a loop generated from its name. */
    static void mapGenerated(ElementwiseOp op, Operands in, Operands out) {
        map(in, out, Cost.HEAVY, generated(op));
    }

    /** The generated loop of an op that has no hand-written one. */
    private static MapKernels.Loop generated(ElementwiseOp op) {
        MapKernels.Loop loop = GENERATED.get(op.getClass());
        return loop != null
                ? loop
                : GENERATED.computeIfAbsent(op.getClass(), _ -> map().generated(function(op)));
    }

    private static String function(ElementwiseOp op) {
        List<ElementwiseOp.Step> steps = op.steps();
        if (steps.size() != 1 || !steps.getFirst().constants().isEmpty()) {
            throw new IllegalStateException(op.name() + ": the loop of " + steps
                    + " has to be written; only that of one function without constants is generated");
        }
        return steps.getFirst().function();
    }

    static void map(Operands in, Operands out, Cost cost, MapKernels.Loop loop) {
        Elementwise.map(loop, cost, in.data(0), in.offset(0), out.data(0), out.offset(0), out.size(0));
    }

    static void zip(Operands in, Operands out, Cost cost, ZipKernels.Loop loop) {
        if (isRun(in, 0, out) && isRun(in, 1, out)) { // the usual cases, without looking for a plan
            Elementwise.zip(
                    loop, cost, in.data(0), in.offset(0), step(in, 0), in.data(1), in.offset(1), step(in, 1),
                    out.data(0), out.offset(0), out.size(0));
            return;
        }
        Elementwise.zip(
                loop, cost,
                in.data(0), in.offset(0), in.dims(0),
                in.data(1), in.offset(1), in.dims(1),
                out.data(0), out.offset(0), out.dims(0));
    }

    /** Cheap functions of an array and one number. */
    static void zip(float[] a, int ao, float b, Operands out, ZipKernels.Loop loop) {
        Elementwise.zip(
                loop, Cost.LIGHT, a, ao, 1, new float[] {b}, 0, 0, out.data(0), out.offset(0), out.size(0));
    }

    /** Whether an operand has the output's elements one to one, or is a single value. */
    private static boolean isRun(Operands in, int i, Operands out) {
        return in.size(i) == 1 || in.shape(i).equals(out.shape(0));
    }

    private static int step(Operands in, int i) {
        return in.size(i) == 1 ? 0 : 1;
    }

    static void compare(Operands in, Operands out, CompareKernels.Loop loop) {
        Elementwise.compare(
                loop,
                in.data(0), in.offset(0), in.dims(0),
                in.data(1), in.offset(1), in.dims(1),
                out.bools(0), 0, out.dims(0));
    }
}
