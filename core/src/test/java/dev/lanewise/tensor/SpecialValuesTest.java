package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.absolute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.ops.Normalization;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Infinities, NaN and signed zeros where IEEE 754 or NumPy fixes the answer. */
@Tag("quick")
class SpecialValuesTest {
    private static final float INF = Float.POSITIVE_INFINITY;
    private static final float NAN = Float.NaN;
    private static final float LOG_2 = (float) Math.log(2);

    private static Arguments unary(String name, UnaryOperator<Tensor> f, float... expected) {
        return Arguments.of(name, f, expected);
    }

    /** Each with its results at -inf, -0, 0, inf and NaN. */
    static List<Arguments> unary() {
        return List.of(
                unary("neg", Tensor::neg, INF, 0f, -0f, -INF, NAN),
                unary("abs", Tensor::abs, INF, 0f, 0f, INF, NAN),
                unary("square", Tensor::square, INF, 0f, 0f, INF, NAN),
                unary("sqrt", Tensor::sqrt, NAN, -0f, 0f, INF, NAN),
                unary("rsqrt", Tensor::rsqrt, NAN, -INF, INF, 0f, NAN),
                unary("reciprocal", Tensor::reciprocal, -0f, -INF, INF, 0f, NAN),
                unary("exp", Tensor::exp, 0f, 1f, 1f, INF, NAN),
                unary("expm1", Pointwise::expm1, -1f, -0f, 0f, INF, NAN),
                unary("log", Tensor::log, NAN, -INF, -INF, INF, NAN),
                unary("log2", Pointwise::log2, NAN, -INF, -INF, INF, NAN),
                unary("log1p", Pointwise::log1p, NAN, -0f, 0f, INF, NAN),
                unary("tanh", Tensor::tanh, -1f, -0f, 0f, 1f, NAN),
                unary("erf", Pointwise::erf, -1f, -0f, 0f, 1f, NAN),
                unary("sigmoid", Tensor::sigmoid, 0f, 0.5f, 0.5f, 1f, NAN),
                unary("softplus", Activations::softplus, 0f, LOG_2, LOG_2, INF, NAN),
                unary("gelu", Activations::gelu, -0f, -0f, 0f, INF, NAN),
                unary("geluTanh", Activations::geluTanh, -0f, -0f, 0f, INF, NAN),
                unary("silu", Activations::silu, -0f, -0f, 0f, INF, NAN),
                unary("clamp", x -> x.clamp(-1f, 1f), -1f, -0f, 0f, 1f, NAN),
                unary("x > 0", x -> x.gt(0f).toTensor(), 0f, 0f, 0f, 1f, 0f),
                unary("x >= 0", x -> x.ge(0f).toTensor(), 0f, 1f, 1f, 1f, 0f),
                unary("x == 0", x -> x.eq(0f).toTensor(), 0f, 1f, 1f, 0f, 0f),
                unary("x != 0", x -> x.ne(0f).toTensor(), 1f, 0f, 0f, 1f, 1f),
                unary("isNaN", x -> x.isNaN().toTensor(), 0f, 0f, 0f, 0f, 1f),
                unary("isFinite", x -> x.isFinite().toTensor(), 0f, 1f, 1f, 0f, 0f));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unary")
    void functionsOfOneTensor(String name, UnaryOperator<Tensor> f, float[] expected) {
        float[] x = {-INF, -0f, 0f, INF, NAN};
        assertThat(f.apply(Tensor.of(x))).hasBitsOf(expected);
        // the same in the body of a long vector loop
        assertThat(f.apply(repeated(x))).hasBitsOf(repeated(expected));
    }

    private static Tensor repeated(float... x) {
        return Tensor.of(x).broadcastTo(Shape.of(100, x.length)).reshape(-1);
    }

    private static Arguments pair(String name, BinaryOperator<Tensor> f, float a, float b, float expected) {
        return Arguments.of(name + " of " + a + " and " + b, f, a, b, expected);
    }

    static List<Arguments> binary() {
        return List.of(
                pair("add", Tensor::add, INF, -INF, NAN), pair("add", Tensor::add, -0f, 0f, 0f),
                pair("add", Tensor::add, -0f, -0f, -0f),
                pair("add", Tensor::add, Float.MAX_VALUE, Float.MAX_VALUE, INF),
                pair("sub", Tensor::sub, INF, INF, NAN), pair("sub", Tensor::sub, 0f, 0f, 0f),
                pair("mul", Tensor::mul, 0f, INF, NAN), pair("mul", Tensor::mul, -1f, 0f, -0f),
                pair("mul", Tensor::mul, Float.MIN_VALUE, 0.5f, 0f),
                pair("div", Tensor::div, 1f, 0f, INF), pair("div", Tensor::div, -1f, 0f, -INF),
                pair("div", Tensor::div, 1f, -0f, -INF), pair("div", Tensor::div, 0f, 0f, NAN),
                pair("div", Tensor::div, INF, INF, NAN), pair("div", Tensor::div, 1f, INF, 0f),
                pair("pow", Tensor::pow, NAN, 0f, 1f), pair("pow", Tensor::pow, 1f, NAN, 1f),
                pair("pow", Tensor::pow, NAN, 1f, NAN), pair("pow", Tensor::pow, 2f, NAN, NAN),
                pair("pow", Tensor::pow, 2f, INF, INF), pair("pow", Tensor::pow, 0.5f, INF, 0f),
                pair("pow", Tensor::pow, 2f, -INF, 0f), pair("pow", Tensor::pow, -1f, INF, 1f),
                pair("pow", Tensor::pow, 0f, -1f, INF), pair("pow", Tensor::pow, -0f, -1f, -INF),
                pair("pow", Tensor::pow, -0f, 3f, -0f), pair("pow", Tensor::pow, 0f, 0f, 1f),
                pair("pow", Tensor::pow, -8f, 1f / 3f, NAN), pair("pow", Tensor::pow, -2f, 3f, -8f),
                pair("pow", Tensor::pow, INF, -1f, 0f), pair("pow", Tensor::pow, -INF, 3f, -INF),
                pair("maximum", Tensor::maximum, NAN, 1f, NAN), pair("maximum", Tensor::maximum, 1f, NAN, NAN),
                pair("maximum", Tensor::maximum, NAN, INF, NAN), pair("maximum", Tensor::maximum, -INF, INF, INF),
                pair("minimum", Tensor::minimum, NAN, 1f, NAN), pair("minimum", Tensor::minimum, 1f, NAN, NAN),
                pair("minimum", Tensor::minimum, NAN, -INF, NAN), pair("minimum", Tensor::minimum, -INF, INF, -INF),
                pair("copysign", Pointwise::copysign, 1f, -0f, -1f),
                pair("copysign", Pointwise::copysign, -1f, Float.intBitsToFloat(0xffc00000), 1f), // NaN with a sign
                pair("eq", (a, b) -> a.eq(b).toTensor(), 0f, -0f, 1f),
                pair("eq", (a, b) -> a.eq(b).toTensor(), NAN, NAN, 0f),
                pair("eq", (a, b) -> a.eq(b).toTensor(), INF, INF, 1f),
                pair("ne", (a, b) -> a.ne(b).toTensor(), NAN, NAN, 1f),
                pair("lt", (a, b) -> a.lt(b).toTensor(), -0f, 0f, 0f),
                pair("le", (a, b) -> a.le(b).toTensor(), NAN, 1f, 0f),
                pair("ge", (a, b) -> a.ge(b).toTensor(), 1f, NAN, 0f),
                pair("gt", (a, b) -> a.gt(b).toTensor(), INF, 1f, 1f));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("binary")
    void functionsOfTwoTensors(String name, BinaryOperator<Tensor> f, float a, float b, float expected) {
        int n = 67;
        Tensor all = Tensor.full(expected, n);
        assertThat(f.apply(Tensor.full(a, n), Tensor.full(b, n))).hasBitsOf(all);
        assertThat(f.apply(Tensor.scalar(a), Tensor.full(b, n))).hasBitsOf(all);
        assertThat(f.apply(Tensor.full(a, n), Tensor.scalar(b))).hasBitsOf(all);
    }

    @Test
    void sumsOfInfinities() {
        assertThat(Tensor.of(1f, INF, 2f).sum().item()).isEqualTo(INF);
        assertThat(Tensor.of(1f, INF, -INF).sum().item()).isNaN();
        assertThat(Tensor.of(1f, NAN).mean().item()).isNaN();
    }

    @Test
    void nanIsTheLargestAndTheSmallestWhereverItStands() {
        for (int at = 0; at < 40; at++) {
            float[] values = new float[40];
            Arrays.fill(values, INF);
            values[at] = NAN;
            Tensor x = Tensor.of(values);
            assertThat(x.max().item()).isNaN();
            assertThat(x.min().item()).isNaN();
            assertThat(x.argmax(0).item()).isEqualTo(at);
            assertThat(x.argmin(0).item()).isEqualTo(at);
            assertThat(x.reshape(40, 1).max(0).item()).isNaN();
        }
    }

    @Test
    void theFirstOfEqualElementsIsNamed() {
        assertThat(Tensor.of(1f, 5f, 5f, 2f).argmax(0).item()).isEqualTo(1);
        assertThat(Tensor.of(-INF, -INF).argmax(0).item()).isZero();
        assertThat(Tensor.of(0f, -0f).argmin(0).item()).isZero();
    }

    @Test
    void amongInfinitiesOneIsTheLargestAndTheLeast() {
        for (float infinity : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            Tensor x = Tensor.full(infinity, 3, 5);
            for (int axis : new int[] {0, 1}) {
                assertThat(x.max(axis).toArray()).containsOnly(infinity);
                assertThat(x.min(axis).toArray()).containsOnly(infinity);
            }
        }
    }

    @Test
    void nothingHasASumAndAMeanButNoLargestElement() {
        Tensor nothing = Tensor.zeros(0);
        assertThat(nothing.sum().item()).isZero();
        assertThat(nothing.mean().item()).isNaN();
        assertThat(nothing.variance().item()).isNaN();
        assertThat(nothing.logSumExp().item()).isEqualTo(-INF);
        assertThat(Tensor.zeros(2, 0, 3).logSumExp(true, 1).toArray()).containsOnly(-INF).hasSize(6);
        assertThat(Tensor.zeros(0, 3).logSumExp(1)).hasShape(0);
        assertThat(Tensor.of(7f).variance().item()).isNaN();
    }

    @Test
    void softmaxOfInfinities() {
        assertThat(Tensor.of(-INF, 0f, -INF).softmax(0).toArray()).containsExactly(0f, 1f, 0f);
        assertThat(Tensor.of(-INF, 0f, -INF).logSoftmax(0).toArray()).containsExactly(-INF, 0f, -INF);
        assertThat(Tensor.of(-INF, -INF).softmax(0).toArray()).containsOnly(NAN);
        assertThat(Tensor.of(1f, NAN).softmax(0).toArray()).containsOnly(NAN);
        assertThat(Tensor.of(1000f, 1000f).softmax(0).toArray()).containsOnly(0.5f);
    }

    @Test
    void logSumExpOfInfinities() {
        Tensor x = Tensor.of(new float[][] {{-INF, -INF}, {-INF, 3f}, {INF, 3f}, {NAN, 3f}});
        assertThat(x.logSumExp(1).toArray()).containsExactly(-INF, 3f, INF, NAN);
    }

    private static float[] gradient(UnaryOperator<Tensor> f, float... at) {
        Tensor x = Tensor.of(at).requiresGrad(true);
        f.apply(x).sum().backward();
        return x.grad().toArray();
    }

    @Test
    void gradientsOfLogSumExpOfInfinities() {
        assertThat(gradient(Tensor::logSumExp, -INF, -INF)).containsExactly(0f, 0f);
        assertThat(gradient(Tensor::logSumExp, INF, 100f)).containsExactly(NAN, 0f);
        assertThat(gradient(Tensor::logSumExp, -INF, 100f)).containsExactly(0f, 1f);
        assertThat(gradient(x -> x.reshape(2, 2).logSumExp(1), -INF, -INF, 3f, 3f)).containsExactly(0f, 0f, 0.5f, 0.5f);
        Tensor x = Tensor.of(-INF, -INF).requiresGrad(true);
        Tensor slope = Autograd.grad(x.logSumExp(), Graph.CREATE, x)[0];
        assertThat(Autograd.grad(slope.sum(), Graph.FREE, x)[0].toArray()).containsExactly(0f, 0f);
    }

    @Test
    void deviationsWhoseSquaresAreNoFloats() {
        for (float scale : new float[] {1e20f, 1e38f, 1e-20f, 1e-30f, 1e-38f}) {
            Tensor x = Tensor.of(scale, -scale, 0f).requiresGrad(true);
            Tensor std = x.std();
            assertThat(std.item()).isEqualTo(scale);
            std.backward();
            assertThat(x.grad()).isWithin(absolute(1e-7)).of(0.5f, -0.5f, 0f);
        }
        assertThat(Tensor.of(INF, 1f, 2f).std().item()).isNaN();
        assertThat(gradient(Tensor::std, INF, 1f, 2f)).containsExactly(NAN, NAN, NAN);
    }

    @Test
    void theGradientOfADeviationDoesNotPassThroughItsScale() {
        for (float scale : new float[] {1e-38f, 1e-20f, 1e-14f, 1f, 1e14f, 1e15f, 1e20f, 1e38f}) {
            for (float grad : new float[] {1e-26f, 1e-25f, 1e-10f, 1f, 4f, 1e10f, 1e25f, 1e38f}) {
                float[] slopes = gradient(x -> x.std().mul(grad), scale, -scale, 0f);
                assertThat(Tensor.of(slopes).div(grad).toArray())
                        .as("row of %s, gradient %s", scale, grad)
                        .containsExactly(new float[] {0.5f, -0.5f, 0f}, within(1e-6f));
            }
        }
        assertThat(gradient(Tensor::std, 3e38f, -3e38f)).containsExactly(new float[] {0.7071068f, -0.7071068f},
                within(1e-6f));
    }

    @Test
    void theBendOfADeviationIsThatOfOrdinaryNumbersDividedByTheScale() {
        // ((I - 1/4) / 3s - D D^T / s) (3, 1, 1, 2), with D = (x - mean) / 3s and the deviation s of (1, 2, -4, 3)
        float[] bend = {0.12754442f, -0.09981737f, -0.02218164f, -0.00554541f};
        for (float scale : new float[] {1e-37f, 1e-20f, 1e-14f, 1f, 1e14f, 1e20f, 1e37f}) {
            assertThat(scaledBend(Tensor::std, scale)).as("scale %s", scale).containsExactly(bend, within(1e-6f));
        }
    }

    @Test
    void theBendOfLayerNormIsThatOfOrdinaryNumbersDividedByTheScaleTwice() {
        Tensor weights = Tensor.of(1f, 2f, 3f, 5f);
        float[] bend = scaledBend(x -> layerNorm(x, 0f).mul(weights), 1f);
        for (float scale : new float[] {1e-30f, 1e-25f, 1e-14f, 1e10f, 1e22f, 1e25f, 1e30f}) {
            for (float eps : scale > 1e5f ? new float[] {0f, 1e-5f} : new float[] {0f}) {
                float[] scaled = scaledBend(x -> layerNorm(x, eps).mul(weights), scale);
                assertThat(Tensor.of(scaled).mul(scale).toArray())
                        .as("scale %s, eps %s", scale, eps)
                        .containsExactly(bend, within(1e-6f));
            }
        }
    }

    /** The gradient of the slope along a direction, times the scale. */
    private static float[] scaledBend(UnaryOperator<Tensor> f, float scale) {
        Tensor x = Tensor.of(scale, 2 * scale, -4 * scale, 3 * scale).requiresGrad(true);
        Tensor y = f.apply(x).sum();
        Tensor slope = Autograd.grad(y, Graph.CREATE, x)[0];
        Tensor along = slope.mul(Tensor.of(3f, 1f, 1f, 2f)).sum().mul(scale);
        return Autograd.grad(along, Graph.FREE, x)[0].toArray();
    }

    @Test
    void variancesBeyondTheFloats() {
        assertThat(Tensor.of(1e20f, -1e20f, 0f).variance().item()).isEqualTo(INF);
        assertThat(gradient(Tensor::variance, 1e20f, -1e20f, 0f)).containsExactly(1e20f, -1e20f, 0f);
        assertThat(Tensor.of(INF, 1f, 2f).variance().item()).isNaN();
        assertThat(gradient(Tensor::variance, INF, 1f, 2f)).containsExactly(NAN, NAN, NAN);
    }

    @Test
    void layerNormOfRowsWhoseSquaresAreNoFloats() {
        float[] h = {1.2247449f, -1.2247449f, 0f};
        for (float scale : new float[] {1e20f, 1e37f}) {
            assertThat(layerNorm(1e-5f, scale, -scale, 0f)).isWithin(absolute(1e-6)).of(h);
        }
        assertThat(layerNorm(0f, 1e-25f, -1e-25f, 0f)).isWithin(absolute(1e-6)).of(h);
        assertThat(layerNorm(1e-5f, 1e-25f, -1e-25f, 0f).toArray()).containsExactly(new float[3], within(1e-20f));
        assertThat(layerNorm(1e-5f, 7f, 7f, 7f).toArray()).containsExactly(0f, 0f, 0f);
        assertThat(layerNorm(1e-5f, INF, 1f, 2f).toArray()).containsExactly(NAN, NAN, NAN);
        assertThat(gradient(x -> layerNorm(x, 1e-5f).mul(Tensor.of(1f, 2f, 4f)), 1e10f, -1e10f, 0f))
                .containsExactly(gradient(x -> layerNorm(x, 0f).mul(Tensor.of(1f, 2f, 4f)), 1e10f, -1e10f, 0f));
    }

    private static Tensor layerNorm(float eps, float... row) {
        return layerNorm(Tensor.of(row), eps);
    }

    private static Tensor layerNorm(Tensor x, float eps) {
        return Normalization.layerNorm(x, x.shape(), null, null, eps);
    }

    @Test
    void rowsOfNothingAreNormalisedToNothing() {
        Tensor x = Tensor.zeros(3, 0).requiresGrad(true);
        Tensor w = Tensor.zeros(0).requiresGrad(true);
        Tensor b = Tensor.zeros(0).requiresGrad(true);
        for (Graph graph : Graph.values()) {
            Tensor y = Normalization.layerNorm(x, Shape.of(0), w, b, 1e-5f);
            assertThat(y).hasShape(3, 0);
            y.backward(Tensor.zeros(3, 0), graph);
        }
        assertThat(x.grad().shape()).isEqualTo(x.shape());
        assertThat(w.grad().shape()).isEqualTo(w.shape());
        assertThat(x.softmax(1).shape()).isEqualTo(x.shape());
    }

    @Test
    void zeroTimesInfinityIsNotSkippedInProducts() {
        assertThat(Tensor.of(0f, 1f).matmul(Tensor.of(INF, 1f)).item()).isNaN();
        assertThat(Tensor.eye(20).matmul(Tensor.full(INF, 20, 20)).toArray()).containsOnly(NAN);
    }

    @Test
    void whatAMaskLeavesOutDoesNotReachTheGradient() {
        Tensor x = Tensor.of(-1f, 4f).requiresGrad(true);
        Indexing.where(x.gt(0f), x.sqrt(), Tensor.scalar(0f)).sum().backward();
        assertThat(x.grad().get(1)).isEqualTo(0.25f);
        Tensor y = Tensor.of(NAN, 2f).requiresGrad(true);
        Indexing.where(y.isNaN(), Tensor.scalar(0f), y.square()).sum().backward();
        assertThat(y.grad().toArray()).containsExactly(NAN, 4f);
        Tensor z = Tensor.of(NAN, INF).requiresGrad(true);
        Indexing.where(z.isFinite(), z, Tensor.scalar(0f)).sum().backward();
        assertThat(z.grad().toArray()).containsExactly(0f, 0f);
    }

    @Test
    void theSlopeOfGeluKeepsItsRelativeAccuracyOnTheLeftAndHasLimits() {
        Tensor x = Tensor.of(-6f, -10f, -13f).requiresGrad(true);
        Activations.gelu(x).sum().backward();
        double[] expected = {-3.5468709453902015e-8, -7.618400096464813e-22, -1.0337304440113359e-36};
        for (int i = 0; i < expected.length; i++) {
            assertThat(x.grad().toArray()[i] / expected[i]).isCloseTo(1, within(1e-6));
        }
        Tensor far = Tensor.of(-INF, -40f, 40f, INF, NAN).requiresGrad(true);
        Activations.gelu(far).sum().backward();
        assertThat(far.grad()).isWithin(absolute(1e-40)).of(0, 0, 1, 1, NAN);
    }

    @Test
    void slopesAndBendsOfSmoothActivationsHaveLimits() {
        for (UnaryOperator<Tensor> f : List.<UnaryOperator<Tensor>>of(
                Activations::gelu, Activations::geluTanh, Activations::silu)) {
            Tensor x = Tensor.of(-INF, -3e38f, -200f, 200f, 3e38f, INF).requiresGrad(true);
            Tensor y = f.apply(x);
            assertThat(y.toArray()).containsExactly(-0f, -0f, -0f, 200f, 3e38f, INF);
            Tensor slope = Autograd.grad(y.sum(), Graph.CREATE, x)[0];
            assertThat(slope).isWithin(absolute(Float.MIN_VALUE)).of(0, 0, 0, 1, 1, 1);
            assertThat(Autograd.grad(slope.sum(), Graph.FREE, x)[0].toArray())
                    .containsExactly(new float[6], within(0f));
        }
    }

    @Test
    void erfIsFlatAndStraightAtInfinity() {
        Tensor x = Tensor.of(-INF, -3e38f, -200f, 200f, 3e38f, INF, NAN).requiresGrad(true);
        Tensor slope = Autograd.grad(Pointwise.erf(x).sum(), Graph.CREATE, x)[0];
        assertThat(slope.toArray()).containsExactly(0f, 0f, 0f, 0f, 0f, 0f, NAN);
        assertThat(Autograd.grad(slope.sum(), Graph.FREE, x)[0])
                .isWithin(absolute(0)).of(0f, 0f, 0f, 0f, 0f, 0f, NAN);
    }

    @Test
    void geluTanhDoesNotCancelOnTheLeft() {
        assertThat(Activations.geluTanh(Tensor.of(-4.9607f)).item() / -2.982696768e-7).isCloseTo(1, within(1e-6));
    }
}
