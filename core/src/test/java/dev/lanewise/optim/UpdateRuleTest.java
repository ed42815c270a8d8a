package dev.lanewise.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** The contract between a rule and its base class. */
class UpdateRuleTest {
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
        step(new Given(List.of(p), HALVING, (given, parameter) -> {
            Tensor twice = parameter.value().mul(2);
            recorded[0] = twice.requiresGrad();
            given.kept(parameter).assign(twice);
        }));
        assertThat(recorded[0]).isFalse();
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
