package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.optim.Muon.LrAdjustment;
import dev.lanewise.parallel.Team;
import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Adafactor, LAMB and Muon. */
class LargeRulesTest {
    private static Arguments rule(String name, Function<List<Tensor>, Optimizer> make) {
        return Arguments.argumentSet(name, name, make);
    }

    private static Muon muon(List<Tensor> p) {
        return new Muon(p.subList(0, 2), 0.05);
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                rule("Adafactor", p -> new Adafactor(p, 0.05)),
                rule("Adafactor with settings",
                        p -> new Adafactor(p, 0.1).beta2Decay(-0.5).eps(0.125, 0.75).d(1.25).weightDecay(0.4)),
                rule("Adafactor in groups", p -> new ParameterGroups(
                        new Adafactor(List.of(p.get(0), p.get(2), p.get(4)), 0.05).weightDecay(0.3),
                        new Adafactor(List.of(p.get(1), p.get(3)), 0.4).d(2))),
                rule("LAMB", p -> new LAMB(p, 0.05)),
                rule("LAMB with settings",
                        p -> new LAMB(p, 0.05).betas(0.8, 0.95).eps(1e-3).weightDecay(0.4).normRange(0.5, 1.25)),
                rule("LAMB in groups", p -> new ParameterGroups(
                        new LAMB(List.of(p.get(0), p.get(1), p.get(4)), 0.05).weightDecay(0.3),
                        new LAMB(p.subList(2, 4), 0.1))),
                rule("Muon", p -> new ParameterGroups(muon(p), new SGD(p.subList(2, 5), 0.05))),
                rule("Muon with settings", p -> new ParameterGroups(
                        muon(p).weightDecay(0.4).momentum(0.8).nesterov(false).nsCoefficients(2, -1.5, 0.5).eps(0.25)
                                .nsSteps(3).adjustLrFn(LrAdjustment.MATCH_RMS_ADAMW),
                        new SGD(p.subList(2, 5), 0.05))),
                rule("Muon in groups", p -> new ParameterGroups(
                        new Muon(p.subList(0, 1), 0.05), new Muon(p.subList(1, 2), 0.1).weightDecay(0),
                        new AdamW(p.subList(2, 5), 0.05))));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void twelveStepsAreThoseOfTheReference(String name, Function<List<Tensor>, Optimizer> make) {
        assertThat(Matrices.train(make)).isWithin(relative(3e-5).plus(1e-6)).of(PyTorch.floats(name));
    }

    // ---- captured

    /** Some parameters are fused; learning rate and settings change, and in some steps a gradient is missing. */
    private static <R extends UpdateRule> void assertCapturedIsEager(
            Function<List<Tensor>, R> make, Changes<? super R> changes) {
        Course.assertCapturedIsEager(course -> {
            Tensor wide = Course.parameter(0, 30, 40);
            Tensor tall = Course.parameter(1, 40, 3);
            R rule = make.apply(List.of(wide, tall));
            Course.Step step = course.step(x -> {
                Tensor loss = wide.mul(x.reshape(30, 40)).matmul(tall).square().mean();
                loss.backward();
                rule.step();
                return loss;
            }, false);
            for (int run = 0; run < 10; run++) {
                tall.requiresGrad(run % 4 != 2);
                changes.before(run, rule);
                course.next(step);
                rule.zeroGrad();
                Snapshot.take(Map.of("o", rule)).tensors().values().forEach(course::keep);
                course.keep(wide);
                course.keep(tall);
            }
        });
    }

    private interface Changes<R> {
        void before(int run, R rule);
    }

    private static final Schedule SCHEDULE = Schedules.warmup(3, Schedules.cosine(0.1, 9));

    @Test
    void capturedTheBitsOfAdafactorAreTheEagerOnes() {
        assertCapturedIsEager(p -> new Adafactor(p, SCHEDULE), (run, rule) -> rule.weightDecay(run < 4 ? 0 : 0.1)
                .beta2Decay(run < 5 ? -0.8 : -0.7).d(run < 6 ? 1 : 1.5).eps(run < 7 ? 0 : 1e-4, 1e-3));
    }

