package dev.lanewise.bench.worker;

import com.sun.management.ThreadMXBean;
import dev.lanewise.ops.Attention;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.ops.Embeddings;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Attention forward and backward, its memory, and the gradient of an embedding. The Python workers do the same. */
final class LanewiseAttention {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int MEASURED_RUNS = 3;

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

    /**
     * What the same takes: what a run allocates on its thread, which is the result and the gradients at least, and the
     * scratch that is kept for the next run. Of several runs the least counts, since cold code allocates more.
     */
    static Work memory(Task task) {
        List<Tensor> inputs = inputs(task);
        long before = reachableBytes();
        long allocated = Long.MAX_VALUE;
        double check = Double.NaN;
        for (int i = 0; i < MEASURED_RUNS; i++) {
            long start = THREADS.getCurrentThreadAllocatedBytes();
            List<Tensor> results = results(task, inputs);
            allocated = Math.min(allocated, THREADS.getCurrentThreadAllocatedBytes() - start);
            check = Results.combined(results);
        }
        double figure = check;
        return new Bytes(allocated + Math.max(0, reachableBytes() - before), () -> figure);
    }

    private static long reachableBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
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
            return List.of(Autograd.grad(Embeddings.embedding(leaf, chosen), in.get(1), Graph.FREE, leaf));
        });
    }
}
