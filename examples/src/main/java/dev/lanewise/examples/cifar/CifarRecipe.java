package dev.lanewise.examples.cifar;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Sequential;
import dev.lanewise.optim.SGD;
import dev.lanewise.optim.Schedule;
import dev.lanewise.optim.Schedules;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Measure;
import dev.lanewise.train.Trainer;

/**
 * What a training is made of. A run is resumed with the recipe that it was begun with, epochs included: the learning
 * rate rises in the first fifth of the run, and falls to next to nothing by its end.
 *
 * @param epochs passes over the pictures
 * @param lr the highest learning rate
 * @param batchSize pictures in a training step
 * @param seed of weights, order and augmentation
 */
record CifarRecipe(int epochs, double lr, int batchSize, long seed) implements Stateful {
    private static final double MOMENTUM = 0.9;
    private static final double WEIGHT_DECAY = 5e-4;
    private static final double RISE = 0.2;

    /** A source for the augmentation of the pictures to learn from, which nothing else draws from. */
    Augmented augmented(ColourPictures pictures) {
        return new Augmented(pictures, RandomSource.at(seed, 1, 0));
    }

    /** To train on pictures, and test on others. */
    Setup<Sequential, Batch<Tensor, IntTensor>> setup(Augmented train, ColourPictures test, int classes) {
        RandomSource random = RandomSource.seed(seed);
        RandomSource order = random.split();
        Sequential model = ResNet.network(classes, random);
        long steps = Math.ceilDiv(train.size(), batchSize);
        Schedule schedule = Schedules.oneCycle(lr, epochs * steps).rise(RISE);
        SGD optimizer = new SGD(model.parameters(), schedule).momentum(MOMENTUM).weightDecay(WEIGHT_DECAY);
        return new Setup<>(model, optimizer, new DataLoader<>(train, batchSize).shuffle(order), test);
    }

    /** The library's trainer for that. */
    static Trainer<Batch<Tensor, IntTensor>, Tensor> trainer(Setup<Sequential, Batch<Tensor, IntTensor>> setup) {
        return Trainer.<IntTensor>of(setup.model(), setup.optimizer(), Losses::crossEntropy)
                .measure(Measure.accuracy());
    }

    @Override
    public void state(State state) {
        state.setting("epochs", epochs);
        state.setting("lr", lr);
        state.setting("seed", seed);
    }
}
