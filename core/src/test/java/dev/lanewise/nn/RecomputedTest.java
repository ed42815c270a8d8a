package dev.lanewise.nn;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.TestTensors;
import dev.lanewise.nn.activations.GELU;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Tensor;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Checkpointing changes what is kept, and nothing else. */
@Tag("quick")
class RecomputedTest {
    /** A way to apply a function. */
    private interface Way extends BiFunction<Function<Tensor, Tensor>, Tensor, Tensor> {}

    private static final Way PLAINLY = Function::apply;
    private static final Way CHECKPOINTED = Autograd::checkpoint;
    private static final Way NESTED = (function, in) -> Autograd.checkpoint(
            outer -> Autograd.checkpoint(function, outer.mul(1f)).mul(1f), in);

    private final Tensor x = RandomSource.seed(2).normal(5, 3);
    private final Tensor w = Tensor.of(1, 2, 3).requiresGrad(true);

    /** Loss, gradients of input and parameters, and the next random number. */
    private List<Tensor> train(Way way) {
        RandomSource random = RandomSource.seed(7);
        Sequential net = new Sequential(new Linear(3, 8, random), new GELU(), new Dropout(0.5f, random),
                new LayerNorm(8), new Linear(8, 3, random));
        Tensor leaf = x.copy().requiresGrad(true);
        Function<Tensor, Tensor> noisy = in -> net.forward(in).add(random.split().normal(3))
                .mul(RandomSource.seed(5).uniform(3));
        Tensor loss = way.apply(noisy, way.apply(noisy, leaf.mul(2f))).square().sum();
        loss.backward();
        List<Tensor> all = new ArrayList<>(List.of(loss.detach(), TestTensors.gradOrZero(leaf)));
        net.parameters().forEach(parameter -> all.add(TestTensors.gradOrZero(parameter)));
        all.add(random.normal(1));
        return all;
    }

