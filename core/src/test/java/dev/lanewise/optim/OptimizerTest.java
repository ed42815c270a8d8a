package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.absolute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {
    private static Arguments rule(String name, Function<List<Tensor>, UpdateRule> optimizer, float... expected) {
        return Arguments.of(name, optimizer, expected);
    }

    /**
     * Each rule with the values that PyTorch 2.13's of the same name and settings gives (float32, foreach=False) after
     * ten steps from (1, -2, 0.5, 3) on the loss (p - (0, 1, -1, 2))^2 * (1, 0.5, 2, 0.1).
     */
    static List<Arguments> rules() {
        return List.of(
                rule("SGD", p -> new SGD(p, 0.05), 0.34867844f, -0.79621077f, -0.8389387f, 2.904382f),
                rule("SGD, weight decay", p -> new SGD(p, 0.05).weightDecay(0.1),
                        0.32978454f, -0.7431576f, -0.8267961f, 2.7662175f),
                rule("SGD, momentum", p -> new SGD(p, 0.05).momentum(0.9),
                        -0.5887893f, 1.9327683f, -0.99340016f, 2.621079f),
                rule("SGD, dampening", p -> new SGD(p, 0.05).momentum(0.9).dampening(0.3).weightDecay(0.1),
                        -0.5602376f, 1.4169589f, -1.4856163f, 2.299284f),
                rule("SGD, nesterov", p -> new SGD(p, 0.05).momentum(0.9).nesterov(true).weightDecay(0.1),
                        -0.3298716f, 1.7905207f, -0.88192034f, 2.019537f),
                rule("Adam", p -> new Adam(p, 0.1), 0.07624923f, -1.0141883f, -0.46204665f, 2.0762494f),
                rule("Adam, all settings", p -> new Adam(p, 0.1).betas(0.8, 0.95).eps(1e-3).weightDecay(0.1),
                        0.10375855f, -1.0221213f, -0.4449186f, 2.0479376f),
                rule("AdamW", p -> new AdamW(p, 0.1), 0.0716956f, -0.99905056f, -0.46248084f, 2.0547738f),
                rule("AdamW, all settings", p -> new AdamW(p, 0.1).betas(0.8, 0.95).weightDecay(0.5),
                        -0.045478277f, -0.434306f, -0.44865566f, 1.4560454f),
                rule("RMSprop", p -> new RMSprop(p, 0.02), 0.2391742f, -1.0588111f, -0.35610518f, 2.2391744f),
                rule("RMSprop, centered", p -> new RMSprop(p, 0.02).alpha(0.9).centered(true),
                        0.5938698f, -1.5637326f, 0.07800153f, 2.59387f),
                rule("RMSprop, momentum", p -> new RMSprop(p, 0.02).alpha(0.9).momentum(0.5).weightDecay(0.1).eps(1e-3),
                        0.4367804f, -1.3821889f, -0.09193776f, 2.4038248f),
                rule("RMSprop, centered with momentum",
                        p -> new RMSprop(p, 0.02).alpha(0.9).momentum(0.5).centered(true),
                        0.32836705f, -1.2248034f, -0.22711058f, 2.3283672f));
    }

    private static Tensor start() {
        return Tensor.of(1, -2, 0.5f, 3).requiresGrad(true);
    }

    private static void step(UpdateRule optimizer, Tensor p) {
        optimizer.zeroGrad();
        loss(p).backward();
        optimizer.step();
    }

    private static Tensor loss(Tensor p) {
        return p.sub(Tensor.of(0, 1, -1, 2)).square().mul(Tensor.of(1, 0.5f, 2, 0.1f)).sum();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void tenStepsArePyTorchs(String name, Function<List<Tensor>, UpdateRule> rule, float[] expected) {
        Tensor p = start();
        UpdateRule optimizer = rule.apply(List.of(p));
        for (int i = 0; i < 10; i++) {
            step(optimizer, p);
        }
        assertThat(p).isWithin(absolute(2e-6)).of(expected);
        assertThat(p.requiresGrad()).isTrue();
        assertThat(p.isLeaf()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void eachParameterHasStateOfItsOwn(String name, Function<List<Tensor>, UpdateRule> rule, float[] expected) {
        Tensor other = start();
        Tensor p = start();
        UpdateRule optimizer = rule.apply(List.of(other, p));
        for (int i = 0; i < 10; i++) {
            step(optimizer, p);
        }
        assertThat(p).isWithin(absolute(2e-6)).of(expected);
        assertThat(other.toArray()).isEqualTo(start().toArray());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void aParameterThatJoinsLaterCountsItsOwnSteps(
            String name, Function<List<Tensor>, UpdateRule> rule, float[] expected) {
        Tensor first = start();
        Tensor p = start();
        Tensor alone = start();
        UpdateRule optimizer = rule.apply(List.of(p, first));
        UpdateRule other = rule.apply(List.of(alone));
        for (int i = 0; i < 3; i++) {
            step(optimizer, first);
            step(other, alone);
        }
        for (int i = 0; i < 10; i++) {
            optimizer.zeroGrad();
            loss(first).add(loss(p)).backward();
            optimizer.step();
            step(other, alone);
        }
        assertThat(p).isWithin(absolute(2e-6)).of(expected);
        assertThat(first).hasBitsOf(alone);
    }

    @Test
    void parametersWithoutAGradientAndFrozenOnesStayAsTheyAre() {
        Tensor frozen = start();
        Tensor p = start();
        Tensor updated = start();
        UpdateRule optimizer = new Adam(List.of(frozen, p, updated), 0.1);
        frozen.setGrad(Tensor.ones(4));
        frozen.requiresGrad(false);
        updated.setGrad(Tensor.ones(4));
        optimizer.step();
        assertThat(frozen.toArray()).isEqualTo(start().toArray());
        assertThat(p.toArray()).isEqualTo(start().toArray());
        assertThat(updated.toArray()).isNotEqualTo(start().toArray());
    }

    @Test
    void aStepWithoutAnyGradientSaysSo() {
        Tensor p = start();
        Tensor q = start();
        UpdateRule optimizer = new Adam(List.of(p, q), 0.1);
        assertThatIllegalStateException().isThrownBy(optimizer::step).withMessage("Adam: step() finds no gradient on "
                + "the 2 of 2 parameters that are not frozen; call backward() on a loss that is computed from them "
                + "first");
        q.setGrad(Tensor.ones(4));
        q.requiresGrad(false);
        assertThatIllegalStateException().isThrownBy(optimizer::step).withMessageContaining("the 1 of 2 parameters");
        p.requiresGrad(false);
        assertThatIllegalStateException().isThrownBy(optimizer::step)
                .withMessage("Adam: step() has nothing to update, as all parameters are frozen");
    }

    @Test
    void zeroGradForgetsAllGradients() {
        Tensor p = start();
        p.setGrad(Tensor.ones(4));
        new SGD(List.of(p), 0.1).zeroGrad();
        assertThat(p.grad()).isNull();
    }

    @Test
    void theLearningRateCanChangeBetweenSteps() {
        Tensor p = Tensor.of(1).requiresGrad(true);
        UpdateRule optimizer = new SGD(List.of(p), 0.5);
        p.setGrad(Tensor.ones(1));
        optimizer.step();
        optimizer.setLr(0.25);
        assertThat(optimizer.lr()).isEqualTo(0.25);
        optimizer.step();
        assertThat(p.item()).isEqualTo(0.25f);
        optimizer.setLr(0);
        optimizer.step();
        assertThat(p.item()).isEqualTo(0.25f);
    }

    /** PyTorch 2.13's values: p = 0.9, then 0.8, 0.7, 0.62 (velocities 1, 1 and, after a step without, 0.8). */
    @Test
    void theVelocityBeginsWithTheFirstGradientAfterAMomentumIsSet() {
        Tensor p = Tensor.of(1).requiresGrad(true);
        SGD sgd = new SGD(List.of(p), 0.1);
        float[] seen = new float[4];
        for (int step = 0; step < seen.length; step++) {
            sgd.momentum(step == 0 || step == 2 ? 0 : 0.3).dampening(0.5);
            p.setGrad(Tensor.ones(1));
            sgd.step();
            seen[step] = p.item();
        }
        assertThat(Tensor.of(seen)).isWithin(absolute(1e-6)).of(0.9f, 0.8f, 0.7f, 0.62f);
    }

    @Test
    void gradientsAreReadNotWritten() {
        Tensor p = start();
        Tensor grad = Tensor.of(1, 2, 3, 4);
        for (UpdateRule optimizer : List.of(new SGD(List.of(p), 0.1).momentum(0.9).weightDecay(0.1),
                new AdamW(List.of(p), 0.1),
                new RMSprop(List.of(p), 0.1).momentum(0.9).weightDecay(0.1))) {
            p.setGrad(grad);
            optimizer.step();
            optimizer.step();
            assertThat(grad.toArray()).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void settingsAreChecked() {
        List<Tensor> p = List.of(start());
        assertThatIllegalArgumentException().isThrownBy(() -> new SGD(List.of(), 0.1))
                .withMessage("SGD: no parameters given");
        assertThatIllegalArgumentException().isThrownBy(() -> new Adam(p, -1))
                .withMessage("Adam: learning rate -1.0 is not a finite number of 0 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> new SGD(p, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new Adam(p, 0.1).betas(0.9, 1))
                .withMessage("Adam: beta2 1.0 is not within 0 and 1, 1 excluded");
        assertThatIllegalArgumentException().isThrownBy(() -> new RMSprop(p, 0.1).eps(Double.POSITIVE_INFINITY))
                .withMessage("RMSprop: eps Infinity is not a finite number of 0 or more");
        assertThatIllegalStateException().isThrownBy(() -> new SGD(p, 0.1).nesterov(true).step())
                .withMessage(
                        "SGD: nesterov needs a momentum above 0 and no dampening, got momentum 0.0 and dampening 0.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new SGD(p, 0.1).dampening(Double.NaN))
                .withMessage("SGD: dampening NaN is not a finite number of 0 or more");
        assertThatIllegalStateException()
                .isThrownBy(() -> new SGD(p, 0.1).momentum(0.9).nesterov(true).dampening(0.1).step())
                .withMessage(
                        "SGD: nesterov needs a momentum above 0 and no dampening, got momentum 0.9 and dampening 0.1");
    }

    @Test
    void settingsComeInAnyOrder() {
        Tensor a = start();
        Tensor b = start();
        step(new SGD(List.of(a), 0.1).nesterov(true).momentum(0.9), a);
        step(new SGD(List.of(b), 0.1).momentum(0.9).nesterov(true), b);
        assertThat(a.toArray()).isEqualTo(b.toArray());
    }

    @Test
    void parametersAreLeavesEachListedOnce() {
        Tensor p = start();
        assertThatIllegalArgumentException().isThrownBy(() -> new SGD(Arrays.asList(p, null), 0.1))
                .withMessage("SGD: parameter 1 is null");
        assertThatIllegalArgumentException().isThrownBy(() -> new SGD(List.of(p, start(), p), 0.1))
                .withMessage("SGD: parameter 2 [4] is listed twice, first as parameter 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Adam(List.of(p, p.mul(2f)), 0.1))
                .withMessage("Adam: parameter 1 [4] is not a leaf but the result of a recorded op");
    }
}
