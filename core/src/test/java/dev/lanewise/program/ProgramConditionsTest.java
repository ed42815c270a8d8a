package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a computation must not do to be captured, and what must be as it was then for its program to run. */
@Tag("quick")
class ProgramConditionsTest {
    private static Tensor vector(float... values) {
        return Tensor.of(values);
    }

    private static Program program(UnaryOperator<Tensor> f, Tensor x) {
        return Program.capture(List.of(x), in -> List.of(f.apply((Tensor) in.get(0)))).program();
    }

    private static float[] run(Program program, Value... inputs) {
        return ((Tensor) program.run(List.of(inputs)).get(0)).toArray();
    }

    @Test
    void readingAValueIsRefused() {
        List<Function<Tensor, Object>> reads = List.of(
                Tensor::toArray, Tensor::toString, x -> x.get(0), x -> x.sum().item(), x -> x.argmax(0).item(),
                x -> x.argmax(0).toArray(), x -> x.gt(0f).any(), x -> x.gt(0f).toArray(), x -> x.gt(0f).toString(),
                x -> x.argmax(0).equals(IntTensor.of(Shape.SCALAR, 0)));
        for (Function<Tensor, Object> read : reads) {
            assertThatThrownBy(() -> program(x -> {
                return Tensor.scalar(read.apply(x.mul(2f)).hashCode());
            }, vector(1, 2))).isInstanceOf(IllegalStateException.class).hasMessageStartingWith("capture: ")
                    .hasMessageEndingWith("in the middle of the captured computation; "
                            + "return it as an output and read it afterwards");
        }
        assertThat(Program.capture(List.of(vector(1)), in -> in).outputs()).as("a capture after one that failed")
                .hasSize(1);
    }

