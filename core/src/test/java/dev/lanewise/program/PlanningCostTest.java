package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.optim.SGD;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Planning twice as many ops costs twice as much: an unrolled recurrent network has tens of thousands. */
class PlanningCostTest {
    /** Ops of one unrolled step, with its gradient. */
    private static final int OPS = 10;

    @ParameterizedTest
    @ValueSource(ints = {4, 33})
    void planningIsNearLinear(int size) {
        Plan once = plan(20_000 / OPS, size);
        Plan twice = plan(40_000 / OPS, size);
        assertThat(twice.visits()).isLessThanOrEqualTo(once.visits() * 23 / 10);
        assertThat(twice.steps()).hasSizeBetween(once.steps().size() * 19 / 10, once.steps().size() * 21 / 10);
    }

    /** An unrolled network; from 33 on its matrices are large enough to be fused. */
    private static Plan plan(int unrolled, int size) {
        Tensor w = RandomSource.seed(1).normal(size, size).mul(0.01f).requiresGrad(true);
        Tensor u = RandomSource.seed(2).normal(size, size).mul(0.01f).requiresGrad(true);
        SGD optimizer = new SGD(List.of(w, u), 0.01);
        return Program.capture(List.of(Tensor.ones(size, size)), in -> {
            Tensor x = (Tensor) in.get(0);
            Tensor h = x;
            for (int i = 0; i < unrolled; i++) {
                h = h.matmul(w).add(x.matmul(u)).tanh();
            }
            Tensor loss = h.square().sum();
            loss.backward();
            optimizer.step();
            return List.of(loss);
        }).program().plan();
    }
}
