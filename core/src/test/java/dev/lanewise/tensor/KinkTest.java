package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.lanewise.TestTensors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gradients at points where a function has no slope: there they are a matter of definition, PyTorch's unless noted. */
@Tag("quick")
class KinkTest {
    private static float[] gradient(UnaryOperator<Tensor> f, float... at) {
        Tensor x = Tensor.of(at).requiresGrad(true);
        f.apply(x).sum().backward();
        return TestTensors.gradOrZero(x).toArray();
    }

    @Test
    void activationsAtZero() {
        assertThat(gradient(Tensor::relu, 0f, -0f)).containsExactly(0f, 0f);
        assertThat(gradient(Tensor::abs, 0f)).containsExactly(0f);
        assertThat(gradient(x -> Activations.leakyRelu(x, 0.1f), 0f)).containsExactly(0.1f);
        assertThat(gradient(x -> Activations.elu(x, 1f), 0f)).containsExactly(1f);
        assertThat(gradient(x -> Activations.elu(x, 2f), 0f)).containsExactly(2f);
        assertThat(gradient(Activations::gelu, 0f)).containsExactly(0.5f);
        assertThat(gradient(Activations::silu, 0f)).containsExactly(0.5f);
    }

    @Test
    void clampPassesTheGradientAtItsBounds() {
        assertThat(gradient(x -> x.clamp(-1f, 1f), -1.5f, -1f, 0f, 1f, 1.5f)).containsExactly(0f, 1f, 1f, 1f, 0f);
    }

    /** Where a float quotient is rounded to the next whole number, or to 0. */
    @Test
    void gradientsOfRemaindersAreTheQuotientsThatTheyAreLeftBy() {
        float[] a = {1, 1, 3, 6, -1, -1, 1e-30f, -1e-30f};
        Tensor b = Tensor.of(0.1f, 0.2f, 0.3f, 0.6f, 0.1f, Float.POSITIVE_INFINITY, -1e30f, -1e30f).requiresGrad(true);
        Pointwise.remainder(Tensor.of(a), b).sum().backward();
        assertThat(b.grad().toArray()).containsExactly(-9, -4, -9, -9, 10, 1, 1, -0f);
        b.setGrad(null);
        Pointwise.fmod(Tensor.of(a), b).sum().backward();
        assertThat(b.grad().toArray()).containsExactly(-9, -4, -9, -9, 9, -0f, -0f, -0f);
    }

    @Test
    void equalArgumentsOfMaximumAndMinimumShareTheGradient() {
        Tensor a = Tensor.of(1f, 2f, 3f).requiresGrad(true);
        Tensor b = Tensor.of(1f, 3f, 2f).requiresGrad(true);
        a.maximum(b).sum().backward();
        assertThat(a.grad().toArray()).containsExactly(0.5f, 0f, 1f);
        assertThat(b.grad().toArray()).containsExactly(0.5f, 1f, 0f);
        assertThat(gradient(x -> x.minimum(0f), -1f, 0f, 1f)).containsExactly(1f, 0.5f, 0f);
    }

    @Test
    void equalLargestElementsShareTheGradient() {
        assertThat(gradient(Tensor::max, 3f, 1f, 3f)).containsExactly(0.5f, 0f, 0.5f);
        assertThat(gradient(Tensor::min, 3f, 1f, 1f)).containsExactly(0f, 0.5f, 0.5f);
    }

    @Test
    void equalLargestElementsOverSeparateAxesShareTheGradientEqually() {
        Shape shape = Shape.of(2, 2, 2);
        float[] largest = gradient(x -> x.reshape(shape).max(0, 2), 1, 1, 0, 3, 1, 0, 0, 3);
        float third = 1f / 3f;
        assertThat(largest).containsExactly(third, third, 0f, 0.5f, third, 0f, 0f, 0.5f);
        float[] smallest = gradient(x -> x.reshape(shape).min(0, 2), -1, -1, 0, -3, -1, 0, 0, -3);
        assertThat(smallest).containsExactly(third, third, 0f, 0.5f, third, 0f, 0f, 0.5f);
    }

    @Test
    void powersOfZero() {
        Tensor a = Tensor.of(0f, 0f, 0f, -1f, 2f).requiresGrad(true);
        Tensor b = Tensor.of(0f, 1f, 2f, 2f, 0f).requiresGrad(true);
        a.pow(b).sum().backward();
        assertThat(a.grad().toArray()).containsExactly(0f, 1f, 0f, -2f, 0f);
        float[] exponents = b.grad().toArray();
        assertThat(exponents[0]).isZero();
        assertThat(exponents[1]).isZero();
        assertThat(exponents[2]).isZero();
        assertThat(exponents[3]).isNaN();
        assertThat(exponents[4]).isCloseTo((float) Math.log(2), offset(1e-6f));
    }

    @Test
    void aSquareAsAPowerIsCurvedAtZero() {
        Tensor x = Tensor.of(0f).requiresGrad(true);
        Tensor slope = Autograd.grad(x.pow(2f).sum(), Graph.CREATE, x)[0];
        assertThat(slope.item()).isZero();
        assertThat(Autograd.grad(slope.sum(), Graph.FREE, x)[0].item()).isEqualTo(2f);
    }

    @Test
    void rootsOfZeroAreInfinitelySteep() {
        assertThat(gradient(Tensor::sqrt, 0f)).containsExactly(Float.POSITIVE_INFINITY);
        assertThat(gradient(Tensor::log, 0f)).containsExactly(Float.POSITIVE_INFINITY);
    }

