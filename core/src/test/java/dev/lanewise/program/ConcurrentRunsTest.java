package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.GELU;
import dev.lanewise.nn.activations.Softmax;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ConcurrentRunsTest {
    private static final int THREADS = 24;
    private static final int RUNS = 40;

    @Test
    void manyThreadsInferWithOneProgramAndGetTheSerialBits() throws Exception {
        RandomSource random = RandomSource.seed(3);
        Sequential model = new Sequential(
                new Linear(20, 33, random), new GELU(), new Linear(33, 7, random), new Softmax(-1));
        check(model::forward, random, 5, 20);
    }

    @Test
    void aFusedStepHasArgumentsOfItsOwnInEachThread() throws Exception {
        check(x -> x.sigmoid().mul(x).add(0.25f), RandomSource.seed(3), 40_000);
    }

    private static void check(UnaryOperator<Tensor> computation, RandomSource random, int... dims) throws Exception {
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            inputs.add(random.normal(dims));
        }
        Program program = Program
                .capture(List.of(inputs.get(0)), in -> List.of(computation.apply((Tensor) in.get(0))))
                .program();
        List<Callable<List<float[]>>> tasks = new ArrayList<>();
        for (Tensor input : inputs) {
            tasks.add(() -> {
                List<float[]> results = new ArrayList<>();
                for (int run = 0; run < RUNS; run++) {
                    results.add(((Tensor) program.run(List.of(input)).get(0)).toArray());
                }
                return results;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<List<float[]>>> all = threads.invokeAll(tasks);
            for (int i = 0; i < THREADS; i++) {
                float[] expected = computation.apply(inputs.get(i)).toArray();
                assertThat(all.get(i).get()).hasSize(RUNS).allSatisfy(bits -> assertThat(bits).isEqualTo(expected));
            }
        }
    }
}
