package dev.lanewise.data;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;

/**
 * The rows of a value of any type along its first axis.
 *
 * @param <V> the type
 */
@FunctionalInterface
interface Rows<V extends Value> {
    /** The rows with these indices, which are in range: {@code [indices.length, D...]} of {@code [N, D...]}. */
    V take(int... indices);

    /** The rows of a value; elements other than floats are copied once, since reading them copies all. */
    @SuppressWarnings("unchecked") // each type gives rows of the same type
    static <V extends Value> Rows<V> of(V x) {
        return (Rows<V>) switch (x) {
            case Tensor floats -> (Rows<Tensor>) rows -> Indexing.take(floats, IntTensor.of(rows));
            case IntTensor ints -> {
                int[] all = ints.toArray();
                yield (Rows<IntTensor>) rows -> {
                    Shape shape = x.shape().with(0, rows.length);
                    int[] taken = new int[shape.size()];
                    copy(all, taken, x.shape(), rows);
                    return IntTensor.wrap(taken, shape);
                };
            }
            case BoolTensor bools -> {
                boolean[] all = bools.toArray();
                yield (Rows<BoolTensor>) rows -> {
                    Shape shape = x.shape().with(0, rows.length);
                    boolean[] taken = new boolean[shape.size()];
                    copy(all, taken, x.shape(), rows);
                    return BoolTensor.of(shape, taken);
                };
            }
        };
    }

    private static void copy(Object from, Object to, Shape shape, int... rows) {
        int row = shape.product(1, shape.rank());
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(from, rows[i] * row, to, i * row, row);
        }
    }

    /**
     * Values one after the other along the first axis.
     *
     * @param owner for messages
     * @throws IllegalArgumentException if they differ in type, or in another axis
     */
    static Value concat(String owner, List<Value> values) {
        List<Spec> specs = values.stream().map(Spec::of).toList();
        Spec first = specs.getFirst();
        int rows = 0;
        for (Spec spec : specs) {
            if (spec.shape().rank() == 0 || spec.type() != first.type()
                    || !spec.shape().with(0, 1).equals(first.shape().with(0, 1))) {
                throw new IllegalArgumentException(owner + ": batches have values " + specs.stream().distinct().toList()
                        + ", which differ in more than the first axis");
            }
            rows += spec.shape().dim(0);
        }
        Shape shape = first.shape().with(0, rows);
        return switch (first.type()) {
            case FLOAT -> Shapes.concat(0, values.toArray(Tensor[]::new));
            case INT -> {
                int[] all = new int[shape.size()];
                join(values.stream().<Object>map(x -> ((IntTensor) x).toArray()).toList(), specs, all);
                yield IntTensor.wrap(all, shape);
            }
            case BOOL -> {
                boolean[] all = new boolean[shape.size()];
                join(values.stream().<Object>map(x -> ((BoolTensor) x).toArray()).toList(), specs, all);
                yield BoolTensor.of(shape, all);
            }
        };
    }

    private static void join(List<Object> arrays, List<Spec> specs, Object into) {
        int at = 0;
        for (int i = 0; i < specs.size(); i++) {
            int size = specs.get(i).shape().size();
            System.arraycopy(arrays.get(i), 0, into, at, size);
            at += size;
        }
    }
}
