package dev.lanewise.bench.worker;

import dev.lanewise.bench.LanewiseMlp;
import dev.lanewise.loss.CrossEntropyLoss;
import dev.lanewise.nn.activations.GELU;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * Lanewise, as a user writes it. The setting {@code variant} says how: {@code eager}, or {@code captured} as a program
 * (a training step: as a {@code TrainStep}) whose outputs are assigned to tensors that lie ready.
 */
final class LanewiseEngine implements Engine {
    @Override
    public Work open(Task task) {
        return switch (task.kind()) {
            case "sgemm" -> product(task);
            case "map" -> map(task);
            case "mlp" -> step(task);
            case "fn" -> LanewiseFunctions.open(task);
            case "update" -> LanewiseUpdates.open(task);
            case "loss" -> loss(task);
            case "conv" -> LanewiseConvolutions.open(task);
            case "net" -> LanewiseNetworks.step(task);
            case "memory" -> LanewiseNetworks.memory(task);
            case "block" -> LanewiseNetworks.block(task);
            case "norm" -> LanewiseParts.normalisation(task);
            case "pool" -> LanewiseParts.pool(task);
            case "recurrent", "encoder", "gpt" -> LanewiseSequences.step(task);
            case "generation" -> LanewiseSequences.generation(task);
            case "attention" -> LanewiseAttention.gradients(task);
            case "attention-memory" -> LanewiseAttention.memory(task);
            case "embedding" -> LanewiseAttention.embedding(task);
            default -> throw task.unsupported("Lanewise");
        };
    }

    /** C = A B with A [m, k] and B [k, n]; a T in the form says that this factor is stored transposed. */
    private static Work product(Task task) {
        int m = task.size("m");
        int k = task.size("k");
        int n = task.size("n");
        boolean transA = task.word("form").charAt(0) == 'T';
        boolean transB = task.word("form").charAt(1) == 'T';
        Tensor a = Tensor.of(transA ? Shape.of(k, m) : Shape.of(m, k), TestData.uniform(1, m * k));
        Tensor b = Tensor.of(transB ? Shape.of(n, k) : Shape.of(k, n), TestData.uniform(2, k * n));
        return Computation.open(task, List.of(a, b), in -> in.get(0).matmul(in.get(1), transA, transB));
    }

    private static Work map(Task task) {
        Shape shape = Shape.of(task.size("rows"), task.size("cols"));
        int size = task.size("rows") * task.size("cols");
        Tensor x = Tensor.of(shape, TestData.uniform(1, size));
        GELU gelu = new GELU();
        return switch (task.word("op")) {
            case "exp" -> Computation.open(task, List.of(x), in -> in.get(0).exp());
            case "tanh" -> Computation.open(task, List.of(x), in -> in.get(0).tanh());
            case "gelu" -> Computation.open(task, List.of(x), in -> gelu.forward(in.get(0)));
            case "sum" -> Computation.open(task, List.of(x), in -> in.get(0).sum());
            case "softmax" -> Computation.open(task, List.of(x), in -> in.get(0).softmax(1));
            case "add" -> {
                Tensor y = Tensor.of(shape, TestData.uniform(2, size));
                yield Computation.open(task, List.of(x, y), in -> in.get(0).add(in.get(1)));
            }
            default -> throw task.unsupported("Lanewise");
        };
    }

    /** Cross entropy with weights of the classes in [0.5, 1.5), and its gradient, which is what is compared. */
    private static Work loss(Task task) {
        int rows = task.size("rows");
        int classes = task.size("classes");
        Tensor logits = Tensor.of(Shape.of(rows, classes), TestData.uniform(1, rows * classes));
        IntTensor labels = IntTensor.of(TestData.labels(rows, classes));
        Tensor weights = Tensor.of(TestData.uniform(3, classes)).mul(0.5).add(1);
        CrossEntropyLoss loss = new CrossEntropyLoss().weights(weights);
        return Computation.open(task, List.of(logits, labels), TestData::weighted, in -> {
            Tensor leaf = ((Tensor) in.get(0)).detach().requiresGrad(true);
            loss.of(leaf, (IntTensor) in.get(1)).backward();
            return Objects.requireNonNull(leaf.grad());
        });
    }

    private static Work step(Task task) {
        int[] widths = task.sizes("widths");
        int batch = task.size("batch");
        boolean adam = task.word("rule").equals("adam");
        float[] x = TestData.inputs(batch, widths[0]);
        int[] labels = TestData.labels(batch, widths[widths.length - 1]);
        LanewiseMlp mlp = new LanewiseMlp(TestData.weights(widths), Computation.isCaptured(task), adam);
        return new Work() {
            @Override
            public void run() {
                mlp.step(x, labels, batch, MlpTraining.TIMED_RATE);
            }

            @Override
            public double check() {
                LanewiseMlp another = new LanewiseMlp(TestData.weights(widths), Computation.isCaptured(task), adam);
                return MlpTraining.check(another, x, labels, adam);
            }
        };
    }
}
