package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThatFloats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.data.Offset.offset;

import dev.lanewise.TestTensors;
import dev.lanewise.optim.UpdateCounts;
import dev.lanewise.optim.UpdateOp;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records: what they keep, for how long, how deep, and on which threads. */
@Tag("quick")
class HistoryTest {
    private static Tensor leaf(float... values) {
        return Tensor.of(values).requiresGrad(true);
    }

    // ---- versions

    @Test
    void writingToASavedInputIsNoticed() {
        Tensor x = leaf(1, 2);
        Tensor y = x.square().sum();
        x.assign(Tensor.of(3, 4));
        assertThatIllegalStateException().isThrownBy(y::backward)
                .withMessage(
                        "square: input 0 [2], which its gradient needs, was written to in place after the forward pass "
                                + "(version 1, saved at version 0)");
        assertThat(x.grad()).isNull();
    }

    @Test
    void writingToASavedOutputIsNoticed() {
        Tensor y = leaf(1, 2).exp();
        Tensor loss = y.sum();
        y.detach().assign(Tensor.of(0, 0));
        assertThatIllegalStateException().isThrownBy(loss::backward)
                .withMessageStartingWith("exp: output 0 [2], which its gradient needs, was written to in place");
    }

    /** The sum of the squares of its inputs, of which it saves those whose gradients are needed. */
    private record SumOfSquares() implements Op {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(Shape.SCALAR)};
        }

        @Override
        public void run(Operands in, Operands out) {
            float sum = 0;
            for (int i = 0; i < in.count(); i++) {
                sum += in.data(i)[in.offset(i)] * in.data(i)[in.offset(i)];
            }
            out.data(0)[out.offset(0)] = sum;
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(needs, 0);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            for (int i = 0; i < found.length; i++) {
                found[i] = saved.needs(i) ? saved.input(i).mul(2f) : null;
            }
            return found;
        }
    }

    @Test
    void inputsBeyondThe32ndAreSavedTogether() {
        Tensor[] in = new Tensor[40];
        Arrays.setAll(in, i -> Tensor.scalar(i));
        in[33].requiresGrad(true);
        Tensor y = new SumOfSquares().tensor(in);
        in[2].assign(Tensor.scalar(-1f));
        y.backward();
        assertThat(in[33].grad().item()).isEqualTo(66);
        Tensor again = new SumOfSquares().tensor(in);
        in[35].assign(Tensor.scalar(-1f));
        again.backward();
        assertThat(in[33].grad().item()).as("the 36th input is kept, and not read").isEqualTo(132);
    }

    @Test
    void writingThroughTheBaseOfASliceIsNoticed() {
        Tensor base = Tensor.of(new float[][] {{1, 2}, {3, 4}});
        Tensor w = leaf(1, 1);
        Tensor y = base.slice(0, 1, 2).reshape(2).mul(w).sum();
        base.assign(Tensor.zeros(2, 2));
        assertThatIllegalStateException().isThrownBy(y::backward)
                .withMessageStartingWith("mul: input 0 [2], which its gradient needs, was written to in place");
    }

    @Test
    void writingThroughASliceIsNoticedByWhatSavedTheBase() {
        Tensor base = Tensor.of(1, 2, 3);
        Tensor y = base.mul(leaf(1, 1, 1)).sum();
        base.slice(0, 0, 1).assign(Tensor.of(9));
        assertThatIllegalStateException().isThrownBy(y::backward).withMessageStartingWith("mul: input 0 [3]");
        assertThat(base.toArray()).containsExactly(9, 2, 3);
    }

    @Test
    void writingToWhatNoRuleReadsIsFine() {
        Tensor x = leaf(1, 2);
        Tensor y = x.add(Tensor.of(1, 1)).sum();
        x.assign(Tensor.of(5, 6));
        y.backward();
        assertThat(x.grad().toArray()).containsExactly(1, 1);
    }

    @Test
    void anOptimizersStepBetweenForwardAndBackwardIsNoticed() {
        Tensor w = leaf(1, 2);
        Tensor y = w.square().sum();
        new UpdateOp.Sgd(0.1, 0, 0, 0, false, UpdateCounts.UNCOUNTED).apply(w, Tensor.of(1, 1));
        assertThatIllegalStateException().isThrownBy(y::backward).withMessageStartingWith("square: input 0 [2]");
    }

    @Test
    void assigningChecksTheShapeBeforeItWrites() {
        Tensor x = Tensor.of(1, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> x.assign(Tensor.of(1, 2, 3)))
                .withMessage("assign: values of shape [3] for a tensor of shape [2]");
        assertThat(x.toArray()).containsExactly(1, 2);
        assertThat(x.storage().version()).isZero();
    }

    @Test
    void whatAnUpdateWritesGetsANewVersionAndNothingElseDoes() {
        assertThat(versionsAfter(new UpdateOp.Sgd(0.1, 0, 0, 0, false, UpdateCounts.UNCOUNTED), 2)).containsExactly(1,
                0);
        assertThat(versionsAfter(new UpdateOp.Sgd(0.1, 0.9, 0, 0, false, UpdateCounts.of(1)), 3)).containsExactly(1, 0,
                1);
        assertThat(versionsAfter(new UpdateOp.Sgd(0.1, 0.9, 0, 0, false, UpdateCounts.of(1, 2)), 6)).containsExactly(1,
                0, 1,
                1, 0, 1);
        assertThat(versionsAfter(new UpdateOp.Adam(0.1, 0.9, 0.99, 1e-8, 0, false, false, UpdateCounts.of(1)), 4))
                .containsExactly(1, 0, 1, 1);
        assertThat(versionsAfter(new UpdateOp.Adam(0.1, 0.9, 0.99, 1e-8, 0, false, true, UpdateCounts.of(1)), 5))
                .containsExactly(1, 0, 1, 1, 1);
        assertThat(versionsAfter(new UpdateOp.RmsProp(0.1, 0.9, 1e-8, 0, 0, false), 5)).containsExactly(1, 0, 1, 0, 0);
        assertThat(versionsAfter(new UpdateOp.RmsProp(0.1, 0.9, 1e-8, 0, 0.5, false), 5)).containsExactly(1, 0, 1, 0,
                1);
        assertThat(versionsAfter(new UpdateOp.RmsProp(0.1, 0.9, 1e-8, 0, 0, true), 5)).containsExactly(1, 0, 1, 1, 0);
    }

    private static int[] versionsAfter(UpdateOp op, int arguments) {
        Tensor[] tensors = new Tensor[arguments];
        Arrays.setAll(tensors, i -> Tensor.ones(3));
        op.apply(tensors);
        return Arrays.stream(tensors).mapToInt(tensor -> tensor.storage().version()).toArray();
    }

    // ---- depth and life

    @Test
    void aChainOfAHundredThousandOpsIsWalkedWithoutOverflow() {
        Tensor x = leaf(1);
        Tensor y = x;
        for (int i = 0; i < 100_000; i++) {
            y = y.add(1f);
        }
        y.sum().backward();
        assertThat(x.grad().item()).isEqualTo(1);
    }

    @Test
    void aForwardPassWithoutBackwardLeaksNothing() {
        Tensor w = leaf(1, 2);
        List<WeakReference<Tensor>> results = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            results.add(new WeakReference<>(w.square().exp().sum()));
        }
        assertThat(collected(results)).isTrue();
        assertThat(w.requiresGrad()).isTrue();
    }

    @Test
    void freedHistoryDoesNotHoldWhatItSaved() {
        Tensor w = leaf(1, 2);
        Tensor middle = w.square();
        WeakReference<Tensor> saved = new WeakReference<>(middle);
        Tensor loss = middle.exp().sum();
        middle = w;
        loss.backward();
        assertThat(collected(List.of(saved))).isTrue();
        assertThat(loss.item()).isFinite();
        assertThat(middle.grad()).isNotNull();
    }

    @Test
    void gradientsOnTheWayAreCollectedWhileTheWalkGoesOn() {
        List<WeakReference<Storage>> passed = new ArrayList<>();
        boolean[] gone = {false};
        Tensor x = leaf(1, 2);
        Tensor first = custom(grad -> {
            gone[0] = collected(passed);
            return grad;
        }, x);
        Tensor y = first;
        for (int i = 0; i < 3; i++) {
            y = custom(grad -> {
                Tensor made = grad.mul(2f);
                passed.add(new WeakReference<>(made.storage()));
                return made;
            }, y.neg());
        }
        y.neg().sum().backward();
        assertThat(passed).hasSize(3);
        assertThat(gone[0]).isTrue();
    }

    /** The identity with a rule of its own. */
    private static Tensor custom(UnaryOperator<Tensor> rule, Tensor x) {
        return Autograd.apply(new CustomFunction() {
            @Override
            public Tensor[] forward(Context context, Tensor... in) {
                return new Tensor[] {in[0].mul(1f)};
            }

            @Override
            public Tensor[] backward(Context context, Tensor... grads) {
                return new Tensor[] {rule.apply(grads[0])};
            }
        }, x)[0];
    }

    private static <T> boolean collected(List<WeakReference<T>> references) {
        for (int i = 0; i < 100; i++) {
            System.gc();
            if (references.stream().allMatch(reference -> reference.get() == null)) {
                return true;
            }
            LockSupport.parkNanos(10_000_000);
        }
        return false;
    }

    // ---- threads

    private static <T> List<T> together(int threads, Callable<T> task) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }

    private static float[] train() {
        Tensor w = TestTensors.weights(Shape.of(20, 30), 3).requiresGrad(true);
        Tensor x = TestTensors.weights(Shape.of(15, 20), 5);
        for (int i = 0; i < 20; i++) {
            x.matmul(w).tanh().square().mean().backward();
            w.assign(w.detach().sub(w.grad().mul(0.5f)));
            w.setGrad(null);
        }
        return w.toArray();
    }

    @Test
    void trainingsOnTwoThreadsDoNotDisturbEachOther() throws Exception {
        float[] alone = train();
        for (float[] result : together(4, HistoryTest::train)) {
            assertThatFloats(result).hasBitsOf(alone);
        }
    }

    @Test
    void manyThreadsAddToTheGradientOfOneLeaf() throws Exception {
        Tensor shared = leaf(1, 2);
        together(4, () -> {
            for (int i = 0; i < 200; i++) {
                shared.mul(2f).sum().backward();
            }
            return 0;
        });
        assertThat(shared.grad().toArray()).containsExactly(1600, 1600);
    }

    @Test
    void aHistoryCanBeWalkedOnAnotherThread() throws Exception {
        Tensor x = leaf(3);
        Tensor y = x.square().sum();
        together(1, () -> {
            y.backward();
            return 0;
        });
        assertThat(x.grad().item()).isEqualTo(6);
    }

    // ---- what is kept

    @Test
    void factorsWhoseRuleWillNotReadThemAreNotKept() {
        Tensor w = leaf(1, 2);
        List<Tensor> results = new ArrayList<>();
        List<WeakReference<Tensor>> notRead = new ArrayList<>();
        for (BinaryOperator<Tensor> op : List.<BinaryOperator<Tensor>>of(Tensor::mul, Tensor::div, Tensor::matmul)) {
            Tensor middle = w.add(1f);
            notRead.add(new WeakReference<>(middle));
            results.add(op.apply(middle, Tensor.of(3, 4)).sum());
        }
        Tensor middle = w.add(1f);
        notRead.add(new WeakReference<>(middle));
        results.add(Tensor.of(3, 4).mul(middle).sum());
        middle = w;
        assertThat(collected(notRead)).isTrue();
        results.forEach(Tensor::backward);
        assertThat(middle.grad().toArray()).containsExactly(new float[] {3 + 1 / 3f + 3 + 3, 4 + 0.25f + 4 + 4},
                offset(1e-5f));
    }

    @Test
    void whatOnlyOtherGradientsWouldReadIsNotKept() {
        Tensor weight = Tensor.of(new float[][] {{1, 2}, {3, 4}}).requiresGrad(true);
        List<WeakReference<Tensor>> notRead = new ArrayList<>();
        Tensor product = Linalg.linear(Tensor.of(new float[][] {{1, 1}}), weight, null);
        notRead.add(new WeakReference<>(product));
        Tensor loss = product.sum();
        product = weight;
        assertThat(collected(notRead)).as("an output without activation").isTrue();
        loss.backward();
        assertThat(product.grad().toArray()).containsExactly(1, 1, 1, 1);
    }
}
