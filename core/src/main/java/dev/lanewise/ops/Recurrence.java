package dev.lanewise.ops;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * Recurrences over time, one layer in one direction: what depends on the step before. What does not, the product of all
 * inputs with their weight, is done before, for all steps at once, and comes in as {@code x [T, N, G H]}, with G gates
 * of H units for each of N samples at T steps. Time is the first axis; weights have PyTorch's layout {@code [G H, H]},
 * gates one below the other in PyTorch's order.
 *
 * {@snippet :
 * Tensor gates = Linalg.linear(inputs, inputWeight, bias); // [T, N, in] to [T, N, 4 H]
 * Recurrence.Lstm all = Recurrence.lstm(gates, weight, null, null, null, Recurrence.Direction.FORWARD);
 * }
 *
 * <p><b>Lengths</b>. With {@code lengths [N]}, from 0 to T, the steps of a sample from its length on are no part of its
 * sequence: its state passes over them unchanged, and the outputs there are 0. Backward in time, a sample begins at its
 * own last step.
 *
 * <p><b>Order</b>: {@code h W^T} is summed up as in a matrix product and then added to {@code x[t]}; every other
 * operation is rounded separately, in the order of the formulas below. The gradient of the weight is one product over
 * all steps, in their order, with the first state's part added last (docs/adr/0020-recurrence.md). Without a first
 * state there is no product at the first step.
 */
public final class Recurrence {
    /** Which end of the time a recurrence begins at. */
    public enum Direction {
        FORWARD, BACKWARD
    }

    /**
     * What an LSTM gives.
     *
     * @param outputs the hidden state after each step {@code [T, N, H]}
     * @param hidden the last hidden state {@code [N, H]}
     * @param cell the last cell state {@code [N, H]}
     */
    public record Lstm(Tensor outputs, Tensor hidden, Tensor cell) {}

    /**
     * What a recurrence with one state gives.
     *
     * @param outputs the state after each step {@code [T, N, H]}
     * @param hidden the last one {@code [N, H]}
     */
    public record Hidden(Tensor outputs, Tensor hidden) {}

    private Recurrence() {}

    /**
     * Long short-term memory ({@index LSTM}; Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al.
     * 2000): with {@code s = x[t] + h W^T}, {@code i, f, o = sigmoid} of the first, second and fourth part of s and
     * {@code g = tanh} of the third, {@code c = f c + i g} and {@code h = o tanh(c)}.
     *
     * @param x {@code [T, N, 4 H]}
     * @param weight {@code [4 H, H]}
     * @param hidden the first hidden state {@code [N, H]}; null for zeros
     * @param cell the first cell state {@code [N, H]}; null for zeros
     * @param lengths {@code [N]}; null if all are T
     * @throws IllegalArgumentException if the shapes do not fit
     * @throws IndexOutOfBoundsException if a length is negative or more than T
     */
    public static Lstm lstm(
            Tensor x, Tensor weight, @Nullable Tensor hidden, @Nullable Tensor cell, @Nullable IntTensor lengths,
            Direction direction) {
        int units = units("lstm", x, weight, 4);
        requireState("lstm: the hidden state ", x, units, hidden);
        requireState("lstm: the cell state ", x, units, cell);
        requireLengths("lstm", x, lengths);
        Required.nonNull("lstm: the direction", direction);
        boolean states = hidden != null || cell != null;
        Value[] all = new LstmOp.Lstm(direction, states, lengths != null).apply(RecurrentOperands.inputs(
                x, weight, states ? orZeros(hidden, x, units) : null, states ? orZeros(cell, x, units) : null,
                lengths));
        return new Lstm((Tensor) all[0], (Tensor) all[1], (Tensor) all[2]);
    }

