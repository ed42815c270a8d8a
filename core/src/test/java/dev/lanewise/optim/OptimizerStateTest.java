package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.nn.Block;
import dev.lanewise.state.Snapshot;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An optimizer that is loaded goes on as if it had never stopped. */
class OptimizerStateTest {
    private static final int STEPS = 12;

    /** Parameters, saved with the optimizer, and a step that trains them. */
    private static final class Run extends Block {
        final Tensor w = parameter("w", Course.parameter(0, Course.N));
        final Tensor b = parameter("b", Course.parameter(1, 3));
        private final transient Optimizer optimizer;
        private final Course.Step step;

        Run(Course course, Function<List<Tensor>, Optimizer> make) {
            this.optimizer = make.apply(List.of(w, b));
            this.step = course.step(x -> {
                Tensor loss = w.mul(x).add(b.sum()).square().mean();
                loss.backward();
                optimizer.step();
                return loss;
            }, false);
        }

        /** Takes the steps of these numbers. */
        void steps(int from, int to) {
            for (int i = from; i < to; i++) {
                step.run(Course.parameter(100 + i, Course.N).detach());
                optimizer.zeroGrad();
            }
        }

        Map<String, Stateful> parts() {
            return Map.of("weights", this, "optimizer", optimizer);
        }
    }

    private static Arguments optimizer(String name, Function<List<Tensor>, Optimizer> make) {
        return Arguments.argumentSet(name, make);
    }

    static Stream<Arguments> optimizers() {
        Schedule schedule = Schedules.warmup(3, Schedules.cosine(0.1, 9));
        return Stream.of(
                optimizer("SGD", p -> new SGD(p, schedule)),
                optimizer("SGD with momentum", p -> new SGD(p, 0.1).momentum(0.9).nesterov(true)),
                optimizer("Adam", p -> new Adam(p, 0.01)),
                optimizer("AdamW", p -> new AdamW(p, schedule)),
                optimizer("RMSprop", p -> new RMSprop(p, 0.01)),
                optimizer("RMSprop, all settings", p -> new RMSprop(p, 0.01).momentum(0.9).centered(true)),
                optimizer("Lion", p -> new Lion(p, schedule.times(0.1)).weightDecay(0.1)),
                optimizer("groups", p -> new ParameterGroups(
                        new Lion(p.subList(0, 1), 0.01), new AdamW(p.subList(1, 2), schedule))));
    }

    private static void assertResumes(Function<List<Tensor>, Optimizer> make, boolean captured) {
        List<Tensor> whole = Course.of(course -> {
            Run run = new Run(course, make);
            run.steps(0, STEPS);
            course.keep(run.w);
            course.keep(run.b);
        }, captured);
        List<Tensor> resumed = Course.of(course -> {
            Run first = new Run(course, make);
            first.steps(0, STEPS / 2);
            Snapshot saved = Snapshot.take(first.parts());
            first.steps(0, 2); // the snapshot has copies
            Run second = new Run(course, make);
            second.steps(3, 5); // what it has by then is replaced
            saved.restore(second.parts());
            second.steps(STEPS / 2, STEPS);
            course.keep(second.w);
            course.keep(second.b);
        }, captured);
        Course.assertSame(last(resumed), last(whole));
    }

