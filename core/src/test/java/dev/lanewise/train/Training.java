package dev.lanewise.train;

import dev.lanewise.data.Batch;
import dev.lanewise.nn.Layer;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** A small training, eager or captured: three epochs of 22 samples in batches of 8, so that the last one is smaller. */
final class Training {
    static final int FEATURES = 6;
    static final int CLASSES = 3;
    static final int SAMPLES = 22;
    private static final int BATCH = 8;
    private static final int EPOCHS = 3;

    /** Something done between steps; what it returns is compared. */
    @FunctionalInterface
    interface Between {
        List<Tensor> before(int step, Layer model, Optimizer optimizer);

        Between NOTHING = (step, model, optimizer) -> List.of();
    }

    /** The loss of a batch. */
    @FunctionalInterface
    interface Loss {
        Tensor of(Layer model, Tensor x, IntTensor y);
    }

    private Training() {}

    /** Every loss, what {@code between} has returned, and the parameters in the end. */
    static List<float[]> run(
            boolean captured, Supplier<Layer> makeModel, Function<List<Tensor>, Optimizer> makeOptimizer, Loss loss,
            Between between) {
        Layer model = makeModel.get();
        Optimizer optimizer = makeOptimizer.apply(model.parameters());
        RandomSource random = RandomSource.seed(11);
        Tensor inputs = random.normal(SAMPLES, FEATURES);
        IntTensor labels = inputs.slice(1, 0, CLASSES).argmax(1);
        Function<Batch<Tensor, IntTensor>, Tensor> eager = batch -> {
            Tensor value = loss.of(model, batch.inputs(), batch.targets());
            value.backward();
            optimizer.step();
            return value;
        };
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(eager);
        List<float[]> seen = new ArrayList<>();
        int count = 0;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int from = 0; from < SAMPLES; from += BATCH) {
                int to = Math.min(SAMPLES, from + BATCH);
                between.before(count++, model, optimizer).forEach(tensor -> seen.add(tensor.toArray()));
                Batch<Tensor, IntTensor> batch = new Batch<>(
                        inputs.slice(0, from, to), IntTensor.of(Arrays.copyOfRange(labels.toArray(), from, to)));
                Tensor value = captured ? step.run(batch) : eager.apply(batch);
                seen.add(value.toArray());
                optimizer.zeroGrad();
            }
        }
        model.parameters().forEach(parameter -> seen.add(parameter.toArray()));
        return seen;
    }
}
