package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.program.Program;
import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LookaheadTest {
    private static Arguments wrapped(String name, Function<List<Tensor>, Optimizer> make) {
        return Arguments.argumentSet(name, name, make);
    }

    static Stream<Arguments> optimizers() {
        return Stream.of(
                wrapped("Lookahead", p -> new Lookahead(new AdamW(p, 0.05))),
                wrapped("Lookahead with settings", p -> new Lookahead(new SGD(p, 0.05).momentum(0.9), 3, 0.8)),
                wrapped("Lookahead of groups", p -> new Lookahead(new ParameterGroups(
                        new AdamW(p.subList(0, 2), 0.1).weightDecay(0.3), new AdamW(p.subList(2, 5), 0.02)), 4, 0.3)));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void twelveStepsAreThoseOfThePaper(String name, Function<List<Tensor>, Optimizer> make) {
        assertThat(Matrices.train(make)).isWithin(relative(1e-5).plus(1e-6)).of(PyTorch.floats(name));
    }

    private static final Schedule SCHEDULE = Schedules.warmup(3, Schedules.cosine(0.1, 9));

    /** In some runs, one of which the slow weights move in, a parameter is frozen; two steps in a run are two. */
    @Test
    void capturedTheBitsAreTheEagerOnes() {
        Course.assertCapturedIsEager(course -> {
            Tensor w = Course.parameter(0, Course.N);
            Tensor v = Course.parameter(1, Course.N);
            Optimizer optimizer = new Lookahead(new ParameterGroups(
                    new Lion(List.of(w), SCHEDULE.times(0.1)), new SGD(List.of(v), SCHEDULE).momentum(0.9)), 3, 0.25);
            Course.Step step = course.step(x -> {
                for (int i = 0; i < 2; i++) {
                    w.mul(x).add(v).square().mean().backward();
                    optimizer.step();
                    optimizer.zeroGrad();
                }
                return w.mean();
            }, false);
            for (int run = 0; run < 10; run++) {
                v.requiresGrad(run < 3 || run > 5);
                course.next(step);
                Snapshot.take(Map.of("o", optimizer)).tensors().values().forEach(course::keep);
                course.keep(w);
                course.keep(v);
            }
        });
    }

    private static void step(Optimizer optimizer, float gradient) {
        optimizer.parameters().forEach(parameter -> parameter.setGrad(Tensor.of(gradient)));
        optimizer.step();
        optimizer.zeroGrad();
    }

    @Test
    void slowWeightsBeginAsParametersAreAtTheFirstStep() {
        Tensor p = Tensor.of(100f).requiresGrad(true);
        Optimizer optimizer = new Lookahead(new SGD(List.of(p), 1), 2, 0.5);
        p.assign(Tensor.of(8f)); // weights are loaded
        step(optimizer, 2);
        assertThat(p.item()).isEqualTo(6f);
        step(optimizer, 2);
        assertThat(p.item()).isEqualTo(6f); // half the way to 4
    }

    /** A parameter that is infinite for a moment leaves the slow weights alone. */
    @Test
    void nothingIsReadUntilTheSlowWeightsMove() {
        Tensor p = Tensor.of(8f).requiresGrad(true);
        Optimizer optimizer = new Lookahead(new SGD(List.of(p), 1), 2, 0.5);
        step(optimizer, Float.NEGATIVE_INFINITY);
        assertThat(p.item()).isEqualTo(Float.POSITIVE_INFINITY);
        p.assign(Tensor.of(4f));
        step(optimizer, 0);
        assertThat(p.item()).isEqualTo(6f);
    }

    @Test
    void aFrozenParameterIsLeftAlone() {
        Tensor p = Tensor.of(8f).requiresGrad(true);
        Tensor q = Tensor.of(8f).requiresGrad(true);
        Optimizer optimizer = new Lookahead(new SGD(List.of(p, q), 1), 2, 0.5);
        step(optimizer, 2);
        q.requiresGrad(false);
        step(optimizer, 2);
        assertThat(p.item()).isEqualTo(6f);
        assertThat(q.item()).isEqualTo(6f);
    }

    @Test
    void aStepThatIsRefusedIsNotCounted() {
        Tensor p = Tensor.of(8f).requiresGrad(true);
        Optimizer optimizer = new Lookahead(new SGD(List.of(p), 1), 2, 0.5);
        step(optimizer, 2);
        assertThatIllegalStateException().isThrownBy(optimizer::step).withMessageStartingWith("SGD: step() finds no");
        assertThat(Snapshot.take(Map.of("o", optimizer)).texts()).containsEntry("o.step", "1");
        step(optimizer, 2);
        assertThat(p.item()).isEqualTo(6f);
    }

    @Test
    void whatIsSaved() {
        Tensor p = Tensor.zeros(2);
        SGD sgd = new SGD(List.of(p), 0.1).momentum(0.5);
        Snapshot saved = Snapshot.take(Map.of("o", new Lookahead(sgd)));
        assertThat(saved.tensors()).containsOnlyKeys("o.slow_0", "o.optimizer.0.momentum_buffer");
        assertThat(saved.texts()).containsEntry("o.k", "5").containsEntry("o.alpha", "0.5").containsEntry("o.step", "0")
                .containsEntry("o.optimizer.rule", "SGD");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> saved.restore(Map.of("o", new Lookahead(sgd, 6, 0.5))))
                .withMessageContaining("\"o.k\" was 5 and is now 6");
    }

    @Test
    @SuppressWarnings("NullAway") // that is one of the tests
    void hostileSettingsAreRefused() {
        SGD sgd = new SGD(List.of(Tensor.zeros(1)), 0.1);
        assertThatIllegalArgumentException().isThrownBy(() -> new Lookahead(null))
                .withMessage("Lookahead: the optimizer is null");
        assertThatIllegalArgumentException().isThrownBy(() -> new Lookahead(sgd, 0, 0.5))
                .withMessage("Lookahead: k 0 is less than 1");
        for (double alpha : new double[] {0, -0.5, 1.5, Double.NaN}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Lookahead(sgd, 5, alpha))
                    .withMessage("Lookahead: alpha " + alpha + " is not within 0 and 1, 0 excluded");
        }
        assertThatIllegalStateException().isThrownBy(() -> Program.capture(List.of(), _ -> {
            new Lookahead(sgd);
            return List.of();
        })).withMessage("capture: Lookahead: it is made in the middle of the captured computation, which would make it "
                + "once, and keep its state from run to run; make it before");
    }

    @Test
    void theTextNamesTheOptimizer() {
        Lookahead optimizer = new Lookahead(new Lion(List.of(Tensor.zeros(1)), 1e-4));
        assertThat(optimizer).hasToString(
                "Lookahead(k=5, alpha=0.5, Lion(lr=1e-4, betas=(0.9, 0.99), weightDecay=0, 1 parameter))");
        assertThat(optimizer.optimizer().parameters()).isEqualTo(optimizer.parameters());
    }
}
