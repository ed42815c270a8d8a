package dev.lanewise.examples.mnist;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Layer;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.RMSprop;
import dev.lanewise.optim.SGD;
import dev.lanewise.optim.Schedule;
import dev.lanewise.optim.Schedules;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Measure;
import dev.lanewise.train.Trainer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a training is made of. A run is resumed with the recipe that it was begun with.
 *
 * @param network what is trained
 * @param classes number of classes
 * @param rule update rule
 * @param lr learning rate of the first epoch
 * @param gamma factor of the learning rate after each epoch
 * @param momentum of the update rule, if that has one
 * @param batchSize images in a training step
 * @param seed of weights, dropout and order
 */
record Recipe(
        Network network, int classes, Rule rule, double lr, double gamma, double momentum, int batchSize, long seed)
        implements
            Stateful {
    private static final int BLANK_SIDE = 28;
    private static final int BLANK_CLASSES = 10;
    private static final int BLANK_BATCH = 64;

    /** Enough full batches to pass the JIT compiler's thresholds, and a last one of another shape. */
    private static final int BLANK_IMAGES = 4 * BLANK_BATCH + 1;

    /** The update rules to choose from. */
    enum Rule {
        SGD, ADAM, ADAMW, RMSPROP;

        boolean hasMomentum() {
            return this == SGD || this == RMSPROP;
        }
    }

    /** Floats that the update rule keeps for each parameter. */
    int slots() {
        int ofMomentum = momentum == 0 ? 0 : 1;
        return switch (rule) {
            case SGD -> ofMomentum;
            case ADAM, ADAMW -> 2;
            case RMSPROP -> 1 + ofMomentum;
        };
    }

    /** What a network for these images takes and gives. */
    Network.Size size(ImageDataset images) {
        return new Network.Size(images.rows(), images.cols(), classes);
    }

    /** To train on images, and test on others of the same size. */
    Setup<Layer, Batch<Tensor, IntTensor>> setup(ImageDataset train, ImageDataset test) {
        RandomSource random = RandomSource.seed(seed);
        RandomSource order = random.split(); // split off first: the same order of images whatever the network
        Layer model = network.build(size(train), random);
        Schedule rate = Schedules.step(lr, Math.ceilDiv(train.size(), batchSize), gamma);
        return new Setup<>(model, optimizer(model.parameters(), rate),
                new DataLoader<>(train, batchSize).shuffle(order), test);
    }

    /** The library's trainer for that. */
    static Trainer<Batch<Tensor, IntTensor>, Tensor> trainer(Setup<Layer, Batch<Tensor, IntTensor>> setup) {
        return Trainer.<IntTensor>of(setup.model(), setup.optimizer(), Losses::crossEntropy)
                .measure(Measure.accuracy());
    }

    /** A training of a small network on blank images, to be thrown away; with the update rule of this one. */
    MnistLoop blank(Network small) {
        ImageDataset blank = new ImageDataset(
                new byte[BLANK_IMAGES * BLANK_SIDE * BLANK_SIDE], BLANK_SIDE, BLANK_SIDE, new byte[BLANK_IMAGES],
                Scale.STANDARD.mean(), Scale.STANDARD.std());
        Recipe recipe = new Recipe(small, BLANK_CLASSES, rule, 0.001, 1, momentum, BLANK_BATCH, 0);
        return new MnistLoop(recipe.setup(blank, blank), Map.of());
    }

    /** The update rule for these parameters. */
    private UpdateRule optimizer(List<Tensor> parameters, Schedule rate) {
        return switch (rule) {
            case SGD -> new SGD(parameters, rate).momentum(momentum);
            case ADAM -> new Adam(parameters, rate);
            case ADAMW -> new AdamW(parameters, rate);
            case RMSPROP -> new RMSprop(parameters, rate).momentum(momentum);
        };
    }

    @Override
    public void state(State state) {
        network.state(state);
        state.setting("classes", classes);
        state.setting("optimizer", rule.name().toLowerCase(Locale.ROOT));
        state.setting("lr", lr);
        state.setting("gamma", gamma);
        state.setting("momentum", momentum);
        state.setting("seed", seed);
    }
}
