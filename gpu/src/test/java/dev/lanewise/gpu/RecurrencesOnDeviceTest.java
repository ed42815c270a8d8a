package dev.lanewise.gpu;

import dev.lanewise.ops.ElmanOp;
import dev.lanewise.ops.GruOp;
import dev.lanewise.ops.LstmOp;
import dev.lanewise.ops.Recurrence;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recurrent layers and their gradients on a device, in both directions, with and without all that is optional. */
class RecurrencesOnDeviceTest {
    private static final String CASES = """
            FORWARD,  false, false, 3, 2, 5
            FORWARD,  true,  false, 4, 3, 33
            FORWARD,  false, true,  4, 5, 7
            FORWARD,  true,  true,  3, 4, 65
            BACKWARD, false, false, 3, 2, 5
            BACKWARD, true,  true,  4, 5, 9
            BACKWARD, false, true,  5, 4, 3
            FORWARD,  true,  false, 1, 1, 1
            FORWARD,  true,  true,  0, 2, 3
            FORWARD,  false, false, 2, 0, 3
            """;

    private final RandomSource random = RandomSource.seed(7);

    private List<Value> with(Value... values) {
        return new ArrayList<>(List.of(values));
    }

    private static IntTensor lengths(int time, int samples) {
        int[] lengths = new int[samples];
        for (int i = 0; i < samples; i++) {
            lengths[i] = (time + i) % (time + 1);
        }
        return IntTensor.of(lengths);
    }

    private static Value[] run(Op op, List<Value> in) {
        Value[] inputs = in.toArray(Value[]::new);
        SameBits.of(op, inputs);
        return op.apply(inputs);
    }

    @ParameterizedTest
    @CsvSource(textBlock = CASES)
    void elman(Recurrence.Direction direction, boolean states, boolean lengths, int time, int samples, int units) {
        for (boolean relu : new boolean[] {true, false}) {
            Tensor weight = random.normal(units, units);
            List<Value> in = with(random.normal(time, samples, units), weight);
            if (states) {
                in.add(random.normal(samples, units));
            }
            if (lengths) {
                in.add(lengths(time, samples));
            }
            Value y = run(new ElmanOp.Elman(direction, relu, states, lengths), in)[0];
            for (boolean ofLast : new boolean[] {true, false}) {
                List<Value> given = with(y, weight);
                if (lengths) {
                    given.add(lengths(time, samples));
                }
                given.add(random.normal(time, samples, units));
                if (ofLast) {
                    given.add(random.normal(samples, units));
                }
                run(new ElmanOp.ElmanGradient(direction, relu, states, lengths, true, ofLast), given);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = CASES)
    void lstm(Recurrence.Direction direction, boolean states, boolean lengths, int time, int samples, int units) {
        Tensor weight = random.normal(4 * units, units);
        List<Value> in = with(random.normal(time, samples, 4 * units), weight);
        Tensor cell = random.normal(samples, units);
        if (states) {
            in.add(random.normal(samples, units));
            in.add(cell);
        }
        if (lengths) {
            in.add(lengths(time, samples));
        }
        Value[] out = run(new LstmOp.Lstm(direction, states, lengths), in);
        for (boolean ofLast : new boolean[] {true, false}) {
            List<Value> given = with(out[3], out[4], weight);
            if (states) {
                given.add(cell);
            }
            if (lengths) {
                given.add(lengths(time, samples));
            }
            if (!ofLast || time > 1) {
                given.add(random.normal(time, samples, units));
            }
            if (ofLast) {
                given.add(random.normal(samples, units));
                given.add(random.normal(samples, units));
            }
            run(new LstmOp.LstmGradient(direction, states, lengths, !ofLast || time > 1, ofLast), given);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = CASES)
    void gru(Recurrence.Direction direction, boolean states, boolean lengths, int time, int samples, int units) {
        for (boolean bias : new boolean[] {true, false}) {
            Tensor weight = random.normal(3 * units, units);
            List<Value> in = with(random.normal(time, samples, 3 * units), weight);
            Tensor first = random.normal(samples, units);
            if (bias) {
                in.add(random.normal(3 * units));
            }
            if (states) {
                in.add(first);
            }
            if (lengths) {
                in.add(lengths(time, samples));
            }
            Value[] out = run(new GruOp.Gru(direction, bias, states, lengths), in);
            List<Value> given = with(out[2], out[3], out[0], weight);
            if (states) {
                given.add(first);
            }
            if (lengths) {
                given.add(lengths(time, samples));
            }
            given.add(random.normal(time, samples, units));
            if (bias) {
                given.add(random.normal(samples, units));
            }
            run(new GruOp.GruGradient(direction, states, lengths, true, bias), given);
        }
    }

    @ParameterizedTest
    @CsvSource({"4", "-1"})
    void aLengthThatIsNoneIsRefused(int length) {
        Op op = new LstmOp.Lstm(Recurrence.Direction.FORWARD, false, true);
        Tensor x = random.normal(3, 2, 8);
        Tensor weight = random.normal(8, 2);
        SameBits.refused(
                op, List.of(x, weight, IntTensor.of(3, 0)), List.of(x, weight, IntTensor.of(2, length)));
    }

    @ParameterizedTest
    @CsvSource({"513", "1025"})
    void longProductsHaveTheChainsOfTheCpu(int units) {
        Tensor weight = random.normal(units, units).mul(0.05f);
        Tensor y = (Tensor) run(
                new ElmanOp.Elman(Recurrence.Direction.FORWARD, false, false, false),
                with(random.normal(2, 1, units), weight))[0];
        run(new ElmanOp.ElmanGradient(Recurrence.Direction.FORWARD, false, false, false, true, false),
                with(y, weight, random.normal(2, 1, units)));
    }
}
