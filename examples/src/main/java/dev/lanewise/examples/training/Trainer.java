package dev.lanewise.examples.training;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.Dataset;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.inference.Inference;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.Layer;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.train.TrainStep;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network on samples, and tests it on others. {@link #learn} is the textbook training step.
 *
 * @param <X> kind of the inputs
 * @param <Y> kind of the targets
 */
public final class Trainer<X extends Value, Y extends Value> {
    private static final int TEST_BATCH = 250;

    private final Task<X, Y> task;
    private final Block model;
    private final Function<X, Tensor> forward;
    private final UpdateRule optimizer;
    private final DataLoader<Batch<X, Y>> loader;
    private final DataLoader<Batch<X, Y>> test;
    private final TrainStep<Batch<X, Y>> step;
    private final Inference<X, Tensor> inference;
    private final Tally learned;
    private final Tally tested;
    private int every;
    private LongConsumer between = _ -> {};

    /**
     * Trains a model of any kind.
     *
     * @param forward what the model makes of inputs {@code [N, ...]}
     * @param train batches to learn from, as the task wants them
     * @param test batches to test with, likewise
     */
    public Trainer(
            Task<X, Y> task, Block model, Function<X, Tensor> forward, UpdateRule optimizer,
            DataLoader<Batch<X, Y>> train, DataLoader<Batch<X, Y>> test) {
        this.task = task;
        this.model = model;
        this.forward = forward;
        this.optimizer = optimizer;
        this.loader = train;
        this.test = test;
        this.step = TrainStep.captureNamed(this::learn); // runs it once, then replays what it did
        this.inference = Inference.of(forward);
        this.learned = new Tally(task.confusion());
        this.tested = new Tally(task.confusion());
    }

    /** Trains a layer, and tests it on batches of a size that suits pictures. */
    public static <Y extends Value> Trainer<Tensor, Y> of(
            Task<Tensor, Y> task, Layer model, UpdateRule optimizer, DataLoader<Batch<Tensor, Y>> train,
            Dataset<Batch<Tensor, Y>> test) {
        return new Trainer<>(task, model, model::forward, optimizer, train, new DataLoader<>(test, TEST_BATCH));
    }

    /**
     * Has something done between steps that changes nothing about the training.
     *
     * @param steps how many lie between two times, 0 for never
     * @param act is given the number of steps so far
     */
    public void every(int steps, LongConsumer act) {
        this.every = steps;
        this.between = act;
    }

    /** Learns from one batch. */
    private Map<String, Tensor> learn(Batch<X, Y> batch) {
        Tensor outputs = forward.apply(batch.inputs()); // for example [64, 28, 28] pixels to [64, 10] logits
        Tensor loss = task.loss(outputs, batch); // one number, to be made smaller

        loss.backward(); // the gradient of the loss for each parameter
        task.limit(optimizer.parameters());
        optimizer.step(); // each parameter a little way down its gradient

        return Map.of("loss", loss, "outputs", outputs);
    }

    /** Goes through the samples once, or on from where a run was interrupted, learning from every batch. */
    public Score trainEpoch(int epoch, Progress progress, Checkpoints checkpoints) {
        for (Batch<X, Y> batch : loader) {
            TrainStep.Outputs done = step.runNamed(batch);
            learned.add(finite(done.tensor("loss"), epoch), done.tensor("outputs"), batch);
            progress.advance(batch.size(), learned.score());
            checkpoints.afterStep();
            long taken = loader.epoch() * loader.batches() + loader.position();
            if (every > 0 && taken % every == 0) {
                progress.hide();
                between.accept(taken);
            }
        }
        Score score = learned.score();
        learned.reset();
        return score;
    }

    /** Goes through the samples to test with once, without learning. */
    public Score test(int epoch) {
        tested.reset();
        for (Batch<X, Y> batch : test) {
            Tensor outputs = inference.run(batch.inputs());
            tested.add(finite(task.loss(outputs, batch), epoch), outputs, batch);
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

    /** What the model makes of inputs, without learning. */
    public Tensor outputs(X inputs) {
        return inference.run(inputs);
    }

    public Block model() {
        return model;
    }

    /** How many epochs are complete. */
    public int epochs() {
        return (int) loader.epoch();
    }

    /** The samples of the present epoch that have been learned from. */
    public int seen() {
        return learned.samples();
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
