package dev.lanewise.bench.worker;

import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Scans;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Sorting;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.function.Function;

/** Functions by name. bench/peers/functions.py has the same inputs. */
final class LanewiseFunctions {
    private static final int PARTS = 4;

    private final Task task;
    private final Shape shape;
    private final Tensor x;

    private LanewiseFunctions(Task task) {
        this.task = task;
        shape = Shape.of(task.sizes("shape"));
        x = uniform(1, shape);
    }

    static Work open(Task task) {
        return new LanewiseFunctions(task).named(task.word("f"));
    }

    private Work named(String function) {
        return switch (function) {
            case "permute" -> permute(task.sizes("order"));
            case "concat" -> concat(task.size("axis"));
            case "gather" -> gather(task.size("axis"));
            case "scatterAdd" -> scatterAdd(task.size("axis"));
            case "topk" -> topk(task.size("k"), task.size("axis"));
            case "einsum" -> einsum(task.word("equation"));
            case "sin" -> sin();
            case "pow" -> pow();
            default -> along(function, task.size("axis"));
        };
    }

    private Work along(String function, int axis) {
        return switch (function) {
            case "cumsum" -> of(x, in -> Scans.cumsum(in, axis));
            case "sort" -> of(x, in -> Sorting.sort(in, axis).values());
            case "sum" -> of(x, in -> in.sum(axis));
            case "mean" -> of(x, in -> in.mean(axis));
            case "max" -> of(x, in -> in.max(axis));
            case "argmax" -> of(x, in -> in.argmax(axis));
            default -> throw task.unsupported("Lanewise");
        };
    }

    private Work permute(int[] order) {
        return of(x, in -> in.permute(order));
    }

    private Work concat(int axis) {
        int[] sizes = shape.dims();
        sizes[axis] /= PARTS;
        Tensor[] parts = new Tensor[PARTS];
        for (int i = 0; i < PARTS; i++) {
            parts[i] = uniform(1 + i, Shape.of(sizes));
        }
        return of(List.of(parts),
                in -> Shapes.concat(axis, in.stream().map(Tensor.class::cast).toArray(Tensor[]::new)));
    }

    private Work gather(int axis) {
        IntTensor indices = indices(axis);
        return of(List.of(x, indices), in -> Indexing.gather((Tensor) in.get(0), axis, (IntTensor) in.get(1)));
    }

    private Work scatterAdd(int axis) {
        IntTensor indices = indices(axis);
        Tensor source = uniform(3, shape);
        return of(List.of(x, indices, source), in -> Indexing.scatterAdd(
                (Tensor) in.get(0), axis, (IntTensor) in.get(1), (Tensor) in.get(2)));
    }

    private IntTensor indices(int axis) {
        return IntTensor.wrap(TestData.labels(shape.size(), shape.dim(axis)), shape);
    }

    private Work topk(int k, int axis) {
        return of(x, in -> Sorting.topk(in, k, axis).values());
    }

    private Work einsum(String equation) {
        Tensor left = equation.startsWith("bhqd")
                ? x
                : uniform(1, Shape.of(shape.dim(0), shape.dim(1), shape.dim(2), shape.dim(2)));
        Tensor right = uniform(3, shape);
        return of(List.of(left, right), in -> Linalg.einsum(equation, (Tensor) in.get(0), (Tensor) in.get(1)));
    }

    /** On [-10, 10). */
    private Work sin() {
        return of(x.mul(10), Pointwise::sin);
    }

    /** Bases in [0, 4), exponents in [1.5, 3.5). */
    private Work pow() {
        Tensor bases = x.add(1).mul(2);
        Tensor exponents = uniform(3, shape).add(2.5);
        return of(List.of(bases, exponents), in -> ((Tensor) in.get(0)).pow((Tensor) in.get(1)));
    }

    private Work of(Tensor input, Function<Tensor, Value> function) {
        return of(List.of(input), in -> function.apply((Tensor) in.getFirst()));
    }

    private Work of(List<? extends Value> inputs, Function<List<? extends Value>, Value> function) {
        return Computation.open(task, inputs, TestData::weighted, function);
    }

    private static Tensor uniform(int stream, Shape shape) {
        return Tensor.of(shape, TestData.uniform(stream, shape.size()));
    }
}
