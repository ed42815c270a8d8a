package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParameterGroupsTest {
    @Test
    void twelveStepsWithDecayInOneGroupArePyTorchs() {
        List<Tensor> p = Quadratics.start();
        Optimizer groups = new ParameterGroups(
                new AdamW(List.of(p.get(0), p.get(2)), 0.1).weightDecay(0.3),
                new AdamW(List.of(p.get(1)), 0.02).weightDecay(0));
        assertThat(Quadratics.train(p, groups, 12, _ -> {})).isWithin(relative(2e-6)).of(PyTorch.floats("groups"));
    }

    @Test
    void aGroupWithoutAnyGradientIsPassedOverAndItsScheduleGoesOn() {
        Tensor p = Tensor.of(1f).requiresGrad(true);
        Tensor q = Tensor.of(1f).requiresGrad(true);
        SGD first = new SGD(List.of(p), Schedules.linear(0.5, 0, 4));
        SGD second = new SGD(List.of(q), Schedules.linear(0.5, 0, 4));
        Optimizer groups = new ParameterGroups(first, second);
        p.setGrad(Tensor.ones(1));
        groups.step();
        assertThat(p.item()).isEqualTo(0.5f);
        assertThat(q.item()).isEqualTo(1f);
        assertThat(second.lr()).isEqualTo(first.lr()).isEqualTo(0.375);
        groups.zeroGrad();
        assertThat(p.grad()).isNull();
        assertThatIllegalStateException().isThrownBy(groups::step).withMessage("ParameterGroups: step() finds no "
                + "gradient on the 2 of 2 parameters that are not frozen; call backward() on a loss that is computed "
                + "from them first");
        assertThat(first.lr()).isEqualTo(0.375);
    }

    @Test
    void settingsOfAllGroupsAreCheckedBeforeAnyIsUpdated() {
        Tensor p = Tensor.of(1f).requiresGrad(true);
        Tensor q = Tensor.of(1f).requiresGrad(true);
        Optimizer groups = new ParameterGroups(new SGD(List.of(p), 0.5), new SGD(List.of(q), 0.5).nesterov(true));
        p.setGrad(Tensor.ones(1));
        q.setGrad(Tensor.ones(1));
        assertThatIllegalStateException().isThrownBy(groups::step).withMessageContaining("nesterov needs a momentum");
        assertThat(p.item()).isEqualTo(1f);
    }

    /** A later group's schedule refuses every third step: no group counts it, and captured none does either. */
    @Test
    void aStepThatAGroupRefusesIsNoStepOfAny() {
        Course.assertCapturedIsEager(course -> {
            Tensor w = Course.parameter(0, Course.N);
            Tensor v = Course.parameter(1, Course.N);
            double[] factor = {1};
            SGD first = new SGD(List.of(w), Schedules.exponential(0.1, 0.5)).momentum(0.9);
            ParameterGroups groups = new ParameterGroups(first,
                    new Lion(List.of(v), step -> factor[0] / (step + 1)));
            Course.Step step = course.step(x -> {
                Tensor loss = w.mul(x).add(v).square().mean();
                loss.backward();
                groups.step();
                return loss;
            }, false);
            for (int run = 0; run < 7; run++) {
                boolean refused = run % 3 == 2;
                factor[0] = refused ? Double.NaN : 0.01;
                double before = first.lr();
                if (refused) {
                    assertThatIllegalArgumentException().isThrownBy(() -> course.next(step))
                            .withMessageContaining("Lion: lambda at step ");
                    assertThat(first.lr()).isEqualTo(before);
                    factor[0] = 0.01;
                } else {
                    course.next(step);
                    assertThat(first.lr()).isEqualTo(before / 2);
                }
                groups.zeroGrad();
                Snapshot.take(Map.of("o", groups)).tensors().values().forEach(course::keep);
                course.keep(w);
                course.keep(v);
            }
        });
    }

    @Test
    void noParameterIsInTwoGroups() {
        Tensor p = Tensor.of(1, 2, 3).requiresGrad(true);
        Tensor part = p.detach().slice(0, 1, 2).requiresGrad(true);
        SGD first = new SGD(List.of(Tensor.zeros(2), p), 0.1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ParameterGroups(first, new SGD(List.of(p), 0.1)))
                .withMessage("ParameterGroups: parameter 0 of group 1 [3] is listed twice, first as parameter 1 of "
                        + "group 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ParameterGroups(first, new SGD(List.of(part), 0.1)))
                .withMessage("ParameterGroups: parameter 1 of group 0 [3] and parameter 0 of group 1 [1] have elements "
                        + "in common");
        assertThatIllegalArgumentException().isThrownBy(() -> new ParameterGroups(List.of()))
                .withMessage("ParameterGroups: no groups given");
    }

    @Test
    void theTextIsThatOfTheGroups() {
        assertThat(
                new ParameterGroups(new SGD(List.of(Tensor.zeros(1)), 0.1), new Lion(List.of(Tensor.zeros(1)), 1e-4)))
                .hasToString("ParameterGroups(SGD(lr=0.1, momentum=0, dampening=0, weightDecay=0, nesterov=false, "
                        + "1 parameter), Lion(lr=1e-4, betas=(0.9, 0.99), weightDecay=0, 1 parameter))");
    }

    /** Different rules with schedules of their own; in some runs one group is frozen. */
    @Test
    void capturedTheBitsAreTheEagerOnes() {
        Course.assertCapturedIsEager(course -> {
            Tensor w = Course.parameter(0, Course.N);
            Tensor v = Course.parameter(1, Course.N);
            Schedule schedule = Schedules.warmup(3, Schedules.cosine(0.1, 8));
            ParameterGroups groups = new ParameterGroups(
                    new Lion(List.of(w), schedule.times(0.1)).weightDecay(0.1),
                    new RMSprop(List.of(v), schedule).momentum(0.9).centered(true));
            Course.Step step = course.step(x -> {
                Tensor loss = w.mul(x).add(v).square().mean();
                loss.backward();
                groups.step();
                return loss;
            }, false);
            for (int run = 0; run < 12; run++) {
                w.requiresGrad(run / 3 != 1);
                v.requiresGrad(run / 3 != 2);
                course.next(step);
                groups.zeroGrad();
                course.keep(w);
                course.keep(v);
            }
        });
    }
}
