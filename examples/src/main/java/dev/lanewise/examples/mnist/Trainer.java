package dev.lanewise.examples.mnist;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.loss.Losses;
import dev.lanewise.metrics.Accuracy;
import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.ReLU;
import dev.lanewise.nn.Sequential;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.RMSprop;
import dev.lanewise.optim.SGD;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Trains a multilayer perceptron to classify images. {@link #learn} is the textbook training step: forward, loss,
 * backward, update.
 */
final class Trainer {
    /** The update rules to choose from. */
    enum Rule {
        SGD, ADAM, ADAMW, RMSPROP
    }

    /** The result of a pass over a set of images: the mean loss, and the share that was recognised. */
    record Score(double loss, double accuracy) {}

    private static final int TEST_BATCH = 1000;

    private final Sequential model;
    private final Optimizer optimizer;
    private final DataLoader<Batch<Tensor, IntTensor>> loader;
    private final TrainStep<Batch<Tensor, IntTensor>> step;

    Trainer(ImageDataset images, int classes, List<Integer> hidden, Rule rule, double lr, int batchSize, long seed) {
        RandomSource random = RandomSource.seed(seed);
        RandomSource order = random.split(); // split off first: the same order of images whatever the network
        this.model = network(images.rows() * images.cols(), hidden, classes, random);
        this.optimizer = optimizer(rule, model.parameters(), lr);
        this.loader = new DataLoader<>(images, batchSize).shuffle(order);
        this.step = TrainStep.captureNamed(this::learn); // runs it once, then replays what it did
    }

    /** Learns from one batch: forward, loss, backward, update. */
    private Map<String, Tensor> learn(Batch<Tensor, IntTensor> batch) {
        Tensor logits = model.forward(batch.inputs()); // [64, 28, 28] pixels to [64, 10] logits
        Tensor loss = Losses.crossEntropy(logits, batch.targets()); // one number, to be made smaller

        loss.backward(); // the gradient of the loss for each parameter
        optimizer.step(); // each parameter a little way down its gradient

        return Map.of("loss", loss, "logits", logits);
    }

    /** From the pixels to one logit per class; each hidden layer is a linear map and a ReLU. */
    static Sequential network(int inputs, List<Integer> hidden, int classes, RandomSource random) {
        List<Layer> layers = new ArrayList<>();
        layers.add(new Flatten());
        int width = inputs;
        for (int next : hidden) {
            layers.add(new Linear(width, next, random));
            layers.add(new ReLU());
            width = next;
        }
        layers.add(new Linear(width, classes, random));
        return new Sequential(layers.toArray(Layer[]::new));
    }

    private static Optimizer optimizer(Rule rule, List<Tensor> parameters, double lr) {
        return switch (rule) {
            case SGD -> new SGD(parameters, lr);
            case ADAM -> new Adam(parameters, lr);
            case ADAMW -> new AdamW(parameters, lr);
            case RMSPROP -> new RMSprop(parameters, lr);
        };
    }

    Sequential model() {
        return model;
    }

    /** Goes through the training images once, learning from every batch. */
    Score trainEpoch(int epoch, Progress progress) {
        model.train();
        Accuracy accuracy = new Accuracy();
        double lossSum = 0;
        int seen = 0;
        for (Batch<Tensor, IntTensor> batch : loader) {
            TrainStep.Outputs learned = step.runNamed(batch);
            float loss = learned.tensor("loss").item();
            requireFinite(loss, epoch);
            accuracy.add(learned.tensor("logits"), batch.targets());
            lossSum += (double) loss * batch.size();
            seen += batch.size();
            progress.advance(batch.size(), lossSum / seen, accuracy.value());
        }
        return new Score(lossSum / seen, accuracy.value());
    }

    /** Goes through other images once without learning, and counts which class was taken for which. */
    Score test(int epoch, ImageDataset images, ConfusionMatrix confusion) {
        model.eval();
        double lossSum = 0;
        try (GradMode.Scope _ = GradMode.noGrad()) {
            for (Batch<Tensor, IntTensor> batch : new DataLoader<>(images, TEST_BATCH)) {
                Tensor logits = model.forward(batch.inputs());
                Tensor loss = Losses.crossEntropy(logits, batch.targets());
                requireFinite(loss.item(), epoch);
                lossSum += (double) loss.item() * batch.size();
                confusion.add(logits, batch.targets());
            }
        }
        return new Score(lossSum / images.size(), confusion.accuracy());
    }

    private void requireFinite(float loss, int epoch) {
        if (!Float.isFinite(loss)) {
            throw new ProgramException("the loss became " + loss + " in epoch " + epoch
                    + ": training has diverged, try a smaller --lr than " + optimizer.lr());
        }
    }
}