    /**
     * Gated recurrent unit ({@index GRU}; Cho et al. 2014, in the variant of cuDNN and PyTorch, with the reset gate
     * applied after the product): with {@code s = h W^T + b}, {@code r, z = sigmoid} of the sum of the first and second
     * parts of {@code x[t]} and s, {@code n = tanh(x[t]} third part {@code + r s} third part{@code )} and {@code h = n
     * + z (h - n)}.
     *
     * @param x {@code [T, N, 3 H]}
     * @param weight {@code [3 H, H]}
     * @param bias {@code [3 H]}; null for none
     * @param hidden the first state {@code [N, H]}; null for zeros
     * @param lengths {@code [N]}; null if all are T
     * @throws IllegalArgumentException if the shapes do not fit
     * @throws IndexOutOfBoundsException if a length is negative or more than T
     */
    public static Hidden gru(
            Tensor x, Tensor weight, @Nullable Tensor bias, @Nullable Tensor hidden, @Nullable IntTensor lengths,
            Direction direction) {
        int units = units("gru", x, weight, 3);
        if (bias != null && !bias.shape().equals(Shape.of(weight.dim(0)))) {
            throw new IllegalArgumentException("gru: bias " + bias.shape() + ": expected [" + weight.dim(0) + "]");
        }
        requireState("gru: the state ", x, units, hidden);
        requireLengths("gru", x, lengths);
        Required.nonNull("gru: the direction", direction);
        Value[] all = new GruOp.Gru(direction, bias != null, hidden != null, lengths != null)
                .apply(RecurrentOperands.inputs(x, weight, bias, hidden, lengths));
        return new Hidden((Tensor) all[0], (Tensor) all[1]);
    }

    /**
     * Elman's recurrence ({@index RNN}; 1990): {@code h = tanh(x[t] + h W^T)}.
     *
     * @param x {@code [T, N, H]}
     * @param weight {@code [H, H]}
     * @param hidden the first state {@code [N, H]}; null for zeros
     * @param lengths {@code [N]}; null if all are T
     * @throws IllegalArgumentException if the shapes do not fit
     * @throws IndexOutOfBoundsException if a length is negative or more than T
     */
    public static Hidden tanh(
            Tensor x, Tensor weight, @Nullable Tensor hidden, @Nullable IntTensor lengths, Direction direction) {
        return simple("tanh", x, weight, hidden, lengths, direction);
    }

    /** As {@link #tanh} with relu in the place of tanh: {@code h = max(x[t] + h W^T, 0)}. */
    public static Hidden relu(
            Tensor x, Tensor weight, @Nullable Tensor hidden, @Nullable IntTensor lengths, Direction direction) {
        return simple("relu", x, weight, hidden, lengths, direction);
    }

    private static Hidden simple(
            String op, Tensor x, Tensor weight, @Nullable Tensor hidden, @Nullable IntTensor lengths,
            Direction direction) {
        int units = units(op, x, weight, 1);
        requireState(op + ": the state ", x, units, hidden);
        requireLengths(op, x, lengths);
        Required.nonNull(op + ": the direction", direction);
        Value[] all = new ElmanOp.Elman(direction, op.equals("relu"), hidden != null, lengths != null)
                .apply(RecurrentOperands.inputs(x, weight, hidden, lengths));
        return new Hidden((Tensor) all[0], (Tensor) all[1]);
    }

    private static Tensor orZeros(@Nullable Tensor state, Tensor x, int units) {
        return state == null ? Tensor.zeros(x.dim(1), units) : state;
    }

    private static int units(String op, Tensor x, Tensor weight, int gates) {
        Required.nonNull(op + ": the inputs' part", x);
        Required.nonNull(op + ": the weight", weight);
        RecurrentOperands.require(op, x.shape(), weight.shape(), gates);
        return weight.dim(1);
    }

    private static void requireState(String what, Tensor x, int units, @Nullable Tensor state) {
        if (state != null && !state.shape().equals(Shape.of(x.dim(1), units))) {
            throw new IllegalArgumentException(
                    what + state.shape() + ": expected " + Shape.of(x.dim(1), units) + ", [samples, units]");
        }
    }

    private static void requireLengths(String op, Tensor x, @Nullable IntTensor lengths) {
        if (lengths != null && !lengths.shape().equals(Shape.of(x.dim(1)))) {
            throw new IllegalArgumentException(op + ": lengths " + lengths.shape() + " for " + x.shape()
                    + ": expected one for each sample, [" + x.dim(1) + "]");
        }
    }
}
