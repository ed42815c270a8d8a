package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lanewise.loss.Losses;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Computations put together at random give the same bits when they are replayed as when they run eagerly; large enough
 * that groups of their steps are fused, with several outputs, broadcasts, views and assignments among them.
 */
@Tag("parity")
class RandomGraphTest {
    private static final int GRAPHS = 80;
    private static final int ROWS = 27;
    private static final int COLS = 41;

    @TestFactory
    Stream<DynamicTest> aReplayGivesTheBitsOfTheEagerRun() {
        return IntStream.range(0, GRAPHS).mapToObj(seed -> dynamicTest("graph " + seed, () -> check(seed)));
    }

    private static void check(int seed) {
        Graph eager = new Graph(seed);
        Graph captured = new Graph(seed);
        Program.Captured first = Program.capture(inputs(seed, 0), captured::compute);
        for (int run = 0; run < 4; run++) {
            List<Value> inputs = inputs(seed, run);
            List<Value> expected = eager.compute(inputs);
            eager.weight.setGrad(null);
            List<Value> actual = switch (run) {
                case 0 -> first.outputs();
                case 1 -> Poisoned.run(first.program(), inputs);
                default -> first.program().run(inputs);
            };
            for (int o = 0; o < expected.size(); o++) {
                assertThat(bits(actual.get(o))).as("run %d, output %d of\n%s", run, o, eager.description)
                        .isEqualTo(bits(expected.get(o)));
            }
            assertThat(bits(captured.state)).as("state after run %d of\n%s", run, eager.description)
                    .isEqualTo(bits(eager.state));
            assertThat(bits(captured.row)).as("row after run %d", run).isEqualTo(bits(eager.row));
        }
    }

    private static int[] bits(Value value) {
        if (value instanceof IntTensor ints) {
            return ints.toArray();
        }
        float[] floats = ((Tensor) value).toArray();
        return IntStream.range(0, floats.length).map(i -> Float.floatToIntBits(floats[i])).toArray();
    }

    private static List<Value> inputs(int seed, int run) {
        RandomSource random = RandomSource.at(seed, run, 0);
        int[] labels = new int[ROWS];
        Arrays.setAll(labels, i -> (i * 7 + run) % COLS);
        return List.of(random.normal(ROWS, COLS), IntTensor.of(labels));
    }

    /** A computation that its seed decides, with a parameter, a state that it assigns to, and random numbers. */
    private static final class Graph {
        private final int seed;
        private final RandomSource random;
        private final Tensor weight;
        private final Tensor state;
        private final Tensor row;
        private final StringBuilder description = new StringBuilder();

        Graph(int seed) {
            this.seed = seed;
            this.random = RandomSource.at(seed, 99, 0);
            this.weight = RandomSource.at(seed, 100, 0).normal(COLS, COLS).requiresGrad(true);
            this.state = Tensor.zeros(ROWS, COLS);
            this.row = Tensor.zeros(COLS);
        }

        List<Value> compute(List<? extends Value> inputs) {
            SplittableRandom choice = new SplittableRandom(seed);
            IntTensor labels = (IntTensor) inputs.get(1);
            List<Tensor> pool = new ArrayList<>(
                    List.of((Tensor) inputs.get(0), ((Tensor) inputs.get(0)).matmul(weight)));
            description.setLength(0);
            for (int i = 0; i < 18; i++) {
                Tensor a = pool.get(choice.nextInt(pool.size()));
                Tensor b = pool.get(choice.nextInt(pool.size()));
                pool.add(apply(choice.nextInt(36), a, b, labels));
            }
            Tensor last = pool.getLast();
            Tensor loss = Losses.crossEntropy(last.add(pool.get(1)), labels).add(pool.get(pool.size() - 2).mean());
            loss.backward();
            List<Value> outputs = new ArrayList<>(List.of(loss.detach(), Objects.requireNonNull(weight.grad())));
            outputs.add(pool.get(choice.nextInt(pool.size())));
            outputs.add(pool.get(choice.nextInt(pool.size())).argmax(1));
            return outputs;
        }