    private static void assertSameBits(List<Tensor> actual, List<Tensor> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i)).hasBitsOf(expected.get(i));
        }
    }

    @Test
    void valuesGradientsAndRandomNumbersHaveTheSameBits() {
        assertSameBits(train(CHECKPOINTED), train(PLAINLY));
        assertSameBits(train(NESTED), train((function, in) -> function.apply(in.mul(1f)).mul(1f)));
    }

    @Test
    void intermediateValuesAreNotKept() {
        assertThat(alive(PLAINLY)).isEqualTo(3);
        assertThat(alive(CHECKPOINTED)).isZero();
    }

    /** How many of three intermediate values are alive after a forward pass. */
    private int alive(Way way) {
        List<WeakReference<Tensor>> made = new ArrayList<>();
        Tensor y = way.apply(in -> {
            Tensor value = in;
            for (int i = 0; i < 3; i++) {
                value = value.square();
                made.add(new WeakReference<>(value));
            }
            return value.square();
        }, w);
        for (int i = 0; i < 20 && made.stream().anyMatch(value -> value.get() != null); i++) {
            System.gc();
        }
        int alive = (int) made.stream().filter(value -> value.get() != null).count();
        y.sum().backward(); // y is reachable until here
        return alive;
    }

    @Test
    void aBufferIsWrittenOnce() {
        Tensor mean = Tensor.zeros(3);
        Tensor row = Tensor.zeros(2, 3);
        Tensor y = Autograd.checkpoint(in -> {
            mean.assign(mean.mul(0.5f).add(in.detach().mul(0.5f)));
            row.slice(0, 1, 2).assign(mean.reshape(1, 3));
            Tensor own = Tensor.zeros(3);
            own.assign(in.detach());
            return in.mul(own);
        }, w);
        assertThat(mean).hasBitsOf(Tensor.of(0.5f, 1, 1.5f));
        y.sum().backward();
        assertThat(mean).hasBitsOf(Tensor.of(0.5f, 1, 1.5f));
        assertThat(row.slice(0, 1, 2).reshape(3)).hasBitsOf(mean);
        assertThat(TestTensors.gradOrZero(w)).hasBitsOf(w.detach());
    }

    @Test
    void tensorsUsedBesidesGetTheirGradientsOnce() {
        Tensor half = w.mul(0.5f); // depends on w, which the function uses too
        Tensor z = Tensor.of(1, 1, 1).requiresGrad(true);
        Tensor y = Autograd.checkpoint(in -> in[0].mul(in[1]).mul(half).add(w), new Tensor[] {z, z});
        y.sum().backward();
        assertThat(TestTensors.gradOrZero(z).toArray()).containsExactly(1, 2, 3);
        assertThat(TestTensors.gradOrZero(w).toArray()).containsExactly(1.5f, 1.5f, 1.5f);
        w.setGrad(null);
        Autograd.checkpoint(_ -> w, x).sum().backward();
        assertThat(TestTensors.gradOrZero(w).toArray()).containsExactly(1, 1, 1);
        assertThat(Autograd.grad(Autograd.checkpoint(in -> in.mul(w), w.mul(0.5f)).sum(), Graph.FREE, w)[0].toArray())
                .containsExactly(1, 2, 3);
    }

    @Test
    void gradientsOfGradients() {
        Tensor y = Autograd.checkpoint(in -> in.mul(in).mul(w), w.mul(1f));
        Tensor first = Autograd.grad(y.sum(), Graph.CREATE, w)[0]; // 3 w^2
        assertThat(first.toArray()).containsExactly(3, 12, 27);
        assertThat(Autograd.grad(first.sum(), Graph.FREE, w)[0].toArray()).containsExactly(6, 12, 18);
        Function<Tensor, Tensor> cubes = in -> Autograd.checkpoint(Tensor::square, in).mul(in).sum();
        assertThat(Autograd.hessian(cubes, w.detach()).sum(0).toArray()).containsExactly(6, 12, 18);
    }

    @Test
    void aSecondBackwardPassCallsTheFunctionOnceMore() {
        int[] calls = {0};
        Tensor loss = Autograd.checkpoint(in -> {
            calls[0]++;
            return in.square();
        }, w).sum();
        loss.backward(Tensor.scalar(1), Graph.RETAIN);
        loss.backward();
        assertThat(calls).containsExactly(3);
        assertThat(TestTensors.gradOrZero(w).toArray()).containsExactly(4, 8, 12);
        assertThatIllegalStateException().isThrownBy(loss::backward).withMessageContaining("backward a second time");
    }

    @Test
    void hooksAreCalledOnce() {
        List<Tensor> seen = new ArrayList<>();
        Autograd.onGradient(w, gradient -> {
            seen.add(gradient);
            return null;
        });
        Autograd.checkpoint(Tensor::square, w).add(w).sum().backward();
        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst().toArray()).containsExactly(3, 5, 7);
    }

    @Test
    void withoutGradientsThereIsNoHistory() {
        try (GradMode.Scope _ = GradMode.noGrad()) {
            assertThat(Autograd.checkpoint(Tensor::square, w).requiresGrad()).isFalse();
        }
        assertThat(Autograd.checkpoint(Tensor::square, w.detach()).requiresGrad()).isFalse();
    }

    @Test
    void aFunctionThatDoesSomethingElseTheSecondTimeIsRefused() {
        int[] calls = {0};
        Tensor other = Autograd.checkpoint(in -> calls[0]++ == 0 ? in.exp() : in.square(), w);
        assertThatIllegalStateException().isThrownBy(other.sum()::backward)
                .withMessage("checkpoint: the function applied square as op 0 when it was called again for the "
                        + "gradient, and exp the first time; it has to do the same both times");
        Tensor longer = Autograd.checkpoint(in -> calls[0]++ == 2 ? in.exp() : in.exp().exp(), w);
        assertThatIllegalStateException().isThrownBy(longer.sum()::backward)
                .withMessageContaining("applied exp as op 1 when it was called again for the gradient, and none the");
        Tensor shorter = Autograd.checkpoint(in -> calls[0]++ == 4 ? in.exp() : in, w);
        assertThatIllegalStateException().isThrownBy(shorter.sum()::backward)
                .withMessageContaining("applied 0 ops when it was called again for the gradient, and 1 the first time");
    }

    @Test
    void whatWasWrittenToMeanwhileIsRefused() {
        Tensor scale = Tensor.of(1, 1, 1);
        Tensor y = Autograd.checkpoint(in -> in.mul(scale.mul(2f)), w);
        scale.assign(Tensor.of(5, 5, 5));
        assertThatIllegalStateException().isThrownBy(y.sum()::backward)
                .withMessageContaining("checkpoint: the function reads a tensor that has been written to in place");
        Tensor z = Autograd.checkpoint(Tensor::square, w);
        w.assign(Tensor.of(5, 5, 5));
        assertThatIllegalStateException().isThrownBy(z.sum()::backward)
                .withMessageContaining("checkpoint: input 0 [3], which its gradient needs, was written to in place");
    }

    @Test
    void aTrackedTensorMadeMeanwhileIsRefused() {
        Tensor[] lazy = {null};
        Tensor y = Autograd.checkpoint(in -> {
            if (lazy[0] == null) {
                lazy[0] = Tensor.of(2, 3, 4).requiresGrad(true);
            }
            return in.mul(lazy[0]);
        }, w);
        assertThatIllegalStateException().isThrownBy(y.sum()::backward)
                .withMessageContaining(
                        "checkpoint: the function uses a tensor [3] that requires a gradient and has been");
        Tensor each = Autograd.checkpoint(in -> in.mul(Tensor.of(2, 3, 4).requiresGrad(true)), w);
        each.sum().backward();
        assertThat(TestTensors.gradOrZero(w).toArray()).containsExactly(2, 3, 4);
    }

    @Test
    void otherScalarsAndShapesTheSecondTimeAreRefused() {
        float[] calls = {1};
        Tensor y = Autograd.checkpoint(in -> in.mul(calls[0]++).square(), w);
        assertThatIllegalStateException().isThrownBy(y.sum()::backward)
                .withMessageContaining(
                        "mul with the numbers [0.0, 2.0] as op 0 when it was called again for the gradient, "
                                + "and with [0.0, 1.0] the first time");
        int[] axis = {0};
        Tensor matrix = Tensor.ones(3, 3).requiresGrad(true);
        Tensor sums = Autograd.checkpoint(in -> in.sum(axis[0]++), matrix);
        assertThatIllegalStateException().isThrownBy(sums.sum()::backward).withMessageContaining("checkpoint: the");
        Tensor permuted = Autograd.checkpoint(in -> in.permute(1, 0).sum(1), matrix);
        permuted.sum().backward();
        Tensor shapes = Autograd.checkpoint(in -> in.add(Tensor.ones(axis[0]++ == 2 ? 1 : 3)), w);
        assertThatIllegalStateException().isThrownBy(shapes.sum()::backward)
                .withMessageContaining("applied add to [[3], [3]] as op 0").withMessageContaining("and to [[3], [1]]");
    }

    @Test
    void whatTheFunctionItselfWroteMayBeRead() {
        Tensor buffer = Tensor.zeros(3);
        Tensor y = Autograd.checkpoint(in -> {
            buffer.assign(in.detach());
            return in.mul(buffer);
        }, w);
        y.sum().backward();
        assertThat(TestTensors.gradOrZero(w).toArray()).containsExactly(1, 2, 3);
        Tensor both = Autograd.checkpoint(in -> {
            Tensor before = in.mul(buffer);
            buffer.assign(in.detach().mul(2f));
            return before;
        }, w);
        assertThatIllegalStateException().isThrownBy(both.sum()::backward)
                .withMessageContaining("after the forward pass or by the function itself");
    }

    @Test
    void derivativesWithinAreRefused() {
        List<Function<Tensor, Tensor>> functions = List.of(
                in -> Autograd.vjp(Tensor::square, in, in).product(),
                in -> Autograd.hessian(z -> z.square().sum(), in),
                in -> Autograd.grad(in.square().sum(), Graph.CREATE, in)[0]);
        for (Function<Tensor, Tensor> function : functions) {
            assertThatIllegalStateException().isThrownBy(() -> Autograd.checkpoint(function, w))
                    .withMessageContaining("a checkpointed function cannot take derivatives, since its first call");
        }
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Autograd.checkpoint(Tensor::square, null))
                .withMessage("checkpoint: input 0 is null");
        assertThatIllegalArgumentException().isThrownBy(() -> Autograd.checkpoint(_ -> null, w))
                .withMessage("checkpoint: the output of the function is null");
    }

    @Test
    void aCapturedProgramRepeatsItAndNeedsLessRoom() {
        Program plain = chain(PLAINLY);
        Program checkpointed = chain(CHECKPOINTED);
        for (int run = 0; run < 3; run++) {
            Tensor in = RandomSource.at(3, run, 0).normal(10_000);
            assertThat((Tensor) checkpointed.run(List.of(in)).getFirst())
                    .hasBitsOf((Tensor) plain.run(List.of(in)).getFirst());
        }
        assertThat(checkpointed.bufferSize()).isLessThan(plain.bufferSize() * 3 / 4);
    }

    /** The gradient of a chain of four pieces, with dropout. */
    private static Program chain(Way way) {
        RandomSource random = RandomSource.seed(9);
        Function<Tensor, Tensor> piece = in -> {
            Tensor value = in;
            for (int i = 0; i < 4; i++) {
                value = random.dropout(value.tanh(), 0.1).exp();
            }
            return value;
        };
        return Program.capture(List.of(Tensor.ones(10_000)), in -> {
            Tensor leaf = ((Tensor) in.getFirst()).detach().requiresGrad(true);
            Tensor value = leaf;
            for (int i = 0; i < 4; i++) {
                value = way.apply(piece, value);
            }
            return Arrays.asList(Autograd.grad(value.sum(), Graph.FREE, leaf));
        }).program();
    }
}
