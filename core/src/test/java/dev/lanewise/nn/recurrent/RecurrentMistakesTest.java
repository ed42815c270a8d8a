package dev.lanewise.nn.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.BlockList;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("quick")
class RecurrentMistakesTest {
    private static final RecurrentOptions PLAIN = RecurrentOptions.defaults();

    private static Arguments refused(String message, ThrowingCallable call) {
        return Arguments.of(message, call);
    }

    static List<Arguments> whenMade() {
        RandomSource random = RandomSource.seed(1);
        Map<String, Tensor> parameters = new HashMap<>(new GRU(3, 4, random).namedParameters());
        Map<String, Tensor> odd = new HashMap<>(parameters);
        odd.put("bias_ih_l0", Tensor.zeros(11));
        return List.of(
                refused("LSTM: sizes must be positive, got 3 to 0", () -> new LSTM(3, 0, random)),
                refused("GRUCell: sizes must be positive, got -3 to 4", () -> new GRUCell(-3, 4, random)),
                refused("GRU: 3 gates of 1000000000 units do not fit one weight",
                        () -> new GRU(1, 1_000_000_000, random)),
                refused("RecurrentOptions: 0 layers: expected 1 or more", () -> PLAIN.layers(0)),
                refused("RecurrentOptions: probability 1.5 is not within 0 and 1", () -> PLAIN.dropout(1.5)),
                refused("RecurrentOptions: probability NaN is not within 0 and 1", () -> PLAIN.dropout(Double.NaN)),
                refused("RecurrentOptions: a projection to 0 units: expected 1 or more", () -> PLAIN.projection(0)),
                refused("LSTM: a projection of 4 units to 4: expected fewer than there are",
                        () -> new LSTM(3, 4, PLAIN.projection(4), random)),
                refused("GRU: projection 2 is for an LSTM", () -> new GRU(3, 4, PLAIN.projection(2), random)),
                refused("LSTM: nonlinearity RELU is for an RNN",
                        () -> new LSTM(3, 4, PLAIN.nonlinearity(RNN.Nonlinearity.RELU), random)),
                refused("RNN: dropout 0.5 acts between layers, and there is one; put a Dropout behind it",
                        () -> new RNN(3, 4, PLAIN.dropout(0.5), random)),
                refused("LSTM: weight_ih_l0 [12, 3, 1]: expected [4 hidden, in]",
                        () -> new LSTM(Map.of("weight_ih_l0", Tensor.zeros(12, 3, 1)), PLAIN, random)),
                refused("LSTM: weight_ih_l0 is missing", () -> new LSTM(Map.of(), PLAIN, random)),
                refused("GRU: \"bias_ih_l0\" is unknown; \"bias_hh_l0\" is unknown",
                        () -> new GRU(new GRU(3, 4, random).namedParameters(), PLAIN.bias(false), random)),
                refused("LSTM: bias_ih_l0 is missing; bias_hh_l0 is missing",
                        () -> new LSTM(new LSTM(3, 4, PLAIN.bias(false), random).namedParameters(), PLAIN, random)),
                refused("GRU: bias_ih_l0 [11]: expected [12]", () -> new GRU(odd, PLAIN, random)),
                refused("GRUCell: weights [12, 3] and [12, 3]: expected [3 hidden, in] and [3 hidden, hidden]",
                        () -> new GRUCell(Tensor.zeros(12, 3), Tensor.zeros(12, 3), null, null)),
                refused("RNNCell: one bias is null: expected both or none",
                        () -> new RNNCell(Tensor.zeros(4, 3), Tensor.zeros(4, 4), Tensor.zeros(4), null,
                                RNN.Nonlinearity.TANH)),
                refused("LSTMCell: a bias [4]: expected [16]",
                        () -> new LSTMCell(Tensor.zeros(16, 3), Tensor.zeros(16, 4), Tensor.zeros(16),
                                Tensor.zeros(4))));
    }

