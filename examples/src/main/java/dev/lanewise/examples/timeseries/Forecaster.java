package dev.lanewise.examples.timeseries;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.recurrent.GRU;
import dev.lanewise.nn.recurrent.RecurrentOptions;
import dev.lanewise.optim.Adam;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Trainer;

/**
 * What a training is made of: a GRU reads what is known of the series, and a linear map makes a forecast of all steps
 * ahead from its last state. A run is resumed with the settings that it was begun with.
 *
 * @param hidden units of the GRU
 * @param lr learning rate
 * @param batchSize windows in a training step
 * @param seed of the series, weights and order
 */
record Forecaster(int hidden, double lr, int batchSize, long seed) implements Stateful {
    private static final int GATES = 3;

    /** How many parameters the network has; fails where that is no long. */
    long parameters() {
        long ofUnit = GATES * (hidden + 3L) + Windows.AHEAD; // a weight for the input, one for each state, two biases
        return Math.addExact(Math.multiplyExact(ofUnit, hidden), Windows.AHEAD);
    }

    /** How many of them its largest weight has. */
    long largest() {
        return Math.max(GATES * (long) hidden * hidden, (long) Windows.AHEAD * hidden);
    }

    /** Floats that Adam keeps for each. */
    static int slots() {
        return 2;
    }

    /** To train on windows, and test on others. */
    Setup<Layer, Batch<Tensor, Tensor>> setup(Windows train, Windows test) {
        RandomSource random = RandomSource.seed(seed);
        RandomSource order = random.split();
        Layer model = new Network(
                new GRU(1, hidden, RecurrentOptions.defaults().batchFirst(), random),
                new Linear(hidden, Windows.AHEAD, random));
        return new Setup<>(
                model, new Adam(model.parameters(), lr), new DataLoader<>(train, batchSize).shuffle(order), test);
    }

    /** The library's trainer for that: the mean square of what a forecast is off is to be made smaller. */
    static Trainer<Batch<Tensor, Tensor>, Tensor> trainer(Setup<Layer, Batch<Tensor, Tensor>> setup) {
        return Trainer.of(setup.model(), setup.optimizer(), Losses::mse);
    }

    /** From what is seen {@code [N, SEEN, 1]} to what comes next {@code [N, AHEAD]}. */
    private static final class Network extends Layer {
        private final GRU gru;
        private final Linear linear;

        Network(GRU gru, Linear linear) {
            this.gru = child("gru", gru);
            this.linear = child("linear", linear);
        }

        @Override
        protected Tensor compute(Tensor x) {
            Tensor state = gru.forward(x).last().squeeze(0); // [1, N, hidden]: of one layer, after the last step
            return linear.forward(state);
        }
    }

    /** For example {@code 96-gru64-24}. */
    String describe() {
        return Windows.SEEN + "-gru" + hidden + "-" + Windows.AHEAD;
    }

    @Override
    public void state(State state) {
        state.setting("hidden", hidden);
        state.setting("lr", lr);
        state.setting("seed", seed);
    }
}
