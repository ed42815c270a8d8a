package dev.lanewise.nn.attention;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.absolute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.inference.Inference;
import dev.lanewise.ops.Positions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PositionLayersTest {
    private static Tensor inputs(int... dims) {
        return RandomSource.seed(9).normal(dims);
    }

    @Test
    void rowsFromAPositionOnAreThoseOfTheWholeSequence() {
        Tensor x = inputs(2, 7, 6);
        RandomSource random = RandomSource.seed(2);
        SinusoidalPositions waves = new SinusoidalPositions(9, 6);
        LearnedPositions learned = new LearnedPositions(9, 6, random);
        RotaryPositions rotary = new RotaryPositions(9, 6, 500, Positions.Pairs.NEIGHBOURS);
        IntTensor start = IntTensor.of(3);
        Tensor rest = x.slice(1, 3, 7);
        assertThat(waves.forward(rest, start)).hasBitsOf(waves.forward(x).slice(1, 3, 7));
        assertThat(learned.forward(rest, start)).hasBitsOf(learned.forward(x).slice(1, 3, 7));
        assertThat(rotary.forward(rest, start)).hasBitsOf(rotary.forward(x).slice(1, 3, 7));
        assertThat(waves.copy().forward(x)).hasBitsOf(waves.forward(x));
        assertThat(learned.copy().forward(x)).hasBitsOf(learned.forward(x));
        assertThat(rotary.copy().forward(x)).hasBitsOf(rotary.forward(x));
        assertThat(rotary).hasToString("RotaryPositions(9, 6, base 500.0, neighbours)");
        assertThat(waves.stateDict()).isEmpty();
        assertThat(learned.stateDict().keySet()).containsExactly("weight");
    }

    /** The position is an input of the program, not a part of it. */
    @Test
    void aCapturedProgramServesEveryPosition() {
        RotaryPositions rotary = new RotaryPositions(9, 6);
        Tensor x = inputs(2, 3, 6);
        Inference<IntTensor, Tensor> at = Inference.of((Function<IntTensor, Tensor>) i -> rotary.forward(x, i));
        for (int i = 0; i < 6; i++) {
            assertThat(at.run(IntTensor.of(i))).hasBitsOf(rotary.forward(x, IntTensor.of(i)));
        }
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> at.run(IntTensor.of(7)))
                .withMessageContaining("3 rows from position 7 on, of 9 positions");
        assertThat(at).hasToString("Inference(1 of 8 plans)");
    }

    /** What rotary positions are for. */
    @Test
    void productsOfTurnedVectorsDependOnTheirDistance() {
        RotaryPositions rotary = new RotaryPositions(100, 8);
        Tensor q = inputs(1, 8);
        Tensor k = RandomSource.seed(3).normal(1, 8);
        Tensor near = product(rotary, q, k, 5, 2);
        assertThat(product(rotary, q, k, 93, 90)).isWithin(absolute(1e-5)).of(near.item());
        assertThat(product(rotary, q, k, 93, 80).sub(near).abs().item()).isGreaterThan(1e-2f);
    }

    private static Tensor product(RotaryPositions rotary, Tensor q, Tensor k, int i, int j) {
        return rotary.forward(q, IntTensor.of(i)).mul(rotary.forward(k, IntTensor.of(j))).sum();
    }

    @Test
    void slopesAreThoseOfThePaper() {
        assertThat(new Alibi(8).slopes()).hasBitsOf(0.5f, 0.25f, 0.125f, 0.0625f, 1 / 32f, 1 / 64f, 1 / 128f, 1 / 256f);
        assertThat(new Alibi(3).slopes()).hasBitsOf(1 / 16f, 1 / 256f, 0.25f);
        assertThat(new Alibi(1).slopes()).hasBitsOf(1 / 256f);
        assertThat(new Alibi(2).bias(2, 3, IntTensor.of(1))).hasShape(2, 2, 3).hasBitsOf(
                -1 / 16f, 0, -1 / 16f, -2 / 16f, -1 / 16f, 0, -1 / 256f, 0, -1 / 256f, -2 / 256f, -1 / 256f, 0);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        SinusoidalPositions waves = new SinusoidalPositions(4, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> waves.forward(Tensor.zeros(3, 3)))
                .withMessage("SinusoidalPositions(4, 2): [3, 3]: expected [..., L, 2]");
        assertThatIllegalArgumentException().isThrownBy(() -> waves.forward(Tensor.zeros(2, 2), IntTensor.of(1, 2)))
                .withMessage("SinusoidalPositions(4, 2): the position of the first row [2]: expected one number");
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> waves.forward(Tensor.zeros(2, 2), IntTensor.of(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Alibi(0))
                .withMessage("Alibi: the number of heads is 0: expected 1 or more");
        String size = "shape [1048576, 4096]: more than 2147483647 elements do not fit one array";
        assertThatIllegalArgumentException().isThrownBy(() -> new RotaryPositions(1 << 20, 1 << 12)).withMessage(size);
        assertThatIllegalArgumentException().isThrownBy(() -> new SinusoidalPositions(1 << 20, 1 << 12))
                .withMessage(size);
        Tensor turns = Tensor.zeros(4, 4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Positions.rotary(Tensor.zeros(2, 7), 2, 1, turns, IntTensor.of(0),
                        Positions.Pairs.HALVES))
                .withMessage("rotary: [2, 7] of 2 heads: expected [..., L, heads E]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Positions.rotary(Tensor.zeros(2, 6), 2, 1, turns, IntTensor.of(0),
                        Positions.Pairs.HALVES))
                .withMessage("rotary: a table of turns [4, 4] for heads of width 3: expected [positions, R] with an "
                        + "even R of at most 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Positions.write(turns.reshape(1, 4, 4), Tensor.zeros(1, 1, 3), IntTensor.of(0)))
                .withMessage("write: rows [1, 1, 3] to [1, 4, 4]: expected [N, L, D] to [N, C, D]");
    }
}