    static List<Arguments> whenApplied() {
        RandomSource random = RandomSource.seed(1);
        LSTM lstm = new LSTM(3, 4, PLAIN.layers(2), random);
        GRU gru = new GRU(3, 4, PLAIN.batchFirst(), random);
        Tensor x = Tensor.zeros(5, 2, 3);
        return List.of(
                refused("LSTM(3, 4, layers 2): the input is null", () -> lstm.forward(null)),
                refused("LSTM(3, 4, layers 2): an input [5, 2, 4]: expected [T, N, 3] or [T, 3]",
                        () -> lstm.forward(Tensor.zeros(5, 2, 4))),
                refused("GRU(3, 4, batch first): an input [3]: expected [N, T, 3] or [T, 3]",
                        () -> gru.forward(Tensor.zeros(3))),
                refused("GRU(3, 4, batch first): an input []: expected [N, T, 3] or [T, 3]",
                        () -> gru.forward(Tensor.scalar(3))),
                refused("LSTM(3, 4, layers 2): the first cell state [1, 2, 4] for an input [5, 2, 3]: expected "
                        + "[2, 2, 4], [layers x directions, N, units]",
                        () -> lstm.forward(x, new LSTM.Hidden(Tensor.zeros(2, 2, 4), Tensor.zeros(1, 2, 4)))),
                refused("LSTM(3, 4, layers 2): the first hidden state [2, 1, 4] for an input [5, 3]: expected [2, 4], "
                        + "[layers x directions, units]",
                        () -> lstm.forward(x.select(1, 0), new LSTM.Hidden(Tensor.zeros(2, 1, 4), Tensor.zeros(2, 4)))),
                refused("GRU(3, 4, batch first): the first state [1, 2, 4] for an input [5, 2, 3]: expected "
                        + "[1, 5, 4], [layers x directions, N, units]",
                        () -> gru.forward(x, Tensor.zeros(1, 2, 4))),
                refused("LSTM(3, 4, layers 2): lengths [5] for an input [5, 2, 3]: expected one for each sample, [2]",
                        () -> lstm.forward(x, null, IntTensor.arange(5))),
                refused("LSTM(3, 4, layers 2): lengths [1] for an input [5, 3] of one sequence: expected none, as all "
                        + "of it counts", () -> lstm.forward(x.select(1, 0), null, IntTensor.of(5))),
                refused("LSTMCell(3, 4): an input [2, 4]: expected [N, 3] or [3]",
                        () -> new LSTMCell(3, 4, random).forward(Tensor.zeros(2, 4))),
                refused("RNNCell(3, 4): the state [4] for an input [2, 3]: expected [2, 4]",
                        () -> new RNNCell(3, 4, random).forward(Tensor.zeros(2, 3), Tensor.zeros(4))),
                refused("LSTMCell(3, 4): the cell state [2, 4] for an input [3]: expected [4]",
                        () -> new LSTMCell(3, 4, random).forward(
                                Tensor.zeros(3), new LSTM.Hidden(Tensor.zeros(4), Tensor.zeros(2, 4)))),
                refused("layers.1: RNN(3, 4): an input [5, 2, 4]: expected [T, N, 3] or [T, 3]",
                        () -> new Pair(random).forward(x)));
    }

    /** The second does not take what the first gives. */
    private static final class Pair extends Block {
        private final BlockList<RNN> layers;

        Pair(RandomSource random) {
            this.layers = child("layers", new BlockList<>(List.of(new RNN(3, 4, random), new RNN(3, 4, random))));
        }

        Tensor forward(Tensor x) {
            return call(() -> layers.get(1).forward(layers.get(0).forward(x).y()).y(), x);
        }
    }

    @ParameterizedTest
    @MethodSource({"whenMade", "whenApplied"})
    void mistakesAreNamed(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    @Test
    void lengthsOutOfRangeAreNamed() {
        RandomSource random = RandomSource.seed(1);
        Tensor x = Tensor.zeros(5, 2, 3);
        assertThatThrownBy(() -> new LSTM(3, 4, random).forward(x, null, IntTensor.of(5, 6)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("LSTM(3, 4): lstm: length 6 of sample 1 is not within 0 and 5");
        assertThatThrownBy(() -> new LSTM(3, 4, PLAIN.projection(2), random).forward(x, null, IntTensor.of(-1, 5)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("LSTM(3, 4, projection 2): lstm: length -1 of sample 0 is not within 0 and 5");
        assertThatThrownBy(() -> new GRU(3, 4, random).forward(x, null, IntTensor.of(7, 5)))
                .hasMessage("GRU(3, 4): gru: length 7 of sample 0 is not within 0 and 5");
        assertThatThrownBy(() -> new RNN(3, 4, random).forward(x, null, IntTensor.of(0, -2)))
                .hasMessage("RNN(3, 4): tanh: length -2 of sample 1 is not within 0 and 5");
    }

    @Test
    void aRefusedLayerHasDrawnNothing() {
        RandomSource random = RandomSource.seed(1);
        assertThatThrownBy(() -> new RNN(3, 4, PLAIN.dropout(0.5), random))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LSTM(3, 4, PLAIN.projection(9), random))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(random.index()).isZero();
    }
}
