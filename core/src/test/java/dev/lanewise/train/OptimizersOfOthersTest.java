package dev.lanewise.train;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.data.Batch;
import dev.lanewise.optim.LiveScalars;
import dev.lanewise.optim.RuleSettings;
import dev.lanewise.optim.Schedule;
import dev.lanewise.optim.Schedules;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** An optimizer that others write is one class, and has what Lanewise's have: capture, schedules, state. */
class OptimizersOfOthersTest {
    /** Adagrad, its sums begun above 0, with a warm-up: it uses all that a rule may. */
    private static final class Adagrad extends UpdateRule {
        private final Slot sum;
        private double eps = 1e-10;

        Adagrad(List<Tensor> parameters, Schedule lr) {
            super(parameters, lr);
            this.sum = slot("sum", parameter -> Tensor.zerosLike(parameter).add(0.1));
        }

        Adagrad eps(double eps) {
            requireBetweenRuns("eps");
            this.eps = eps;
            return this;
        }

        @Override
        protected void settings(RuleSettings settings) {
            settings.add("eps", eps);
        }

        @Override
        protected void update(Parameter p, LiveScalars live) {
            Tensor s = p.slot(sum);
            s.assign(s.add(p.grad().square()));
            Tensor rate = live.of((lr, step) -> lr * step / (step + 1));
            p.value().assign(p.value().sub(p.grad().mul(rate).div(s.sqrt().add(eps))));
        }
    }

    /** The parameters after thirty steps; a setting changes on the way, and what is frozen. */
    private static List<Tensor> train(boolean captured) {
        Tensor w = RandomSource.at(5, 0, 0).normal(40, 30).requiresGrad(true);
        Tensor b = RandomSource.at(5, 1, 0).normal(30).requiresGrad(true);
        Adagrad optimizer = new Adagrad(List.of(w, b), step -> 0.1 / (1 + step));
        Function<Batch<Tensor, Tensor>, Tensor> eager = batch -> {
            Tensor loss = batch.inputs().matmul(w).add(b).sub(batch.targets()).square().mean();
            loss.backward();
            optimizer.step();
            return loss;
        };
        TrainStep<Batch<Tensor, Tensor>> step = TrainStep.capture(eager);
        for (int i = 0; i < 30; i++) {
            optimizer.eps(i < 20 ? 1e-10 : 1e-3);
            b.requiresGrad(i % 3 != 0);
            RandomSource random = RandomSource.at(6, i, 0);
            Batch<Tensor, Tensor> batch = new Batch<>(random.normal(8, 40), random.normal(8, 30));
            Tensor loss = captured ? step.run(batch) : eager.apply(batch);
            assertThat(loss.item()).isFinite();
            optimizer.zeroGrad();
        }
        return List.of(w.detach(), b.detach());
    }

    @Test
    void capturedItHasTheBitsOfTheEagerRun() {
        List<Tensor> eager = train(false);
        List<Tensor> captured = train(true);
        assertThat(captured.get(0)).hasBitsOf(eager.get(0));
        assertThat(captured.get(1)).hasBitsOf(eager.get(1));
    }

    @Test
    void itsStateIsSavedAndLoaded() {
        Tensor p = Tensor.of(1f, 2f).requiresGrad(true);
        p.setGrad(Tensor.of(3f, 4f));
        Adagrad optimizer = new Adagrad(List.of(p), _ -> 0.1);
        Adagrad other = new Adagrad(List.of(Tensor.zeros(2)), _ -> 0.1);
        optimizer.step();
        Snapshot saved = Snapshot.take(Map.of("o", optimizer));
        saved.restore(Map.of("o", other));
        assertThat(Snapshot.take(Map.of("o", other)).tensors().get("o.0.sum")).hasBitsOf(Tensor.of(9.1f, 16.1f));
        assertThatIllegalArgumentException().isThrownBy(() -> saved.restore(Map.of("o", other.eps(1))))
                .withMessageContaining("\"o.settings.eps\" was 1e-10 and is now 1");
    }

    @Test
    void itIsPrintedWithItsSettings() {
        assertThat(new Adagrad(List.of(Tensor.zeros(2)), Schedules.cosine(0.1, 5)))
                .hasToString("Adagrad(lr=cosine(0.1, 5), eps=1e-10, 1 parameter)");
    }
}
