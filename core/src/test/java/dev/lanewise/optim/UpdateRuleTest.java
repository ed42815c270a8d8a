package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.program.Program;
import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The contract between a rule and its base class. */
class UpdateRuleTest {
    /** A rule whose update is given, with a slot. */
    private static final class Given extends UpdateRule {
        private final BiConsumer<Given, Parameter> update;
        private final Slot slot = slot("kept");
        private LiveScalars live = new LiveScalars(this, 0);

        Given(List<Tensor> parameters, Schedule lr, BiConsumer<Given, Parameter> update) {
            super(parameters, lr);
            this.update = update;
        }

        Tensor kept(Parameter p) {
            return p.slot(slot);
        }

        LiveScalars live() {
            return live;
        }

        Slot more(String name, UnaryOperator<Tensor> initial) {
            return slot(name, initial);
        }

        @Override
        protected void update(Parameter p, LiveScalars scalars) {
            live = scalars;
            update.accept(this, p);
        }
    }

    private static final Schedule HALVING = step -> StrictMath.pow(0.5, (double) step);

    private static Tensor one() {
        return Tensor.of(1f).requiresGrad(true);
    }

    private static void step(Optimizer optimizer) {
        optimizer.parameters().forEach(parameter -> parameter.setGrad(Tensor.ones(parameter.dim(0))));
        optimizer.step();
    }

    // ---- live scalars

    @Test
    void liveScalarsAreComputedInDoubleAndRoundedOnce() {
        Tensor p = one();
        Given rule = new Given(List.of(p), step -> 1e-3, (given, parameter) -> {
            Tensor share = given.live().of((lr, step) -> 1 - StrictMath.pow(0.999, (double) step) + lr);
            parameter.value().assign(share.reshape(1));
        });
        for (int step = 1; step < 4; step++) {
            step(rule);
            assertThat(p.item()).isEqualTo((float) (1 - StrictMath.pow(0.999, (double) step) + 1e-3));
        }
    }

    /** The second parameter has a gradient only in every second run, so that its count is its own. */
    @Test
    void capturedTheyFollowTheStep() {
        Course.assertCapturedIsEager(course -> {
            Tensor w = Course.parameter(0, Course.N);
            Tensor v = Course.parameter(1, Course.N);
            Given rule = new Given(List.of(w, v), HALVING, (given, p) -> {
                Tensor mean = given.kept(p);
                mean.assign(mean.add(p.grad().sub(mean).div(given.live().step())));
                p.value().assign(p.value().sub(mean.mul(given.live().lr())));
            });
            Course.Step step = course.step(x -> {
                Tensor loss = w.mul(x).add(v).square().mean();
                loss.backward();
                rule.step();
                return loss;
            }, false);
            for (int run = 0; run < 8; run++) {
                v.requiresGrad(run % 2 == 1);
                course.next(step);
                rule.zeroGrad();
                course.keep(w);
                course.keep(v);
            }
        });
    }

    @Test
    void twoStepsInOneRunAreTwo() {
        Course.assertCapturedIsEager(course -> {
            Tensor w = Course.parameter(0, Course.N);
            Given rule = new Given(List.of(w), HALVING,
                    (given, p) -> p.value().assign(p.value().sub(p.grad().mul(given.live().lr()))));
            Course.Step step = course.step(x -> {
                for (int i = 0; i < 2; i++) {
                    w.mul(x).square().sum().backward();
                    rule.step();
                    rule.zeroGrad();
                }
                return w.mean();
            }, false);
            for (int run = 0; run < 4; run++) {
                course.next(step);
                course.keep(w);
            }
        });
    }

    // ---- assignments

