package dev.lanewise.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionTableTest {
    private static final Row TORCH = new Row("fn gather rows 1000 [10,100]", 1, "pytorch", 2, 8);
    private static final Row NUMPY = new Row("fn gather rows 1000 [10,100]", 1, "numpy", 2, 1);
    private static final Row LARGE = new Row("fn gather line 100000 [100000]", 1, "pytorch", 10, 20);
    private static final Row TWO = new Row("fn sin 1000 [1000]", 2, "pytorch", 1, 9);
    private static final Row OTHER = new Row("sum 1000", 1, "pytorch", 1, 1);

    @Test
    void theFastestPeerIsChosenForEachPieceOfWork() {
        Row slower = new Row("fn sin 1000 [1000]", 2, Goal.ONE_THREAD, 1, 0.5);

        Row convolution = new Row("conv 5x5 64x1x28x28 to 32, forward", 1, "jax", 3, 4);

        Row ceiling = new Row("conv 5x5 64x1x28x28 to 32, forward", 1, "fma-ceiling", 3, 1);

        assertThat(Fastest.rows(List.of(TORCH, NUMPY, LARGE, TWO, OTHER, slower, ceiling, convolution)))
                .containsExactly(
                        new Row("fn gather rows 1000 [10,100]", 1, Goal.FASTEST, 2, 1),
                        new Row("fn gather line 100000 [100000]", 1, Goal.FASTEST, 10, 20),
                        new Row("fn sin 1000 [1000]", 2, Goal.FASTEST, 1, 9),
                        new Row("conv 5x5 64x1x28x28 to 32, forward", 1, Goal.FASTEST, 3, 4));
    }

    @Test
    void meansAreShownByFunctionPeerAndSizeWithTheLowestRatio() {
        List<Row> rows = new ArrayList<>(List.of(TORCH, NUMPY, LARGE, TWO, OTHER));
        rows.addAll(Fastest.rows(rows));

        assertThat(FunctionTable.of(rows)).isEqualTo("""

                Functions: geometric means of the ratios
                  function    peer              1,000   100,000  10,000,000  lowest
                  gather      pytorch            4.00      2.00              2.00 \
                (fn gather line 100000 [100000], 1 thread)
                  gather      numpy              0.50                        0.50 \
                (fn gather rows 1000 [10,100], 1 thread)
                  gather      fastest-peer       0.50      2.00              0.50 \
                (fn gather rows 1000 [10,100], 1 thread)
                  sin         pytorch            9.00                        9.00 \
                (fn sin 1000 [1000], 2 threads)
                  sin         fastest-peer       9.00                        9.00 \
                (fn sin 1000 [1000], 2 threads)
                  all         pytorch            6.00      2.00              2.00 \
                (fn gather line 100000 [100000], 1 thread)
                  all         numpy              0.50                        0.50 \
                (fn gather rows 1000 [10,100], 1 thread)
                  all         fastest-peer       2.12      2.00              0.50 \
                (fn gather rows 1000 [10,100], 1 thread)
                """);
        assertThat(FunctionTable.of(List.of(OTHER))).isEmpty();
    }

    @Test
    void aFunctionIsDoneForAShorterTimeThanATrainingStep() {
        List<Workload> all = Workloads.all();
        Workload function = all.stream().filter(w -> w.name().startsWith("fn ")).findFirst().orElseThrow();
        Workload step = all.stream().filter(w -> w.name().startsWith("mlp ")).findFirst().orElseThrow();
        Contender ours = function.contenders().getFirst();
        Contender numpy = function.contenders().getLast();

        assertThat(Pace.of(function, false).warmUp(numpy)).isLessThan(Pace.of(function, false).warmUp(ours));
        assertThat(Pace.of(function, false).warmUp(ours)).isLessThan(Pace.of(step, false).warmUp(ours));
        Workload network = all.stream().filter(w -> w.name().startsWith("cnn ")).findFirst().orElseThrow();
        assertThat(Pace.of(network, false)).isEqualTo(Pace.of(step, false));
        assertThat(Pace.of(function, true).warmUp(ours)).isLessThan(Pace.of(step, true).warmUp(ours));
    }
}