    private static List<Tensor> last(List<Tensor> seen) {
        return seen.subList(seen.size() - 2, seen.size());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void eagerly(Function<List<Tensor>, Optimizer> make) {
        assertResumes(make, false);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void captured(Function<List<Tensor>, Optimizer> make) {
        assertResumes(make, true);
    }

    @Test
    void theNamesOfSlotsArePyTorchs() {
        assertThat(names(new Adam(List.of(Tensor.zeros(1)), 0.1))).contains("o.0.exp_avg", "o.0.exp_avg_sq");
        assertThat(names(new SGD(List.of(Tensor.zeros(1)), 0.1).momentum(0.9))).contains("o.0.momentum_buffer");
        assertThat(names(new RMSprop(List.of(Tensor.zeros(1)), 0.1).momentum(0.9).centered(true)))
                .contains("o.0.square_avg", "o.0.grad_avg", "o.0.momentum_buffer");
        assertThat(names(new SGD(List.of(Tensor.zeros(1)), 0.1))).containsExactlyInAnyOrder("o.rule", "o.lr", "o.step",
                "o.0.step", "o.settings.momentum", "o.settings.dampening", "o.settings.weightDecay",
                "o.settings.nesterov");
    }

    private static Set<String> names(Optimizer optimizer) {
        return Snapshot.take(Map.of("o", optimizer)).names();
    }

    @Test
    void aGradientThatIsHeldIsSavedSoThatAccumulationGoesOn() {
        Tensor p = Tensor.of(1f, 2f).requiresGrad(true);
        p.setGrad(Tensor.of(3f, 4f));
        Optimizer optimizer = new SGD(List.of(p), 0.1);
        Snapshot held = Snapshot.take(Map.of("o", optimizer));
        optimizer.zeroGrad();
        Snapshot none = Snapshot.take(Map.of("o", optimizer));
        held.restore(Map.of("o", optimizer));
        assertThat(Objects.requireNonNull(p.grad())).hasBitsOf(Tensor.of(3f, 4f));
        none.restore(Map.of("o", optimizer));
        assertThat(p.grad()).isNull();
    }

    @Test
    void aLearningRateThatWasSetIsLoaded() {
        UpdateRule optimizer = new SGD(List.of(Tensor.zeros(1)), 0.1);
        optimizer.setLr(1.0 / 3);
        UpdateRule other = new SGD(List.of(Tensor.zeros(1)), 0.1);
        Snapshot.take(Map.of("o", optimizer)).restore(Map.of("o", other));
        assertThat(other.lr()).isEqualTo(1.0 / 3);
    }

    @Test
    void aPlateauIsLoadedWithTheOptimizer() {
        Plateau plateau = new Plateau(0.1).patience(0);
        UpdateRule optimizer = new SGD(List.of(Tensor.zeros(1)), Schedules.warmup(2, plateau.times(2)));
        plateau.observe(1);
        plateau.observe(1);
        Plateau second = new Plateau(0.1).patience(0);
        UpdateRule other = new SGD(List.of(Tensor.zeros(1)), Schedules.warmup(2, second.times(2)));
        Snapshot.take(Map.of("o", optimizer)).restore(Map.of("o", other));
        assertThat(second.at(0)).isEqualTo(plateau.at(0)).isLessThan(0.1);
        assertThat(second.observe(0.5)).isEqualTo(plateau.observe(0.5));
        assertThat(second.observe(0.6)).isEqualTo(plateau.observe(0.6));
    }

    @Test
    void otherSettingsAreNamedAndNothingIsChanged() {
        Tensor p = Tensor.of(1f).requiresGrad(true);
        p.setGrad(Tensor.ones(1));
        Adam adam = new Adam(List.of(p), Schedules.cosine(0.1, 10)).betas(0.8, 0.9);
        adam.step();
        Snapshot saved = Snapshot.take(Map.of("o", adam));
        UpdateRule other = new Adam(List.of(Tensor.zeros(1)), Schedules.cosine(0.1, 20));
        assertThatIllegalArgumentException().isThrownBy(() -> saved.restore(Map.of("o", other)))
                .withMessageContaining("\"o.settings.betas\" was (0.8, 0.9) and is now (0.9, 0.999)")
                .withMessageContaining("\"o.lr\" was cosine(0.1, 10) and is now cosine(0.1, 20)");
        assertThat(other.lr()).isEqualTo(0.1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> saved.restore(Map.of("o", new Lion(List.of(Tensor.zeros(1)), 0.1))))
                .withMessageContaining("\"o.rule\" was Adam and is now Lion");
    }
}
