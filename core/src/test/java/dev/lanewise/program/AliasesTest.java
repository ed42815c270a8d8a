package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With which tensors an input of a program may share storage: with those whose writes no gradient rule can miss. */
@Tag("quick")
class AliasesTest {
    private final Tensor w = Tensor.of(3, 4).requiresGrad(true);
    private final Tensor state = Tensor.zeros(2);
    private final Tensor other = Tensor.zeros(2);

    /** The program of a loss in an input, and of the gradient of w after something else has been done. */
    private Program program(BiFunction<Tensor, Tensor, Tensor> loss, Runnable between) {
        return Program.capture(List.of(Tensor.of(1, 2)), in -> {
            Tensor made = loss.apply(w, (Tensor) in.get(0));
            between.run();
            return List.of(Autograd.grad(made, Graph.FREE, w)[0]);
        }).program();
    }

    private void write(Tensor target) {
        target.assign(target.add(1f));
    }

    @Test
    void aWriteBeforeTheFirstUseIsMissedByNoRule() {
        Program program = program((weight, x) -> {
            write(state);
            return weight.mul(x).sum();
        }, () -> {});
        assertThat(program.fits(List.of(state))).isTrue();
        Tensor gradient = (Tensor) program.run(List.of(state)).get(0);
        assertThat(gradient.toArray()).containsExactly(2, 2);
    }

    @Test
    void aLaterUseDoesNotHideAWriteThatCameAfterTheFirst() {
        Program program = program((weight, x) -> {
            Tensor sum = weight.mul(x).sum();
            write(state);
            return sum.add(x.sum());
        }, () -> {});
        assertThat(program.fits(List.of(state))).isFalse();
        assertThat(program.fits(List.of(other))).isTrue();
    }

    @Test
    void aTensorThatIsWrittenAgainCountsByItsLastWrite() {
        Program program = program((weight, x) -> {
            write(state);
            write(other);
            return weight.mul(x).sum();
        }, () -> write(state));
        assertThat(program.fits(List.of(state))).isFalse();
        assertThat(program.fits(List.of(other))).isTrue();
    }

    @Test
    void aViewOfAViewIsSavedInTheNameOfTheInput() {
        Program program = program((weight, x) -> weight.mul(x.reshape(1, 2).reshape(2)).sum(), () -> write(state));
        assertThat(program.fits(List.of(state))).isFalse();
        assertThat(program.fits(List.of(other))).isTrue();
    }
}