    @Test
    void capturedTheBitsOfLambAreTheEagerOnes() {
        assertCapturedIsEager(p -> new LAMB(p, SCHEDULE), (run, rule) -> rule.weightDecay(run < 4 ? 0 : 0.1)
                .betas(0.9, run < 5 ? 0.999 : 0.99).eps(run < 6 ? 1e-6 : 1e-5).normRange(0, run < 7 ? 10 : 2));
    }

    @Test
    void capturedTheBitsOfMuonAreTheEagerOnes() {
        assertCapturedIsEager(p -> new Muon(p, SCHEDULE), (run, rule) -> rule.weightDecay(run < 4 ? 0 : 0.1)
                .momentum(run < 5 ? 0.95 : 0.9).nesterov(run < 6).nsSteps(run < 7 ? 5 : 4)
                .adjustLrFn(run < 8 ? LrAdjustment.ORIGINAL : LrAdjustment.MATCH_RMS_ADAMW));
    }

    /** Large enough for norms, sums and products to be split. */
    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        Tensor gradient = Course.parameter(7, 700, 300).detach();
        List<Function<List<Tensor>, UpdateRule>> all = List.of(
                p -> new Adafactor(p, 0.1), p -> new LAMB(p, 0.1), p -> new Muon(p, 0.1));
        for (Function<List<Tensor>, UpdateRule> make : all) {
            List<Tensor> results = new ArrayList<>();
            for (int threads = 1; threads <= 3; threads++) {
                Tensor p = Course.parameter(8, 700, 300);
                try (Team.Scope _ = Team.of(threads).use()) {
                    step(make.apply(List.of(p)), gradient);
                }
                results.add(p);
            }
            assertThat(results.get(1)).hasBitsOf(results.get(0));
            assertThat(results.get(2)).hasBitsOf(results.get(0));
        }
    }

    // ---- state

    @Test
    void theNamesAndShapesOfSlotsArePyTorchs() {
        Map<String, Tensor> adafactor = Snapshot.take(Map.of("o", new Adafactor(Matrices.start(), 0.1))).tensors();
        assertThat(adafactor).containsOnlyKeys("o.0.row_var", "o.0.col_var", "o.1.row_var", "o.1.col_var",
                "o.2.variance", "o.3.variance", "o.4.row_var", "o.4.col_var");
        assertThat(Objects.requireNonNull(adafactor.get("o.0.row_var"))).hasShape(3, 1);
        assertThat(Objects.requireNonNull(adafactor.get("o.0.col_var"))).hasShape(1, 4);
        assertThat(Objects.requireNonNull(adafactor.get("o.4.row_var"))).hasShape(2, 3, 1);
        assertThat(Objects.requireNonNull(adafactor.get("o.4.col_var"))).hasShape(2, 1, 2);
        assertThat(names(new Muon(Matrices.start().subList(0, 1), 0.1))).containsOnly("o.0.momentum_buffer");
        assertThat(names(new LAMB(Matrices.start().subList(0, 1), 0.1))).containsOnly("o.0.exp_avg", "o.0.exp_avg_sq");
    }

    private static Set<String> names(Optimizer optimizer) {
        return Snapshot.take(Map.of("o", optimizer)).tensors().keySet();
    }

    @Test
    @SuppressWarnings("NullAway") // that is one of the tests
    void aSlotMayHoldNothingForAParameterAndSaysSo() {
        UpdateRule rule = new UpdateRule(List.of(Tensor.zeros(1).requiresGrad(true)), 0.1) {
            private final Slot rows = slotOfShape("rows", shape -> shape.rank() > 1 ? shape : null);

            @Override
            protected void update(Parameter p, LiveScalars live) {
                p.slot(rows).assign(p.grad());
            }
        };
        assertThat(names(rule)).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> step(rule, Tensor.ones(1))).withMessageStartingWith(
                "UpdateRule: the update of parameter 0 [1] failed: slot rows has nothing for parameter 0 [1];");
        assertThatIllegalArgumentException().isThrownBy(() -> rule.slotOfShape("none", null))
                .withMessage("UpdateRule: what gives the shape of slot none is null");
    }

    // ---- edges

    private static void step(Optimizer optimizer, Tensor gradient) {
        optimizer.parameters().forEach(parameter -> parameter.setGrad(gradient));
        optimizer.step();
    }

    private static Stream<Optimizer> withoutDecay(Tensor matrix) {
        List<Tensor> p = List.of(matrix);
        return Stream.of(new Adafactor(p, 0.1).eps(0, 0), new LAMB(p, 0.1).weightDecay(0),
                new Muon(p, 0.1).eps(0).weightDecay(0));
    }

    @Test
    void aGradientOfZerosChangesNothing() {
        withoutDecay(Tensor.of(new float[][] {{1, -2}, {3, 0}}).requiresGrad(true)).forEach(optimizer -> {
            step(optimizer, Tensor.zeros(2, 2));
            assertThat(optimizer.parameters().getFirst()).hasBitsOf(Tensor.of(new float[][] {{1, -2}, {3, 0}}));
        });
    }

    @Test
    void aParameterMayBeEmpty() {
        for (int[] dims : List.of(new int[] {0, 3}, new int[] {3, 0}, new int[] {0, 0})) {
            withoutDecay(Tensor.zeros(dims).requiresGrad(true)).forEach(optimizer -> {
                step(optimizer, Tensor.zeros(dims));
                Snapshot.take(Map.of("o", optimizer)).tensors().values()
                        .forEach(tensor -> assertThat(tensor.isFinite().all()).as("%s", optimizer).isTrue());
            });
        }
    }

    /** Squares of these are no floats. */
    @Test
    void largeGradientsGiveFiniteSteps() {
        Tensor start = Tensor.of(new float[][] {{1, -2}, {3, 0.5f}});
        Tensor gradient = Tensor.of(new float[][] {{1e15f, 1e18f}, {-2e18f, 3e17f}});
        withoutDecay(start.copy().requiresGrad(true)).forEach(optimizer -> {
            step(optimizer, gradient);
            Tensor after = optimizer.parameters().getFirst();
            assertThat(after.isFinite().all()).as("%s: %s", optimizer, after).isTrue();
            assertThat(after.allClose(start)).as("%s", optimizer).isFalse();
        });
    }

    @Test
    void aVectorThatBeginsAtZeroIsMovedByLamb() {
        Tensor bias = Tensor.zeros(3).requiresGrad(true);
        step(new LAMB(List.of(bias), 0.25).eps(0), Tensor.of(2, -3, 0.5f));
        assertThat(bias).isWithin(relative(1e-6)).of(-0.25f, 0.25f, -0.25f);
    }

    /** With enough steps of coefficients that converge, an update of learning rate 1 is orthogonal. */
    @Test
    void updatesOfMuonAreOrthogonal() {
        for (int[] dims : List.of(new int[] {3, 5}, new int[] {5, 3}, new int[] {4, 4})) {
            Tensor p = Tensor.zeros(dims).requiresGrad(true);
            Optimizer muon = new Muon(List.of(p), 1).nsCoefficients(2, -1.5, 0.5).nsSteps(40);
            step(muon, Course.parameter(0, dims).detach());
            boolean tall = dims[0] > dims[1];
            double size = tall ? Math.sqrt((double) dims[0] / dims[1]) : 1;
            Tensor product = p.detach().div(size).matmul(p.detach().div(size), tall, !tall);
            Tensor off = product.sub(Tensor.eye(Math.min(dims[0], dims[1]))).abs().max();
            assertThat((double) off.item()).isCloseTo(0, within(1e-5));
        }
    }

    // ---- refusals

    private static Arguments refused(String sentence, ThrowingCallable call) {
        return Arguments.of(sentence, call);
    }

    static Stream<Arguments> hostile() {
        Adafactor adafactor = new Adafactor(Matrices.start(), 0.1);
        LAMB lamb = new LAMB(Matrices.start(), 0.1);
        Muon muon = muon(Matrices.start());
        return Stream.of(
                refused("Adafactor: learning rate -0.1 is not a finite number of 0 or more",
                        () -> new Adafactor(Matrices.start(), -0.1)),
                refused("Adafactor: beta2Decay 0.5 is not a finite number of 0 or less",
                        () -> adafactor.beta2Decay(0.5)),
                refused("Adafactor: beta2Decay -Infinity is not a finite number of 0 or less",
                        () -> adafactor.beta2Decay(Double.NEGATIVE_INFINITY)),
                refused("Adafactor: eps1 NaN is not a finite number of 0 or more",
                        () -> adafactor.eps(Double.NaN, 0.5)),
                refused("Adafactor: eps2 -1.0 is not a finite number of 0 or more", () -> adafactor.eps(0.5, -1)),
                refused("Adafactor: d 0.5 is not a finite number of 1 or more", () -> adafactor.d(0.5)),
                refused("Adafactor: d Infinity is not a finite number of 1 or more",
                        () -> adafactor.d(Double.POSITIVE_INFINITY)),
                refused("Adafactor: weight decay -1.0 is not a finite number of 0 or more",
                        () -> adafactor.weightDecay(-1)),
                refused("LAMB: beta2 1.0 is not within 0 and 1, 1 excluded", () -> lamb.betas(0.5, 1)),
                refused("LAMB: eps -1.0 is not a finite number of 0 or more", () -> lamb.eps(-1)),
                refused("LAMB: weight decay NaN is not a finite number of 0 or more",
                        () -> lamb.weightDecay(Double.NaN)),
                refused("LAMB: least norm Infinity is not a finite number of 0 or more",
                        () -> lamb.normRange(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY)),
                refused("LAMB: greatest norm 1.0 is not a number of 2.0 or more, the least norm",
                        () -> lamb.normRange(2, 1)),
                refused("Muon: parameter 2 has shape [2], and only matrices are updated; give it to another optimizer, "
                        + "such as AdamW, in ParameterGroups", () -> new Muon(Matrices.start(), SCHEDULE)),
                refused("Muon: weight decay -1.0 is not a finite number of 0 or more", () -> muon.weightDecay(-1)),
                refused("Muon: momentum 1.0 is not within 0 and 1, 1 excluded", () -> muon.momentum(1)),
                refused("Muon: nsCoefficients 1.0, NaN and 2.0 are not all finite",
                        () -> muon.nsCoefficients(1, Double.NaN, 2)),
                refused("Muon: eps NaN is not a finite number of 0 or more", () -> muon.eps(Double.NaN)),
                refused("Muon: nsSteps 100 is not within 0 and 99", () -> muon.nsSteps(100)),
                refused("Muon: nsSteps -1 is not within 0 and 99", () -> muon.nsSteps(-1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void hostileSettingsAreRefused(String sentence, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(sentence);
    }

    @Test
    @SuppressWarnings("NullAway") // that is the test
    void anAdjustmentIsNotNull() {
        assertThatIllegalArgumentException().isThrownBy(() -> muon(Matrices.start()).adjustLrFn(null))
                .withMessage("Muon: adjustLrFn is null");
    }

    @Test
    void settingsArePrinted() {
        Tensor p = Tensor.zeros(2, 2);
        assertThat(new Adafactor(List.of(p), 0.01)).hasToString("Adafactor(lr=0.01, beta2Decay=-0.8, "
                + "eps=(1.1920928955078125e-7, 0.001), d=1, weightDecay=0, 1 parameter)");
        assertThat(new LAMB(List.of(p), SCHEDULE)).hasToString("LAMB(lr=warmup(3, cosine(0.1, 9)), betas=(0.9, 0.999), "
                + "eps=1e-6, weightDecay=0.01, normRange=(0, Infinity), 1 parameter)");
        assertThat(new Muon(List.of(p), 0.02)).hasToString("Muon(lr=0.02, weightDecay=0.1, momentum=0.95, "
                + "nesterov=true, nsCoefficients=(3.4445, -4.775, 2.0315), eps=1e-7, nsSteps=5, adjustLrFn=ORIGINAL, "
                + "1 parameter)");
    }
}
