package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.program.Program;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LionTest {
    private static Tensor train(Function<List<Tensor>, Lion> rule) {
        List<Tensor> p = Quadratics.start();
        return Quadratics.train(p, rule.apply(p), 12, _ -> {});
    }

    @Test
    void twelveStepsAreThoseOfThePaper() {
        assertThat(train(p -> new Lion(p, 0.05))).isWithin(relative(2e-6)).of(PyTorch.floats("Lion"));
        assertThat(train(p -> new Lion(p, 0.05).betas(0.8, 0.95).weightDecay(0.4))).isWithin(relative(2e-6))
                .of(PyTorch.floats("Lion with settings"));
    }

    @Test
    void capturedTheBitsAreTheEagerOnesAlsoWhenSettingsChange() {
        Course.assertCapturedIsEager(course -> {
            Tensor w = Course.parameter(0, Course.N);
            Tensor b = Course.parameter(1, 3);
            Lion lion = new Lion(List.of(w, b), Schedules.warmup(3, Schedules.cosine(0.01, 9)));
            Course.Step step = course.step(x -> {
                Tensor loss = w.mul(x).add(b.sum()).square().sum();
                loss.backward();
                lion.step();
                return loss;
            }, false);
            for (int run = 0; run < 12; run++) {
                lion.betas(0.9, run < 6 ? 0.99 : 0.95).weightDecay(run < 4 ? 0 : 0.1);
                course.next(step);
                lion.zeroGrad();
                course.keep(w);
                course.keep(b);
            }
        });
    }

    @Test
    void aWeightDecayThatIsSetForEachStepNeedsNoNewProgram() {
        Tensor p = Course.parameter(0, Course.N);
        Lion lion = new Lion(List.of(p), 0.01);
        Program program = Program.capture(List.of(), _ -> {
            p.square().sum().backward();
            lion.step();
            lion.zeroGrad();
            return List.of();
        }).program();
        lion.weightDecay(0.5);
        assertThat(program.fits(List.of())).isTrue();
        lion.betas(0.8, 0.99);
        assertThat(program.fits(List.of())).isFalse();
    }

    /** The scalars, the count, and for each large parameter one loop. */
    @Test
    void aCapturedUpdateIsOneLoopForEachLargeParameter() {
        List<Tensor> all = List.of(Course.parameter(0, 40, 50), Course.parameter(1, 3000));
        Lion lion = new Lion(all, 0.01).weightDecay(0.1);
        Program program = Program.capture(List.of(Tensor.ones(40, 50), Tensor.ones(3000)), in -> {
            for (int i = 0; i < 2; i++) {
                all.get(i).setGrad((Tensor) in.get(i));
            }
            lion.step();
            all.forEach(parameter -> parameter.setGrad(null));
            return List.of();
        }).program();
        assertThat(program.size()).isEqualTo(1 + 2 * 2 + 2);
    }

    @Test
    void settingsAreCheckedAndPrinted() {
        Lion lion = new Lion(Quadratics.start(), Schedules.cosine(1e-4, 100)).betas(0.95, 0.98).weightDecay(0.1);
        assertThatIllegalArgumentException().isThrownBy(() -> lion.betas(0.5, 1))
                .withMessage("Lion: beta2 1.0 is not within 0 and 1, 1 excluded");
        assertThat(lion) // nothing has changed
                .hasToString("Lion(lr=cosine(1e-4, 100), betas=(0.95, 0.98), weightDecay=0.1, 3 parameters)");
    }
}
