package dev.lanewise.program;

import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.loops.Extent;
import dev.lanewise.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The block of elements that fused ops have in common: a shape, and the axis at which it is cut into rows, if anything
 * is broadcast along its first or last axes or reduced over the last.
 *
 * @param shape shape of the block
 * @param axis first axis within a row; -1 where there is no such cut
 */
record FusedBlock(Shape shape, int axis) {
    int rows() {
        return axis < 0 ? 1 : shape.product(0, axis);
    }

    int cols() {
        return axis < 0 ? shape.size() : shape.product(axis, shape.rank());
    }

    /** The block cut at an axis; null if it is cut at another one already, or rows would be too short. */
    @Nullable
    FusedBlock cutAt(int other) {
        if (axis >= 0) {
            return axis == other ? this : null;
        }
        FusedBlock cut = new FusedBlock(shape, other);
        return cut.cols() >= Thresholds.FUSED_SHORTEST_ROW ? cut : null;
    }

    /** The block with its rows reduced over the axes from {@code from} to the last; null if it cannot be. */
    @Nullable
    FusedBlock reduced(Shape x, int from, int to) {
        if (!x.equals(shape) || to != shape.rank() || from >= to) {
            return null;
        }
        FusedBlock cut = cutAt(from);
        return cut == null || cut.cols() > ReduceKernels.CHUNK ? null : cut;
    }

    /** The block, cut so that a shape broadcasts to it; null if it does not. */
    @Nullable
    FusedBlock above(Shape x) {
        if (x.size() == 1 || isFull(x)) {
            return this;
        }
        for (int cut = 1; cut < shape.rank(); cut++) {
            FusedBlock block = cutAt(cut);
            if (block != null && (block.isRow(x) || block.isColumn(x) && block.cols() <= ReduceKernels.CHUNK)) {
                return block;
            }
        }
        return null;
    }

    /** How a shape broadcasts to the block, which is cut for it. */
    Extent extent(Shape x) {
        if (x.size() == 1) {
            return Extent.ONE;
        }
        if (isFull(x)) {
            return Extent.FULL;
        }
        return isRow(x) ? Extent.ROW : Extent.COLUMN;
    }

    private boolean isFull(Shape x) {
        return x.size() == shape.size();
    }

    private boolean isRow(Shape x) {
        for (int a = 0; a < shape.rank(); a++) {
            if (size(x, a) != (a < axis ? 1 : shape.dim(a))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a shape has one element for each row. */
    boolean isColumn(Shape x) {
        for (int a = 0; a < shape.rank(); a++) {
            if (size(x, a) != (a < axis ? shape.dim(a) : 1)) {
                return false;
            }
        }
        return axis >= 0 && x.rank() <= shape.rank();
    }

    /** The size of the axis of a shape that is aligned with an axis of the block. */
    private int size(Shape x, int under) {
        int a = under - (shape.rank() - x.rank());
        return a < 0 ? 1 : x.dim(a);
    }
}
