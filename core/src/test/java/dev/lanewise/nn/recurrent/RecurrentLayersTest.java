package dev.lanewise.nn.recurrent;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.EvalMode;
import dev.lanewise.nn.Linear;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("quick")
class RecurrentLayersTest {
    private static final RecurrentOptions PLAIN = RecurrentOptions.defaults();
    private static final RecurrentOptions BOTH = PLAIN.layers(2).bidirectional();

    private final RandomSource random = RandomSource.seed(1);

    /** Outputs and states of any layer. */
    private record All(Tensor y, List<Tensor> last) {}

    /** Any layer, as one type. */
    private static All all(Block layer, Tensor x, @Nullable List<Tensor> first, @Nullable IntTensor lengths) {
        return switch (layer) {
            case LSTM lstm -> {
                LSTM.Output all = lstm.forward(
                        x, first == null ? null : new LSTM.Hidden(first.get(0), first.get(1)), lengths);
                yield new All(all.y(), List.of(all.last().h(), all.last().c()));
            }
            case GRU gru -> {
                GRU.Output all = gru.forward(x, first == null ? null : first.getFirst(), lengths);
                yield new All(all.y(), List.of(all.last()));
            }
            default -> {
                RNN.Output all = ((RNN) layer).forward(x, first == null ? null : first.getFirst(), lengths);
                yield new All(all.y(), List.of(all.last()));
            }
        };
    }

    private static Block layer(RecurrentKind kind, RecurrentOptions options) {
        RandomSource random = RandomSource.seed(2);
        return switch (kind) {
            case LSTM -> new LSTM(3, 4, options, random);
            case GRU -> new GRU(3, 4, options, random);
            case RNN -> new RNN(3, 4, options, random);
        };
    }

    private List<Tensor> states(RecurrentKind kind, int... dims) {
        List<Tensor> states = new ArrayList<>();
        for (int i = 0; i < (kind == RecurrentKind.LSTM ? 2 : 1); i++) {
            states.add(random.normal(dims));
        }
        return states;
    }

    private static void assertSame(All actual, All expected) {
        assertThat(actual.y).hasBitsOf(expected.y);
        for (int i = 0; i < expected.last.size(); i++) {
            assertThat(actual.last.get(i)).as("state %d", i).hasBitsOf(expected.last.get(i));
        }
    }

    // ---- layouts

    @ParameterizedTest
    @EnumSource
    void theBatchMayBeFirst(RecurrentKind kind) {
        Tensor x = random.normal(6, 2, 3);
        List<Tensor> first = states(kind, 4, 2, 4);
        IntTensor lengths = IntTensor.of(6, 2);
        All expected = all(layer(kind, BOTH), x, first, lengths);
        All actual = all(layer(kind, BOTH.batchFirst()), x.transpose(0, 1), first, lengths);
        assertSame(new All(actual.y.transpose(0, 1), actual.last), expected);
        assertThat(actual.y).hasShape(2, 6, 8);
        assertThat(actual.last.getFirst()).hasShape(4, 2, 4);
    }

