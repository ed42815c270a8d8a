package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.program.Program;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Products with Jacobians and Hessians, and these themselves. */
@Tag("quick")
class DerivativesTest {
    private static final Tensor M = Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}});
    private final Tensor x = Tensor.of(1, -2, 3);

    private static Tensor cubes(Tensor x) {
        return x.mul(x).mul(x).sum();
    }

    @Test
    void productsWithAJacobianAreThoseOfTheMatrix() {
        Function<Tensor, Tensor> product = in -> M.matmul(in.square());
        Autograd.Product left = Autograd.vjp(product, x, Tensor.of(1, 10));
        assertThat(left.output()).hasBitsOf(M.matmul(x.square()));
        assertThat(left.product().toArray()).containsExactly(82, -208, 378);
        Autograd.Product right = Autograd.jvp(product, x, Tensor.of(1, 10, 100));
        assertThat(right.output()).hasBitsOf(left.output());
        assertThat(right.product().toArray()).containsExactly(2 - 80 + 1800, 8 - 200 + 3600);
        assertThat(left.product().requiresGrad() || right.product().requiresGrad()).isFalse();
        assertThat(x.requiresGrad()).isFalse();
    }

    @Test
    void theJacobianHasTheShapesOfOutputAndInput() {
        Tensor jacobian = Autograd.jacobian(in -> M.mul(in), x);
        assertThat(jacobian.shape()).isEqualTo(Shape.of(2, 3, 3));
        assertThat(jacobian.sum(1)).hasBitsOf(M);
        assertThat(Autograd.jacobian(in -> in.sum(), x).shape()).isEqualTo(Shape.of(3));
        assertThat(Autograd.jacobian(Tensor::square, Tensor.scalar(3)).item()).isEqualTo(6);
        assertThat(Autograd.jacobian(Tensor::square, Tensor.zeros(0)).shape()).isEqualTo(Shape.of(0, 0));
    }

    @Test
    void theHessianAndItsProducts() {
        Function<Tensor, Tensor> function = in -> cubes(in).add(in.sum().square());
        Tensor hessian = Autograd.hessian(function, x);
        assertThat(hessian.toArray()).containsExactly(8, 2, 2, 2, -10, 2, 2, 2, 20);
        Tensor v = Tensor.of(1, 2, -1);
        Autograd.Product product = Autograd.hvp(function, x, v);
        assertThat(product.product()).hasBitsOf(hessian.matmul(v));
        assertThat(product.output()).hasBitsOf(function.apply(x));
        assertThat(Autograd.hessian(in -> in.sum(), x)).hasBitsOf(Tensor.zeros(3, 3));
    }

    @Test
    void severalInputs() {
        Function<Tensor[], Tensor> product = in -> in[0].mul(in[1]);
        Tensor[] inputs = {Tensor.of(2, 3), Tensor.of(5, 7)};
        Tensor[] vectors = {Tensor.of(1, 1), Tensor.of(10, 10)};
        assertThat(Autograd.jvp(product, inputs, vectors).product().toArray()).containsExactly(25, 37);
        Tensor[] products = Autograd.vjp(product, inputs, Tensor.of(1, 1)).products();
        assertThat(products[0]).hasBitsOf(inputs[1]);
        assertThat(products[1]).hasBitsOf(inputs[0]);
        assertThat(Autograd.jacobian(product, inputs)[1].toArray()).containsExactly(2, 0, 0, 3);
        Tensor[] mixed = Autograd.hvp(in -> in[0].mul(in[1]).sum(), inputs, vectors).products();
        assertThat(mixed[0].toArray()).containsExactly(10, 10);
        assertThat(mixed[1].toArray()).containsExactly(1, 1);
    }

    @Test
    void derivativesNest() {
        Tensor third = Autograd.jacobian(in -> Autograd.hessian(DerivativesTest::cubes, in), x);
        assertThat(third.shape()).isEqualTo(Shape.of(3, 3, 3));
        assertThat(third.sum().item()).isEqualTo(18);
        assertThat(Autograd.jacobian(in -> Autograd.jvp(Tensor::square, in, x).product(), x).add(0f).toArray())
                .containsExactly(2, 0, 0, 0, -4, 0, 0, 0, 6);
    }

    @Test
    void onlyTheArgumentIsDifferentiatedBy() {
        assertThat(Autograd.jacobian(in -> in.mul(x), x).add(0f).toArray()).containsExactly(1, 0, 0, 0, -2, 0, 0, 0, 3);
        Tensor w = Tensor.of(2, 2, 2).requiresGrad(true);
        Tensor y = w.mul(w);
        assertThat(Autograd.vjp(in -> in.mul(y), y, Tensor.ones(3)).product().toArray()).containsExactly(4, 4, 4);
        assertThat(w.grad()).isNull();
    }

    @Test
    void resultsAreRecordedWhereSomethingAsksForAGradient() {
        Tensor w = Tensor.of(2, 3, 4).requiresGrad(true);
        Tensor slopes = Autograd.vjp(in -> in.square().mul(w), x, Tensor.ones(3)).product();
        slopes.sum().backward(); // 2 x w
        assertThat(Objects.requireNonNull(w.grad()).toArray()).containsExactly(2, -4, 6);
        try (GradMode.Scope _ = GradMode.noGrad()) {
            assertThat(Autograd.jacobian(in -> in.square().mul(w), x).requiresGrad()).isFalse();
            assertThat(Autograd.hessian(DerivativesTest::cubes, w).toArray())
                    .containsExactly(12, 0, 0, 0, 18, 0, 0, 0, 24);
        }
        assertThat(Autograd.hessian(DerivativesTest::cubes, w).requiresGrad()).isTrue();
    }

    @Test
    void whatDoesNotDependOnTheArgumentHasDerivativesOfZero() {
        assertThat(Autograd.jacobian(_ -> M, x)).hasBitsOf(Tensor.zeros(2, 3, 3));
        assertThat(Autograd.jvp(_ -> M, x, x).product()).hasBitsOf(Tensor.zeros(2, 3));
        assertThat(Autograd.vjp(_ -> M, x, M).product()).hasBitsOf(Tensor.zeros(3));
        assertThat(Autograd.hvp(_ -> Tensor.scalar(1), x, x).product()).hasBitsOf(Tensor.zeros(3));
    }

    @Test
    void capturedDerivativesFollowTheirInputs() {
        Function<Tensor, Tensor> function = in -> Autograd.hessian(DerivativesTest::cubes, in)
                .add(Autograd.jvp(Tensor::square, in, Tensor.of(1, 2, 3)).product());
        Program program = Program.capture(List.of(x), in -> List.of(function.apply((Tensor) in.getFirst()))).program();
        Tensor other = Tensor.of(0.5f, 7, -3);
        assertThat((Tensor) program.run(List.of(other)).getFirst()).hasBitsOf(function.apply(other));
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Autograd.vjp(Tensor::square, x, M))
                .withMessage("vjp: vector [2, 3] for an output of shape [3]");
        assertThatIllegalArgumentException().isThrownBy(() -> Autograd.jvp(Tensor::square, x, M))
                .withMessage("jvp: vector 0 [2, 3] for an input of shape [3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Autograd.jvp(in -> in[0], new Tensor[] {x}, new Tensor[0]))
                .withMessage("jvp: 0 vectors for 1 inputs");
        assertThatIllegalStateException().isThrownBy(() -> Autograd.hessian(Tensor::square, x))
                .withMessageStartingWith("hessian: [3] has 3 elements");
        assertThatIllegalArgumentException().isThrownBy(() -> Autograd.jacobian(_ -> null, x))
                .withMessage("jacobian: the output of the function is null");
        assertThatIllegalArgumentException().isThrownBy(() -> Autograd.jacobian(Tensor::square, (Tensor) null))
                .withMessage("jacobian: input 0 is null");
    }
}
