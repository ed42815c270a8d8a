package dev.lanewise.examples.chargpt;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.loss.Losses;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.Schedule;
import dev.lanewise.optim.Schedules;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Trainer;

/**
 * What a training is made of. A run is resumed with the recipe that it was begun with, epochs included: the learning
 * rate rises in the first twentieth of the run, and falls to a tenth by its end.
 *
 * @param form of the network
 * @param epochs passes over the text
 * @param lr the highest learning rate
 * @param batchSize windows in a training step
 * @param seed of weights, dropout, order and windows
 */
record Recipe(Form form, int epochs, double lr, int batchSize, long seed) implements Stateful {
    private static final long ORDER = 1;
    private static final long MOVES = 2;
    private static final double WEIGHT_DECAY = 0.1;
    private static final double BETA_2 = 0.99;
    private static final double LONGEST_GRADIENT = 1;
    private static final int RISE_PART = 20;
    private static final double LAST_PART = 0.1;

    /** Floats that AdamW keeps for each parameter. */
    static int slots() {
        return 2;
    }

    /** A network that has learned nothing yet. */
    CharGpt model() {
        return new CharGpt(form, RandomSource.seed(seed));
    }

    /** The windows to learn from, moved by a source which nothing else draws from. */
    Windows windows(Corpus corpus) {
        return Windows.training(corpus, RandomSource.at(seed, MOVES, 0));
    }

    /** To train a network on windows of a text, and test it on others. */
    Setup<CharGpt, Batch<IntTensor, IntTensor>> setup(CharGpt model, Windows train, Windows validation) {
        long steps = epochs * (long) Math.ceilDiv(train.size(), batchSize);
        long rise = Math.ceilDiv(steps, RISE_PART);
        Schedule schedule = Schedules.warmup(rise, Schedules.cosine(lr, Math.max(1, steps - rise), lr * LAST_PART));
        AdamW optimizer = new AdamW(model.parameters(), schedule).betas(0.9, BETA_2).weightDecay(WEIGHT_DECAY);
        return new Setup<>(model, optimizer,
                new DataLoader<>(train, batchSize).shuffle(RandomSource.at(seed, ORDER, 0)),
                new DataLoader<>(validation, batchSize));
    }

    /** The library's trainer for that: the network is to say which character follows, by a logit for each. */
    static Trainer<Batch<IntTensor, IntTensor>, Tensor> trainer(Setup<CharGpt, Batch<IntTensor, IntTensor>> setup) {
        CharGpt model = setup.model();
        return Trainer.<Batch<IntTensor, IntTensor>, Tensor>of(model, setup.optimizer(),
                batch -> model.forward(batch.inputs()),
                (logits, batch) -> Losses.crossEntropy(
                        logits.reshape(-1, logits.dim(-1)), batch.targets().reshape(-1)))
                .clipNorm(LONGEST_GRADIENT);
    }

    @Override
    public void state(State state) {
        state.setting("context", form.context());
        state.setting("layers", form.layers());
        state.setting("width", form.width());
        state.setting("heads", form.heads());
        state.setting("dropout", form.dropout());
        state.setting("epochs", epochs);
        state.setting("lr", lr);
        state.setting("seed", seed);
    }
}
