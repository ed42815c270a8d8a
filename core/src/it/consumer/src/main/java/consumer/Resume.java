package consumer;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.io.Checkpoint;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.Tanh;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Trains a network with a layer, an update rule and a schedule of its own, captured, and saves its state after every
 * step. With a number as second argument the process dies in the middle of that step, without a word; started again it
 * goes on from the file. verify.groovy compares the file with that of a run that never died.
 */
public final class Resume {
    private static final int EPOCHS = 5;

    private Resume() {}

    public static void main(String[] args) {
        Path file = Path.of(args[0]);
        int last = args.length > 1 ? Integer.parseInt(args[1]) : Integer.MAX_VALUE;

        RandomSource random = RandomSource.seed(1);
        Tensor x = random.split().normal(100, 4);
        TensorDataset<Tensor, Tensor> data = new TensorDataset<>(x, x.mul(x).sum(true, 1));
        Sequential model = new Sequential(new Centred(4), new Linear(4, 16, random), new Tanh(),
                new Dropout(0.1f, random), new Linear(16, 1, random));
        Optimizer optimizer = new SignMomentum(model.parameters(), step -> 0.01 / (1 + 0.1 * step));
        DataLoader<Batch<Tensor, Tensor>> loader = new DataLoader<>(data, 16).shuffle(random.split());
        TrainStep<Batch<Tensor, Tensor>> step = TrainStep.capture(batch -> {
            Tensor loss = Losses.mse(model.forward(batch.inputs()), batch.targets());
            loss.backward();
            optimizer.step();
            return loss;
        });

        Map<String, Stateful> run = Map.of("model", model, "optimizer", optimizer, "loader", loader);
        if (Files.exists(file)) {
            Checkpoint.load(file, run);
        }
        int steps = 0;
        while (loader.epoch() < EPOCHS) {
            for (Batch<Tensor, Tensor> batch : loader) {
                step.run(batch);
                if (++steps == last) {
                    Runtime.getRuntime().halt(9);
                }
                Checkpoint.save(file, run);
            }
        }
        Checkpoint.save(file, run);
        System.out.println("done after " + steps + " steps");
    }
}
