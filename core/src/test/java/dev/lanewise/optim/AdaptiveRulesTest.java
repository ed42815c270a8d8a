package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.program.Program;
import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Adam and its relatives. */
class AdaptiveRulesTest {
    /** A rule with the settings of a row but for these. */
    interface Make {
        UpdateRule of(List<Tensor> parameters, double lr, double weightDecay);
    }

    private static Arguments rule(String name, double lr, double weightDecay, Make make) {
        return Arguments.of(name, lr, weightDecay, make);
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                rule("Adagrad", 0.2, 0, (p, lr, decay) -> new Adagrad(p, lr).weightDecay(decay)),
                rule("Adagrad with settings", 0.3, 0.2, (p, lr, decay) -> new Adagrad(p, lr).lrDecay(0.1)
                        .initialAccumulator(0.5).eps(1e-3).weightDecay(decay)),
                rule("Adadelta", 1, 0, (p, lr, decay) -> new Adadelta(p, lr).weightDecay(decay)),
                rule("Adadelta with settings", 0.7, 0.2,
                        (p, lr, decay) -> new Adadelta(p, lr).rho(0.8).eps(1e-3).weightDecay(decay)),
                rule("Adamax", 0.05, 0, (p, lr, decay) -> new Adamax(p, lr).weightDecay(decay)),
                rule("Adamax with settings", 0.1, 0.2,
                        (p, lr, decay) -> new Adamax(p, lr).betas(0.8, 0.95).eps(1e-3).weightDecay(decay)),
                rule("NAdam", 0.05, 0, (p, lr, decay) -> new NAdam(p, lr).weightDecay(decay)),
                rule("NAdam with settings", 0.1, 0.2, (p, lr, decay) -> new NAdam(p, lr).betas(0.8, 0.95).eps(1e-3)
                        .momentumDecay(0.05).weightDecay(decay)),
                rule("NAdam, decoupled", 0.1, 0.4,
                        (p, lr, decay) -> new NAdam(p, lr).decoupledWeightDecay(true).weightDecay(decay)),
                rule("RAdam", 0.05, 0, (p, lr, decay) -> new RAdam(p, lr).weightDecay(decay)),
                rule("RAdam with settings", 0.02, 0.2,
                        (p, lr, decay) -> new RAdam(p, lr).betas(0.8, 0.95).eps(1e-3).weightDecay(decay)),
                rule("RAdam, decoupled", 0.05, 0.4,
                        (p, lr, decay) -> new RAdam(p, lr).decoupledWeightDecay(true).weightDecay(decay)),
                rule("RAdam without second moment", 0.01, 0,
                        (p, lr, decay) -> new RAdam(p, lr).betas(0.9, 0.5).weightDecay(decay)),
                rule("Adam, amsgrad", 0.3, 0,
                        (p, lr, decay) -> new Adam(p, lr).amsgrad(true).betas(0.5, 0.6).weightDecay(decay)),
                rule("Adam, amsgrad with settings", 0.3, 0.2, (p, lr, decay) -> new Adam(p, lr).amsgrad(true)
                        .betas(0.7, 0.6).eps(1e-3).weightDecay(decay)),
                rule("AdamW, amsgrad", 0.3, 0.01,
                        (p, lr, decay) -> new AdamW(p, lr).amsgrad(true).betas(0.5, 0.6).weightDecay(decay)),
                rule("AdamW, amsgrad with settings", 0.3, 0.2, (p, lr, decay) -> new AdamW(p, lr).amsgrad(true)
                        .betas(0.7, 0.6).eps(1e-3).weightDecay(decay)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void twelveStepsOfTwoGroupsArePyTorchs(String name, double lr, double weightDecay, Make make) {
        List<Tensor> p = Quadratics.start();
        Optimizer optimizer = new ParameterGroups(
                make.of(List.of(p.get(0), p.get(2)), lr, weightDecay), make.of(List.of(p.get(1)), lr / 4, 0));
        assertThat(Quadratics.train(p, optimizer, 12, _ -> {})).isWithin(relative(2e-6).plus(1e-7))
                .of(PyTorch.floats(name));
    }

    /** The learning rate and the decay of the weights change, and the second parameter is updated now and then. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void capturedTheBitsAreTheEagerOnes(String name, double lr, double weightDecay, Make make) {
        Course.assertCapturedIsEager(course -> {
            Tensor w = Course.parameter(0, Course.N);
            Tensor v = Course.parameter(1, Course.N);
            Tensor b = Course.parameter(2, 3);
            UpdateRule rule = make.of(List.of(w, v, b), lr, weightDecay);
            Course.Step step = course.step(x -> {
                Tensor loss = w.mul(x).add(v).add(b.sum()).square().mean();
                loss.backward();
                rule.step();
                return loss;
            }, false);
            for (int run = 0; run < 12; run++) {
                rule.setLr(lr / (1 + run % 5));
                v.requiresGrad(run % 3 == 1);
                course.next(step);
                rule.zeroGrad();
                List.of(w, v, b).forEach(course::keep);
            }
        });
    }

    /** Besides the count and the scalars; with a kernel, one op for all parameters. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void aCapturedUpdateIsOneLoopForEachLargeParameter(String name, double lr, double weightDecay, Make make) {
        List<Tensor> all = List.of(Course.parameter(0, 40, 50), Course.parameter(1, 3000));
        UpdateRule rule = make.of(all, lr, weightDecay);
        Program program = Program.capture(List.of(Tensor.ones(40, 50), Tensor.ones(3000)), in -> {
            for (int i = 0; i < 2; i++) {
                all.get(i).setGrad((Tensor) in.get(i));
            }
            rule.step();
            all.forEach(parameter -> parameter.setGrad(null));
            return List.of();
        }).program();
        assertThat(program.listing().steps().stream().filter(step -> !(step.op() instanceof StepOp)))
                .hasSize(rule instanceof KernelRule ? 1 : 2);
    }

    // ---- settings that change between steps

    @Test
    void momentumDecayAndLrDecayNeedNoNewProgram() {
        List<Tensor> p = List.of(Course.parameter(0, Course.N));
        NAdam nadam = new NAdam(p, 0.01);
        Adagrad adagrad = new Adagrad(List.of(Course.parameter(1, Course.N)), 0.01);
        Optimizer both = new ParameterGroups(nadam, adagrad);
        Program program = Program.capture(List.of(), _ -> {
            both.parameters().forEach(parameter -> parameter.square().sum().backward());
            both.step();
            both.zeroGrad();
            return List.of();
        }).program();
        nadam.momentumDecay(0.5);
        adagrad.lrDecay(0.5);
        assertThat(program.fits(List.of())).isTrue();
        nadam.decoupledWeightDecay(true);
        assertThat(program.fits(List.of())).isFalse();
    }

    @Test
    void amsgradMayComeAndGoBetweenSteps() {
        Course.assertCapturedIsEager(course -> {
            Tensor w = Course.parameter(0, Course.N);
            Adam adam = new Adam(List.of(w), 0.01).betas(0.5, 0.5);
            Course.Step step = course.step(x -> {
                Tensor loss = w.mul(x).square().sum();
                loss.backward();
                adam.step();
                return loss;
            }, false);
            for (int run = 0; run < 8; run++) {
                adam.amsgrad(run % 4 >= 2);
                course.next(step);
                adam.zeroGrad();
                course.keep(w);
            }
        });
    }

    @Test
    void amsgradHoldsTheLargestSecondMoment() {
        float[] moved = new float[2];
        for (boolean amsgrad : new boolean[] {false, true}) {
            Tensor p = Tensor.of(0f).requiresGrad(true);
            Adam adam = new Adam(List.of(p), 0.1).betas(0, 0.5).amsgrad(amsgrad);
            for (float gradient : new float[] {100, 1, 1, 1}) {
                p.setGrad(Tensor.of(gradient));
                moved[amsgrad ? 1 : 0] = p.item();
                adam.step();
            }
            moved[amsgrad ? 1 : 0] -= p.item();
        }
        assertThat(moved[0]).isGreaterThan(0.0025f); // 0.1 / sqrt(1250 / 0.9375) = 0.0027
        assertThat(moved[1]).isBetween(0.00135f, 0.0014f); // 0.1 / sqrt(5000 / 0.9375) = 0.00137
    }

    // ---- edges

    /** With eps 0 some divide 0 by 0, as PyTorch's. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void aGradientOfZeroMovesNothingAndOneThatIsNoNumberItsElementOnly(
            String name, double lr, double weightDecay, Make make) {
        Tensor p = Tensor.of(0, 1, 2).requiresGrad(true);
        UpdateRule rule = make.of(List.of(p), lr, 0);
        for (int step = 0; step < 7; step++) {
            p.setGrad(Tensor.of(0, Float.NaN, 1));
            rule.step();
        }
        assertThat(p.get(0)).isZero();
        assertThat(p.get(1)).isNaN();
        assertThat(p.get(2)).isFinite().isLessThan(2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void parametersMayBeEmptyOrNumbers(String name, double lr, double weightDecay, Make make) {
        Tensor empty = Tensor.zeros(0).requiresGrad(true);
        Tensor number = Tensor.scalar(1).requiresGrad(true);
        UpdateRule rule = make.of(List.of(empty, number), lr, weightDecay);
        number.square().add(empty.sum()).backward();
        rule.step();
        assertThat(number.item()).isLessThan(1);
    }

    /** The product of NAdam's momenta is taken back with the step. */
    @Test
    void aStepThatFailsIsNotCounted() {
        Tensor p = Tensor.of(1f).requiresGrad(true);
        Tensor q = Tensor.of(1f).requiresGrad(true);
        NAdam nadam = new NAdam(List.of(p), 0.1);
        Given failing = new Given(List.of(q), step -> 0.1, (_, _) -> {
            throw new ArithmeticException("no");
        });
        p.setGrad(Tensor.ones(1));
        nadam.step();
        Map<String, String> before = Snapshot.take(Map.of("o", nadam)).texts();
        q.setGrad(Tensor.ones(1));
        assertThatIllegalStateException().isThrownBy(() -> new ParameterGroups(nadam, failing).step());
        assertThat(Snapshot.take(Map.of("o", nadam)).texts()).isEqualTo(before).containsKey("o.0.mu_product");
    }

    // ---- state and settings

    @Test
    void theNamesOfSlotsArePyTorchs() {
        assertThat(names(p -> new Adagrad(p, 0.1))).contains("o.0.sum", "o.0.step");
        assertThat(names(p -> new Adadelta(p, 0.1))).contains("o.0.square_avg", "o.0.acc_delta");
        assertThat(names(p -> new Adamax(p, 0.1))).contains("o.0.exp_avg", "o.0.exp_inf");
        assertThat(names(p -> new NAdam(p, 0.1))).contains("o.0.exp_avg", "o.0.exp_avg_sq", "o.0.mu_product");
        assertThat(names(p -> new RAdam(p, 0.1))).contains("o.0.exp_avg", "o.0.exp_avg_sq");
        assertThat(names(p -> new AdamW(p, 0.1).amsgrad(true))).contains("o.0.max_exp_avg_sq", "o.settings.amsgrad");
        assertThat(names(p -> new AdamW(p, 0.1))).doesNotContain("o.0.max_exp_avg_sq", "o.settings.amsgrad");
    }

    private static Set<String> names(Function<List<Tensor>, UpdateRule> make) {
        return Snapshot.take(Map.of("o", make.apply(List.of(Tensor.zeros(1))))).names();
    }

    @Test
    void aProductOfMomentaThatIsNoneIsRefused() {
        NAdam nadam = new NAdam(List.of(Tensor.zeros(1)), 0.1);
        Snapshot saved = Snapshot.take(Map.of("o", nadam));
        for (String wrong : List.of("1.5", "-0.1", "NaN")) {
            Map<String, String> texts = new HashMap<>(saved.texts());
            assertThat(texts.replace("o.0.mu_product", wrong)).isEqualTo("1.0");
            Snapshot changed = new Snapshot(saved.tensors(), saved.ints(), texts);
            assertThatIllegalArgumentException().isThrownBy(() -> changed.restore(Map.of("o", nadam)))
                    .withMessage("NAdam: mu_product " + wrong + " is not within 0 and 1");
        }
    }

    @Test
    void theInitialAccumulatorIsSetBeforeTheFirstStep() {
        Tensor p = Tensor.of(1f, 1f).requiresGrad(true);
        Adagrad adagrad = new Adagrad(List.of(Tensor.zeros(1), p), 0.1).initialAccumulator(3).initialAccumulator(2);
        p.setGrad(Tensor.ones(2));
        adagrad.step();
        Tensor sum = Snapshot.take(Map.of("o", adagrad)).tensors().get("o.1.sum");
        assertThat(sum).isNotNull().satisfies(held -> assertThat(held).hasBitsOf(Tensor.of(3f, 3f)));
        assertThatIllegalStateException().isThrownBy(() -> adagrad.initialAccumulator(1))
                .withMessage("Adagrad: the initial accumulator is set after update 1 of parameter 1, whose sum has "
                        + "begun; set it before the first step");
    }

    static Stream<Arguments> hostile() {
        List<Tensor> p = Quadratics.start();
        return Stream.of(
                Arguments.of("NAdam: parameter 2 [4] is listed twice",
                        call(() -> new NAdam(List.of(p.get(1), p.get(0), p.get(0)), 1))),
                Arguments.of("Adagrad: lr decay -0.1 is not", call(() -> new Adagrad(p, 1).lrDecay(-0.1))),
                Arguments.of("Adagrad: weight decay NaN is not", call(() -> new Adagrad(p, 1).weightDecay(Double.NaN))),
                Arguments.of("Adagrad: eps -1.0 is not", call(() -> new Adagrad(p, 1).eps(-1))),
                Arguments.of("Adagrad: initial accumulator -1.0 is not",
                        call(() -> new Adagrad(p, 1).initialAccumulator(-1))),
                Arguments.of("Adadelta: learning rate -1.0 is not", call(() -> new Adadelta(p, -1))),
                Arguments.of("Adadelta: rho 1.0 is not within", call(() -> new Adadelta(p, 1).rho(1))),
                Arguments.of("Adadelta: eps Infinity is not",
                        call(() -> new Adadelta(p, 1).eps(Double.POSITIVE_INFINITY))),
                Arguments.of("Adadelta: weight decay -1.0 is not", call(() -> new Adadelta(p, 1).weightDecay(-1))),
                Arguments.of("Adamax: beta1 -0.1 is not within", call(() -> new Adamax(p, 1).betas(-0.1, 0.5))),
                Arguments.of("Adamax: beta2 1.0 is not within", call(() -> new Adamax(p, 1).betas(0.5, 1))),
                Arguments.of("Adamax: eps NaN is not", call(() -> new Adamax(p, 1).eps(Double.NaN))),
                Arguments.of("Adamax: weight decay -1.0 is not", call(() -> new Adamax(p, 1).weightDecay(-1))),
                Arguments.of("NAdam: beta2 NaN is not within", call(() -> new NAdam(p, 1).betas(0.5, Double.NaN))),
                Arguments.of("NAdam: eps -1.0 is not", call(() -> new NAdam(p, 1).eps(-1))),
                Arguments.of("NAdam: weight decay -1.0 is not", call(() -> new NAdam(p, 1).weightDecay(-1))),
                Arguments.of("NAdam: momentum decay -1.0 is not", call(() -> new NAdam(p, 1).momentumDecay(-1))),
                Arguments.of("RAdam: beta1 1.0 is not within", call(() -> new RAdam(p, 1).betas(1, 0.5))),
                Arguments.of("RAdam: eps -1.0 is not", call(() -> new RAdam(p, 1).eps(-1))),
                Arguments.of("RAdam: weight decay -1.0 is not", call(() -> new RAdam(p, 1).weightDecay(-1))));
    }

    private static ThrowingCallable call(ThrowingCallable code) {
        return code;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void settingsAreChecked(String message, ThrowingCallable code) {
        assertThatIllegalArgumentException().isThrownBy(code).withMessageStartingWith(message);
    }

    @Test
    void settingsArePrinted() {
        List<Tensor> p = List.of(Tensor.zeros(1));
        assertThat(new Adagrad(p, 0.01)).hasToString(
                "Adagrad(lr=0.01, lrDecay=0, weightDecay=0, initialAccumulator=0, eps=1e-10, 1 parameter)");
        assertThat(new Adadelta(p, Schedules.cosine(1, 50))).hasToString(
                "Adadelta(lr=cosine(1, 50), rho=0.9, eps=1e-6, weightDecay=0, 1 parameter)");
        assertThat(new Adamax(p, 0.002)).hasToString(
                "Adamax(lr=0.002, betas=(0.9, 0.999), eps=1e-8, weightDecay=0, 1 parameter)");
        assertThat(new NAdam(p, 0.002).weightDecay(0.1).decoupledWeightDecay(true)).hasToString(
                "NAdam(lr=0.002, betas=(0.9, 0.999), eps=1e-8, weightDecay=0.1, momentumDecay=0.004, "
                        + "decoupledWeightDecay=true, 1 parameter)");
        assertThat(new RAdam(p, 0.001)).hasToString("RAdam(lr=0.001, betas=(0.9, 0.999), eps=1e-8, weightDecay=0, "
                + "decoupledWeightDecay=false, 1 parameter)");
        assertThat(new AdamW(p, 0.001).amsgrad(true)).hasToString(
                "AdamW(lr=0.001, betas=(0.9, 0.999), eps=1e-8, weightDecay=0.01, amsgrad=true, 1 parameter)");
    }
}
