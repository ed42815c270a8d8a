package dev.lanewise.tensor;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Sums of products of tensors whose axes are named: reads the equation, and contracts the operands pair by pair. */
final class Einsum {
    private static final int MOST_CACHED = 256;

    private static final Map<Key, Einsum> CACHE = new ConcurrentHashMap<>();

    /** What an equation is read for. */
    private record Key(String equation, List<Shape> shapes) {}

    /** A tensor, and the label of each of its axes. */
    private record Labelled(Tensor x, int... labels) {
        long mask() {
            return maskOf(labels);
        }

        int axis(int label) {
            int axis = 0;
            while (labels[axis] != label) {
                axis++;
            }
            return axis;
        }

        /** The axes in the order of these labels, which are all of them. */
        Labelled ordered(int... order) {
            return Arrays.equals(labels, order)
                    ? this
                    : new Labelled(x.permute(Arrays.stream(order).map(this::axis).toArray()), order);
        }
    }

    private final int[][] operands;
    private final int[] output;
    private final int[] sizes;
    private final int[][] steps;

    /** How the pair of each step is laid out, once it has been: it follows from the labels and sizes. */
    private final AtomicReferenceArray<PairLayout> layouts;

    /**
     * @param operands the labels of each operand's axes
     * @param output the labels of the result's axes
     * @param sizes the size of each label
     */
    private Einsum(int[][] operands, int[] output, int[] sizes) {
        this.operands = operands;
        this.output = output;
        this.sizes = sizes;
        this.steps = ContractionOrder.of(Arrays.stream(operands).mapToLong(Einsum::maskOf).toArray(),
                maskOf(output), sizes);
        this.layouts = new AtomicReferenceArray<>(steps.length);
    }

    static Tensor apply(String equation, Tensor... tensors) {
        List<Shape> shapes = Arrays.stream(tensors).map(Tensor::shape).toList();
        Key key = new Key(equation, shapes);
        Einsum einsum = CACHE.get(key);
        if (einsum == null) {
            EinsumEquation read = EinsumEquation.read(equation, shapes);
            einsum = new Einsum(read.operands(), read.output(), read.sizes());
            if (CACHE.size() >= MOST_CACHED) {
                CACHE.clear();
            }
            CACHE.put(key, einsum);
        }
        return einsum.run(tensors);
    }

    /** The contraction of two tensors over the labels that are not in the output. */
    static Tensor contract(Tensor a, int[] labelsA, Tensor b, int[] labelsB, int[] output) {
        int[] sizes = new int[Long.SIZE];
        for (int i = 0; i < labelsA.length; i++) {
            sizes[labelsA[i]] = a.dim(i);
        }
        for (int i = 0; i < labelsB.length; i++) {
            sizes[labelsB[i]] = b.dim(i);
        }
        return new Einsum(new int[][] {labelsA, labelsB}, output, sizes).run(a, b);
    }

    private Tensor run(Tensor... tensors) {
        Labelled[] values = new Labelled[tensors.length + steps.length];
        for (int i = 0; i < tensors.length; i++) {
            values[i] = withoutRepeats(diagonals(new Labelled(tensors[i], operands[i])));
        }
        boolean[] used = new boolean[values.length];
        long wanted = maskOf(output);
        for (int s = 0; s < steps.length; s++) {
            int left = steps[s][0];
            int right = steps[s][1];
            long needed = wanted;
            for (int i = 0; i < tensors.length + s; i++) {
                needed |= i == left || i == right || used[i] ? 0 : values[i].mask();
            }
            values[tensors.length + s] = pair(s, values[left], values[right], needed);
            used[left] = true;
            used[right] = true;
        }
        return summed(values[values.length - 1], wanted).ordered(output).x;
    }

    /** Axes with one label are replaced by their diagonal. */
    private static Labelled diagonals(Labelled value) {
        int[] labels = value.labels;
        for (int i = 0; i < labels.length; i++) {
            for (int j = i + 1; j < labels.length; j++) {
                if (labels[i] == labels[j]) {
                    return diagonals(diagonal(value, i, j));
                }
            }
        }
        return value;
    }

