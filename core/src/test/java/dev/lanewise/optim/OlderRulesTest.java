package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rprop and ASGD. */
class OlderRulesTest {
    private static Arguments rule(String name, Function<List<Tensor>, Optimizer> make) {
        return Arguments.argumentSet(name, name, make);
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                rule("Rprop", p -> new Rprop(p, 0.05)),
                rule("Rprop with settings", p -> new Rprop(p, 0.1).etas(0.25, 1.5).stepSizes(0.01, 0.2)),
                rule("Rprop in groups", p -> new ParameterGroups(
                        new Rprop(p.subList(0, 2), 0.05), new Rprop(p.subList(2, 5), 0.01))),
                rule("ASGD", p -> new ASGD(p, 0.1)),
                rule("ASGD with settings", p -> new ASGD(p, 0.1).lambd(0.05).alpha(0.9).t0(4).weightDecay(0.3)),
                rule("ASGD in groups", p -> new ParameterGroups(
                        new ASGD(p.subList(0, 2), 0.05).t0(2),
                        new ASGD(p.subList(2, 5), 0.01).t0(2).weightDecay(0.4))));
    }

    @Test
    void whatIsNotUpdatedIsItsOwnAverage() {
        Tensor moved = Tensor.of(1, 2).requiresGrad(true);
        Tensor frozen = Tensor.of(5).requiresGrad(false);
        ASGD rule = new ASGD(List.of(moved, frozen), 0.1);
        moved.sum().backward();
        rule.step();
        assertThat(rule.averages().get(0)).hasBitsOf(moved.detach());
        assertThat(rule.averages().get(1)).hasBitsOf(Tensor.of(5));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void twelveStepsArePyTorchs(String name, Function<List<Tensor>, Optimizer> make) {
        assertThat(Matrices.train(make)).isWithin(relative(1e-5).plus(1e-6)).of(PyTorch.floats(name));
    }

    @Test
    void averagesOfTwelveStepsArePyTorchs() {
        ASGD[] asgd = new ASGD[1];
        Tensor after = Matrices.train(p -> asgd[0] = new ASGD(p, 0.1).t0(4));
        Tensor averages = Shapes.concat(
                0, asgd[0].averages().stream().map(average -> average.reshape(average.size())).toArray(Tensor[]::new));
        assertThat(averages).isWithin(relative(1e-5).plus(1e-6)).of(PyTorch.floats("averages of ASGD"));
        assertThat(averages.allClose(after)).isFalse();
    }

    private static final Schedule SCHEDULE = Schedules.warmup(3, Schedules.cosine(0.1, 9));

    static Stream<Arguments> captured() {
        return Stream.of(rule("Rprop", p -> new Rprop(p, 0.05)),
                rule("ASGD", p -> new ASGD(p, SCHEDULE).t0(3).lambd(0.01).weightDecay(0.1)));
    }

    @ParameterizedTest
    @MethodSource
    void captured(String name, Function<List<Tensor>, Optimizer> make) {
        Course.assertCapturedIsEager(course -> {
            Tensor w = Course.parameter(0, Course.N);
            Tensor b = Course.parameter(1, 3);
            Optimizer optimizer = make.apply(List.of(w, b));
            Course.Step step = course.step(x -> {
                Tensor loss = w.mul(x).add(b.sum()).square().mean();
                loss.backward();
                optimizer.step();
                return loss;
            }, false);
            for (int run = 0; run < 10; run++) {
                b.requiresGrad(run % 4 != 0); // its updates are counted apart
                course.next(step);
                optimizer.zeroGrad();
                Snapshot.take(Map.of("o", optimizer)).tensors().values().forEach(course::keep);
                course.keep(w);
                course.keep(b);
            }
        });
    }

    @Test
    void theNamesOfSlotsArePyTorchs() {
        List<Tensor> p = List.of(Tensor.zeros(1));
        assertThat(Snapshot.take(Map.of("o", new Rprop(p, 0.1))).tensors())
                .containsOnlyKeys("o.0.prev", "o.0.step_size");
        assertThat(Snapshot.take(Map.of("o", new ASGD(p, 0.1))).tensors()).containsOnlyKeys("o.0.ax");
    }

    /** Their product would be 0. */
    @Test
    void signsOfTinyGradientsCount() {
        Tensor p = Tensor.of(0f).requiresGrad(true);
        Optimizer rprop = new Rprop(List.of(p), 0.5);
        float[] expected = {-0.5f, -1.125f, -1.125f};
        float[] gradients = {1e-30f, 1e-30f, -1e-30f};
        for (int i = 0; i < 3; i++) {
            p.setGrad(Tensor.of(gradients[i]));
            if (i == 1) {
                ((Rprop) rprop).etas(0.5, 1.25);
            }
            rprop.step();
            assertThat(p.item()).isEqualTo(expected[i]);
        }
    }

    private static Arguments refused(String sentence, ThrowingCallable call) {
        return Arguments.of(sentence, call);
    }

    static Stream<Arguments> hostile() {
        Rprop rprop = new Rprop(Matrices.start(), 0.1);
        ASGD asgd = new ASGD(Matrices.start(), 0.1);
        String etas = ": expected one between 0 and 1, and a finite one above 1";
        return Stream.of(
                refused("Rprop: etas 0.0 and 1.2" + etas, () -> rprop.etas(0, 1.2)),
                refused("Rprop: etas 0.5 and 1.0" + etas, () -> rprop.etas(0.5, 1)),
                refused("Rprop: etas NaN and Infinity" + etas, () -> rprop.etas(Double.NaN, Double.POSITIVE_INFINITY)),
                refused("Rprop: least step size -1.0 is not a finite number of 0 or more",
                        () -> rprop.stepSizes(-1, 1)),
                refused("Rprop: greatest step size Infinity is not a finite number of 0 or more",
                        () -> rprop.stepSizes(1, Double.POSITIVE_INFINITY)),
                refused("Rprop: greatest step size 1.0 is less than the least one, 2.0", () -> rprop.stepSizes(2, 1)),
                refused("ASGD: lambd -1.0 is not a finite number of 0 or more", () -> asgd.lambd(-1)),
                refused("ASGD: alpha NaN is not a finite number of 0 or more", () -> asgd.alpha(Double.NaN)),
                refused("ASGD: t0 Infinity is not a finite number of 0 or more",
                        () -> asgd.t0(Double.POSITIVE_INFINITY)),
                refused("ASGD: weight decay -1.0 is not a finite number of 0 or more", () -> asgd.weightDecay(-1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void hostileSettingsAreRefused(String sentence, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(sentence);
    }

    @Test
    void settingsArePrinted() {
        List<Tensor> p = List.of(Tensor.zeros(1));
        assertThat(new Rprop(p, 0.1))
                .hasToString("Rprop(lr=0.1, etas=(0.5, 1.2), stepSizes=(1e-6, 50), 1 parameter)");
        assertThat(new ASGD(p, 0.1))
                .hasToString("ASGD(lr=0.1, lambd=1e-4, alpha=0.75, t0=1000000, weightDecay=0, 1 parameter)");
    }
}
