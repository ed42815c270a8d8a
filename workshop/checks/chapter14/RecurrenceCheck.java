package chapter14;

import dev.lanewise.data.Batch;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.recurrent.LSTM;
import dev.lanewise.nn.recurrent.RNN;
import dev.lanewise.nn.recurrent.RecurrentOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import dev.lanewise.workshop.Expect;
import dev.lanewise.workshop.data.Digits;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecurrenceCheck {
    private static final double TOLERANCE = 1e-5;

    // Two inputs, two units.
    private final Recurrence.Cell cell = cell(new float[] {0.5f, -1, 0.25f, 2}, new float[] {1, 0.5f, -0.5f, 0.25f},
            new float[] {0.1f, -0.2f});

    @Test
    @Order(1)
    @DisplayName("step() makes the next state of a row and the state before")
    void step() {
        Tensor row = matrix(1, 2, 0.4f, 0.3f);
        float[] actual = cell.step(row, matrix(1, 2, 0.2f, -0.6f)).toArray();
        // 0.4 * 0.5 + 0.3 * -1 + 0.2 * 1 + -0.6 * 0.5 + 0.1, and 0.4 * 0.25 + 0.3 * 2 + 0.2 * -0.5 - 0.6 * 0.25 - 0.2
        float[] sums = {-0.1f, 0.25f};
        Expect.that(!near(actual, sums), "a step: yours gives the sums -0.1 and 0.25 themselves; tanh is missing");
        Expect.that(!near(actual, tanh(0, 0.5f)), "a step: yours does not look at the state before");
        Expect.that(!near(actual, tanh(-0.2f, 0.45f)), "a step: the bias is missing");
        Expect.that(!near(actual, tanh(0.875f, -0.05f)) && !near(actual, tanh(0.275f, -0.25f))
                && !near(actual, tanh(0.5f, 0.45f)),
                "a step: yours multiplies by a weight as it is, but it has a row "
                        + "for each output: matmul(weight, false, true)");
        Expect.close("the state after a row", actual, tanh(sums), TOLERANCE);
    }

    @Test
    @Order(2)
    @DisplayName("several samples take their steps at once")
    void batch() {
        Tensor rows = matrix(2, 2, 0.4f, 0.3f, -1, 0.5f);
        Tensor states = matrix(2, 2, 0.2f, -0.6f, 0.7f, 0.1f);
        Tensor after = cell.step(rows, states);
        Expect.shape("the states of 2 samples", after.shape().dims(), 2, 2);
        float[] second = cell.step(matrix(1, 2, -1, 0.5f), matrix(1, 2, 0.7f, 0.1f)).toArray();
        Expect.close("the state of the second sample, as if it were alone",
                Arrays.copyOfRange(after.toArray(), 2, 4), second, TOLERANCE);
    }

    @Test
    @Order(3)
    @DisplayName("the cell reads all rows, from the top, beginning with zeros")
    void reads() {
        float[] numbers = {0.4f, 0.3f, -1, 0.5f, 0.9f, -0.7f};
        float[] actual = cell.forward(Tensor.of(Shape.of(1, 3, 2), numbers)).toArray();
        Expect.that(!near(actual, states(numbers, 1, 0)), "three rows: yours is the state after the first row; is it "
                + "handed to the next step?");
        Expect.that(!near(actual, states(numbers, 1, 2)), "three rows: yours is the state after the last row alone; "
                + "hand each state to the next step");
        Expect.that(!near(actual, states(numbers, 3, 0, 2, 1, 0)), "three rows: yours reads them from the bottom");
        Expect.close("the state after three rows", actual, states(numbers, 3, 0, 0, 1, 2), TOLERANCE);
        Expect.close("the state after no row", cell.forward(Tensor.zeros(1, 0, 2)).toArray(), new float[2], 0);
    }

    @Test
    @Order(4)
    @DisplayName("it gives the states of Lanewise's own tanh layer")
    void sameAsTheLibrary() {
        Recurrence.Cell own = new Recurrence.Cell(28, 16, RandomSource.seed(3));
        Map<String, Tensor> p = own.namedParameters();
        RNN layer = new RNN(Map.of(
                "weight_ih_l0", value(p, "input"), "weight_hh_l0", value(p, "recurrent"),
                "bias_ih_l0", value(p, "bias"), "bias_hh_l0", Tensor.zeros(16)),
                RecurrentOptions.defaults().batchFirst(), RandomSource.seed(4));
        Tensor x = pictures(5).reshape(5, 28, 28);
        Expect.close("the states after the rows of 5 digits", own.forward(x).toArray(),
                layer.forward(x).last().toArray(), 1e-4);
    }

    @Test
    @Order(5)
    @DisplayName("the gradient reaches back through all rows")
    void gradient() {
        Tensor x = Tensor.of(Shape.of(1, 3, 2), 0.4f, 0.3f, -1, 0.5f, 0.9f, -0.7f);
        Tensor recurrent = cell.namedParameters().get("recurrent");
        cell.forward(x).sum().backward();
        Tensor gradient = recurrent.grad();
        Expect.that(gradient != null, "the recurrent weight gets no gradient: is each state made of the one before?");
        float[] measured = new float[4];
        float[] values = recurrent.toArray();
        for (int i = 0; i < 4; i++) {
            float[] sums = new float[2];
            for (int side = 0; side < 2; side++) {
                float[] nudged = values.clone();
                nudged[i] += side == 0 ? -0.01f : 0.01f;
                Recurrence.Cell other = cell(cell.namedParameters().get("input").toArray(), nudged,
                        cell.namedParameters().get("bias").toArray());
                sums[side] = other.forward(x).sum().item();
            }
            measured[i] = (sums[1] - sums[0]) / 0.02f;
        }
        Expect.close("the gradient of the recurrent weight beside the measured slope", gradient.toArray(), measured,
                1e-3);
    }

    @Test
    @Order(6)
    @DisplayName("learn() lowers the loss of its batch")
    void learn() {
        Sequential model = network();
        Recurrence.Training training = new Recurrence.Training(model, 0.02);
        float first = training.learn(batch(10)).item();
        Expect.close("the loss of a network that has learned nothing, about ln 10", first, Math.log(10), 0.7);
        Expect.that(model.parameters().stream().allMatch(p -> p.grad() != null),
                "learn() leaves no gradients: call backward() of the loss");
        float last = first;
        for (int i = 0; i < 30; i++) {
            clear(model);
            last = training.learn(batch(10)).item();
        }
        Expect.that(last != first, "the loss of a batch is " + first + " before and after 30 steps: nothing has moved");
        Expect.that(last < 0.7 * first, "the loss of 10 digits fell from " + first + " to " + last
                + " in 30 steps, expected less than 0.7 of it");
        Expect.same("how often written() says that learn() has run; leave the line that counts",
                training.written(), 31);
    }

    @Test
    @Order(7)
    @DisplayName("captured(): Java runs the step once, and the losses stay the same")
    void captured() {
        Sequential model = network();
        Sequential twin = network();
        Recurrence.Training training = new Recurrence.Training(model, 0.01);
        Recurrence.Training other = new Recurrence.Training(twin, 0.01);
        TrainStep<Batch<Tensor, IntTensor>> step = training.captured();
        for (int i = 0; i < 5; i++) {
            clear(twin);
            Expect.close("loss " + i + " of the captured step", step.run(batch(20)).item(),
                    other.learn(batch(20)).item(), 0);
        }
        Expect.same("how often Java has run learn() for 5 captured steps", training.written(), 1);
    }

    @Test
    @Order(8)
    @DisplayName("the LSTM's reader returns the state after the last row")
    void reader() {
        Recurrence.Reader reader = new Recurrence.Reader(28, 16, RandomSource.seed(1));
        Tensor x = pictures(5).reshape(5, 28, 28);
        Tensor state = reader.forward(x);
        Expect.shape("the states of 5 digits", state.shape().dims(), 5, 16);
        Tensor other = reader.forward(Shapes.concat(1, x.slice(1, 0, 27), Tensor.ones(5, 1, 28)));
        Expect.that(!state.allClose(other), "the state does not depend on the last row");
        LSTM twin = new LSTM(28, 16, RecurrentOptions.defaults().batchFirst(), RandomSource.seed(1));
        LSTM.Hidden last = twin.forward(x).last();
        Expect.that(!state.allClose(last.c().squeeze(0)),
                "the reader returns c, the LSTM's memory; it has to return h");
        Expect.close("the states h after the last row", state.toArray(), last.h().toArray(), 0);
    }

    @Test
    @Order(9)
    @DisplayName("both learn the digits, and the LSTM remembers more")
    void learnsDigits() {
        Digits train = Digits.load().train().first(2000);
        Digits test = Digits.load().test().first(500);
        Recurrence.Training plain = new Recurrence.Training(Recurrence.network(
                new Recurrence.Cell(28, 32, RandomSource.seed(1)), 32, RandomSource.seed(2)), 0.003);
        Recurrence.Training lstm = new Recurrence.Training(Recurrence.network(
                new Recurrence.Reader(28, 32, RandomSource.seed(1)), 32, RandomSource.seed(2)), 0.01);
        plain.train(train, 3, RandomSource.seed(3));
        lstm.train(train, 5, RandomSource.seed(3));
        Expect.atLeast("the share of test digits that the tanh cell recognises", plain.accuracy(test), 0.25);
        Expect.atLeast("the share of test digits that the LSTM recognises", lstm.accuracy(test), 0.6);
    }

    /** The last state of a reference in double precision after the given rows of the numbers. */
    private float[] states(float[] numbers, int count, int first, int... order) {
        int[] rows = order.length > 0 ? order : IntStream.range(first, first + count).toArray();
        float[] in = cell.namedParameters().get("input").toArray();
        float[] recurrent = cell.namedParameters().get("recurrent").toArray();
        float[] bias = cell.namedParameters().get("bias").toArray();
        double[] h = new double[2];
        for (int row : rows) {
            double[] next = new double[2];
            for (int u = 0; u < 2; u++) {
                double sum = bias[u];
                for (int i = 0; i < 2; i++) {
                    sum += in[u * 2 + i] * numbers[row * 2 + i] + recurrent[u * 2 + i] * h[i];
                }
                next[u] = Math.tanh(sum);
            }
            h = next;
        }
        return new float[] {(float) h[0], (float) h[1]};
    }

    private static Recurrence.Cell cell(float[] input, float[] recurrent, float[] bias) {
        Recurrence.Cell cell = new Recurrence.Cell(2, 2, RandomSource.seed(1));
        cell.loadStateDict(Map.of("input", matrix(2, 2, input), "recurrent", matrix(2, 2, recurrent), "bias",
                Tensor.of(bias)));
        return cell;
    }

    private static Tensor value(Map<String, Tensor> parameters, String name) {
        Tensor found = parameters.get(name);
        Expect.that(found != null, "the cell has no parameter " + name + ", but " + parameters.keySet());
        return found.detach().copy();
    }

    private static Sequential network() {
        return Recurrence.network(new Recurrence.Cell(28, 16, RandomSource.seed(1)), 16, RandomSource.seed(2));
    }

    private static void clear(Sequential model) {
        model.parameters().forEach(p -> p.setGrad(null));
    }

    private static Batch<Tensor, IntTensor> batch(int count) {
        return new Batch<>(pictures(count), Recurrence.labels(Digits.load().train().first(count)));
    }

    private static Tensor pictures(int count) {
        return Recurrence.pictures(Digits.load().train().first(count));
    }

    private static Tensor matrix(int rows, int columns, float... values) {
        return Tensor.of(Shape.of(rows, columns), values);
    }

    private static float[] tanh(float... sums) {
        float[] y = new float[sums.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = (float) Math.tanh(sums[i]);
        }
        return y;
    }

    private static boolean near(float[] actual, float[] expected) {
        return actual.length == expected.length && Math.abs(actual[0] - expected[0]) < 1e-5
                && Math.abs(actual[1] - expected[1]) < 1e-5;
    }
}
