package dev.lanewise.nn.recurrent;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Tolerance;
import dev.lanewise.nn.Block;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers and cells with PyTorch's state give PyTorch's outputs and gradients, printed by layers.py. */
@Tag("quick")
class PyTorchLayersTest {
    private static final int IN = 3;
    private static final int HIDDEN = 4;
    private static final int TIME = 5;
    private static final int SAMPLES = 3;
    private static final RecurrentOptions PLAIN = RecurrentOptions.defaults();
    private static final RecurrentOptions BOTH = PLAIN.layers(2).bidirectional();

    /** What a layer or cell computes of an input and states, some of which may be absent. */
    private interface Computation {
        Map<String, Tensor> of(Tensor x, @Nullable Tensor h, @Nullable Tensor c);
    }

    record Row(String name, Block block, Shape x, @Nullable Shape h, @Nullable Shape c, Computation of) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Cases by name, with the values of each result and gradient in the order of the file. */
    private static final Map<String, Map<String, double[]>> CASES = new LinkedHashMap<>();

    static {
        try (InputStream in = Objects.requireNonNull(PyTorchLayersTest.class.getResourceAsStream("layers.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines().map(line -> line.split("\t")).forEach(cells -> CASES
                    .computeIfAbsent(cells[0], _ -> new LinkedHashMap<>())
                    .put(cells[1], Arrays.stream(cells).skip(2).mapToDouble(Double::parseDouble).toArray()));
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static Tensor turns(Shape shape, int step, int count, float divisor, int start) {
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((i + start) * step % count - count / 2) / divisor;
        }
        return Tensor.wrap(values, shape);
    }

    // ---- rows

    private static Row layer(
            String name, RecurrentKind kind, RecurrentOptions options, boolean states, boolean single,
            int @Nullable... lengths) {
        RandomSource random = RandomSource.seed(1);
        int count = options.layerCount() * options.directions();
        int wide = options.projectedSize() > 0 ? options.projectedSize() : HIDDEN;
        Shape x = single
                ? Shape.of(TIME, IN)
                : options.isBatchFirst() ? Shape.of(SAMPLES, TIME, IN) : Shape.of(TIME, SAMPLES, IN);
        Shape h = !states ? null : single ? Shape.of(count, wide) : Shape.of(count, SAMPLES, wide);
        Shape c = !states ? null : single ? Shape.of(count, HIDDEN) : Shape.of(count, SAMPLES, HIDDEN);
        IntTensor ends = lengths == null ? null : IntTensor.of(lengths);
        return switch (kind) {
            case LSTM -> {
                LSTM lstm = new LSTM(IN, HIDDEN, options, random);
                yield new Row(name, lstm, x, h, c, (input, hidden, cell) -> {
                    LSTM.Output all = lstm.forward(
                            input, hidden == null || cell == null ? null : new LSTM.Hidden(hidden, cell), ends);
                    return ordered("y", all.y(), "h", all.last().h(), "c", all.last().c());
                });
            }
            case GRU -> {
                GRU gru = new GRU(IN, HIDDEN, options, random);
                yield new Row(name, gru, x, h, null, (input, hidden, _) -> {
                    GRU.Output all = gru.forward(input, hidden, ends);
                    return ordered("y", all.y(), "h", all.last());
                });
            }
            case RNN -> {
                RNN rnn = new RNN(IN, HIDDEN, options, random);
                yield new Row(name, rnn, x, h, null, (input, hidden, _) -> {
                    RNN.Output all = rnn.forward(input, hidden, ends);
                    return ordered("y", all.y(), "h", all.last());
                });
            }
        };
    }

    private static Map<String, Tensor> ordered(Object... entries) {
        Map<String, Tensor> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], (Tensor) entries[i + 1]);
        }
        return map;
    }

    private static Row cell(String name, Block cell, boolean single, boolean states) {
        Shape x = single ? Shape.of(IN) : Shape.of(SAMPLES, IN);
        Shape h = !states ? null : single ? Shape.of(HIDDEN) : Shape.of(SAMPLES, HIDDEN);
        return new Row(name, cell, x, h, cell instanceof LSTMCell ? h : null, (input, hidden, c) -> switch (cell) {
            case LSTMCell lstm -> {
                LSTM.Hidden next = lstm.forward(
                        input, hidden == null || c == null ? null : new LSTM.Hidden(hidden, c));
                yield ordered("h", next.h(), "c", next.c());
            }
            case GRUCell gru -> ordered("h", gru.forward(input, hidden));
            default -> ordered("h", ((RNNCell) cell).forward(input, hidden));
        });
    }

    static List<Row> rows() {
        RandomSource random = RandomSource.seed(1);
        List<Row> rows = new ArrayList<>();
        for (RecurrentKind kind : RecurrentKind.values()) {
            rows.add(layer(kind.name(), kind, PLAIN, false, false, null));
            rows.add(layer(kind + " of one sequence with states", kind, PLAIN, true, true, null));
            rows.add(layer(kind + " of two layers, both directions, states", kind, BOTH, true, false, null));
            rows.add(layer(kind + " of two layers, both directions, lengths", kind, BOTH, true, false, 3, 5, 1));
            rows.add(layer(kind + ", batch first, no bias, lengths", kind, PLAIN.batchFirst().bias(false), false,
                    false, 2, 1, 4));
        }
        rows.add(layer("RNN with relu", RecurrentKind.RNN, PLAIN.nonlinearity(RNN.Nonlinearity.RELU), true, false,
                null));
        rows.add(layer("LSTM with a projection", RecurrentKind.LSTM, PLAIN.projection(2), false, false, null));
        rows.add(layer("LSTM with a projection of two layers, both directions, lengths", RecurrentKind.LSTM,
                BOTH.projection(3).batchFirst(), true, false, 4, 1, 5));
        rows.add(layer("LSTM with a projection of one sequence with states", RecurrentKind.LSTM,
                PLAIN.bidirectional().projection(2), true, true, null));
        rows.add(cell("LSTMCell", new LSTMCell(IN, HIDDEN, random), false, true));
        rows.add(cell("LSTMCell of one sample without a bias", new LSTMCell(IN, HIDDEN, false, random), true, true));
        rows.add(cell("LSTMCell from zeros", new LSTMCell(IN, HIDDEN, random), false, false));
        rows.add(cell("GRUCell", new GRUCell(IN, HIDDEN, random), false, true));
        rows.add(cell("GRUCell of one sample without a bias", new GRUCell(IN, HIDDEN, false, random), true, true));
        rows.add(cell("GRUCell from zeros", new GRUCell(IN, HIDDEN, random), false, false));
        rows.add(cell("RNNCell", new RNNCell(IN, HIDDEN, random), false, true));
        rows.add(cell("RNNCell of one sample without a bias",
                new RNNCell(IN, HIDDEN, false, RNN.Nonlinearity.TANH, random), true, true));
        rows.add(cell("RNNCell from zeros", new RNNCell(IN, HIDDEN, random), false, false));
        rows.add(cell("RNNCell with relu", new RNNCell(IN, HIDDEN, true, RNN.Nonlinearity.RELU, random), false, true));
        return rows;
    }

    @Test
    void everyCaseHasARow() {
        assertThat(rows().stream().map(Row::name)).containsExactlyInAnyOrderElementsOf(CASES.keySet());
    }

    // ---- the comparison

    @ParameterizedTest
    @MethodSource("rows")
    void stateOfPyTorchLoadsAndGivesItsOutputsAndGradients(Row row) {
        Map<String, double[]> expected = Objects.requireNonNull(CASES.get(row.name));
        Map<String, Tensor> state = new LinkedHashMap<>();
        row.block.stateDict().forEach((name, tensor) -> state.put(name, turns(tensor.shape(), 7, 11, 8, state.size())));
        row.block.loadStateDict(state);
        Map<String, Tensor> tracked = new LinkedHashMap<>();
        tracked.put("x", turns(row.x, 5, 13, 8, 0).requiresGrad(true));
        if (row.h != null) {
            tracked.put("h", turns(row.h, 3, 7, 4, 0).requiresGrad(true));
        }
        if (row.c != null) {
            tracked.put("c", turns(row.c, 4, 9, 4, 0).requiresGrad(true));
        }
        Tensor x = Objects.requireNonNull(tracked.get("x"));
        Map<String, Tensor> outputs = row.of.of(x, tracked.get("h"), tracked.get("c"));
        Tensor loss = Tensor.scalar(0);
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            Tensor y = output.getValue();
            near(output.getKey(), y, expected);
            int start = List.copyOf(outputs.keySet()).indexOf(output.getKey()) + 1;
            loss = loss.add(y.mul(turns(y.shape(), 5, 9, 4, start)).sum());
        }
        loss.backward();
        tracked.putAll(row.block.namedParameters());
        List<String> names = new ArrayList<>(outputs.keySet());
        tracked.forEach((name, tensor) -> {
            near("d " + name, Objects.requireNonNull(tensor.grad(), name), expected);
            names.add("d " + name);
        });
        assertThat(names).as("names and their order").containsExactlyElementsOf(expected.keySet());
    }

    private static void near(String name, Tensor actual, Map<String, double[]> expected) {
        double[] values = Objects.requireNonNull(expected.get(name), name);
        double most = Arrays.stream(values).map(Math::abs).max().orElse(0);
        assertThat(actual).as(name).isWithin(Tolerance.relative(2e-6).plus(1e-6 * Math.max(most, 0.1))).of(values);
    }
}
