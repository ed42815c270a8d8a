package dev.lanewise.examples.mnist;

import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.recurrent.LSTM;
import dev.lanewise.nn.recurrent.RecurrentOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.State;
import dev.lanewise.tensor.Tensor;
import java.util.Map;

/**
 * A recurrent network: an LSTM reads an image row by row from the top, and a linear map tells the digit from the state
 * that it ends with.
 *
 * @param hidden units of the LSTM
 * @param dropout share of that state that is dropped in training
 */
record LstmNet(int hidden, double dropout) implements Network {
    static final String KIND = "lstm";

    /** Gates of a unit, each with weights for the row, weights for the state before, and two biases. */
    private static final int GATES = 4;

    /** Checks the numbers, which may come from a file. */
    LstmNet {
        if (hidden < 1 || !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("hidden " + hidden + ", dropout " + dropout + " make no sense");
        }
    }

    @Override
    public Layer build(Size size, RandomSource random) {
        return new Reader(
                new LSTM(size.cols(), hidden, RecurrentOptions.defaults().batchFirst(), random),
                new Dropout(dropout, random), new Linear(hidden, size.classes(), random));
    }

    /** From images {@code [N, rows, cols]}, which are sequences of rows, to logits {@code [N, classes]}. */
    private static final class Reader extends Layer {
        private final LSTM lstm;
        private final Dropout dropout;
        private final Linear linear;

        Reader(LSTM lstm, Dropout dropout, Linear linear) {
            this.lstm = child("lstm", lstm);
            this.dropout = child("dropout", dropout);
            this.linear = child("linear", linear);
        }

        @Override
        protected Tensor compute(Tensor x) {
            Tensor state = lstm.forward(x).last().h().squeeze(0); // [1, N, hidden]: of one layer, after the last row
            return linear.forward(dropout.forward(state));
        }
    }

    @Override
    public long parameters(Size size) {
        long inputs = Math.addExact(Math.addExact((long) size.cols(), hidden), 2);
        long lstm = Math.multiplyExact(Math.multiplyExact((long) GATES, hidden), inputs);
        return Math.addExact(lstm, Math.multiplyExact(hidden + 1L, size.classes()));
    }

    @Override
    public long largest(Size size) {
        long ofInputsOrStates = Math.multiplyExact((long) GATES * hidden, Math.max(size.cols(), hidden));
        return Math.max(ofInputsOrStates, Math.multiplyExact((long) hidden, size.classes()));
    }

    @Override
    public String describe(Size size) {
        return size.rows() + "x" + size.cols() + "-lstm" + hidden + "-" + size.classes();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of("hidden", Integer.toString(hidden), "dropout", Double.toString(dropout));
    }

    static LstmNet of(Map<String, String> metadata) {
        return new LstmNet(
                Integer.parseInt(metadata.getOrDefault("hidden", "")),
                Double.parseDouble(metadata.getOrDefault("dropout", "")));
    }

    @Override
    public void state(State state) {
        state.setting("network", KIND);
        state.setting("hidden", hidden);
        state.setting("dropout", dropout);
    }
}
