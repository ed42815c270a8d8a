package dev.lanewise.examples.mnist;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.loss.Losses;
import dev.lanewise.metrics.Accuracy;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.nn.Sequential;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.GradMode;
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
    private final Accuracy accuracy = new Accuracy();
    private double lossSum;
    private long seen;
    private double tested = Double.NaN;

    Trainer(ImageDataset images, Recipe recipe) {
        RandomSource random = RandomSource.seed(recipe.seed());
        RandomSource order = random.split(); // split off first: the same order of images whatever the network
        this.recipe = recipe;
        this.model = recipe.network(images.rows() * images.cols(), random);
        this.optimizer = recipe.optimizer(model.parameters());
        this.loader = new DataLoader<>(images, recipe.batchSize()).shuffle(order);
        this.step = TrainStep.captureNamed(this::learn); // runs it once, then replays what it did
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
        model.train();
        for (Batch<Tensor, IntTensor> batch : loader) {
            TrainStep.Outputs learned = step.runNamed(batch);
            float loss = learned.tensor("loss").item();
            requireFinite(loss, epoch);
            accuracy.add(learned.tensor("logits"), batch.targets());
            lossSum += (double) loss * batch.size();
            seen += batch.size();
            progress.advance(batch.size(), lossSum / seen, accuracy.value());
            checkpoints.afterStep();
        }
        Score score = new Score(lossSum / seen, accuracy.value());
        accuracy.reset();
        lossSum = 0;
        seen = 0;
        return score;
    }

    /** Goes through other images once without learning, and counts which class was taken for which. */
    Score test(int epoch, ImageDataset others, ConfusionMatrix confusion) {
        model.eval();
        double sum = 0;
        try (GradMode.Scope _ = GradMode.noGrad()) {
            for (Batch<Tensor, IntTensor> batch : new DataLoader<>(others, TEST_BATCH)) {
                Tensor logits = model.forward(batch.inputs());
                float loss = Losses.crossEntropy(logits, batch.targets()).item();
                requireFinite(loss, epoch);
                sum += (double) loss * batch.size();
                confusion.add(logits, batch.targets());
            }
        }
        tested = confusion.accuracy();
        return new Score(sum / others.size(), tested);
    }

    private void requireFinite(float loss, int epoch) {
        if (!Float.isFinite(loss)) {
            throw new ProgramException("the loss became " + loss + " in epoch " + epoch
                    + ": training has diverged, try a smaller --lr than " + optimizer.lr());
        }
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
        return (int) seen;
    }

    /** The accuracy of the last test; NaN before the first. */
    double tested() {
        return tested;
    }

    /** All that a checkpoint holds. */
    Map<String, Stateful> run() {
        return Map.of("settings", recipe, "model", model, "optimizer", optimizer, "loader", loader, "accuracy",
                accuracy,
                "epoch", this);
    }

    @Override
    public void state(State state) {
        lossSum = state.real("lossSum", lossSum);
        seen = state.number("seen", seen);
        tested = state.real("tested", tested);
    }
}