    /** What is read after it was assigned is the new value, in whatever order the rule assigns. */
    @Test
    void assignmentsTakeEffectInTheirOrder() {
        List<BiConsumer<Given, UpdateRule.Parameter>> rules = List.of(
                (given, p) -> {
                    given.kept(p).assign(given.kept(p).mul(0.9).add(p.grad()));
                    p.value().assign(p.value().sub(given.kept(p).mul(given.live().lr())));
                },
                (given, p) -> {
                    Tensor direction = given.kept(p).add(p.grad());
                    p.value().assign(p.value().sub(direction.mul(given.live().lr())));
                    given.kept(p).assign(p.value().mul(0.1));
                    p.value().assign(p.value().add(given.kept(p)));
                },
                (given, p) -> {
                    Tensor before = p.value().mul(1);
                    p.value().assign(p.value().sub(p.grad().mul(given.live().lr())));
                    given.kept(p).assign(before.sub(p.value()).add(given.kept(p)));
                    given.kept(p).assign(given.kept(p).mul(0.5));
                });
        for (BiConsumer<Given, UpdateRule.Parameter> update : rules) {
            Course.assertCapturedIsEager(course -> {
                Tensor w = Course.parameter(0, Course.N);
                Tensor b = Course.parameter(1, 3);
                Given rule = new Given(List.of(w, b), HALVING, update);
                Course.Step step = course.step(x -> {
                    Tensor loss = w.mul(x).add(b.sum()).square().mean();
                    loss.backward();
                    rule.step();
                    return loss;
                }, false);
                for (int run = 0; run < 5; run++) {
                    course.next(step);
                    rule.zeroGrad();
                    course.keep(w);
                    course.keep(b);
                }
            });
        }
    }

    @Test
    void updatesAreNotRecorded() {
        Tensor p = one();
        boolean[] recorded = new boolean[1];
        step(new Given(List.of(p), HALVING, (_, parameter) -> recorded[0] = parameter.value().mul(2).requiresGrad()));
        assertThat(recorded[0]).isFalse();
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
    @SuppressWarnings("NullAway") // that is the test
    void aSlotIsNotNull() {
        Given rule = new Given(List.of(one()), HALVING, (_, _) -> {});
        assertThatIllegalArgumentException().isThrownBy(() -> rule.more("none", _ -> null))
                .withMessage("Given: the first value of slot none of parameter 0 is null");
    }

    @Test
    void aSlotOfAnotherRuleIsRefused() {
        Given other = new Given(List.of(one()), HALVING, (_, _) -> {});
        Given rule = new Given(List.of(one()), HALVING, (_, p) -> other.kept(p));
        assertThatIllegalStateException().isThrownBy(() -> step(rule)).withMessage("Given: the update of parameter 0 "
                + "[1] failed: slot kept belongs to another optimizer than parameter 0 [1]");
    }

    // ---- faults

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
                .withMessage("Given: the update of parameter 0 [1] failed: UnsupportedOperationException");
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

    // ---- learning rate

    @Test
    void theLearningRateIsThatOfTheNextStepAndSettingItReplacesTheSchedule() {
        Tensor p = one();
        SGD sgd = new SGD(List.of(p), HALVING);
        assertThat(sgd.lr()).isEqualTo(1);
        step(sgd);
        assertThat(p.item()).isZero();
        assertThat(sgd.lr()).isEqualTo(0.5);
        sgd.setLr(0.25);
        step(sgd);
        step(sgd);
        assertThat(p.item()).isEqualTo(-0.5f);
        assertThat(sgd.lr()).isEqualTo(0.25);
    }

    @Test
    void aPlateauIsFollowedEagerlyAndCaptured() {
        Course.assertCapturedIsEager(course -> {
            Tensor w = Course.parameter(0, Course.N);
            Plateau plateau = new Plateau(0.5).patience(1).factor(0.5);
            SGD sgd = new SGD(List.of(w), plateau.times(0.1));
            Course.Step step = course.step(x -> {
                Tensor loss = w.mul(x).square().sum();
                loss.backward();
                sgd.step();
                return loss;
            }, false);
            for (int run = 0; run < 8; run++) {
                course.next(step);
                sgd.zeroGrad();
                plateau.observe(1);
                course.keep(w);
            }
            assertThat(sgd.lr()).isEqualTo(0.00625);
        });
    }

    @Test
    void theTextNamesSettings() {
        List<Tensor> p = Quadratics.start();
        assertThat(new Adam(p, 1e-3))
                .hasToString("Adam(lr=0.001, betas=(0.9, 0.999), eps=1e-8, weightDecay=0, 3 parameters)");
        assertThat(new RMSprop(List.of(one()), Schedules.cosine(0.01, 50)).momentum(0.9).centered(true))
                .hasToString("RMSprop(lr=cosine(0.01, 50), alpha=0.99, eps=1e-8, weightDecay=0, momentum=0.9, "
                        + "centered=true, 1 parameter)");
        assertThat(new Given(p, HALVING, (_, _) -> {})).hasToString("Given(lr=lambda, 3 parameters)");
    }
}
