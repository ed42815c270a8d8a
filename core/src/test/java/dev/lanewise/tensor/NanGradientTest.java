package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.ops.Normalization;
import dev.lanewise.tensor.primitives.LinearOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No NaN is lost on the way back: what each function does with one in its argument, and with one in the gradient. */
@Tag("quick")
class NanGradientTest {
    private static final float NAN = Float.NaN;

    /** Enough for the body of a vector loop and for what it leaves over. */
    private static final int SIZE = 35;

    private static Arguments row(String name, UnaryOperator<Tensor> f, float atNan) {
        return Arguments.of(name, f, atNan);
    }

    /** Functions of one tensor, each with its gradient at NaN where the gradient that arrives is 3. */
    static List<Arguments> functions() {
        return List.of(
                row("relu", Tensor::relu, 3), row("clamp", x -> x.clamp(-1f, 1f), 3), row("sign", Tensor::sign, 3),
                row("leakyRelu", x -> Activations.leakyRelu(x, 0.1f), 3), row("elu", x -> Activations.elu(x, 2f), 3),
                row("maximum", x -> x.maximum(0f), 3), row("minimum", x -> x.minimum(0f), 3),
                row("maximum on the right", x -> Tensor.scalar(0f).maximum(x), 3),
                row("minimum on the right", x -> Tensor.scalar(0f).minimum(x), 3),
                row("relu in a linear map", NanGradientTest::linearRelu, 3),
                row("neg", Tensor::neg, -3), row("add", x -> x.add(1f), 3), row("sub", x -> x.sub(1f), 3),
                row("mul", x -> x.mul(2f), 6), row("div", x -> x.div(2f), 1.5f), row("abs", Tensor::abs, NAN),
                row("square", Tensor::square, NAN), row("sqrt", Tensor::sqrt, NAN), row("rsqrt", Tensor::rsqrt, NAN),
                row("reciprocal", Tensor::reciprocal, NAN), row("exp", Tensor::exp, NAN),
                row("expm1", Pointwise::expm1, NAN), row("log", Tensor::log, NAN), row("log1p", Pointwise::log1p, NAN),
                row("log2", Pointwise::log2, NAN),
                row("tanh", Tensor::tanh, NAN), row("erf", Pointwise::erf, NAN), row("sigmoid", Tensor::sigmoid, NAN),
                row("softplus", Activations::softplus, NAN), row("gelu", Activations::gelu, NAN),
                row("geluTanh", Activations::geluTanh, NAN), row("silu", Activations::silu, NAN),
                row("round", Pointwise::round, 3), row("frac", Pointwise::frac, 3),
                row("pow", x -> x.pow(2f), NAN), row("pow of a number", x -> Tensor.scalar(2f).pow(x), NAN));
    }

    private static Tensor linearRelu(Tensor x) {
        LinearOp linear = new LinearOp(false, true, new UnaryOp.Relu());
        return linear.tensor(x.reshape(SIZE, 1), Tensor.ones(1, 1), Tensor.zeros(1)).reshape(SIZE);
    }

    private static Tensor withNans() {
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = i % 3 == 1 ? NAN : 0.3f + i % 2;
        }
        return Tensor.of(values).requiresGrad(true);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void theGradientAtNanIsTheOneDocumented(String name, UnaryOperator<Tensor> f, float atNan) {
        Tensor x = withNans();
        Tensor y = f.apply(x);
        y.backward(Tensor.full(3f, SIZE));
        for (int i = 0; i < SIZE; i++) {
            if (i % 3 == 1) {
                assertThat(y.get(i)).isNaN();
                assertThat(x.grad().get(i)).isEqualTo(Float.valueOf(atNan));
            } else {
                assertThat(x.grad().get(i)).isFinite();
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void aNanInTheLossIsOneInTheGradientOfItsOrigin(String name, UnaryOperator<Tensor> f, float atNan) {
        Tensor x = withNans();
        f.apply(x).sum().square().backward();
        for (int i = 1; i < SIZE; i += 3) {
            assertThat(x.grad().get(i)).isNaN();
        }
    }

    private static float[] gradient(UnaryOperator<Tensor> f, float... at) {
        Tensor x = Tensor.of(at).requiresGrad(true);
        f.apply(x).sum().backward();
        return x.grad().toArray();
    }

    @Test
    void reductions() {
        assertThat(gradient(Tensor::max, NAN, 5f, NAN)).containsExactly(0.5f, 0f, 0.5f);
        assertThat(gradient(Tensor::min, NAN, 5f, NAN)).containsExactly(0.5f, 0f, 0.5f);
        assertThat(gradient(x -> x.reshape(2, 2).max(1), NAN, 5f, 1f, 2f)).containsExactly(1f, 0f, 0f, 1f);
        for (UnaryOperator<Tensor> mixing : List.<UnaryOperator<Tensor>>of(
                Tensor::variance, Tensor::std, Tensor::logSumExp, x -> x.softmax(0), x -> x.logSoftmax(0),
                x -> Normalization.layerNorm(x, x.shape(), null, null, 1e-5f))) {
            assertThat(gradient(mixing, NAN, 5f, 1f)).containsExactly(NAN, NAN, NAN);
        }
    }

    @Test
    void bothSidesOfMaximumGetTheGradientAtNan() {
        for (BinaryOperator<Tensor> choice : List.<BinaryOperator<Tensor>>of(Tensor::maximum, Tensor::minimum)) {
            Tensor a = Tensor.of(NAN, 1f, NAN).requiresGrad(true);
            Tensor b = Tensor.of(1f, NAN, NAN).requiresGrad(true);
            choice.apply(a, b).backward(Tensor.full(3f, 3));
            assertThat(a.grad().toArray()).containsExactly(3f, 3f, 3f);
            assertThat(b.grad().toArray()).containsExactly(3f, 3f, 3f);
        }
    }
}
