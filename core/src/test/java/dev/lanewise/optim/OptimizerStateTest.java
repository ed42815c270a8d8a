package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.nn.Block;
import dev.lanewise.state.Snapshot;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
        final Tensor w = parameter("w", Course.parameter(0, 30, Course.N / 30));
        final Tensor b = parameter("b", Course.parameter(1, 3));
        private final transient Optimizer optimizer;
        private final Course.Step step;

        Run(Course course, Function<List<Tensor>, Optimizer> make) {
            this.optimizer = make.apply(List.of(w, b));
            this.step = course.step(x -> {
                Tensor loss = w.mul(x.reshape(w.shape())).add(b.sum()).square().mean();
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
                optimizer("Adam, amsgrad", p -> new Adam(p, 0.01).amsgrad(true)),
                optimizer("Adagrad", p -> new Adagrad(p, schedule).lrDecay(0.1).initialAccumulator(0.1)),
                optimizer("Adadelta", p -> new Adadelta(p, 1)),
                optimizer("Adamax", p -> new Adamax(p, schedule)),
                optimizer("NAdam", p -> new NAdam(p, schedule).momentumDecay(0.1).weightDecay(0.1)),
                optimizer("RAdam", p -> new RAdam(p, 0.01).decoupledWeightDecay(true).weightDecay(0.1)),
                optimizer("Adafactor", p -> new Adafactor(p, schedule).weightDecay(0.1)),
                optimizer("LAMB", p -> new LAMB(p, schedule)),
                optimizer("Muon", p -> new ParameterGroups(
                        new Muon(p.subList(0, 1), schedule), new SGD(p.subList(1, 2), schedule))),
                optimizer("Rprop", p -> new Rprop(p, 0.01)),
                optimizer("ASGD", p -> new ASGD(p, schedule).t0(4)),
                optimizer("Lookahead", p -> new Lookahead(new Lion(p, schedule), 5, 0.3)),
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
        assertThat(names(new SGD(List.of(Tensor.zeros(1)), 0.1))).containsExactlyInAnyOrder("o.rule", "o.lr.rate",
                "o.lr.set", "o.lr.schedule", "o.step", "o.0.step", "o.settings.momentum", "o.settings.dampening",
                "o.settings.weightDecay", "o.settings.nesterov");
    }

    @Test
    void aSettingThatWasOnForAMomentLeavesNoState() {
        List<Tensor> p = List.of(Tensor.zeros(1).requiresGrad(true));
        assertThat(names(new Adam(p, 0.1).amsgrad(true).amsgrad(false))).isEqualTo(names(new Adam(p, 0.1)));
        assertThat(names(new SGD(p, 0.1).momentum(0.9).momentum(0))).isEqualTo(names(new SGD(p, 0.1)));
        assertThat(names(new RMSprop(p, 0.1).momentum(0.9).centered(true).momentum(0).centered(false)))
                .isEqualTo(names(new RMSprop(p, 0.1)));
    }

    static Stream<Arguments> switched() {
        return Stream.of(
                switched("SGD", p -> new SGD(p, 0.1).dampening(0.5), (sgd, on) -> sgd.momentum(on ? 0.9 : 0)),
                switched("Adam", p -> new Adam(p, 0.1).betas(0.5, 0.5), (adam, on) -> adam.amsgrad(on)),
                switched("RMSprop", p -> new RMSprop(p, 0.1),
                        (rms, on) -> rms.momentum(on ? 0.9 : 0).centered(on)));
    }

    private static <R extends UpdateRule> Arguments switched(
            String name, Function<List<Tensor>, R> make, BiConsumer<R, Boolean> set) {
        return Arguments.argumentSet(name, make, set);
    }

    /** What was kept while it was on goes on when it is on again, as in a run that was never saved. */
    @ParameterizedTest
    @MethodSource("switched")
    <R extends UpdateRule> void aSettingThatIsOffWhenStateIsSavedGoesOn(
            Function<List<Tensor>, R> make, BiConsumer<R, Boolean> set) {
        Tensor p = Tensor.of(1).requiresGrad(true);
        R whole = make.apply(List.of(p));
        step(whole, set, true, 8);
        step(whole, set, false, 1);
        Tensor q = p.detach().copy().requiresGrad(true);
        R resumed = make.apply(List.of(q));
        set.accept(resumed, true);
        set.accept(resumed, false);
        Snapshot.take(Map.of("o", whole)).restore(Map.of("o", resumed));
        for (R rule : List.of(whole, resumed)) {
            step(rule, set, false, 2);
            step(rule, set, true, 1);
        }
        assertThat(q.detach()).hasBitsOf(p.detach());
        assertThat(names(resumed)).isEqualTo(names(whole));
    }

    /** A state without it, loaded where there is some, takes it away. */
    @ParameterizedTest
    @MethodSource("switched")
    <R extends UpdateRule> void aSettingThatWasNeverOnIsLoadedAsSuch(
            Function<List<Tensor>, R> make, BiConsumer<R, Boolean> set) {
        Tensor p = Tensor.of(1).requiresGrad(true);
        R fresh = make.apply(List.of(p));
        Tensor q = p.detach().copy().requiresGrad(true);
        R used = make.apply(List.of(q));
        step(used, set, true, 8);
        set.accept(used, false);
        Snapshot.take(Map.of("o", fresh)).restore(Map.of("o", used));
        q.assign(p.detach());
        step(fresh, set, true, 1);
        step(used, set, true, 1);
        assertThat(q.detach()).hasBitsOf(p.detach());
    }

    private static <R extends UpdateRule> void step(R rule, BiConsumer<R, Boolean> set, boolean on, float gradient) {
        set.accept(rule, on);
        rule.parameters().getFirst().setGrad(Tensor.of(gradient));
        rule.step();
        rule.zeroGrad();
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

    /** In the place of a schedule, in the state that is loaded or in the optimizer it is loaded into. */
    @Test
    void whetherALearningRateWasSetIsLoaded() {
        Schedule schedule = Schedules.linear(0.5, 0, 4);
        UpdateRule scheduled = new SGD(List.of(Tensor.zeros(1)), schedule);
        UpdateRule set = new SGD(List.of(Tensor.zeros(1)), schedule);
        set.setLr(0.25);
        Snapshot withoutANumber = Snapshot.take(Map.of("o", scheduled));
        Snapshot withANumber = Snapshot.take(Map.of("o", set));
        withANumber.restore(Map.of("o", scheduled));
        assertThat(scheduled.lr()).isEqualTo(0.25);
        withoutANumber.restore(Map.of("o", set));
        assertThat(set.lr()).isEqualTo(0.5);
        assertThat(set).hasToString(new SGD(List.of(Tensor.zeros(1)), schedule).toString());
        UpdateRule number = new SGD(List.of(Tensor.zeros(1)), 0.25);
        assertThatIllegalArgumentException().isThrownBy(() -> withANumber.restore(Map.of("o", number)))
                .withMessageContaining("\"o.lr.schedule\" was linear(0.5, 0, 4) and is now none");
    }

    static Stream<Arguments> numbersThatAreNone() {
        return Stream.of(
                Arguments.of("o.lr.rate", "NaN", "SGD: learning rate NaN is not a finite number of 0 or more"),
                Arguments.of("o.lr.0.lr", "-1.0", "plateau: learning rate -1.0 is not a finite number of 0 or more"),
                Arguments.of("o.lr.0.worse", "-1", "plateau: worse -1 is less than 0"),
                Arguments.of("o.step", "-3", "SGD: step -3 is less than 0"),
                Arguments.of("o.0.step", "-2", "SGD: step -2 is less than 0"),
                Arguments.of("o.0.momentum_step", "-2", "SGD: momentum_step -2 is less than 0"));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("numbersThatAreNone")
    void numbersThatAreNoneAreRefusedAndNothingIsChanged(String path, String value, String sentence) {
        UpdateRule optimizer = new SGD(List.of(Tensor.zeros(1)), new Plateau(0.1)).momentum(0.5);
        Snapshot saved = Snapshot.take(Map.of("o", optimizer));
        Map<String, String> texts = new HashMap<>(saved.texts());
        assertThat(texts.replace(path, value)).isNotNull();
        Snapshot wrong = new Snapshot(saved.tensors(), saved.ints(), texts);
        assertThatIllegalArgumentException().isThrownBy(() -> wrong.restore(Map.of("o", optimizer)))
                .withMessage(sentence);
        assertThat(Snapshot.take(Map.of("o", optimizer)).texts()).isEqualTo(saved.texts());
    }

    /** A schedule that a user has made of another. */
    private record Scaled(Schedule whole, double factor) implements Schedule {
        @Override
        public double at(long step) {
            return factor * whole.at(step);
        }

        @Override
        public List<Schedule> parts() {
            return List.of(whole);
        }
    }

    static Stream<Arguments> compositions() {
        return Stream.of(
                Arguments.argumentSet("times", schedule(plateau -> plateau.times(2))),
                Arguments.argumentSet("warmup", schedule(plateau -> Schedules.warmup(2, plateau))),
                Arguments.argumentSet("sequence",
                        schedule(plateau -> Schedules.sequence(List.of(Schedules.constant(1), plateau), 2))),
                Arguments.argumentSet("of a user's", schedule(plateau -> new Scaled(plateau.times(2), 3))));
    }

    private static UnaryOperator<Schedule> schedule(UnaryOperator<Schedule> composed) {
        return composed;
    }

    @ParameterizedTest
    @MethodSource("compositions")
    void aPlateauIsLoadedWithTheOptimizer(UnaryOperator<Schedule> composed) {
        Plateau plateau = new Plateau(0.1).patience(0);
        UpdateRule optimizer = new SGD(List.of(Tensor.zeros(1)), composed.apply(plateau));
        plateau.observe(1);
        plateau.observe(1);
        Plateau second = new Plateau(0.1).patience(0);
        UpdateRule other = new SGD(List.of(Tensor.zeros(1)), composed.apply(second));
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
                .withMessageContaining("\"o.lr.schedule\" was cosine(0.1, 10) and is now cosine(0.1, 20)");
        assertThat(other.lr()).isEqualTo(0.1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> saved.restore(Map.of("o", new Lion(List.of(Tensor.zeros(1)), 0.1))))
                .withMessageContaining("\"o.rule\" was Adam and is now Lion");
    }
}
