package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.program.Program;
import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is refused of a rule: when it is made, and in its steps. */
class RuleFaultsTest {
    private static final Schedule HALVING = step -> StrictMath.pow(0.5, (double) step);

    private static final String NOT_COUNTED = "; the step is not counted, but what has been written stays";

    private static Tensor one() {
        return Tensor.of(1f).requiresGrad(true);
    }

    private static void step(Optimizer optimizer) {
        optimizer.parameters().forEach(parameter -> parameter.setGrad(Tensor.ones(parameter.dim(0))));
        optimizer.step();
    }

    // ---- slots

    @Test
    void aSlotBeginsWithACopyOfWhatItIsGiven() {
        Tensor p = one();
        Given rule = new Given(List.of(p), HALVING, (_, _) -> {});
        UpdateRule.Slot first = rule.more("first", Tensor::detach);
        p.assign(Tensor.of(2f));
        UpdateRule.Parameter parameter = new UpdateRule.Parameter(0, p, Tensor.of(0f));
        assertThat(parameter.slot(first)).hasBitsOf(Tensor.of(1f));
    }

    @Test
    void slotsThatDoNotFitAreRefused() {
        Given rule = new Given(List.of(one(), Tensor.zeros(2, 3)), HALVING, (_, _) -> {});
        assertThatIllegalArgumentException().isThrownBy(() -> rule.more("rows", p -> Tensor.zeros(p.dim(0))))
                .withMessage("Given: slot rows of parameter 1 is made with shape [2], and the parameter has shape "
                        + "[2, 3]");
        for (String name : List.of("", "a.b", "step", "grad", "kept")) {
            assertThatIllegalArgumentException().isThrownBy(() -> rule.more(name, Tensor::detach))
                    .withMessage("Given: a slot cannot be called '" + name
                            + "': the name is empty, has a dot, or is taken");
        }
    }

    @Test
    void aSlotIsNotAddedWithinAnUpdate() {
        Given late = new Given(List.of(one()), HALVING, (given, _) -> given.more("late", Tensor::detach));
        assertThatIllegalStateException().isThrownBy(() -> step(late))
                .withMessageContaining("failed: slot late is added within an update, when state may have been loaded "
                        + "already; add it when the rule is made, or when a setting that needs it is set;");
    }

    /** A rule with an average that is no slot. */
    private static final class Keeping extends UpdateRule {
        private final Map<String, List<Tensor>> averages = new HashMap<>();

        /** What it works with for a moment. */
        private transient @Nullable Tensor scratch;

        Keeping(List<Tensor> parameters) {
            super(parameters, 0.1);
        }

        @Override
        protected void update(Parameter p, LiveScalars live) {
            scratch = p.grad().mul(live.lr());
            p.value().assign(p.value().sub(scratch));
        }
    }

    @Test
    void aTensorInAFieldIsRefusedAtTheFirstStep() {
        Tensor p = one();
        Keeping rule = new Keeping(List.of(p));
        rule.averages.put("all", List.of(p, Tensor.zeros(2)));
        assertThatIllegalStateException().isThrownBy(() -> step(rule))
                .withMessage("Keeping: its field \"averages\" holds "
                        + "a tensor [2], which would not be saved, and not be followed by captured steps; keep it in a slot, "
                        + "or make the field transient if neither matters");
        assertThat(p.item()).isEqualTo(1f);
        rule.averages.put("all", List.of(p));
        step(rule);
        assertThat(p.item()).isEqualTo(0.9f);
    }

    @Test
    void aTensorThatAnUpdateLeavesInAFieldIsRefused() {
        Tensor p = one();
        UpdateRule rule = new UpdateRule(List.of(p), 0.1) {
            private @Nullable Tensor average;

            @Override
            protected void update(Parameter parameter, LiveScalars live) {
                Tensor sum = average == null ? parameter.grad() : average.add(parameter.grad());
                average = sum;
                parameter.value().assign(parameter.value().sub(sum));
            }
        };
        assertThatIllegalStateException().isThrownBy(() -> step(rule))
                .withMessageStartingWith("UpdateRule: its field \"average\" holds a tensor [1]");
    }

