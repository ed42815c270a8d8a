package dev.lanewise.examples.training;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.Dataset;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.inference.Inference;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.nn.Layer;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trains a network on pictures, and tests it on others. {@link #learn} is the textbook training step. */
public final class Trainer {
    private static final int TEST_BATCH = 250;

    private final Task task;
    private final Layer model;
    private final UpdateRule optimizer;
    private final Dataset<Batch<Tensor, IntTensor>> test;
    private final DataLoader<Batch<Tensor, IntTensor>> loader;
    private final TrainStep<Batch<Tensor, IntTensor>> step;
    private final Inference<Tensor, Tensor> inference;
    private final Tally learned;
    private final Tally tested;

    /**
     * Trains in batches, in a new order in each epoch.
     *
     * @param train pictures to learn from, {@code [N, ...]} as the model takes them, with labels {@code [N]}
     * @param test pictures to test with, likewise
     */
    public Trainer(
            Task task, Layer model, UpdateRule optimizer, Dataset<Batch<Tensor, IntTensor>> train,
            Dataset<Batch<Tensor, IntTensor>> test, int batchSize, RandomSource order) {
        this.task = task;
        this.model = model;
        this.optimizer = optimizer;
        this.test = test;
        this.loader = new DataLoader<>(train, batchSize).shuffle(order);
        this.step = TrainStep.captureNamed(this::learn); // runs it once, then replays what it did
        this.inference = Inference.of(model);
        this.learned = new Tally(task);
        this.tested = new Tally(task);
    }

    /** Learns from one batch. */
    private Map<String, Tensor> learn(Batch<Tensor, IntTensor> batch) {
        Tensor outputs = model.forward(batch.inputs()); // for example [64, 28, 28] pixels to [64, 10] logits
        Tensor loss = task.loss(outputs, batch); // one number, to be made smaller

        loss.backward(); // the gradient of the loss for each parameter
        optimizer.step(); // each parameter a little way down its gradient

        return Map.of("loss", loss, "outputs", outputs);
    }

    /** Goes through the pictures once, or on from where a run was interrupted, learning from every batch. */
    public Score trainEpoch(int epoch, Progress progress, Checkpoints checkpoints) {
        for (Batch<Tensor, IntTensor> batch : loader) {
            TrainStep.Outputs done = step.runNamed(batch);
            learned.add(finite(done.tensor("loss"), epoch), done.tensor("outputs"), batch.targets());
            progress.advance(batch.size(), learned.score());
            checkpoints.afterStep();
        }
        Score score = learned.score();
        learned.reset();
        return score;
    }

    /** Goes through the pictures to test with once, without learning. */
    public Score test(int epoch) {
        tested.reset();
        for (Batch<Tensor, IntTensor> batch : new DataLoader<>(test, TEST_BATCH)) {
            Tensor outputs = inference.run(batch.inputs());
            tested.add(finite(task.loss(outputs, batch), epoch), outputs, batch.targets());
        }
        return tested.score();
    }

    private float finite(Tensor loss, int epoch) {
        if (!Float.isFinite(loss.item())) {
            throw new ProgramException(
                    "the loss became " + loss.item() + " in epoch " + epoch + " at a learning rate of "
                            + (float) optimizer.lr() + ": training has diverged, try a smaller --lr");
        }
        return loss.item();
    }

    /** What the model makes of pictures, without learning. */
    public Tensor outputs(Tensor inputs) {
        return inference.run(inputs);
    }

    public Layer model() {
        return model;
    }

    /** How many epochs are complete. */
    public int epochs() {
        return (int) loader.epoch();
    }

    /** The pictures of the present epoch that have been learned from. */
    public int seen() {
        return learned.pictures();
    }

    /** The result of the last test; NaN before the first. */
    public Score tested() {
        return tested.score();
    }

    /** Which class was taken for which in the last test; null where there are no classes. */
    public @Nullable ConfusionMatrix confusion() {
        return tested.confusion();
    }

    /** All that a checkpoint holds of it. */
    Map<String, Stateful> state() {
        return Map.of("model", model, "optimizer", optimizer, "loader", loader, "epoch", learned, "tested", tested);
    }
}
