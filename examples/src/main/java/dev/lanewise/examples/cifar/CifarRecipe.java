package dev.lanewise.examples.cifar;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.data.images.RandomCrop;
import dev.lanewise.data.images.RandomHorizontalFlip;
import dev.lanewise.data.images.Transforms;
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
    private static final int MOST_MOVED = 4;
    private static final int MADE_AHEAD = 2; // batches

    /**
     * Pictures that look a little different in each epoch: moved by up to four pixels each way, where the mean colour
     * moves in, and every other one mirrored.
     *
     * @param pictures normalised, so that the mean is 0
     */
    Dataset<Batch<Tensor, IntTensor>> augmented(ImageDataset pictures) {
        return Transforms.applied(pictures, seed, Transforms.of(
                new RandomCrop(pictures.rows(), pictures.cols(), MOST_MOVED), new RandomHorizontalFlip(0.5)));
    }

    /** To train on pictures, which it augments, and test on others. */
    Setup<Sequential, Batch<Tensor, IntTensor>> setup(ImageDataset train, ImageDataset test, int classes) {
        RandomSource random = RandomSource.seed(seed);
        RandomSource order = random.split();
        Sequential model = ResNet.network(classes, random);
        long steps = Math.ceilDiv(train.size(), batchSize);
        Schedule schedule = Schedules.oneCycle(lr, epochs * steps).rise(RISE);
        SGD optimizer = new SGD(model.parameters(), schedule).momentum(MOMENTUM).weightDecay(WEIGHT_DECAY);
        return new Setup<>(model, optimizer,
                new DataLoader<>(augmented(train), batchSize).shuffle(order).prefetch(MADE_AHEAD), test);
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
