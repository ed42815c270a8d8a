package dev.lanewise.bench.worker;

import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Sequential;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.SGD;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.program.Listing;
import dev.lanewise.program.Program;
import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Convolutional networks: training steps, their memory, and a block of ResNet. The Python workers do the same. */
final class LanewiseNetworks {
    private static final double CHECKED_ADAM_RATE = 1e-4;
    private static final double CHECKED_SGD_RATE = 1e-3;
    private static final double MOMENTUM = 0.9;
    private static final int CLASSES = 10;

    private final Sequential model;
    private final Training<Tensor, IntTensor> training;

    private LanewiseNetworks(Task task, double lr, boolean drops) {
        int count = task.size("batch");
        List<Integer> dims = new ArrayList<>(List.of(count));
        for (int dim : Networks.sample(task).dims()) {
            dims.add(dim);
        }
        Tensor x = Results.uniform(1, Shape.of(dims.stream().mapToInt(Integer::intValue).toArray()));
        model = Networks.named(task, drops);
        UpdateRule optimizer = switch (task.word("rule")) {
            case "adam" -> new Adam(model.parameters(), lr);
            case "sgd-momentum" -> new SGD(model.parameters(), lr).momentum(MOMENTUM);
            default -> throw task.unsupported("Lanewise");
        };
        training = new Training<>(new Batch<>(x, IntTensor.of(TestData.labels(count, CLASSES))),
                (images, labels) -> Losses.crossEntropy(model.forward(images), labels), optimizer);
    }

    private static LanewiseNetworks timed(Task task) {
        return new LanewiseNetworks(task, MlpTraining.TIMED_RATE, true);
    }

    /** In which nothing is dropped. */
    private static LanewiseNetworks checked(Task task) {
        double rate = task.word("rule").equals("adam") ? CHECKED_ADAM_RATE : CHECKED_SGD_RATE;
        return new LanewiseNetworks(task, rate, false);
    }

    /** A training step. What is checked is the loss after some steps in which nothing is dropped. */
    static Work step(Task task) {
        return Training.open(task, timed(task).training, () -> checked(task).training);
    }

    /**
     * What the tensors of a captured step take: batch, parameters and buffers, the optimizer's state, and the program's
     * buffers, in which gradients and activations are.
     */
    static Work memory(Task task) {
        LanewiseNetworks network = timed(task);
        Training<Tensor, IntTensor> training = network.training;
        Batch<Tensor, IntTensor> batch = training.batch();
        Program program = Program.capture(batch.values(),
                in -> List.of(training.learn(new Batch<>((Tensor) in.get(0), (IntTensor) in.get(1))))).program();
        Snapshot state = Snapshot.view(Map.of("model", network.model, "optimizer", training.optimizer()));
        long floats = state.tensors().values().stream().mapToLong(Tensor::size).sum() + batch.inputs().size();
        long ints = state.ints().values().stream().mapToLong(IntTensor::size).sum() + batch.targets().size();
        long bytes = Float.BYTES * floats + Integer.BYTES * ints + bufferBytes(program.listing());
        return new Bytes(bytes, () -> checked(task).training.lossAfterSteps(task));
    }

    /** The array of floats, and the tensors of ints and bools, which have arrays of their own. */
    private static long bufferBytes(Listing listing) {
        long bytes = listing.bufferBytes();
        for (Listing.Step step : listing.steps()) {
            for (int number : step.op().isView() ? List.<Integer>of() : step.out()) {
                Spec spec = listing.values().get(number);
                bytes += switch (spec.type()) {
                    case FLOAT -> 0;
                    case INT -> (long) Integer.BYTES * spec.shape().size();
                    case BOOL -> spec.shape().size();
                };
            }
        }
        return bytes;
    }

    /** ResNet's block: forward and backward, or its inference with the normalisations folded. */
    static Work block(Task task) {
        Shape shape = Shape.of(task.size("batch"), 64, 28, 28);
        Tensor x = Results.uniform(1, shape);
        if (task.word("pass").equals("folded")) {
            Sequential model = Networks.folded();
            return Results.open(task, List.of(x), Results::combined, in -> List.of(model.forward(in.getFirst())));
        }
        Sequential model = Networks.block();
        return Results.open(task, List.of(x, Results.uniform(3, shape)), Results::combined, in -> {
            List<Tensor> leaves = new ArrayList<>(List.of(Results.leaf(in.get(0))));
            leaves.addAll(model.parameters());
            return Results.withGradients(model.forward(leaves.getFirst()), in.get(1), leaves);
        });
    }
}
