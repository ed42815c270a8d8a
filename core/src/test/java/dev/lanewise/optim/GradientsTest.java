package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradientsTest {
    @ParameterizedTest
    @CsvSource({"2, 1", "2, 1000", "1, 1", "1, 1000", "3, 1", "3, 1000", "inf, 1", "inf, 1000"})
    void normsArePyTorchs(String p, String limit) {
        List<Tensor> parameters = Quadratics.start();
        Quadratics.loss(parameters).backward();
        double order = p.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(p);
        Tensor norm = Gradients.clipNorm(parameters, Double.parseDouble(limit), order);
        List<Tensor> seen = new ArrayList<>(List.of(norm.reshape(1)));
        parameters.forEach(parameter -> seen.add(gradient(parameter)));
        assertThat(Shapes.concat(0, seen.toArray(Tensor[]::new))).isWithin(relative(2e-6))
                .of(PyTorch.floats("norm " + p + " to " + limit));
    }

    private static Tensor gradient(Tensor parameter) {
        return Objects.requireNonNull(parameter.grad());
    }

    @Test
    void trainingWithClippedGradientsIsPyTorchs() {
        assertThat(train(parameters -> Gradients.clipNorm(parameters, 2))).isWithin(relative(2e-6))
                .of(PyTorch.floats("clipped by norm"));
        assertThat(train(parameters -> Gradients.clipValue(parameters, 1.5))).isWithin(relative(2e-6))
                .of(PyTorch.floats("clipped by value"));
    }

    private static Tensor train(Consumer<List<Tensor>> clip) {
        List<Tensor> parameters = Quadratics.start();
        return Quadratics.train(parameters, new SGD(parameters, 0.05), 8, clip);
    }

    @Test
    void parametersWithoutAGradientAndFrozenOnesArePassedOver() {
        Tensor none = Tensor.of(1f).requiresGrad(true);
        Tensor frozen = Tensor.of(1f, 1f);
        Tensor held = Tensor.of(3f, 4f);
        frozen.setGrad(held);
        Tensor p = Tensor.of(1f, 1f).requiresGrad(true);
        p.setGrad(Tensor.of(0f, 10f));
        List<Tensor> all = List.of(none, frozen, p);
        assertThat(Gradients.clipNorm(all, 5).item()).isEqualTo(10f);
        Gradients.clipValue(all, 2);
        assertThat(gradient(p)).hasBitsOf(Tensor.of(0f, 2f));
        assertThat(frozen.grad()).isSameAs(held);
        assertThat(none.grad()).isNull();
        assertThat(Gradients.clipNorm(List.of(none), 5).item()).isZero();
    }

    @Test
    void gradientsAreReplacedNotWrittenTo() {
        Tensor p = Tensor.of(1f, 1f).requiresGrad(true);
        Tensor gradient = Tensor.of(3f, 4f);
        p.setGrad(gradient);
        Gradients.clipNorm(List.of(p), 1);
        Gradients.clipValue(List.of(p), 0.1);
        assertThat(gradient).hasBitsOf(Tensor.of(3f, 4f));
    }

    @Test
    void aNormAloneLeavesGradientsAsTheyAre() {
        Tensor p = Tensor.of(1f, 1f).requiresGrad(true);
        Tensor gradient = Tensor.of(3f, 4f);
        p.setGrad(gradient);
        assertThat(Gradients.norm(List.of(p)).item()).isEqualTo(5f);
        assertThat(Gradients.norm(List.of(p), 1).item()).isEqualTo(7f);
        assertThat(p.grad()).isSameAs(gradient);
        assertThat(Gradients.clipNorm(List.of(p), Double.POSITIVE_INFINITY).item()).isEqualTo(5f);
        assertThat(gradient(p)).hasBitsOf(gradient);
        assertThat(Gradients.norm(List.of(Tensor.zeros(1))).item()).isZero();
    }

    @Test
    void limitsAreChecked() {
        List<Tensor> p = Quadratics.start();
        assertThatIllegalArgumentException().isThrownBy(() -> Gradients.clipNorm(p, Double.NaN))
                .withMessage("clipNorm: norm NaN is not a number of 0 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> Gradients.clipNorm(p, 1, 0))
                .withMessage("clipNorm: p 0.0 is not above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Gradients.norm(p, -1))
                .withMessage("norm: p -1.0 is not above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Gradients.clipValue(p, -1))
                .withMessage("clipValue: limit -1.0 is not a finite number of 0 or more");
    }

    // ---- captured

    /** Four batches for each update, which is taken outside the step that adds the gradients up. */
    @Test
    void accumulatedTheBitsAreTheEagerOnes() {
        Course.assertCapturedIsEager(course -> {
            Tensor w = Course.parameter(0, Course.N);
            UpdateRule optimizer = new AdamW(List.of(w), Schedules.cosine(0.1, 6));
            Course.Step step = course.step(x -> {
                Tensor loss = w.mul(x).square().sum().div(4);
                loss.backward();
                return loss;
            }, true);
            for (int batch = 0; batch < 12; batch++) {
                course.next(step);
                if (batch % 4 == 3) {
                    course.keep(Gradients.clipNorm(List.of(w), 3));
                    optimizer.step();
                    optimizer.zeroGrad();
                    course.keep(w);
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void clippedWithinTheStepTheBitsAreTheEagerOnes(boolean keepGradients) {
        Course.assertCapturedIsEager(course -> {
            Tensor w = Course.parameter(0, Course.N);
            Tensor b = Course.parameter(1, 3);
            UpdateRule optimizer = new SGD(List.of(w, b), 0.1).momentum(0.9);
            Course.Step step = course.step(x -> {
                w.mul(x).add(b.sum()).square().mean().backward();
                w.mul(x).abs().mean().backward();
                Tensor norm = Gradients.clipNorm(List.of(w, b), 0.5);
                Gradients.clipValue(List.of(w, b), 0.02);
                optimizer.step();
                return norm;
            }, keepGradients);
            for (int batch = 0; batch < 5; batch++) {
                course.next(step);
                optimizer.zeroGrad();
                course.keep(w);
                course.keep(b);
            }
        });
    }
}