    private static Labelled diagonal(Labelled value, int i, int j) {
        Tensor last = Shapes.moveAxis(Shapes.moveAxis(value.x, j, -1), i, -1);
        int n = last.dim(-1);
        Tensor flat = last.flatten(last.rank() - 2);
        int[] rest = without(without(value.labels, j), i);
        int[] labels = Arrays.copyOf(rest, rest.length + 1);
        labels[rest.length] = value.labels[i];
        return new Labelled(Shapes.slice(flat, -1, 0, n * n, n + 1), labels);
    }

    /** Axes of size 1 whose label is longer elsewhere are dropped: the products repeat them. */
    private Labelled withoutRepeats(Labelled value) {
        for (int axis = 0; axis < value.labels.length; axis++) {
            if (value.x.dim(axis) == 1 && sizes[value.labels[axis]] != 1) {
                return withoutRepeats(new Labelled(value.x.squeeze(axis), without(value.labels, axis)));
            }
        }
        return value;
    }

    /** Sums over the labels that nobody needs. */
    private static Labelled summed(Labelled value, long needed) {
        if ((value.mask() & ~needed) == 0) {
            return value;
        }
        int[] axes = Arrays.stream(only(value.labels, ~needed)).map(value::axis).toArray();
        return new Labelled(value.x.sum(axes), only(value.labels, needed));
    }

    /** Contracts two operands to the needed labels, in the layout that copies the fewest elements. */
    private Labelled pair(int step, Labelled left, Labelled right, long needed) {
        Labelled a = summed(left, needed | right.mask());
        Labelled b = summed(right, needed | left.mask());
        PairLayout best = layouts.get(step);
        if (best == null) {
            int[] last = step == steps.length - 1 ? output : new int[0];
            best = Collections.min(
                    PairLayout.candidates(a.labels, b.labels, needed, last),
                    Comparator.comparingDouble(layout -> layout.copied(sizes)));
            layouts.set(step, best);
        }
        return best.swapped() ? product(b, a, best) : product(a, b, best);
    }

    private Labelled product(Labelled a, Labelled b, PairLayout layout) {
        int[] batch = layout.batch();
        int[] inner = layout.inner();
        int[] m = layout.m();
        int[] n = layout.n();
        Tensor y;
        if (inner.length == 0) {
            Tensor column = a.ordered(join(batch, m)).x.reshape(shape(size(batch), size(m), 1));
            y = column.mul(b.ordered(join(batch, n)).x.reshape(shape(size(batch), 1, size(n))));
        } else {
            boolean transA = Arrays.equals(a.labels, join(batch, inner, m));
            boolean transB = !Arrays.equals(b.labels, join(batch, inner, n));
            Tensor p = transA ? a.x : a.ordered(join(batch, m, inner)).x;
            Tensor q = b.ordered(transB ? join(batch, n, inner) : b.labels).x;
            int k = size(inner);
            p = p.reshape(matrices(batch, transA ? k : size(m), transA ? size(m) : k));
            y = p.matmul(q.reshape(matrices(batch, transB ? size(n) : k, transB ? k : size(n))), transA, transB);
        }
        int[] labels = join(batch, m, n);
        return new Labelled(y.reshape(shapeOf(labels)), labels);
    }

    private Shape matrices(int[] batch, int rows, int columns) {
        return batch.length == 0 ? Shape.of(rows, columns) : Shape.of(size(batch), rows, columns);
    }

    private static Shape shape(int... dims) {
        return Shape.of(dims);
    }

    private int size(int... labels) {
        return shapeOf(labels).size();
    }

    private Shape shapeOf(int[] labels) {
        int[] dims = new int[labels.length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = sizes[labels[i]];
        }
        return Shape.of(dims);
    }

    static long maskOf(int... labels) {
        long mask = 0;
        for (int label : labels) {
            mask |= 1L << label;
        }
        return mask;
    }

    /** Those labels that are in the mask, in their order. */
    static int[] only(int[] labels, long mask) {
        int[] found = new int[labels.length];
        int count = 0;
        for (int label : labels) {
            if ((mask >>> label & 1) != 0) {
                found[count++] = label;
            }
        }
        return Arrays.copyOf(found, count);
    }

    static int[] join(int[]... parts) {
        int length = 0;
        for (int[] part : parts) {
            length += part.length;
        }
        int[] joined = new int[length];
        int at = 0;
        for (int[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    private static int[] without(int[] labels, int axis) {
        return join(Arrays.copyOf(labels, axis), Arrays.copyOfRange(labels, axis + 1, labels.length));
    }
}
