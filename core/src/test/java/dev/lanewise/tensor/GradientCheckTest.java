package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.random.RandomSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
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

    /** The same values as a function gives, with the gradient multiplied by something. */
    private static Function<Tensor[], Tensor> wrong(Function<Tensor[], Tensor> function, Tensor factor) {
        return in -> {
            Tensor y = function.apply(in);
            Tensor zero = y.sub(y.detach()).mul(factor);
            return y.detach().add(zero);
        };
    }

    @Test
    void onePercentIsFoundWhereTheFunctionIsSteepOrWavesOrIsLarge() {
        Function<Tensor[], Tensor> exp = in -> in[0].exp();
        Function<Tensor[], Tensor> sin = in -> Pointwise.sin(in[0]);
        Function<Tensor[], Tensor> waves = in -> Pointwise.cos(in[0].mul(20f));
        Function<Tensor[], Tensor> log = in -> in[0].log();
        Function<Tensor[], Tensor> mean = in -> in[0].exp().mean();
        Function<Tensor[], Tensor> shifted = in -> in[0].tanh().add(100f);
        Tensor small = Tensor.of(1e-20f, 1e-3f, 1, 1e6f);
        Tensor[][] inputs = {{Tensor.of(8, 3, 4, 5, 6, -80, 80)}, {Tensor.of(1000, 2000, 3000, 1e5f)},
            {Tensor.of(3, 5, 8)}, {small}, {Tensor.of(0.5f, -0.3f, 0.9f, 0)}, {Tensor.of(0, 1, -1)}};
        List<Function<Tensor[], Tensor>> functions = List.of(exp, sin, waves, log, mean, shifted);
        for (int i = 0; i < inputs.length; i++) {
            GradientCheck.gradients(functions.get(i), inputs[i]).orThrow();
            for (float factor : new float[] {0, 0.99f, 1.01f, -1}) {
                assertThat(GradientCheck.gradients(wrong(functions.get(i), Tensor.scalar(factor)), inputs[i]).lines())
                        .as("function %s, times %s", i, factor).extracting(GradientCheck.Line::verdict)
                        .containsOnly(GradientCheck.Verdict.DIFFERS);
            }
        }
    }

    @Test
    void everyElementIsLookedAtUpToALimitThatTheReportNames() {
        float[] factors = new float[1001];
        Arrays.fill(factors, 1);
        factors[3] = 1.5f;
        Tensor half = Tensor.full(0.5f, 1001);
        Function<Tensor[], Tensor> square = in -> in[0].square();
        GradientCheck.Result all = GradientCheck.gradients(
                wrong(square, Tensor.of(factors).slice(0, 0, 1000)), half.slice(0, 0, 1000));
        assertThat(all.lines()).hasSize(GradientCheck.ELEMENTS).extracting(GradientCheck.Line::passes)
                .containsOnlyOnce(false);
        assertThat(all.sampled()).isEmpty();
        GradientCheck.Result most = GradientCheck.gradients(square, half).orThrow();
        assertThat(most.sampled()).isEqualTo("1000 of 1001 elements of input 0");
        assertThat(most.toString()).startsWith(
                "gradient check: 1004 of 1004 slopes agree; checked 1000 of 1001 elements of input 0\n");
    }

    @Test
    void whatDifferencesCannotTellIsUnclear() {
        Function<Tensor[], Tensor> sin = in -> Pointwise.sin(in[0]);
        Function<Tensor[], Tensor> hidden = in -> in[0].add(1e6f);
        for (float factor : new float[] {0, 1}) {
            GradientCheck.Result wide = GradientCheck.gradients(wrong(sin, Tensor.scalar(factor)),
                    Tensor.of(1e7f, 1e8f));
            assertThat(wide.passes()).isFalse();
            assertThat(wide.lines()).extracting(GradientCheck.Line::verdict)
                    .containsOnly(GradientCheck.Verdict.UNCLEAR);
        }
        assertThat(GradientCheck.gradients(hidden, Tensor.of(1)).toString()).contains("UNCLEAR");
    }

    @Test
    void lossesWithManySmallSlopesPass() {
        Tensor logits = RandomSource.seed(3).normal(8, 8).mul(4f);
        GradientCheck.gradients(in -> in[0].logSoftmax(-1).mul(Tensor.eye(8)).sum(), logits).orThrow();
        GradientCheck.gradients(in -> in[0].softmax(0).sum(), Tensor.of(1, 2, 3)).orThrow();
        GradientCheck.gradients(in -> in[0].tanh(), Tensor.of(3, 8, -20)).orThrow();
        GradientCheck.gradients(in -> in[0].softmax(0), Tensor.of(50, 49, 51)).orThrow();
        GradientCheck.gradients(in -> in[0].square().mul(in[0]), Tensor.of(0, 1e-3f, Math.nextDown(2f))).orThrow();
    }

    @Test
    void atAJumpTheSlopeBesideItIsRight() {
        Function<Tensor[], Tensor> floor = in -> Pointwise.floor(in[0]);
        assertThat(GradientCheck.gradients(floor, Tensor.of(1, -3, 0.5f, 100)).orThrow().lines())
                .extracting(GradientCheck.Line::verdict).containsExactly(GradientCheck.Verdict.KINK,
                        GradientCheck.Verdict.KINK, GradientCheck.Verdict.AGREES, GradientCheck.Verdict.KINK);
        assertThat(GradientCheck.gradients(in -> floor.apply(in).add(in[0].sub(in[0].detach())), Tensor.of(2))
                .passes()).isFalse();
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
