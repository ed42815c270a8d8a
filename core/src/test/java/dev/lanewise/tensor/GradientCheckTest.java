package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.random.RandomSource;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The check for users passes right gradients and finds wrong ones. */
@Tag("quick")
class GradientCheckTest {
    private final Tensor a = RandomSource.seed(1).normal(3, 4);
    private final Tensor b = RandomSource.seed(2).normal(4, 2);

    /** A cube whose gradient is multiplied by something. */
    private static CustomFunction cube(UnaryOperator<Tensor> wrong) {
        return new CustomFunction() {
            @Override
            public Tensor[] forward(Context context, Tensor... in) {
                context.save(in[0]);
                return new Tensor[] {in[0].mul(in[0]).mul(in[0])};
            }

            @Override
            public Tensor[] backward(Context context, Tensor... grads) {
                return new Tensor[] {wrong.apply(context.saved(0).square().mul(3f).mul(grads[0]))};
            }
        };
    }

    @Test
    void rightGradientsPass() {
        GradientCheck.gradients(in -> in[0].matmul(in[1]).tanh(), a, b).orThrow();
        GradientCheck.secondOrder(in -> in[0].matmul(in[1]).tanh(), a, b).orThrow();
        GradientCheck.gradients(in -> in[0].softmax(-1).log(), RandomSource.seed(3).normal(20, 30)).orThrow();
        GradientCheck.gradients(in -> in[0].square().mul(in[0]).sum(), RandomSource.seed(4).normal(500)).orThrow();
        GradientCheck.gradients(in -> in[0].log(), Tensor.of(0.02f, 0.5f, 30)).orThrow();
        GradientCheck.gradients(in -> Autograd.apply(cube(g -> g), in)[0], a).orThrow();
        GradientCheck.gradients(_ -> b, a).orThrow();
        assertThat(GradientCheck.gradients(in -> in[0], Tensor.zeros(0)).lines()).isEmpty();
    }

    @Test
    void wrongGradientsAreFound() {
        Tensor slightly = Tensor.of(1, 1, 1.02f, 1);
        GradientCheck.Result result = GradientCheck
                .gradients(in -> Autograd.apply(cube(g -> g.mul(slightly)), in)[0], Tensor.of(1, 2, 3, -1));
        assertThat(result.passes()).isFalse();
        assertThat(result.lines()).extracting(GradientCheck.Line::verdict).containsExactly(
                GradientCheck.Verdict.AGREES, GradientCheck.Verdict.AGREES, GradientCheck.Verdict.DIFFERS,
                GradientCheck.Verdict.AGREES);
        assertThatExceptionOfType(AssertionError.class).isThrownBy(result::orThrow)
                .withMessageContaining("gradient check: 3 of 4 slopes agree").withMessageContaining("element 2")
                .withMessageContaining("DIFFERS");
        Tensor one = Tensor.zeros(1000); // an element that is not looked at by itself
        float[] at = one.toArray();
        at[777] = 1;
        Tensor wrong = Tensor.of(at);
        assertThat(GradientCheck.gradients(in -> Autograd.apply(cube(g -> g.add(wrong.mul(9f))), in)[0],
                RandomSource.seed(5).uniform(1000)).passes()).isFalse();
    }

    @Test
    void aSecondOrderThatIsWrongIsFound() {
        CustomFunction detached = cube(Tensor::detach);
        assertThat(GradientCheck.gradients(in -> Autograd.apply(detached, in)[0], a).passes()).isTrue();
        assertThat(GradientCheck.secondOrder(in -> Autograd.apply(detached, in)[0], a).passes()).isFalse();
    }

    @Test
    void atAKinkAnySlopeBetweenIsRight() {
        GradientCheck.Result result = GradientCheck.gradients(in -> in[0].relu(), Tensor.of(-1, 0, 1)).orThrow();
        assertThat(result.lines().get(1).verdict()).isEqualTo(GradientCheck.Verdict.KINK);
        assertThat(result.toString()).contains("KINK");
        CustomFunction two = new CustomFunction() {
            @Override
            public Tensor[] forward(Context context, Tensor... in) {
                return new Tensor[] {in[0].relu()};
            }

            @Override
            public Tensor[] backward(Context context, Tensor... grads) {
                return new Tensor[] {grads[0].mul(2f)};
            }
        };
        assertThat(GradientCheck.gradients(in -> Autograd.apply(two, in)[0], Tensor.zeros(1)).passes()).isFalse();
    }

    @Test
    void whatIsNotFiniteDoesNotPass() {
        GradientCheck.Result result = GradientCheck.gradients(in -> in[0].log(), Tensor.of(1, -1));
        assertThat(result.passes()).isFalse();
        assertThat(result.lines().get(1).verdict()).isEqualTo(GradientCheck.Verdict.NOT_FINITE);
    }

    @Test
    void aFunctionThatIsNotReproducibleDoesNotPass() {
        RandomSource random = RandomSource.seed(6);
        GradientCheck.Result result = GradientCheck.gradients(in -> random.dropout(in[0], 0.5), a);
        assertThat(result.passes()).isFalse();
        assertThat(result.unlike()).isEqualTo("the output");
        assertThat(result.toString()).contains("not reproducible: the output differs when");
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> GradientCheck.gradients(null, a))
                .withMessage("gradients: the function is null");
        assertThatIllegalArgumentException().isThrownBy(() -> GradientCheck.secondOrder(in -> in[0], (Tensor) null))
                .withMessage("secondOrder: input 0 is null");
        assertThatIllegalArgumentException().isThrownBy(() -> GradientCheck.gradients(_ -> null, a))
                .withMessage("gradients: the output of the function is null");
    }
}