    /** Asks another schedule, and does not say so. */
    private record Hiding(List<Schedule> hidden) implements Schedule {
        @Override
        public double at(long step) {
            return hidden.getFirst().at(step);
        }

        @Override
        public String toString() {
            return "hiding";
        }
    }

    @Test
    void aScheduleThatHidesOneWithStateIsRefused() {
        Plateau plateau = new Plateau(0.1);
        List<Tensor> parameters = List.of(Tensor.zeros(1));
        String sentence = " holds a Plateau, whose state would not be saved; name it in parts()";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SGD(parameters, new Hiding(List.of(plateau))))
                .withMessage("SGD: the field \"hidden\" of the schedule hiding" + sentence);
        Schedule anonymous = new Schedule() {
            @Override
            public double at(long step) {
                return plateau.at(step);
            }
        };
        assertThatIllegalArgumentException().isThrownBy(() -> new SGD(parameters, Schedules.warmup(3, anonymous)))
                .withMessageContaining("SGD: the captured variable \"plateau\"").withMessageEndingWith(sentence);
        assertThat(new SGD(parameters, plateau.times(0.5)).lr()).isEqualTo(0.05);
        assertThat(new SGD(parameters, new Hiding(List.of(Schedules.constant(0.1)))).lr()).isEqualTo(0.1);
    }

    // ---- settings

    private enum Kind {
        PLAIN {
            @Override
            public String toString() {
                return "something else";
            }
        }
    }

    @Test
    void settingsAreCopiedAndPrinted() {
        List<Object> list = new ArrayList<>(List.of(1L, 0.5f, Kind.PLAIN));
        RuleSettings settings = new RuleSettings().add("list", list).addLive("text", "x");
        list.clear();
        assertThat(settings).hasToString("list=(1, 0.5, PLAIN), text=x");
        assertThat(settings.fixed()).containsOnlyKeys("list");
    }

    @Test
    void settingsAreRefusedByName() {
        RuleSettings settings = new RuleSettings().add("a", 1);
        assertThatIllegalArgumentException().isThrownBy(() -> settings.add("b", new double[1]))
                .withMessage("settings: b is of class double[], expected a number, boolean, text or constant of an "
                        + "enum, or a list of them");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.add("b", List.of(1, new Object())))
                .withMessageStartingWith("settings: b is of class java.lang.Object");
        for (String name : List.of("", "a.b")) {
            assertThatIllegalArgumentException().isThrownBy(() -> settings.addLive(name, 1))
                    .withMessage("settings: the name '" + name + "' is empty or has a dot");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> settings.add("a", 1))
                .withMessage("settings: a is added twice");
        assertThat(settings).hasToString("a=1");
    }

    @Test
    @SuppressWarnings("NullAway") // that is the test
    void aSlotIsNotNull() {
        Given rule = new Given(List.of(one()), HALVING, (_, _) -> {});
        assertThatIllegalArgumentException().isThrownBy(() -> rule.more("none", _ -> null))
                .withMessage("Given: the first value of slot none of parameter 0 is null");
        assertThatIllegalArgumentException().isThrownBy(() -> rule.more(null, Tensor::detach))
                .withMessage("Given: the name of a slot is null");
        assertThatIllegalArgumentException().isThrownBy(() -> rule.more("none", null))
                .withMessage("Given: what gives the first value of slot none is null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UpdateRule.Parameter(0, one(), one()).slot(null))
                .withMessage("slot: the slot is null");
    }

    @Test
    void aSlotOfAnotherRuleIsRefused() {
        Given other = new Given(List.of(one()), HALVING, (_, _) -> {});
        Given rule = new Given(List.of(one()), HALVING, (_, p) -> other.kept(p));
        assertThatIllegalStateException().isThrownBy(() -> step(rule)).withMessage("Given: the update of parameter 0 "
                + "[1] failed: slot kept belongs to another optimizer than parameter 0 [1]" + NOT_COUNTED);
    }

    // ---- updates

    @Test
    void anUpdateThatFailsNamesTheRuleAndTheParameter() {
        Tensor first = one();
        Given wrongShape = new Given(List.of(first, Tensor.zeros(2).requiresGrad(true)), HALVING, (_, p) -> p.value()
                .assign(Tensor.zeros(1)));
        assertThatIllegalStateException().isThrownBy(() -> step(wrongShape))
                .withMessageStartingWith("Given: the update of parameter 1 [2] failed: assign: ")
                .withCauseInstanceOf(IllegalArgumentException.class);
        assertThat(first.item()).isZero(); // it had been updated
        Given silent = new Given(List.of(one()), HALVING, (_, _) -> {
            throw new UnsupportedOperationException();
        });
        assertThatIllegalStateException().isThrownBy(() -> step(silent))
                .withMessage(
                        "Given: the update of parameter 0 [1] failed: UnsupportedOperationException" + NOT_COUNTED);
    }

    @Test
    void aLearningRateThatIsNoneChangesNothing() {
        Tensor p = one();
        SGD sgd = new SGD(List.of(p), step -> 0.5 - step);
        step(sgd);
        assertThatIllegalArgumentException().isThrownBy(() -> step(sgd)).withMessage(
                "SGD: lambda at step 1: learning rate -0.5 is not a finite number of 0 or more");
        assertThat(p.item()).isEqualTo(0.5f);
        assertThatIllegalArgumentException().isThrownBy(() -> new SGD(List.of(one()), _ -> Double.NaN)).withMessage(
                "SGD: lambda at step 0: learning rate NaN is not a finite number of 0 or more");
    }

    /** Updates before it stay, but the step is not counted: the next one has the same number and learning rate. */
    @Test
    void aStepThatFailsIsNotCounted() {
        Tensor p = one();
        Tensor q = one();
        boolean[] fails = {true};
        SGD first = new SGD(List.of(p), HALVING).momentum(0.5).dampening(0.5);
        Given second = new Given(List.of(q), HALVING, (given, parameter) -> {
            parameter.value().assign(parameter.value().sub(given.live().step().mul(given.live().lr())));
            if (fails[0]) {
                throw new UnsupportedOperationException();
            }
        });
        ParameterGroups groups = new ParameterGroups(first, second);
        Snapshot before = Snapshot.take(Map.of("o", groups));
        assertThatIllegalStateException().isThrownBy(() -> step(groups));
        groups.zeroGrad();
        assertThat(Snapshot.take(Map.of("o", groups)).texts()).containsAllEntriesOf(before.texts());
        assertThat(p.item()).isZero();
        assertThat(q.item()).isZero();
        fails[0] = false;
        step(groups);
        assertThat(p.item()).isEqualTo(-1f);
        assertThat(q.item()).isEqualTo(-1f);
    }

    @Test
    void aRuleIsMadeBeforeTheComputationThatIsCaptured() {
        assertThatIllegalStateException().isThrownBy(() -> Program.capture(List.of(), _ -> {
            new SGD(List.of(one()), 0.1);
            return List.of();
        })).withMessage("capture: SGD: it is made in the middle of the captured computation, which would make it once, "
                + "and keep its state from run to run; make it before");
    }

    @Test
    void whatCannotBeCapturedOfAnUpdateIsRefusedByName() {
        Given rule = new Given(List.of(one()), HALVING, (_, p) -> p.grad().item());
        assertThatIllegalStateException().isThrownBy(() -> Program.capture(List.of(), _ -> {
            rule.parameters().getFirst().square().sum().backward();
            rule.step();
            return List.of();
        })).withMessageStartingWith("Given: the update of parameter 0 [1] failed: capture: item() reads a value");
    }

    @Test
    void anUpdateThatWritesNothingIsRefused() {
        Given forgetful = new Given(List.of(one()), HALVING, (_, p) -> p.value().sub(p.grad()));
        assertThatIllegalStateException().isThrownBy(() -> step(forgetful))
                .withMessage("Given: the update of parameter 0 [1] failed: it has written neither to the parameter nor "
                        + "to a slot; assign what it computes to them, as in p.value().assign(...)" + NOT_COUNTED);
        Tensor p = one();
        assertThatIllegalStateException().isThrownBy(() -> Program.capture(List.of(), _ -> {
            p.square().sum().backward();
            new ParameterGroups(forgetful).step();
            return List.of();
        }));
    }
}
