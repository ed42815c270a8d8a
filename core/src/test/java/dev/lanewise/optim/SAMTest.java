package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.data.Batch;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Snapshot;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SAMTest {
    private static SAM make(boolean adaptive, Optimizer base) {
        return adaptive ? SAM.adaptive(base, 0.5) : new SAM(base, 0.05);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twelveStepsAreThoseOfThePaper(boolean adaptive) {
        List<Tensor> p = Quadratics.start();
        SAM sam = make(adaptive, new SGD(p, 0.005).momentum(0.9));
        List<Tensor> losses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            losses.add(sam.step(() -> Quadratics.loss(p)));
        }
        String name = adaptive ? "SAM, adaptive" : "SAM";
        assertThat(Shapes.stack(0, losses.toArray(Tensor[]::new))).isWithin(relative(1e-5))
                .of(PyTorch.floats(name + ": losses"));
        assertThat(Shapes.concat(0, p.stream().map(Tensor::detach).toArray(Tensor[]::new)))
                .isWithin(relative(1e-5).plus(1e-5)).of(PyTorch.floats(name + ": parameters"));
    }

    /** A training, saved as a whole. */
    private record Run(Tensor w, Tensor b, SAM sam, Course.Step step) {
        static Run of(Course course, boolean adaptive) {
            Tensor w = Course.parameter(0, Course.N);
            Tensor b = Course.parameter(1, 3);
            SAM sam = make(adaptive, new ParameterGroups(
                    new Lion(List.of(w), Schedules.warmup(3, Schedules.cosine(0.01, 9))),
                    new AdamW(List.of(b), 0.01)));
            return new Run(w, b, sam, course.step(x -> sam.step(() -> w.mul(x).add(b.sum()).square().mean()), false));
        }

        void steps(Course course, int from, int to) {
            for (int i = from; i < to; i++) {
                step.run(Course.parameter(100 + i, Course.N).detach());
                course.keep(w);
                course.keep(b);
            }
        }

        Map<String, Stateful> parts() {
            return Map.of("sam", sam, "weights", state -> {
                state.tensor("w", w);
                state.tensor("b", b);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void capturedTheBitsAreTheEagerOnesAlsoWithAFrozenParameter(boolean adaptive) {
        Course.assertCapturedIsEager(course -> {
            Run run = Run.of(course, adaptive);
            run.steps(course, 0, 6);
            run.b.requiresGrad(false);
            Tensor frozen = run.b.detach().copy();
            run.steps(course, 6, 9);
            assertThat(run.b.detach()).hasBitsOf(frozen);
            run.b.requiresGrad(true);
            run.steps(course, 9, 12);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsSavedInTheMiddleGoesOnWithTheSameBits(boolean captured) {
        List<Tensor> whole = Course.of(course -> Run.of(course, true).steps(course, 0, 12), captured);
        List<Tensor> resumed = Course.of(course -> {
            Run first = Run.of(course, true);
            first.steps(course, 0, 6);
            Snapshot saved = Snapshot.take(first.parts());
            Run second = Run.of(course, true);
            second.steps(course, 3, 4);
            saved.restore(second.parts());
            second.steps(course, 6, 12);
        }, captured);
        Course.assertSame(resumed.subList(resumed.size() - 2, resumed.size()), whole.subList(whole.size() - 2,
                whole.size()));
    }

    @Test
    void theWeightsComeBackBitForBitAlsoIfTheSecondEvaluationFails() {
        Tensor p = Tensor.of(1e-40f, -0f, 3e8f).requiresGrad(true);
        Tensor before = p.detach().copy();
        SAM none = new SAM(new SGD(List.of(p), 0), 10);
        List<Tensor> seen = new ArrayList<>();
        none.step(() -> {
            seen.add(p.detach().copy());
            return p.sum();
        });
        assertThat(seen).hasSize(2);
        assertThat(seen.get(1).sub(before)).isWithin(relative(1e-6))
                .of((float) (10 / Math.sqrt(3)), (float) (10 / Math.sqrt(3)), 0);
        assertThat(p.detach()).hasBitsOf(before);
        assertThat(p.grad()).isNull();
        seen.clear();
        assertThatIllegalStateException().isThrownBy(() -> none.step(() -> {
            seen.add(p);
            if (seen.size() == 2) {
                throw new IllegalStateException("the second");
            }
            return p.sum();
        })).withMessage("the second");
        assertThat(p.detach()).hasBitsOf(before);
    }

    /** The rates of a Poisson distribution are refused where the loss is larger; a replay gives the weights back, too. */
    @Test
    void theWeightsComeBackIfTheSecondEvaluationOfAReplayFails() {
        Tensor p = Tensor.ones(2000).requiresGrad(true);
        Tensor q = Tensor.ones(3).requiresGrad(true);
        SAM sam = new SAM(new SGD(List.of(p, q), 0.5).momentum(0.9), 10);
        RandomSource random = RandomSource.seed(1);
        TrainStep<Batch<Tensor, Tensor>> step = TrainStep.capture(batch -> sam.step(() -> {
            Tensor drawn = random.poisson(p.detach().mul(batch.inputs())).sum();
            return drawn.sub(p.sum()).sub(q.square().sum());
        }));
        Batch<Tensor, Tensor> fine = new Batch<>(Tensor.scalar(1), Tensor.scalar(0));
        step.run(fine);
        step.run(fine);
        assertThat(p.detach()).isWithin(relative(1e-5)).of(constant(2000, 1 + 0.5f + 0.5f * 1.9f));
        p.assign(Tensor.full(0.1, 2000));
        Tensor before = q.detach().copy();
        assertThatIllegalArgumentException().isThrownBy(() -> step.run(fine)).withMessageContaining("poisson: rate -");
        assertThat(p.detach()).hasBitsOf(Tensor.full(0.1, 2000));
        assertThat(q.detach()).hasBitsOf(before);
        p.assign(Tensor.ones(2000));
        step.run(fine);
    }

    private static float[] constant(int n, float value) {
        float[] values = new float[n];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void whereTheGradientIsZeroItIsTakenAtTheWeights() {
        Tensor p = Tensor.of(0f, 0f).requiresGrad(true);
        new SAM(new SGD(List.of(p), 0.1), 0.05).step(() -> p.square().sum());
        assertThat(p.detach()).hasBitsOf(Tensor.of(0f, 0f));
    }

    @Test
    void aLossThatIsNaNGivesWhatTheOptimizerMakesOfIt() {
        Tensor p = Tensor.of(-1f, 4f).requiresGrad(true);
        Tensor loss = new SAM(new SGD(List.of(p), 0.1), 0.05).step(() -> p.sqrt().sum());
        assertThat(loss).hasBitsOf(Tensor.scalar(Double.NaN));
        assertThat(p.isNaN().toArray()).containsExactly(true, true);
    }

    @Test
    @SuppressWarnings("NullAway") // null is refused
    void whatCannotBeSteppedIsRefusedAndNothingIsChanged() {
        List<Tensor> p = Quadratics.start();
        SAM sam = new SAM(new SGD(p, 0.1), 0.05);
        Tensor other = Tensor.of(1f).requiresGrad(true);
        assertThatIllegalStateException().isThrownBy(() -> sam.step(other::sum)).withMessage(
                "SAM: the loss of the closure gives none of the 3 parameters a gradient; it must be computed from "
                        + "parameters that are not frozen");
        assertThatIllegalArgumentException().isThrownBy(() -> sam.step(() -> null))
                .withMessage("SAM: the loss that the closure returns is null");
        assertThatIllegalArgumentException().isThrownBy(() -> sam.step(null)).withMessage("SAM: the closure is null");
        assertThatIllegalStateException().isThrownBy(() -> sam.step(() -> {
            Tensor loss = Quadratics.loss(p);
            loss.backward();
            return loss;
        })).withMessage(
                "SAM: the closure has given parameter 0 [4] a gradient; step() calls backward() itself, so a closure "
                        + "only computes the loss");
        assertThat(p.getFirst().detach()).hasBitsOf(Quadratics.start().getFirst().detach());
        assertThatIllegalArgumentException().isThrownBy(() -> new SAM(new SGD(p, 0.1), -1))
                .withMessage("SAM: rho -1.0 is not a finite number of 0 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> SAM.adaptive(null, 1))
                .withMessage("SAM: the optimizer is null");
        assertThat(sam).hasToString("SAM(rho=0.05, adaptive=false, " + new SGD(p, 0.1) + ")");
    }
}
