package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A walk through two or more blocks at once: axes, the outermost first, and how far apart neighbours along them lie in
 * each block. Axes that can be walked as one are one.
 */
final class Walk {
    /**
     * An axis.
     *
     * @param size how many elements
     * @param steps from one to the next in each block, in elements
     */
    record Axis(int size, List<Integer> steps) {
        private boolean continues(Axis inner) {
            for (int block = 0; block < steps.size(); block++) {
                if (steps.get(block) != (long) inner.size * inner.steps.get(block)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Axis> axes = new ArrayList<>();

    /**
     * A walk in the order of a shape.
     *
     * @param shape none of whose axes is empty
     * @param steps for each block one number an axis
     */
    Walk(Shape shape, int[]... steps) {
        for (int axis = 0; axis < shape.rank(); axis++) {
            List<Integer> own = new ArrayList<>();
            for (int[] block : steps) {
                own.add(block[axis]);
            }
            add(new Axis(shape.dim(axis), own));
        }
    }

    private Walk(List<Axis> axes) {
        this.axes.addAll(axes);
    }

    private void add(Axis next) {
        if (next.size == 1) {
            return;
        }
        if (!axes.isEmpty() && axes.getLast().continues(next)) {
            next = new Axis(axes.removeLast().size * next.size, next.steps);
        }
        axes.add(next);
    }

    /** Steps in a block of a shape, in row-major order. */
    static int[] steps(Shape shape) {
        int[] steps = new int[shape.rank()];
        int step = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            steps[axis] = step;
            step *= shape.dim(axis);
        }
        return steps;
    }

    /** Steps in a block that is repeated to a shape. */
    static int[] repeated(Shape block, Shape shape) {
        int[] own = steps(block);
        int[] steps = new int[shape.rank()];
        int extra = shape.rank() - block.rank();
        for (int axis = 0; axis < block.rank(); axis++) {
            steps[axis + extra] = block.dim(axis) == 1 ? 0 : own[axis];
        }
        return steps;
    }

    List<Axis> axes() {
        return axes;
    }

    /** The walk without some axes. */
    Walk without(Axis... removed) {
        List<Axis> rest = new ArrayList<>(axes);
        rest.removeAll(List.of(removed));
        return new Walk(rest);
    }

    /** How many elements the axes span. */
    int size() {
        return axes.stream().mapToInt(Axis::size).reduce(1, (a, b) -> a * b);
    }

    int rank() {
        return axes.size();
    }

    /** For kernels: size and steps of each axis. */
    Slot table(Site site) {
        return site.table(axes.stream()
                .flatMapToInt(axis -> IntStream.concat(
                        IntStream.of(axis.size),
                        axis.steps.stream().mapToInt(Integer::intValue)))
                .toArray());
    }
}
