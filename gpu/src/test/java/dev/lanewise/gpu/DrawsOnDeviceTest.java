package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Random numbers of programs: from run to run those that the CPU draws, wherever the source is. */
class DrawsOnDeviceTest {
    private static final int RUNS = 4;

    /** What some runs give, on the device or on the CPU, and what the source draws after them. */
    private static String course(Gpu gpu, boolean onDevice, BiFunction<RandomSource, Tensor, List<Value>> draws,
            Tensor x) {
        RandomSource random = RandomSource.at(0x123456789abcdefL, -5, (1L << 34) + 3);
        Options options = onDevice ? Options.defaults().on(gpu) : Options.defaults();
        Program program = Program.capture(options, List.of(x), in -> draws.apply(random, (Tensor) in.getFirst()))
                .program();
        StringBuilder text = new StringBuilder();
        for (int run = 0; run < RUNS; run++) {
            for (Value value : program.run(List.of(x))) {
                text.append(switch (value) {
                    case Tensor floats -> Arrays.toString(floats.toArray());
                    case IntTensor ints -> Arrays.toString(ints.toArray());
                    case BoolTensor bools -> Arrays.toString(bools.toArray());
                }).append('\n');
            }
        }
        return text + Arrays.toString(random.uniform(3).toArray());
    }

    private static void compare(Gpu gpu, BiFunction<RandomSource, Tensor, List<Value>> draws, Tensor x) {
        assertThat(course(gpu, true, draws, x)).isEqualTo(course(gpu, false, draws, x));
    }

    @Test
    void numbersGoOnFromRunToRun() {
        for (int n : new int[] {0, 1, 2, 3, 4, 5, 63, 64, 65, 1000}) {
            compare(TestDevice.first(), (random, x) -> List.of(
                    random.uniform(n), random.normal(n), random.randint(-3, 100, n),
                    random.randint(Integer.MIN_VALUE, Integer.MAX_VALUE, n), random.uniform(-1.0, 2.0, n)),
                    Tensor.zeros(1));
        }
    }

    @Test
    void manyNormalsReachTheTails() {
        compare(TestDevice.first(), (random, x) -> List.of(random.normal(300_001)), Tensor.zeros(1));
    }

    @Test
    void dropoutDropsTheSame() {
        for (int n : new int[] {0, 1, 67, 1000}) {
            Tensor ones = RandomSource.seed(3).normal(n);
            compare(TestDevice.first(), (random, x) -> List.of(
                    random.dropout(x, 0.3), random.dropout(x, 1), random.bernoulli(0.7, n)), ones);
        }
    }

    @Test
    void distributionsWrittenInOps() {
        compare(TestDevice.first(), (random, x) -> List.of(
                random.exponential(2.5, 5, 13), random.gumbel(67), random.normal(x, x.square())),
                RandomSource.seed(3).normal(33));
    }

    @Test
    void positionsOfWeights() {
        Gpu gpu = TestDevice.withDoubles();
        for (boolean replacement : new boolean[] {true, false}) {
            compare(gpu, (random, x) -> List.of(random.multinomial(x, 4, replacement)),
                    RandomSource.seed(4).uniform(9, 37));
            compare(gpu, (random, x) -> List.of(random.multinomial(x, 1, replacement)), Tensor.ones(3, 1));
        }
    }

    @Test
    void countsOfRatesAreLeftToTheCpu() {
        Options options = Options.defaults().on(TestDevice.first());
        RandomSource random = RandomSource.seed(5);
        assertThatThrownBy(() -> Program.capture(options, List.of(Tensor.ones(3)),
                x -> List.of(random.poisson((Tensor) x.getFirst()))))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("poisson");
    }

    @Test
    void weightsThatTheCpuRefusesAreRefusedInItsWords() {
        Gpu gpu = TestDevice.withDoubles();
        RandomSource random = RandomSource.seed(5);
        Program positions = Program.capture(Options.defaults().on(gpu), List.of(Tensor.ones(2, 3)),
                x -> List.of(random.multinomial((Tensor) x.getFirst(), 2, false))).program();
        assertThatThrownBy(() -> positions.run(List.of(Tensor.of(1f, 1f, 1f, 0f, 5f, 0f).reshape(2, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multinomial: row 1 has 1 weights above 0");
        assertThatThrownBy(() -> positions.run(List.of(Tensor.of(1f, 1f, 1f, 0f, 0f, 0f).reshape(2, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multinomial: the weights of row 1 are all 0");
    }
}