    @Test
    void aCaptureOrARunWithinACaptureIsRefused() {
        Program inner = program(x -> x.mul(2f), vector(1, 2));
        assertThatThrownBy(() -> program(x -> (Tensor) inner.run(List.of(x)).get(0), vector(1, 2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "program: this thread is capturing a computation, and captures do not nest; within one, call "
                                + "what the program was captured from");
        assertThatThrownBy(() -> program(x -> {
            program(Tensor::neg, x);
            return x;
        }, vector(1, 2))).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("capture: this thread is capturing a computation");
    }

    @Test
    void aGradientFromBeforeIsRefused() {
        Tensor w = vector(3, 4).requiresGrad(true);
        w.sum().backward();
        assertThatThrownBy(() -> program(x -> {
            w.mul(x).sum().backward();
            return x;
        }, vector(1, 1))).isInstanceOf(IllegalStateException.class).hasMessage(
                "capture: a tensor [2] has a gradient from before the captured computation; call zeroGrad() first");
        assertThatThrownBy(() -> program(x -> Objects.requireNonNull(w.grad()).mul(x), vector(1, 1)))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("has a gradient from before");
        assertThat(Objects.requireNonNull(w.grad()).toArray()).as("put back").containsExactly(1, 1);
    }

    @Test
    void aVerifiedRunAsksForTheModesThatTheCaptureAskedFor() {
        List<Dropout> layers = new ArrayList<>(List.of(new Dropout(0.5f, RandomSource.seed(1))));
        Program program = Program.capture(Options.defaults().verify(3), List.of(vector(1, 2)), in -> {
            boolean training = layers.getLast().isTraining();
            return List.of(((Tensor) in.get(0)).mul(training || layers.size() > 1 ? 2f : 3f));
        }).program();
        assertThat(run(program, vector(3, 4))).containsExactly(6, 8);
        Dropout other = new Dropout(0.5f, RandomSource.seed(1));
        other.eval();
        layers.add(other);
        assertThatThrownBy(() -> run(program, vector(3, 4))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it asks for a mode of Dropout that it did not ask for, or that was different");
    }

    @Test
    void aParameterThatGotAGradientBetweenRunsDoesNotFit() {
        Tensor w = vector(3, 4).requiresGrad(true);
        Program program = program(x -> {
            w.mul(x).sum().backward();
            return Objects.requireNonNull(w.grad());
        }, vector(1, 1));
        w.sum().backward();
        assertThatThrownBy(() -> run(program, vector(1, 1))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("or a parameter has a gradient; capture anew");
        w.setGrad(null);
        assertThat(run(program, vector(7, 8))).containsExactly(7, 8);
    }

    @Test
    void aParameterThatThawsDoesNotFitThoughNoStepOfThePlanReadsIt() {
        Tensor bias = vector(3, 4);
        Tensor w = vector(1, 1).requiresGrad(true);
        Program program = program(x -> {
            x.mul(w).add(bias).sum().backward();
            return Objects.requireNonNull(w.grad());
        }, vector(1, 1));
        assertThat(program.fits(List.of(vector(1, 1)))).isTrue();
        bias.requiresGrad(true);
        assertThat(program.fits(List.of(vector(1, 1)))).isFalse();
    }

    @Test
    void anInputThatRequiresAGradientIsRefused() {
        Tensor w = vector(3, 4).requiresGrad(true);
        assertThatThrownBy(() -> program(x -> x.mul(2f), w)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("program: input 0 [2] requires a gradient");
        Program program = program(x -> x.mul(2f), vector(1, 2));
        assertThatThrownBy(() -> run(program, w)).isInstanceOf(IllegalArgumentException.class);
        assertThat(run(program, w.detach())).containsExactly(6, 8);
    }

    @Test
    void otherInputsThanTheCapturedOnesAreRefused() {
        Program program = program(x -> x.mul(2f), vector(1, 2));
        assertThat(program.fits(List.of(vector(3, 4)))).isTrue();
        for (List<Value> wrong : List.<List<Value>>of(
                List.of(vector(1, 2, 3)), List.of(), List.of(vector(1, 2), vector(1, 2)),
                List.of(IntTensor.of(1, 2)))) {
            assertThat(program.fits(wrong)).isFalse();
            assertThatThrownBy(() -> program.run(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> run(program, IntTensor.of(1, 2))).hasMessage(
                "program: inputs [int[2]] do not fit a capture for [float[2]]");
    }

    @Test
    void modesArePartOfWhatWasCaptured() {
        RandomSource random = RandomSource.seed(1);
        Sequential model = new Sequential(new Linear(2, 2, random), new ReLU(), new Dropout(0.5f, random));
        Tensor x = Tensor.ones(1, 2);
        Program training = program(model::forward, x);
        assertThat(training.fits(List.of(x))).isTrue();
        model.eval();
        assertThat(training.fits(List.of(x))).isFalse();
        assertThatThrownBy(() -> run(training, x)).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "program: a mode (grad mode, train or eval, frozen parameters, an optimizer's settings)");
        Program evaluation = program(model::forward, x);
        model.freeze();
        assertThat(evaluation.fits(List.of(x))).isFalse();
        model.unfreeze();
        assertThat(evaluation.fits(List.of(x))).isTrue();
        model.train();
        assertThat(training.fits(List.of(x))).isTrue();
    }

    @Test
    void theGradModeIsAConditionOnlyWhereItMatters() {
        Tensor w = vector(1, 2).requiresGrad(true);
        List<Value> x = List.of(vector(3, 4));
        Program forward = program(in -> w.mul(in).relu(), vector(3, 4));
        Program asking = program(in -> GradMode.isEnabled() ? in : in.neg(), vector(3, 4));
        Program backward = program(in -> {
            w.mul(in).sum().backward();
            return Objects.requireNonNull(w.grad());
        }, vector(3, 4));
        Program own = program(in -> {
            try (GradMode.Scope _ = GradMode.enableGrad()) {
                w.mul(in).sum().backward();
                return Objects.requireNonNull(w.grad());
            }
        }, vector(3, 4));
        Program askingForItsOwn = program(in -> {
            try (GradMode.Scope _ = GradMode.enableGrad()) {
                return GradMode.isEnabled() ? in : in.neg();
            }
        }, vector(3, 4));
        try (GradMode.Scope _ = GradMode.noGrad()) {
            assertThat(List.of(forward, own, askingForItsOwn)).allMatch(program -> program.fits(x));
            assertThat(List.of(asking, backward)).noneMatch(program -> program.fits(x));
        }
        assertThat(List.of(forward, asking, backward, own)).allMatch(program -> program.fits(x));
    }

    @Test
    void modesThatAComputationSetsItselfAndPutsBackFit() {
        RandomSource random = RandomSource.seed(1);
        Sequential frozen = new Sequential(new Linear(2, 2, random), new Dropout(0.5f, random));
        Tensor x = Tensor.ones(1, 2);
        Program program = program(in -> {
            frozen.eval();
            frozen.freeze();
            Tensor y = frozen.forward(in);
            frozen.unfreeze();
            frozen.train();
            return y;
        }, x);
        assertThat(program.fits(List.of(x))).isTrue();
        frozen.eval();
        assertThat(program.fits(List.of(x))).isFalse();
    }
}