    @Test
    void theDeviationOfAConstantIsFlat() {
        assertThat(gradient(Tensor::std, 2f, 2f, 2f)).containsExactly(0f, 0f, 0f);
        assertThat(gradient(x -> x.reshape(2, 2).std(1), 5f, 5f, 1f, 3f))
                .containsExactly(new float[] {0f, 0f, -0.70710677f, 0.70710677f}, offset(1e-6f));
        assertThat(Tensor.of(2f, 2f).std().item()).isZero();
        assertThat(Tensor.of(2f).std().item()).isNaN();
    }

    @Test
    void theZerothPowerIsFlatAndNotCurvedAtZero() {
        Tensor x = Tensor.of(0f, 2f).requiresGrad(true);
        Tensor slope = Autograd.grad(x.pow(0f).sum(), Graph.CREATE, x)[0];
        assertThat(slope.toArray()).containsExactly(0f, 0f);
        assertThat(Autograd.grad(slope.sum(), Graph.FREE, x)[0].toArray()).containsExactly(0f, 0f);
    }

    @Test
    void theZerothPowerIsFlatButItsSlopeDependsOnTheExponent() {
        Tensor a = Tensor.of(2f, 1e-30f, 1e30f, 0f, Float.POSITIVE_INFINITY, Float.NaN, 1e-40f).requiresGrad(true);
        Tensor b = Tensor.zeros(7).requiresGrad(true);
        Tensor slope = Autograd.grad(a.pow(b).sum(), Graph.CREATE, a)[0];
        assertThat(slope.toArray()).containsOnly(0f);
        Tensor[] bends = Autograd.grad(slope.sum(), Graph.FREE, a, b);
        assertThat(bends[0].toArray()).containsOnly(0f);
        assertThat(bends[1].toArray()).containsExactly(0.5f, 1e30f, 1e-30f, 0f, 0f, 0f, 0f);
    }

    @Test
    void powersOfZeroAreNotCurvedInTheExponent() {
        Tensor b = Tensor.of(0.5f, 2f).requiresGrad(true);
        Tensor slope = Autograd.grad(Tensor.of(0f, 0f).pow(b).sum(), Graph.CREATE, b)[0];
        assertThat(Autograd.grad(slope.sum(), Graph.FREE, b)[0].toArray()).containsExactly(0f, 0f);
    }

    @Test
    void aSlopeThatIsZeroByDefinitionStopsInfiniteGradients() {
        Tensor a = Tensor.of(2f, 0f, -3f, Float.POSITIVE_INFINITY).requiresGrad(true);
        Tensor b = Tensor.of(0f, 0f, 0f, 0f).requiresGrad(true);
        Tensor infinite = Tensor.full(Float.POSITIVE_INFINITY, 4);
        Tensor[] slopes = Autograd.grad(a.pow(b), infinite, Graph.CREATE, a);
        assertThat(slopes[0].toArray()).containsExactly(0f, 0f, 0f, 0f);
        Tensor[] bends = Autograd.grad(slopes[0].sum(), Graph.FREE, a, b);
        assertThat(bends[0].toArray()).containsExactly(0f, 0f, 0f, 0f);
        assertThat(bends[1].toArray()).containsExactly(0f, 0f, 0f, 0f);

        Tensor zero = Tensor.of(0f, 0f).requiresGrad(true);
        Tensor exponent = Tensor.of(2f, 0.5f).requiresGrad(true);
        Tensor ofExponent = Autograd.grad(zero.pow(exponent), infinite.slice(0, 0, 2), Graph.CREATE, exponent)[0];
        assertThat(ofExponent.toArray()).containsExactly(0f, 0f);
        Tensor[] further = Autograd.grad(ofExponent.sum(), Graph.FREE, zero, exponent);
        assertThat(further[0].toArray()).containsExactly(0f, 0f);
        assertThat(further[1].toArray()).containsExactly(0f, 0f);
    }

    @Test
    void theLosersOfALargestElementGetNothingOfAnInfiniteGradient() {
        Tensor x = Tensor.of(1f, 3f, 2f).requiresGrad(true);
        x.max().backward(Tensor.scalar(Float.POSITIVE_INFINITY));
        assertThat(x.grad().toArray()).containsExactly(0f, Float.POSITIVE_INFINITY, 0f);
        x.setGrad(null);
        x.min().backward(Tensor.scalar(Float.POSITIVE_INFINITY));
        assertThat(x.grad().toArray()).containsExactly(Float.POSITIVE_INFINITY, 0f, 0f);
    }

    @Test
    void theLoserOfMaximumAndMinimumGetsNothingOfAnInfiniteGradient() {
        Tensor a = Tensor.of(1f, 2f).requiresGrad(true);
        Tensor b = Tensor.of(2f, 1f).requiresGrad(true);
        Tensor infinite = Tensor.full(Float.POSITIVE_INFINITY, 2);
        a.maximum(b).backward(infinite);
        assertThat(a.grad().toArray()).containsExactly(0f, Float.POSITIVE_INFINITY);
        assertThat(b.grad().toArray()).containsExactly(Float.POSITIVE_INFINITY, 0f);
        a.setGrad(null);
        a.minimum(b).backward(infinite);
        assertThat(a.grad().toArray()).containsExactly(Float.POSITIVE_INFINITY, 0f);
    }

    @Test
    void theGradientOfADivisorNeitherOverflowsNorUnderflowsOnTheWay() {
        Tensor large = Tensor.of(3e30f).requiresGrad(true);
        Tensor.of(2e30f).div(large).backward(Tensor.of(1e20f));
        assertThat(large.grad().item()).isCloseTo(-2.2222222e-11f, offset(1e-16f));
        Tensor small = Tensor.of(1e-30f).requiresGrad(true);
        Tensor.of(1e-30f).div(small).backward(Tensor.of(1e-20f));
        assertThat(small.grad().item()).isCloseTo(-1e10f, offset(1e4f));
    }
}
