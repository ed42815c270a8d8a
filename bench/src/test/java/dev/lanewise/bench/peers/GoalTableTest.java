package dev.lanewise.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.bench.peers.Contender.Worker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GoalTableTest {
    private static final Row SLOW = new Row("sgemm 32x32x32 NN", 1, "pytorch", 2, 1.6);
    private static final Row FAST = new Row("sgemm 64x64x64 NN", 2, "pytorch", 10, 20);

    @Test
    void aGroupShowsItsRowsTheirMeanAndWhetherTheGoalIsReached() {
        assertThat(GoalTable.of(List.of(SLOW, FAST))).isEqualTo("""

                Products against MKL, through PyTorch, pytorch
                  workload                                       threads           ours         theirs     ratio
                  sgemm 32x32x32 NN                                    1        2.00 us        1.60 us      0.80
                  sgemm 64x64x64 NN                                    2       10.00 us       20.00 us      2.00
                  geometric mean 1.26, lowest 0.80 (sgemm 32x32x32 NN, 1 thread); \
                goal: geometric mean >= 1.10, each >= 0.85: missed
                """);
        assertThat(GoalTable.of(List.of(FAST))).contains("each >= 0.85: reached");
    }

    @Test
    void whatHasNoGoalIsShownOncePerPeer() {
        Row netlib = new Row("sgemm 32x32x32 NN", 1, "netlib", 2, 12_345);

        assertThat(GoalTable.of(List.of(SLOW, netlib)))
                .contains("No goal set: netlib")
                .contains("12.35 ms")
                .doesNotContain("No goal set: pytorch");
    }

    @Test
    void memoryIsShownInMegabytes() {
        Row memory = new Row("memory cnn mnist B64 adam", 1, "pytorch", 30e6, 45e6);

        assertThat(GoalTable.of(List.of(memory))).contains("30.0 MB        45.0 MB      1.50")
                .contains("goal: each >= 1.43: reached");
        assertThat(GoalTable.line(memory)).contains("30.0 MB");
    }

    @Test
    void theMemoryOfAttentionCountsBytesAndNoTime() {
        Row memory = new Row("attention memory 1x8x4096x64", 1, "score-matrix", 40e6, 536.9e6);

        assertThat(GoalTable.of(List.of(memory))).contains("40.0 MB       536.9 MB     13.4")
                .contains("goal: each >= 10.00: reached")
                .doesNotContain("Attention, forward and backward");
        assertThat(Fastest.rows(List.of(memory))).isEmpty();
    }

    @Test
    void theBetterThreadCountIsChosenForEachSide() {
        List<Row> rows = List.of(
                new Row("mlp 784-32-10 B1 sgd", 1, "jax", 10, 40), new Row("mlp 784-32-10 B1 sgd", 2, "jax", 15, 30));
        Goal goal = Goal.all().stream().filter(g -> g.threads() == Goal.Threads.BEST && g.peer().equals("jax"))
                .findFirst().orElseThrow();

        assertThat(goal.select(rows)).containsExactly(new Row("mlp 784-32-10 B1 sgd", 1, "jax", 10, 30));
        assertThat(goal.isReachedBy(goal.select(rows))).isTrue();
        assertThat(GoalTable.of(rows)).contains("best").doesNotContain("No goal set");
    }

    @Test
    void theGeometricMeanIsThatOfTheRatios() {
        assertThat(Goal.geometricMean(List.of(SLOW, FAST))).isCloseTo(Math.sqrt(1.6), within(1e-12));
    }

    @Test
    void aFamilysBestIsComparedWithOurBest() {
        Map<Contender, Double> medians = new LinkedHashMap<>();
        medians.put(Contender.variant("lanewise", "eager", Worker.LANEWISE), 20.0);
        medians.put(Contender.variant("lanewise", "captured", Worker.LANEWISE), 10.0);
        medians.put(Contender.variant("pytorch", "eager", Worker.PYTORCH), 60.0);
        medians.put(Contender.variant("pytorch", "fused", Worker.PYTORCH), 50.0);
        medians.put(Contender.single("jax", Worker.JAX), 30.0);

        assertThat(Race.rows("w", 1, medians)).containsExactlyInAnyOrder(
                new Row("w", 1, "pytorch", 10, 50), new Row("w", 1, "jax", 10, 30),
                new Row("w", 1, "lanewise-eager", 10, 20), new Row("w", 1, "lanewise-captured", 10, 10),
                new Row("w", 1, "pytorch-eager", 10, 60), new Row("w", 1, "pytorch-fused", 10, 50));
        medians.keySet().removeIf(Contender::isOurs);
        assertThat(Race.rows("w", 1, medians)).isEmpty();
    }

    @Test
    void twoThreadsAreComparedWithOne() {
        List<Row> rows = List.of(new Row("w", 1, "jax", 30, 1), new Row("w", 2, "jax", 20, 1),
                new Row("v", 2, "jax", 1, 1));

        assertThat(OneThread.rows(rows)).containsExactly(new Row("w", 2, Goal.ONE_THREAD, 20, 30));
    }

    @Test
    void medianIsTheMiddleOrTheMeanOfTheTwoMiddles() {
        assertThat(Race.median(List.of(5.0, 1.0, 3.0))).isEqualTo(3);
        assertThat(Race.median(List.of(5.0, 1.0, 3.0, 9.0))).isEqualTo(4);
    }
}
