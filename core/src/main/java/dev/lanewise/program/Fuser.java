package dev.lanewise.program;

import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.loops.Extent;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Place;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.primitives.AssignOp;
import dev.lanewise.tensor.primitives.ReduceOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Collects applications of ops that one compiled kernel can compute: elementwise ops over one shape, operands broadcast
 * to it along its first or last axes, reductions over its last axes, and assignments of their results. For the engine:
 * values are identified by numbers, and the caller sees to order and aliasing.
 */
final class Fuser {
    /** One application: its op, the numbers of its values ({@code out} is -1 if it has none), and what it covers. */
    record Part(Op op, int[] in, int out, Extent extent, @Nullable Place place) {}

    /**
     * A fused op and the numbers of its arguments.
     *
     * @param op the op
     * @param in its inputs
     * @param out its outputs
     */
    record Fused(FusedOp op, int[] in, int[] out) {}

    private final IntFunction<Spec> specs;
    private final List<Part> parts = new ArrayList<>();

    /** How the values that the parts compute broadcast to the block. */
    private final Map<Integer, Extent> computed = new HashMap<>();
    private final Set<Integer> inputs = new LinkedHashSet<>();

    /** The values assigned to, and what was assigned to them. */
    private final Map<Integer, Integer> assigned = new HashMap<>();
    private FusedBlock block;

    private Fuser(FusedBlock block, IntFunction<Spec> specs) {
        this.block = block;
        this.specs = specs;
    }

    /**
     * A collection that begins with an application; null if it cannot be fused, or is too small to be worth it.
     *
     * @param specs type and shape of a value, by its number
     */
    static @Nullable Fuser of(Draft.Step first, IntFunction<Spec> specs) {
        if (first.out().length != 1) {
            return null;
        }
        Shape shape = specs.apply(first.op() instanceof ReduceOp ? first.in()[0] : first.out()[0]).shape();
        if (shape.size() < Thresholds.FUSED_SMALLEST) {
            return null;
        }
        Fuser fuser = new Fuser(new FusedBlock(shape, -1), specs);
        return fuser.add(first) ? fuser : null;
    }

    /** An empty collection over the same block. */
    Fuser emptied() {
        return new Fuser(block, specs);
    }

    /** Whether nothing more can be added. */
    boolean isFull() {
        return parts.size() == Thresholds.FUSED_PARTS;
    }

    /** Adds the next application; false if it does not fit the ones before. */
    boolean add(Draft.Step step) {
        Op op = step.op();
        int[] in = step.in();
        int[] out = step.out();
        if (isFull() || inputs.size() + in.length > Thresholds.FUSED_INPUTS) {
            return false;
        }
        if (op instanceof AssignOp) {
            return assign(step);
        }
        FusedBlock cut = LoopOps.reduction(op) != null ? reduced((ReduceOp) op, in[0]) : applied(op, in, out);
        if (cut == null) {
            return false;
        }
        block = cut;
        boolean full = !(op instanceof ReduceOp) && specs.apply(out[0]).shape().equals(cut.shape());
        Extent extent = full ? Extent.FULL : Extent.COLUMN;
        note(new Part(op, in, out[0], extent, step.place()));
        computed.put(out[0], extent);
        return true;
    }

    private void note(Part part) {
        for (int in : part.in) {
            if (!computed.containsKey(in)) {
                inputs.add(in);
            }
        }
        parts.add(part);
    }

    private boolean assign(Draft.Step step) {
        int[] in = step.in();
        Extent source = computed.get(current(in[1]));
        if (computed.containsKey(in[0]) || assigned.containsKey(in[0]) || source != Extent.FULL
                || specs.apply(in[1]).type() != Spec.Type.FLOAT) {
            return false;
        }
        note(new Part(step.op(), in, -1, Extent.FULL, step.place()));
        assigned.put(in[0], current(in[1]));
        return true;
    }

    /** What a value holds at this point: what has been assigned to it, or itself. */
    private int current(int value) {
        return assigned.getOrDefault(value, value);
    }

    private @Nullable FusedBlock reduced(ReduceOp op, int x) {
        Extent extent = computed.get(current(x));
        return extent == null || extent == Extent.FULL
                ? block.reduced(specs.apply(x).shape(), op.from(), op.to())
                : null;
    }

    private @Nullable FusedBlock applied(Op op, int[] in, int[] out) {
        if (LoopOps.of(op).isEmpty()) {
            return null;
        }
        Shape shape = specs.apply(out[0]).shape();
        boolean full = shape.equals(block.shape());
        if (!full && !(block.isColumn(shape) && block.cols() <= ReduceKernels.CHUNK)) {
            return null;
        }
        FusedBlock cut = block;
        for (int value : in) {
            Extent own = computed.get(current(value));
            boolean fits;
            if (specs.apply(value).type() != Spec.Type.FLOAT) {
                fits = own == (full ? Extent.FULL : Extent.COLUMN); // masks are computed within a loop
            } else if (own == null) {
                FusedBlock under = cut.above(specs.apply(value).shape());
                cut = under == null ? cut : under;
                fits = under != null && (full || isColumnOrOne(cut.extent(specs.apply(value).shape())));
            } else {
                fits = full || isColumnOrOne(own);
            }
            if (!fits) {
                return null;
            }
        }
        return cut;
    }

    private static boolean isColumnOrOne(Extent extent) {
        return extent == Extent.COLUMN || extent == Extent.ONE;
    }

    /**
     * The collected applications as one.
     *
     * @param outside whether a computed value is read by others
     */
    Fused fuse(IntPredicate outside) {
        Set<Integer> targets = new LinkedHashSet<>();
        for (Part part : parts) {
            if (part.out < 0) {
                targets.add(part.in[0]);
            }
        }
        int written = targets.size();
        targets.addAll(inputs);
        int[] in = targets.stream().mapToInt(Integer::intValue).toArray();
        int[] out = parts.stream().mapToInt(Part::out).filter(value -> value >= 0 && outside.test(value)).toArray();
        FusedOp op = new FusedOp(List.copyOf(parts), block, in, out, specs, written);
        return new Fused(op, in, out);
    }
}
