package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.optim.SGD;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which gradients a run may find on its leaves, and which it leaves there. */
@Tag("quick")
class ProgramGradientsTest {
    private final Tensor w = Tensor.of(3, 4).requiresGrad(true);
    private final SGD optimizer = new SGD(List.of(w), 0.5);

    private Program program(Options options, UnaryOperator<Tensor> f) {
        return Program.capture(options, List.of(Tensor.of(1, 2)), in -> List.of(f.apply((Tensor) in.get(0)))).program();
    }

    private void backward(Tensor x) {
        w.mul(x).sum().backward();
    }

    private float @Nullable [] gradient() {
        Tensor gradient = w.grad();
        return gradient == null ? null : gradient.toArray();
    }

    @Test
    void aComputationThatClearsAGradientFirstMayFindOne() {
        Program program = program(Options.defaults(), x -> {
            optimizer.zeroGrad();
            backward(x);
            optimizer.step();
            return x.mul(2f);
        });
        w.assign(Tensor.of(3, 4));
        w.setGrad(Tensor.of(100, 100));
        assertThat(program.fits(List.of(Tensor.of(1, 2)))).isTrue();
        program.run(List.of(Tensor.of(2, 4)));
        assertThat(w.toArray()).containsExactly(2, 2);
    }

    @Test
    void aGradientThatArrivesAfterTheUpdateIsKept() {
        Program program = program(Options.defaults().keepGradients(), x -> {
            backward(x);
            optimizer.step();
            optimizer.zeroGrad();
            backward(x.mul(10f));
            return x.mul(2f);
        });
        optimizer.zeroGrad();
        program.run(List.of(Tensor.of(2, 4)));
        assertThat(gradient()).containsExactly(20, 40);
    }

    @Test
    void anUpdateDoesNotUseUpWhatIsAddedToTheGradientAfterwards() {
        Program program = program(Options.defaults().keepGradients(), x -> {
            backward(x);
            optimizer.step();
            backward(x.mul(10f));
            return x.mul(2f);
        });
        w.setGrad(null);
        program.run(List.of(Tensor.of(2, 4)));
        assertThat(gradient()).containsExactly(22, 44);
    }

    @Test
    void aWriteThatHasNotLookedAtTheGradientUsesNoneUp() {
        Program program = program(Options.defaults().keepGradients(), x -> {
            backward(x);
            w.assign(x);
            return x.mul(2f);
        });
        w.setGrad(null);
        program.run(List.of(Tensor.of(2, 4)));
        assertThat(gradient()).containsExactly(2, 4);
    }

    @Test
    void aTensorMadeWithinTakesItsGradientWithIt() {
        Program program = program(Options.defaults().keepGradients(), x -> {
            x.detach().requiresGrad(true).square().sum().backward();
            return x.mul(2f);
        });
        assertThat(program.size()).as("steps").isEqualTo(1);
    }

    @Test
    void whatIsClearedAndMadeAnewCanBeReadThoughThereWasOneBefore() {
        w.setGrad(Tensor.of(100, 100));
        Program program = program(Options.defaults().keepGradients(), x -> {
            backward(x);
            w.setGrad(null);
            backward(x.mul(10f));
            return Objects.requireNonNull(w.grad()).mul(1f);
        });
        w.setGrad(Tensor.of(100, 100));
        Tensor read = (Tensor) program.run(List.of(Tensor.of(2, 4))).get(0);
        assertThat(read.toArray()).containsExactly(20, 40);
        assertThat(gradient()).containsExactly(20, 40);
    }
}