    @ParameterizedTest
    @EnumSource
    void oneSequenceIsABatchOfOne(RecurrentKind kind) {
        Tensor x = random.normal(6, 3);
        List<Tensor> first = states(kind, 4, 4);
        for (RecurrentOptions options : List.of(BOTH, BOTH.batchFirst())) {
            All single = all(layer(kind, options), x, first, null);
            All batch = all(layer(kind, BOTH), x.unsqueeze(1), first.stream().map(s -> s.unsqueeze(1)).toList(), null);
            assertSame(single, new All(batch.y.squeeze(1), batch.last.stream().map(s -> s.squeeze(1)).toList()));
            assertThat(single.y).hasShape(6, 8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void statesAreHandedOn(RecurrentKind kind) {
        Block layer = layer(kind, PLAIN.layers(2));
        Tensor x = random.normal(7, 2, 3);
        All whole = all(layer, x, null, null);
        All begin = all(layer, x.slice(0, 0, 3), null, null);
        All end = all(layer, x.slice(0, 3, 7), begin.last, null);
        assertSame(new All(Shapes.concat(0, begin.y, end.y), end.last), whole);
    }

    @ParameterizedTest
    @EnumSource
    void noFirstStatesAreZeros(RecurrentKind kind) {
        Block layer = layer(kind, BOTH);
        Tensor x = random.normal(5, 2, 3);
        Tensor zeros = Tensor.zeros(4, 2, 4);
        assertSame(all(layer, x, List.of(zeros, zeros), null), all(layer, x, null, null));
    }

    // ---- lengths

    @ParameterizedTest
    @EnumSource
    void eachSampleIsReadAsIfItWereAlone(RecurrentKind kind) {
        List<RecurrentOptions> kinds = kind == RecurrentKind.LSTM ? List.of(BOTH, BOTH.projection(2)) : List.of(BOTH);
        for (RecurrentOptions options : kinds) {
            Block layer = layer(kind, options);
            int[] lengths = {3, 0, 1, 6};
            Tensor x = random.normal(6, 4, 3);
            List<Tensor> first = new ArrayList<>(states(kind, 4, 4, 4));
            first.set(0, first.getFirst().slice(2, 0, options.projectedSize() > 0 ? options.projectedSize() : 4));
            All padded = all(layer, x, first, IntTensor.of(lengths));
            for (int n = 0; n < lengths.length; n++) {
                int sample = n;
                Tensor y = padded.y.slice(1, n, n + 1);
                assertThat(y.slice(0, lengths[n], 6)).hasBitsOf(Tensor.zerosLike(y.slice(0, lengths[n], 6)));
                All alone = all(layer, x.slice(1, n, n + 1).slice(0, 0, lengths[n]),
                        first.stream().map(s -> s.slice(1, sample, sample + 1)).toList(), null);
                assertSame(new All(y.slice(0, 0, lengths[n]),
                        padded.last.stream().map(s -> s.slice(1, sample, sample + 1)).toList()), alone);
            }
            assertThat(padded.last.getLast().slice(1, 1, 2)).hasBitsOf(first.getLast().slice(1, 1, 2));
            assertThat(padded.last.getFirst().slice(1, 1, 2)).hasBitsOf(first.getFirst().slice(1, 1, 2));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsBeyondALengthIsNotRead(RecurrentKind kind) {
        Block layer = layer(kind, BOTH);
        IntTensor lengths = IntTensor.of(2, 4);
        Tensor x = random.normal(4, 2, 3);
        Tensor other = Shapes.withSlice(x, 0, 2, 4, Shapes.withSlice(
                x.slice(0, 2, 4), 1, 0, 1, Tensor.full(Float.NaN, 2, 1, 3)));
        assertSame(all(layer, other, null, lengths), all(layer, x, null, lengths));
    }

    @ParameterizedTest
    @EnumSource
    void emptySequencesAndBatches(RecurrentKind kind) {
        Block layer = layer(kind, BOTH);
        List<Tensor> first = states(kind, 4, 2, 4);
        All noTime = all(layer, Tensor.zeros(0, 2, 3), first, null);
        assertThat(noTime.y).hasShape(0, 2, 8);
        assertThat(noTime.last.getFirst()).hasBitsOf(first.getFirst());
        All noSamples = all(layer, Tensor.zeros(5, 0, 3), null, null);
        assertThat(noSamples.y).hasShape(5, 0, 8);
        assertThat(noSamples.last.getFirst()).hasShape(4, 0, 4);
        LSTM projected = new LSTM(3, 4, PLAIN.projection(2), random);
        Tensor h = random.normal(1, 2, 2);
        assertThat(projected.forward(Tensor.zeros(0, 2, 3), new LSTM.Hidden(h, Tensor.zeros(1, 2, 4))).last().h())
                .hasBitsOf(h);
    }

    // ---- parameters

    @Test
    void cellsTakeTheStepsOfALayer() {
        Tensor x = random.normal(4, 2, 3);
        LSTMCell lstm = new LSTMCell(3, 5, random);
        GRUCell gru = new GRUCell(3, 5, random);
        RNNCell rnn = new RNNCell(3, 5, false, RNN.Nonlinearity.RELU, random);
        LSTM.Hidden state = null;
        Tensor g = null;
        Tensor r = null;
        for (int t = 0; t < 4; t++) {
            state = lstm.forward(x.select(0, t), state);
            g = gru.forward(x.select(0, t), g);
            r = rnn.forward(x.select(0, t), r);
        }
        LSTM.Hidden last = new LSTM(LayersOfCells.parameters(lstm), PLAIN, random).forward(x).last();
        assertThat(Objects.requireNonNull(state).h().unsqueeze(0)).hasBitsOf(last.h());
        assertThat(state.c().unsqueeze(0)).hasBitsOf(last.c());
        assertThat(Objects.requireNonNull(g).unsqueeze(0))
                .hasBitsOf(new GRU(LayersOfCells.parameters(gru), PLAIN, random).forward(x).last());
        RecurrentOptions relu = PLAIN.bias(false).nonlinearity(RNN.Nonlinearity.RELU);
        assertThat(Objects.requireNonNull(r).unsqueeze(0))
                .hasBitsOf(new RNN(LayersOfCells.parameters(rnn), relu, random).forward(x).last());
    }

    @Test
    void parametersMayBeTied() {
        LSTM lstm = new LSTM(3, 4, random);
        LSTM other = new LSTM(lstm.namedParameters(), PLAIN, random);
        assertThat(other.parameters()).containsExactlyElementsOf(lstm.parameters());
        LSTMCell cell = new LSTMCell(lstm.parameters().get(0), lstm.parameters().get(1), lstm.parameters().get(2),
                lstm.parameters().get(3));
        assertThat(cell.parameters()).containsExactlyElementsOf(lstm.parameters());
        final class Pair extends Block {
            Pair(Block left, Block right) {
                child("left", left);
                child("right", right);
            }

            @Override
            public Pair copy() {
                return copied(() -> new Pair(
                        Objects.requireNonNull(children().get("left")).copy(),
                        Objects.requireNonNull(children().get("right")).copy()));
            }
        }
        Pair copy = new Pair(lstm, cell).copy();
        assertThat(copy.parameters()).hasSize(4).doesNotContainAnyElementsOf(lstm.parameters());
    }

    @ParameterizedTest
    @EnumSource
    void parametersStartUniformInPyTorchsOrder(RecurrentKind kind) {
        RandomSource source = RandomSource.seed(4);
        RecurrentOptions options = PLAIN.layers(2).bidirectional();
        Block layer = switch (kind) {
            case LSTM -> new LSTM(5, 16, options, source);
            case GRU -> new GRU(5, 16, options, source);
            case RNN -> new RNN(5, 16, options, source);
        };
        assertThat(layer.namedParameters().keySet()).containsExactly(
                "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0",
                "weight_ih_l0_reverse", "weight_hh_l0_reverse", "bias_ih_l0_reverse", "bias_hh_l0_reverse",
                "weight_ih_l1", "weight_hh_l1", "bias_ih_l1", "bias_hh_l1",
                "weight_ih_l1_reverse", "weight_hh_l1_reverse", "bias_ih_l1_reverse", "bias_hh_l1_reverse");
        RandomSource again = RandomSource.seed(4);
        layer.namedParameters().forEach((name, parameter) -> {
            assertThat(parameter).as(name).hasBitsOf(again.uniform(-0.25, 0.25, parameter.shape().dims()));
            assertThat(parameter.requiresGrad()).isTrue();
        });
        assertThat(Objects.requireNonNull(layer.namedParameters().get("weight_ih_l1"))).hasShape(kind.gates() * 16, 32);
    }

    // ---- what every block has

    @ParameterizedTest
    @EnumSource
    void layersAreCopied(RecurrentKind kind) {
        Block layer = layer(kind, BOTH.dropout(0.5));
        layer.freeze();
        layer.eval();
        Block copy = layer.copy();
        assertThat(copy).hasToString(layer.toString()).hasSameClassAs(layer);
        assertThat(copy.isTraining()).isFalse();
        layer.train();
        copy.train();
        Tensor x = random.normal(3, 2, 3);
        assertSame(all(copy, x, null, null), all(layer, x, null, null));
        copy.namedParameters().forEach((name, parameter) -> {
            assertThat(parameter.sharesStorage(layer.namedParameters().get(name))).isFalse();
            assertThat(parameter.requiresGrad()).isFalse();
        });
    }

    @Test
    void cellsAreCopied() {
        for (Block cell : List.of(new LSTMCell(3, 4, false, random), new GRUCell(3, 4, random),
                new RNNCell(3, 4, false, RNN.Nonlinearity.RELU, random))) {
            Block copy = cell.copy();
            assertThat(copy).hasToString(cell.toString()).hasSameClassAs(cell);
            copy.namedParameters().forEach((name, parameter) -> {
                assertThat(parameter).hasBitsOf(cell.namedParameters().get(name));
                assertThat(parameter.sharesStorage(cell.namedParameters().get(name))).isFalse();
            });
        }
    }

    @Test
    void layersArePrinted() {
        assertThat(new LSTM(3, 4, random)).hasToString("LSTM(3, 4)");
        assertThat(new LSTM(3, 4, BOTH.dropout(0.5).batchFirst().bias(false).projection(2), random)).hasToString("""
                LSTM(3, 4, layers 2, no bias, batch first, dropout 0.5, bidirectional, projection 2
                  dropout: Dropout(0.5)
                )""");
        assertThat(new RNN(3, 4, PLAIN.nonlinearity(RNN.Nonlinearity.RELU), random)).hasToString("RNN(3, 4, relu)");
        assertThat(new GRUCell(3, 4, false, random)).hasToString("GRUCell(3, 4, no bias)");
        assertThat(new RNNCell(3, 4, true, RNN.Nonlinearity.RELU, random)).hasToString("RNNCell(3, 4, relu)");
        assertThat(PLAIN).hasToString("defaults");
        assertThat(BOTH).isEqualTo(PLAIN.bidirectional().layers(2)).hasSameHashCodeAs(PLAIN.bidirectional().layers(2))
                .isNotEqualTo(PLAIN);
    }

    @Test
    void aSummaryCountsThem() {
        assertThat(new GRU(3, 4, PLAIN.layers(2), random).summary(Tensor.zeros(5, 2, 3)).rows().getFirst().outputs())
                .map(Object::toString).containsExactly("[5, 2, 4]", "[2, 2, 4]");
        assertThat(new LSTMCell(3, 4, random).summary(Tensor.zeros(2, 3)).parameters()).isEqualTo(16 * (3 + 4 + 2));
    }

    @Test
    void hooksSeeInputsAndOutput() {
        GRU gru = new GRU(3, 4, random);
        List<Object> seen = new ArrayList<>();
        gru.onForward((_, inputs, output) -> {
            seen.addAll(inputs);
            seen.add(output);
        });
        Tensor x = random.normal(2, 2, 3);
        IntTensor lengths = IntTensor.of(1, 2);
        GRU.Output output = gru.forward(x, null, lengths);
        assertThat(seen).containsExactly(x, null, lengths, output);
    }

    @Test
    void dropoutActsBetweenLayersInTrainingOnly() {
        GRU gru = new GRU(3, 4, PLAIN.layers(2).dropout(0.5), RandomSource.seed(2));
        GRU plain = new GRU(3, 4, PLAIN.layers(2), RandomSource.seed(2));
        Tensor x = random.normal(5, 2, 3);
        Tensor expected = plain.forward(x).y();
        try (EvalMode.Scope _ = EvalMode.scope()) {
            assertThat(gru.forward(x).y()).hasBitsOf(expected);
        }
        GRU.Output trained = gru.forward(x);
        assertThat(trained.y().allClose(expected)).isFalse();
        assertThat(trained.last().select(0, 0)).as("the first layer").hasBitsOf(plain.forward(x).last().select(0, 0));
        GRU all = new GRU(3, 4, PLAIN.layers(2).dropout(1), RandomSource.seed(2));
        assertThat(all.forward(x).y()).hasBitsOf(all.forward(x.mul(2)).y());
    }

    @Test
    void dropoutContinuesFromASavedState() {
        LSTM lstm = new LSTM(3, 4, PLAIN.layers(3).dropout(0.5), random);
        Tensor x = random.normal(5, 2, 3);
        lstm.forward(x);
        Snapshot saved = Snapshot.take(Map.of("lstm", lstm));
        Tensor expected = lstm.forward(x).y();
        LSTM other = new LSTM(3, 4, PLAIN.layers(3).dropout(0.5), random);
        saved.restore(Map.of("lstm", other));
        assertThat(other.forward(x).y()).hasBitsOf(expected);
        LSTM otherwise = new LSTM(3, 4, PLAIN.layers(3).dropout(0.5).batchFirst(), random);
        assertThatThrownBy(() -> saved.restore(Map.of("lstm", otherwise))).hasMessageContaining("batch first");
    }

    @Test
    void gradientsOfGradientsAreThere() {
        Linear head = new Linear(4, 1, random);
        GRU gru = new GRU(3, 4, PLAIN.bidirectional(), random);
        Tensor x = random.normal(3, 2, 3).requiresGrad(true);
        Tensor y = head.forward(gru.forward(x).last().mean(0)).sum();
        Tensor slope = Autograd.grad(y, Graph.CREATE, x)[0];
        slope.square().sum().backward();
        assertThat(gru.parameters()).allMatch(parameter -> parameter.grad() != null);
    }
}
