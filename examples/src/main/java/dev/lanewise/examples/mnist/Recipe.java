package dev.lanewise.examples.mnist;

import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.RMSprop;
import dev.lanewise.optim.SGD;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a training is made of. A run is resumed with the recipe that it was begun with.
 *
 * @param hidden widths of the hidden layers
 * @param classes number of classes
 * @param dropout share of each hidden layer's outputs that is dropped in training
 * @param rule update rule
 * @param lr learning rate
 * @param momentum of the update rule, if that has one
 * @param batchSize images in a training step
 * @param seed of weights, dropout and order
 */
record Recipe(
        List<Integer> hidden, int classes, double dropout, Rule rule, double lr, double momentum, int batchSize,
        long seed)
        implements
            Stateful {
    /** The update rules to choose from. */
    enum Rule {
        SGD, ADAM, ADAMW, RMSPROP;

        boolean hasMomentum() {
            return this == SGD || this == RMSPROP;
        }
    }

    /** From the pixels to one logit per class; each hidden layer is a linear map and a ReLU, with dropout if any. */
    static Sequential network(int inputs, List<Integer> hidden, int classes, double dropout, RandomSource random) {
        List<Layer> layers = new ArrayList<>();
        layers.add(new Flatten());
        int width = inputs;
        for (int next : hidden) {
            layers.add(new Linear(width, next, random));
            layers.add(new ReLU());
            if (dropout > 0) {
                layers.add(new Dropout(dropout, random));
            }
            width = next;
        }
        layers.add(new Linear(width, classes, random));
        return new Sequential(layers.toArray(Layer[]::new));
    }

    /** The network for images of so many pixels. */
    Sequential network(int inputs, RandomSource random) {
        return network(inputs, hidden, classes, dropout, random);
    }

    /** The update rule for these parameters. */
    UpdateRule optimizer(List<Tensor> parameters) {
        return switch (rule) {
            case SGD -> new SGD(parameters, lr).momentum(momentum);
            case ADAM -> new Adam(parameters, lr);
            case ADAMW -> new AdamW(parameters, lr);
            case RMSPROP -> new RMSprop(parameters, lr).momentum(momentum);
        };
    }

    @Override
    public void state(State state) {
        state.setting("hidden", hidden);
        state.setting("classes", classes);
        state.setting("dropout", dropout);
        state.setting("optimizer", rule.name().toLowerCase(Locale.ROOT));
        state.setting("lr", lr);
        state.setting("momentum", momentum);
        state.setting("batch-size", batchSize);
        state.setting("seed", seed);
    }
}
