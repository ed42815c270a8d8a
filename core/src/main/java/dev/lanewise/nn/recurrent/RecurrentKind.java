package dev.lanewise.nn.recurrent;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;

/** The kinds of recurrence, and what layers and cells of a kind have in common. */
enum RecurrentKind {
    RNN(1), GRU(3), LSTM(4);

    private final int gates;

    RecurrentKind(int gates) {
        this.gates = gates;
    }

    String layer() {
        return name();
    }

    String cell() {
        return name() + "Cell";
    }

    int gates() {
        return gates;
    }

    /** What a state is called. */
    String state(int index) {
        if (this != LSTM) {
            return "state";
        }
        return index == 0 ? "hidden state" : "cell state";
    }

    /** The shape of a weight, for messages. */
    String gateShape(String columns) {
        return "[" + (gates == 1 ? "" : gates + " ") + "hidden, " + columns + "]";
    }

    /** Rows of a weight of this kind. */
    int rows(String block, int in, int hidden) {
        if (in <= 0 || hidden <= 0) {
            throw new IllegalArgumentException(block + ": sizes must be positive, got " + in + " to " + hidden);
        }
        if ((long) gates * hidden > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    block + ": " + gates + " gates of " + hidden + " units do not fit one weight");
        }
        return gates * hidden;
    }

    /** A parameter uniform on +-1/sqrt(hidden). */
    Tensor drawn(Shape shape, int hidden, RandomSource random) {
        float bound = (float) (1 / Math.sqrt(hidden));
        return random.uniform(-bound, bound, shape.dims());
    }
}
