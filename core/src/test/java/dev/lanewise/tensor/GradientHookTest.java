package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.TestTensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hooks see the gradients that PyTorch's see, and replace them. */
@Tag("quick")
class GradientHookTest {
    private final List<String> calls = new ArrayList<>();
    private final Tensor x = Tensor.of(1, 2).requiresGrad(true);

    private GradientHook note(String name) {
        return gradient -> {
            calls.add(name + " " + gradient);
            return null;
        };
    }

    private float[] grad() {
        return TestTensors.gradOrZero(x).toArray();
    }

    @Test
    void aHookSeesTheSumOfAllThatArrives() {
        Tensor y = x.mul(3f);
        Autograd.onGradient(y, note("y"));
        Autograd.onGradient(x, note("x"));
        y.sum().add(y.square().sum()).backward();
        assertThat(calls).containsExactly("y [ 7. 13.]", "x [21. 39.]");
        assertThat(grad()).containsExactly(21, 39);
    }

    @Test
    void hooksReplaceTheGradientInOrderUntilTheyAreRemoved() {
        Tensor y = x.mul(3f);
        GradientHook.Handle doubled = Autograd.onGradient(y, gradient -> gradient.mul(2f));
        Autograd.onGradient(y, gradient -> gradient.add(1f));
        Autograd.onGradient(x, Tensor::neg);
        y.sum().backward(Tensor.scalar(1), Graph.RETAIN);
        assertThat(grad()).containsExactly(-9, -9);
        x.setGrad(null);
        doubled.close();
        doubled.close();
        y.sum().backward();
        assertThat(grad()).containsExactly(-6, -6);
    }

    @Test
    void retainedGradientsAndThoseAskedForAreWhatHooksLeave() {
        Tensor y = x.mul(3f).retainGrad();
        Autograd.onGradient(y, gradient -> gradient.mul(2f));
        Autograd.onGradient(x, gradient -> gradient.mul(5f));
        Tensor[] asked = Autograd.grad(y.sum(), Graph.RETAIN, y, x);
        assertThat(asked[0]).hasBitsOf(Tensor.of(2, 2));
        assertThat(asked[1]).hasBitsOf(Tensor.of(30, 30));
        y.sum().backward();
        assertThat(TestTensors.gradOrZero(y)).hasBitsOf(Tensor.of(2, 2));
        assertThat(grad()).containsExactly(30, 30);
    }

    @Test
    void aKeptGradientIsNotTheOneThatAccumulates() {
        List<Tensor> kept = new ArrayList<>();
        Autograd.onGradient(x, gradient -> {
            kept.add(gradient);
            return gradient;
        });
        x.mul(2f).sum().backward();
        TestTensors.gradOrZero(x).assign(Tensor.zeros(2));
        assertThat(kept.getFirst()).hasBitsOf(Tensor.of(2, 2));
    }

    @Test
    void aHookOfAGradientThatIsRecordedIsDifferentiated() {
        Autograd.onGradient(x, Tensor::square);
        Tensor gradient = Autograd.grad(x.square().sum(), Graph.CREATE, x)[0]; // (2 x)^2
        assertThat(Autograd.grad(gradient.sum(), Graph.FREE, x)[0].toArray()).containsExactly(64, 256); // (8 x)^2
    }

    @Test
    void aHookThatThrowsLeavesEveryGradientAsItWas() {
        Tensor other = Tensor.of(1, 1).requiresGrad(true);
        Autograd.onGradient(x, gradient -> {
            throw new UnsupportedOperationException("no");
        });
        Tensor loss = x.mul(other).sum();
        assertThatThrownBy(loss::backward)
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(other.grad()).isNull();
        assertThatIllegalStateException().isThrownBy(loss::backward)
                .withMessageContaining("partly released by a backward pass that failed");
    }

    @Test
    void aHookThatIsRemovedOrAddedWhileHooksRunCountsFromTheNextGradientOn() {
        List<GradientHook.Handle> handles = new ArrayList<>();
        Autograd.onGradient(x, gradient -> {
            handles.forEach(GradientHook.Handle::close);
            handles.clear();
            handles.add(Autograd.onGradient(x, note("added")));
            return null;
        });
        handles.add(Autograd.onGradient(x, note("removed")));
        x.mul(2f).sum().backward();
        assertThat(calls).containsExactly("removed [2. 2.]");
        x.mul(3f).sum().backward();
        assertThat(calls).containsExactly("removed [2. 2.]", "added [3. 3.]");
    }

    @Test
    void aLeafThatIsUsedTwiceHasOneGradient() {
        Autograd.onGradient(x, note("x"));
        x.mul(x).add(x).sum().backward();
        assertThat(calls).containsExactly("x [3. 5.]");
    }

    @Test
    void whatACheckpointedFunctionComputesHasNoHook() {
        String sentence = " is computed by a checkpointed function, which is called again for the gradient; end the "
                + "checkpoint before it, and begin another one after it";
        assertThatIllegalStateException()
                .isThrownBy(() -> Autograd.checkpoint(in -> in.tanh().retainGrad().square(), x))
                .withMessage("retainGrad: [2]" + sentence);
        assertThatIllegalStateException().isThrownBy(() -> Autograd.checkpoint(in -> {
            Tensor inner = in.tanh();
            Autograd.onGradient(inner, note("inner"));
            return inner;
        }, x)).withMessage("onGradient: [2]" + sentence);
        Tensor late = Autograd.checkpoint(in -> {
            Tensor inner = in.tanh();
            return inner.requiresGrad() ? inner.retainGrad() : inner; // only when it is called again
        }, x).sum();
        assertThatIllegalStateException().isThrownBy(late::backward).withMessage("retainGrad: [2]" + sentence);
        Tensor h = x.mul(2f).retainGrad();
        Autograd.checkpoint(in -> {
            Autograd.onGradient(x, note("leaf")); // once for each call
            return in.square();
        }, h).sum().backward();
        assertThat(TestTensors.gradOrZero(h)).hasBitsOf(Tensor.of(4, 8));
        assertThat(calls).isNotEmpty();
    }

    @Test
    void whatAHookGivesStaysItsOwn() {
        Tensor w = Tensor.of(5, 7).requiresGrad(true);
        Autograd.onGradient(x, grad -> w);
        x.mul(2f).sum().backward();
        Tensor found = TestTensors.gradOrZero(x);
        assertThat(found).hasBitsOf(Tensor.of(5, 7));
        found.assign(Tensor.zeros(2));
        assertThat(w).hasBitsOf(Tensor.of(5, 7));
    }

    @Test
    void hooksOfFrozenLeavesAreNotCalled() {
        Autograd.onGradient(x, note("x"));
        Tensor loss = x.mul(Tensor.of(1, 1).requiresGrad(true)).sum();
        x.requiresGrad(false);
        loss.backward();
        assertThat(calls).isEmpty();
    }

    @Test
    void whatIsNoHookOrNoTensorIsRefused() {
        assertThatIllegalStateException().isThrownBy(() -> Autograd.onGradient(Tensor.ones(2), note("")))
                .withMessage("onGradient: [2] requires no gradient");
        assertThatIllegalArgumentException().isThrownBy(() -> Autograd.onGradient(null, note("")))
                .withMessage("onGradient: the tensor is null");
        assertThatIllegalArgumentException().isThrownBy(() -> Autograd.onGradient(x, null))
                .withMessage("onGradient: the hook is null");
        Autograd.onGradient(x, Tensor::sum);
        assertThatIllegalStateException().isThrownBy(() -> x.mul(2f).sum().backward())
                .withMessage("onGradient: a hook gave shape [] in place of a gradient of shape [2]");
    }
}
