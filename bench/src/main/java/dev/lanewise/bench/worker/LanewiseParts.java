package dev.lanewise.bench.worker;

import dev.lanewise.ops.Normalization;
import dev.lanewise.ops.Pooling;
import dev.lanewise.ops.Window;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Normalisations as in training, and max pools: forward and backward. The Python workers do the same. */
final class LanewiseParts {
    private static final double EPS = 1e-5;

    private LanewiseParts() {}

    /** With weights around 2, and the gradients of input, weight and bias. */
    static Work normalisation(Task task) {
        Shape shape = Shape.of(task.sizes("shape"));
        Shape features = Shape.of(shape.dim(1));
        Function<List<Tensor>, Tensor> function = switch (task.word("f")) {
            case "batch" -> in -> Normalization.batchNorm(in.get(0), in.get(1), in.get(2), EPS);
            case "group" -> in -> Normalization.groupNorm(in.get(0), task.size("groups"), in.get(1), in.get(2), EPS);
            case "layer" -> in -> Normalization.layerNorm(in.get(0), features, in.get(1), in.get(2), EPS);
            default -> throw task.unsupported("Lanewise");
        };
        List<Tensor> inputs = List.of(
                Results.uniform(1, shape), Results.uniform(4, features).add(2), Results.uniform(5, features),
                Results.uniform(3, shape));
        return differentiated(task, inputs, function);
    }

    static Work pool(Task task) {
        Window window = Window.of(task.size("kernel")).stride(task.size("stride")).padding(task.size("padding"));
        UnaryOperator<Tensor> pool = x -> Pooling.maxPool2d(x, window);
        Tensor x = Results.uniform(1, Shape.of(task.sizes("shape")));
        return differentiated(
                task, List.of(x, Results.uniform(3, pool.apply(x).shape())), in -> pool.apply(in.getFirst()));
    }

    /** The result, and the gradients of all inputs but the last, which is the gradient of the result. */
    private static Work differentiated(Task task, List<Tensor> inputs, Function<List<Tensor>, Tensor> function) {
        return Results.open(task, inputs, Results::combined, in -> {
            List<Tensor> leaves = in.subList(0, in.size() - 1).stream().map(Results::leaf).toList();
            return Results.withGradients(function.apply(leaves), in.getLast(), leaves);
        });
    }
}
