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
import java.util.function.Supplier;

/** Functions, called eagerly: each call makes a new result. bench/peers/functions.py has the same inputs. */
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
        LanewiseFunctions functions = new LanewiseFunctions(task);
        return new Call(functions.named(task.word("f")));
    }

    private Supplier<Value> named(String function) {
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

    private Supplier<Value> along(String function, int axis) {
        return switch (function) {
            case "cumsum" -> () -> Scans.cumsum(x, axis);
            case "sort" -> () -> Sorting.sort(x, axis).values();
            case "sum" -> () -> x.sum(axis);
            case "mean" -> () -> x.mean(axis);
            case "max" -> () -> x.max(axis);
            case "argmax" -> () -> x.argmax(axis);
            default -> throw task.unsupported("Lanewise");
        };
    }

    private Supplier<Value> permute(int[] order) {
        return () -> x.permute(order);
    }

    private Supplier<Value> concat(int axis) {
        int[] sizes = shape.dims();
        sizes[axis] /= PARTS;
        Tensor[] parts = new Tensor[PARTS];
        for (int i = 0; i < PARTS; i++) {
            parts[i] = uniform(1 + i, Shape.of(sizes));
        }
        return () -> Shapes.concat(axis, parts);
    }

    private Supplier<Value> gather(int axis) {
        IntTensor indices = indices(axis);
        return () -> Indexing.gather(x, axis, indices);
    }

    private Supplier<Value> scatterAdd(int axis) {
        IntTensor indices = indices(axis);
        Tensor source = uniform(3, shape);
        return () -> Indexing.scatterAdd(x, axis, indices, source);
    }

    private IntTensor indices(int axis) {
        return IntTensor.wrap(TestData.labels(shape.size(), shape.dim(axis)), shape);
    }

    private Supplier<Value> topk(int k, int axis) {
        return () -> Sorting.topk(x, k, axis).values();
    }

    private Supplier<Value> einsum(String equation) {
        Tensor left = equation.startsWith("bhqd")
                ? x
                : uniform(1, Shape.of(shape.dim(0), shape.dim(1), shape.dim(2), shape.dim(2)));
        Tensor right = uniform(3, shape);
        return () -> Linalg.einsum(equation, left, right);
    }

    /** On [-10, 10). */
    private Supplier<Value> sin() {
        Tensor wide = x.mul(10);
        return () -> Pointwise.sin(wide);
    }

    /** Bases in [0, 4), exponents in [1.5, 3.5). */
    private Supplier<Value> pow() {
        Tensor bases = x.add(1).mul(2);
        Tensor exponents = uniform(3, shape).add(2.5);
        return () -> bases.pow(exponents);
    }

    private static Tensor uniform(int stream, Shape shape) {
        return Tensor.wrap(TestData.uniform(stream, shape.size()), shape);
    }

    /** A call whose result is kept until the next. */
    private static final class Call implements Work {
        private final Supplier<Value> call;
        private Value result;

        Call(Supplier<Value> call) {
            this.call = call;
            this.result = call.get();
        }

        @Override
        public void run() {
            result = call.get();
        }

        @Override
        public double check() {
            return TestData.weighted(result instanceof IntTensor ints
                    ? ints.toTensor().toArray()
                    : ((Tensor) result).toArray());
        }
    }
}
