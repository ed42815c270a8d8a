package dev.lanewise.examples.mnist;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.inference.Inference;
import dev.lanewise.loss.Losses;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.nn.Sequential;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.util.Map;

/** Trains a multilayer perceptron to classify images. {@link #learn} is the textbook training step. */
final class Trainer implements Stateful {
    /** The result of a pass over a set of images: the mean loss, and the share that was recognised. */
    record Score(double loss, double accuracy) {}

    private static final int TEST_BATCH = 1000;

    private final Recipe recipe;
    private final Sequential model;
    private final UpdateRule optimizer;
    private final DataLoader<Batch<Tensor, IntTensor>> loader;
    private final TrainStep<Batch<Tensor, IntTensor>> step;
    private final Inference<Tensor, Tensor> inference;
    private final Tally tally = new Tally();
    private double tested = Double.NaN;

    Trainer(ImageDataset images, Recipe recipe) {
        RandomSource random = RandomSource.seed(recipe.seed());
        RandomSource order = random.split(); // split off first: the same order of images whatever the network
        this.recipe = recipe;
        this.model = recipe.network(images.rows() * images.cols(), random);
        this.optimizer = recipe.optimizer(model.parameters());
        this.loader = new DataLoader<>(images, recipe.batchSize()).shuffle(order);
        this.step = TrainStep.captureNamed(this::learn); // runs it once, then replays what it did
        this.inference = Inference.of(model);
    }

    /** Learns from one batch. */
    private Map<String, Tensor> learn(Batch<Tensor, IntTensor> batch) {
        Tensor logits = model.forward(batch.inputs()); // [64, 28, 28] pixels to [64, 10] logits
        Tensor loss = Losses.crossEntropy(logits, batch.targets()); // one number, to be made smaller

        loss.backward(); // the gradient of the loss for each parameter
        optimizer.step(); // each parameter a little way down its gradient

        return Map.of("loss", loss, "logits", logits);
    }

    /** Goes through the training images once, or on from where a run was interrupted, learning from every batch. */
    Score trainEpoch(int epoch, Progress progress, Checkpoints checkpoints) {
        for (Batch<Tensor, IntTensor> batch : loader) {
            TrainStep.Outputs learned = step.runNamed(batch);
            tally.add(finite(learned.tensor("loss"), epoch), learned.tensor("logits"), batch.targets());
            progress.advance(batch.size(), tally.score());
            checkpoints.afterStep();
        }
        Score score = tally.score();
        tally.reset();
        return score;
    }

    /** Goes through other images once without learning, and counts which class was taken for which. */
    Score test(int epoch, ImageDataset others, ConfusionMatrix confusion) {
        Tally all = new Tally();
        for (Batch<Tensor, IntTensor> batch : new DataLoader<>(others, TEST_BATCH)) {
            Tensor logits = inference.run(batch.inputs());
            all.add(finite(Losses.crossEntropy(logits, batch.targets()), epoch), logits, batch.targets());
            confusion.add(logits, batch.targets());
        }
        tested = confusion.accuracy();
        return all.score();
    }

    private float finite(Tensor loss, int epoch) {
        if (!Float.isFinite(loss.item())) {
            throw new ProgramException("the loss became " + loss.item() + " in epoch " + epoch
                    + ": training has diverged, try a smaller --lr than " + optimizer.lr());
        }
        return loss.item();
    }

    Sequential model() {
        return model;
    }

    /** How many epochs are complete. */
    int epochs() {
        return (int) loader.epoch();
    }

    /** The images of the present epoch that have been learned from. */
    int seen() {
        return tally.images();
    }

    /** The accuracy of the last test; NaN before the first. */
    double tested() {
        return tested;
    }

    /** All that a checkpoint holds. */
    Map<String, Stateful> run() {
        return Map.of("settings", recipe, "model", model, "optimizer", optimizer, "loader", loader,
                "epoch", tally, "tested", this);
    }

    @Override
    public void state(State state) {
        tested = state.real("accuracy", tested);
    }
}