        /** A tensor {@code [ROWS, COLS]} from two such. */
        private Tensor apply(int op, Tensor a, Tensor b, IntTensor labels) {
            description.append(op).append(' ');
            return switch (op) {
                case 0 -> a.add(b);
                case 1 -> a.sub(b.mean(true, 0));
                case 2 -> a.mul(b.slice(1, 2, 3));
                case 3 -> a.div(b.square().add(1f));
                case 4 -> a.tanh();
                case 5 -> a.relu();
                case 6 -> Activations.gelu(a);
                case 7 -> Activations.leakyRelu(a, 0.1f);
                case 8 -> a.softmax(1);
                case 9 -> a.logSoftmax(0);
                case 10 -> a.matmul(b, false, true).matmul(b);
                case 11 -> a.transpose().reshape(ROWS, COLS);
                case 12 -> Tensor.concat(0, a.slice(0, 2, ROWS), b.slice(0, 0, 2));
                case 13 -> Tensor.concat(1, a.slice(1, 0, 34), b.slice(1, 34, COLS));
                case 14 -> Indexing.where(a.gt(b), a, b.mul(0.5f));
                case 15 -> Indexing.where(random.bernoulli(0.3f, ROWS, COLS), Tensor.scalar(0f), a);
                case 16 -> a.maximum(b).add(a.max(true, 1));
                case 17 -> Indexing.oneHot(a.argmax(1), COLS).mul(b);
                case 18 ->
                    Indexing.take(a, labels.reshape(ROWS, 1).reshape(ROWS).toTensor().argmax(0).reshape(1)).add(b);
                case 19 -> {
                    Tensor before = state.mul(1f);
                    state.assign(state.mul(0.9f).add(a.detach().mul(0.1f)));
                    yield before.add(b);
                }
                case 20 -> a.sub(a.mean(true, 1)).div(a.variance(true, 1).add(1e-5f).sqrt());
                case 21 -> a.eq(b).not().and(a.lt(1f)).toTensor().mul(a);
                case 22 -> a.select(0, 1).add(b).sub(b.select(1, 0).unsqueeze(1));
                case 23 -> {
                    state.assign(a.detach().sigmoid().add(state));
                    Tensor after = state.exp().mul(b); // the new state in the same group
                    state.assign(state.sub(b.detach()).mul(0.5f));
                    yield after.sub(state.detach().abs());
                }
                case 24 -> {
                    Tensor old = state.slice(0, 1, ROWS); // a view, which the assignment changes
                    Tensor before = old.neg();
                    state.assign(state.minimum(a.detach()).clamp(-3, 3));
                    yield Tensor.concat(0, before.add(old), b.slice(0, 3, 4)).mul(a);
                }
                case 25 -> {
                    row.assign(row.mul(0.5f).add(a.detach().mean(0)));
                    yield a.add(row).mul(Activations.softplus(b)); // saves no row, which may change again
                }
                case 26 -> {
                    Tensor largest = a.max(true, 1);
                    Tensor e = a.sub(largest).exp();
                    yield e.div(e.sum(true, 1)).add(b.sub(b.min(true, 1)).sign());
                }
                case 27 -> Indexing.where(a.ge(b).and(b.ne(0f)).not(), a.expm1(), b.log1p()).mul(a.square().rsqrt());
                case 28 -> {
                    Tensor twice = a.mul(2f);
                    yield twice.matmul(b, true, false).slice(0, 0, ROWS).add(Activations.silu(twice)).sub(a.erf());
                }
                case 29 -> a.add(random.normal(ROWS, COLS).mul(0.1f)).mul(b.reciprocal().maximum(a));
                case 30 ->
                    a.sum().broadcastTo(a.shape()).mul(b.abs().sqrt()).sub(a.mean(true, 1).broadcastTo(a.shape()));
                case 31 -> a.matmul(weight).add(b.select(0, 1)).relu();
                case 32 ->
                    a.reshape(ROWS, 1, COLS).matmul(weight.transpose()).add(b.mean(0)).tanh().reshape(ROWS, COLS);
                case 33 -> b.matmul(a.transpose().matmul(b).sigmoid());
                case 34 -> a.mean().broadcastTo(b.shape()).mul(b);
                default ->
                    a.reshape(ROWS * COLS).slice(0, 0, 1).mul(b).add(b.flatten(0).reshape(ROWS, COLS).clamp(-1, 1));
            };
        }
    }
}
