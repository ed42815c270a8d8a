package dev.lanewise.bench.worker;

import dev.lanewise.ops.Attention;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Attention forward and backward, its memory, and the gradient of an embedding. The Python workers do the same. */
final class LanewiseAttention {
    private LanewiseAttention() {}

    /** The result, and the gradients of queries, keys and values. */
    static Work gradients(Task task) {
        return Results.open(task, inputs(task), Results::combined, in -> results(task, in));
    }

    private static List<Tensor> inputs(Task task) {
        Shape shape = Shape.of(task.sizes("shape"));
        return List.of(Results.uniform(1, shape), Results.uniform(2, shape), Results.uniform(4, shape),
                Results.uniform(3, shape));
    }

    private static List<Tensor> results(Task task, List<Tensor> in) {
        List<Tensor> leaves = in.subList(0, 3).stream().map(Results::leaf).toList();
        AttentionOptions options = task.word("causal").equals("true")
                ? AttentionOptions.defaults().causal()
                : AttentionOptions.defaults();
        return Results.withGradients(
                Attention.scaledDotProduct(leaves.get(0), leaves.get(1), leaves.get(2), options), in.getLast(), leaves);
    }

    /** What the same takes as a program: the result, the gradients, and whatever is kept between. */
    static Work memory(Task task) {
        List<Tensor> inputs = inputs(task);
        Program.Captured captured = Program.capture(inputs,
                in -> results(task, in.stream().map(Tensor.class::cast).toList()));
        return new Bytes(LanewiseNetworks.bufferBytes(captured.program().listing()),
                () -> Results.combined(captured.outputs().stream().map(Tensor.class::cast).toList()));
    }

    /** The gradient of a table that vectors have been taken from. */
    static Work embedding(Task task) {
        int[] dims = task.sizes("indices");
        Shape indices = Shape.of(dims);
        IntTensor chosen = IntTensor.wrap(TestData.labels(indices.size(), task.size("vocabulary")), indices);
        Tensor table = Results.uniform(1, Shape.of(task.size("vocabulary"), task.size("width")));
        Tensor gradient = Results.uniform(3, Shape.of(dims[0], dims[1], task.size("width")));
        return Results.open(task, List.of(table, gradient), Results::combined, in -> {
            Tensor leaf = Results.leaf(in.get(0));
            return List.of(Autograd.grad(Indexing.take(leaf, chosen), in.get(1), Graph.FREE, leaf));
        });
    }
}
