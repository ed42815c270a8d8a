package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThatFloats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.data.Offset.offset;

import dev.lanewise.TestTensors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gradients accumulate, flow and stop as PyTorch's do. */
@Tag("quick")
class AutogradTest {
    private static Tensor leaf(float... values) {
        return Tensor.of(values).requiresGrad(true);
    }

    private static float[] grad(Tensor x) {
        return TestTensors.gradOrZero(x).toArray();
    }

    // ---- accumulation

    @Test
    void gradientsAddUpOverBackwardCalls() {
        Tensor x = leaf(1, 2);
        x.square().sum().backward();
        assertThat(grad(x)).containsExactly(2, 4);
        x.mul(3f).sum().backward();
        assertThat(grad(x)).containsExactly(5, 7);
    }

    @Test
    void forgettingAGradientStartsAfresh() {
        Tensor x = leaf(1, 2);
        x.square().sum().backward();
        x.setGrad(null);
        assertThat(x.grad()).isNull();
        x.sum().backward();
        assertThat(grad(x)).containsExactly(1, 1);
    }

    @Test
    void aGradientCanBeReplacedByOneOfTheSameShapeOnly() {
        Tensor x = leaf(1, 2);
        x.setGrad(Tensor.of(10, 20));
        x.sum().backward();
        assertThat(grad(x)).containsExactly(11, 21);
        assertThatIllegalArgumentException().isThrownBy(() -> x.setGrad(Tensor.of(1, 2, 3)))
                .withMessage("setGrad: gradient [3] for a tensor of shape [2]");
    }

    @Test
    void noTwoLeavesShareAGradient() {
        Tensor a = leaf(1, 2);
        Tensor b = leaf(3, 4);
        Tensor given = Tensor.of(1, 1);
        a.add(b).backward(given);
        a.grad().assign(Tensor.of(7, 7));
        assertThat(grad(b)).containsExactly(1, 1);
        assertThat(given.toArray()).containsExactly(1, 1);
    }

    @Test
    void aGradientGivenToALeafStaysTheCallers() {
        Tensor x = leaf(1, 2);
        Tensor given = Tensor.of(3, 4);
        x.backward(given);
        given.assign(Tensor.of(7, 7));
        assertThat(grad(x)).containsExactly(3, 4);
    }

    @Test
    void theGradientsOfALeafAreAddedInTheOrderInWhichTheWalkReachesThem() {
        Tensor x = leaf(1);
        x.mul(-1e8f).add(x.mul(1f)).add(x.mul(1e8f)).sum().backward();
        assertThat(grad(x)).as("(1e8 - 1e8) + 1").containsExactly(1);
    }

    @Test
    void aTensorUsedTwiceInOneOpGetsBothGradients() {
        Tensor x = leaf(3, -2);
        x.mul(x).sum().backward();
        assertThat(grad(x)).containsExactly(6, -4);
    }

    @Test
    void bothSidesOfADiamondArrive() {
        Tensor x = leaf(2);
        Tensor stem = x.square();
        Tensor left = stem.mul(3f);
        Tensor right = stem.mul(stem);
        left.add(right).sum().backward();
        assertThat(grad(x)).containsExactly(12 + 4 * 8);
    }

    @Test
    void aSharedSubgraphIsWalkedOnceForBothItsUsers() {
        Tensor x = leaf(2);
        int[] calls = {0};
        Tensor shared = Autograd.apply(
                new CustomFunction() {
                    @Override
                    public Tensor[] forward(Context context, Tensor... in) {
                        return new Tensor[] {in[0].mul(5f)};
                    }

                    @Override
                    public Tensor[] backward(Context context, Tensor... grads) {
                        calls[0]++;
                        return new Tensor[] {grads[0].mul(5f)};
                    }
                },
                x)[0];
        shared.exp().log().add(shared).add(shared.mul(2f)).sum().backward();
        assertThat(calls[0]).isEqualTo(1);
        assertThat(x.grad().item()).isCloseTo(20f, offset(1e-4f));
    }

    @Test
    void sumsOfGradientsHaveOneOrder() {
        float[] first = manyUses();
        for (int i = 0; i < 20; i++) {
            assertThatFloats(manyUses()).hasBitsOf(first);
        }
    }

    private static float[] manyUses() {
        Tensor x = leaf(0.1f, 1.7f, -3.3f);
        Tensor sum = x.mul(1e7f);
        for (int i = 0; i < 50; i++) {
            sum = sum.add(x.mul(0.1f + i).tanh());
        }
        sum.sum().backward();
        return grad(x);
    }

    @Test
    void aStartingGradientWeighsTheElements() {
        Tensor x = leaf(1, 2, 3);
        x.square().backward(Tensor.of(1, 0, -1));
        assertThat(grad(x)).containsExactly(2, 0, -6);
    }

    @Test
    void backwardOnALeafGivesItTheStartingGradient() {
        Tensor x = leaf(5);
        x.backward();
        assertThat(grad(x)).containsExactly(1);
    }

    // ---- where gradients do not go

    @Test
    void detachingStopsTheGradientAndSharesTheValues() {
        Tensor x = leaf(2);
        Tensor cut = x.square().detach();
        assertThat(cut.requiresGrad()).isFalse();
        assertThat(cut.isLeaf()).isTrue();
        x.mul(cut).sum().backward();
        assertThat(grad(x)).containsExactly(4);
        x.detach().assign(Tensor.of(9));
        assertThat(x.toArray()).containsExactly(9);
    }

    @Test
    void onlyTensorsThatAskGetGradients() {
        Tensor x = leaf(2);
        Tensor y = Tensor.of(3);
        x.mul(y).sum().backward();
        assertThat(y.grad()).isNull();
        assertThat(grad(x)).containsExactly(3);
    }

    @Test
    void resultsOfNonLeavesKeepNoGradientUnlessAskedTo() {
        Tensor x = leaf(2);
        Tensor plain = x.mul(3f);
        Tensor kept = plain.square().retainGrad();
        kept.mul(2f).sum().backward();
        assertThat(plain.grad()).isNull();
        assertThat(grad(kept)).containsExactly(2);
        assertThat(grad(x)).containsExactly(72);
    }

    @Test
    void frozenLeavesGetNoGradientEvenIfTheyWereFrozenAfterTheForwardPass() {
        Tensor x = leaf(2);
        Tensor w = leaf(3);
        Tensor y = x.mul(w).sum();
        w.requiresGrad(false);
        y.backward();
        assertThat(w.grad()).isNull();
        assertThat(grad(x)).containsExactly(3);
    }

    @Test
    void gradientsAreZeroNotMissingWhereAnOpIsFlat() {
        Tensor x = leaf(2, -3);
        x.sign().sum().backward();
        assertThat(grad(x)).containsExactly(0, 0);
        assertThat(x.grad()).isNotNull();
    }

    // ---- asking for gradients by name

    @Test
    void gradientsOfLeavesAndNonLeavesAreReturnedAndNotAccumulated() {
        Tensor x = leaf(2);
        Tensor middle = x.mul(3f).retainGrad();
        Tensor[] grads = Autograd.grad(middle.square().sum(), Graph.FREE, middle, x);
        assertThat(grads[0].toArray()).containsExactly(12);
        assertThat(grads[1].toArray()).containsExactly(36);
        assertThat(x.grad()).isNull();
        assertThat(middle.grad()).isNull();
    }

    @Test
    void theGradientOfATensorWithRespectToItselfIsOne() {
        Tensor x = leaf(2);
        Tensor y = x.square().sum();
        assertThat(Autograd.grad(y, Graph.RETAIN, y)[0].item()).isEqualTo(1);
        assertThat(Autograd.grad(x, Graph.RETAIN, x)[0].item()).isEqualTo(1);
    }

    @Test
    void oneInputMayBeAskedForTwice() {
        Tensor x = leaf(2);
        Tensor[] grads = Autograd.grad(x.square().sum(), Graph.FREE, x, x);
        assertThat(grads[0].item()).isEqualTo(4);
        assertThat(grads[1].item()).isEqualTo(4);
    }

    @Test
    void anUnusedInputIsAnError() {
        Tensor x = leaf(2);
        Tensor other = Tensor.of(1, 2).requiresGrad(true);
        assertThatIllegalStateException().isThrownBy(() -> Autograd.grad(x.square().sum(), Graph.FREE, x, other))
                .withMessage("grad: the output [] does not depend on input 1 [2], or it does not require a gradient");
    }

    @Test
    void historyBeyondTheInputsIsNeitherRunNorLetGo() {
        Tensor x = leaf(2);
        Tensor middle = Autograd.apply(new CustomFunctionTest.Failing(), x)[0];
        Tensor side = x.square();
        Tensor y = middle.exp().log().add(side).sum();
        assertThat(Autograd.grad(y, Graph.FREE, middle)[0].item()).isCloseTo(1f, offset(1e-6f));
        side.sum().backward();
        assertThat(grad(x)).containsExactly(4);
    }

    @Test
    void onlyTheGradientsOnTheWayToTheInputsAreAskedOfARule() {
        Tensor a = leaf(2, 3);
        Tensor b = leaf(5, 7);
        Tensor product = a.mul(b);
        b.assign(Tensor.of(1, 1));
        assertThat(Autograd.grad(product.sum(), Graph.FREE, b)[0].toArray()).containsExactly(2, 3);
    }

    @Test
    void anInputThatIsNotReachedLeavesTheHistoryAsItWas() {
        Tensor x = leaf(2);
        Tensor y = x.square().sum();
        assertThatIllegalStateException().isThrownBy(() -> Autograd.grad(y, Graph.FREE, leaf(1)));
        y.backward();
        assertThat(grad(x)).containsExactly(4);
    }

    @Test
    void vectorJacobianProductsTakeAGradientOfTheOutputsShape() {
        Tensor x = leaf(1, 2);
        assertThat(Autograd.grad(x.square(), Tensor.of(10, 1), Graph.FREE, x)[0].toArray()).containsExactly(20, 4);
        assertThatIllegalArgumentException().isThrownBy(() -> Autograd.grad(x.square(), Tensor.of(1), Graph.FREE, x))
                .withMessage("grad: gradient [1] for a tensor of shape [2]");
    }

    // ---- what becomes of the history

    @Test
    void aSecondWalkOverFreedHistoryIsAnError() {
        Tensor x = leaf(2);
        Tensor y = x.square().sum();
        y.backward();
        assertThatIllegalStateException().isThrownBy(y::backward)
                .withMessage("square: backward a second time through the same history, whose saved values are gone; "
                        + "pass Graph.RETAIN to the first backward");
        assertThat(grad(x)).containsExactly(4);
    }

    @Test
    void retainedHistoryCanBeWalkedAgain() {
        Tensor x = leaf(2);
        Tensor y = x.square().sum();
        y.backward(Tensor.scalar(1f), Graph.RETAIN);
        y.backward();
        assertThat(grad(x)).containsExactly(8);
    }

    @Test
    void createdHistoryCanBeDifferentiatedManyTimes() {
        Tensor x = leaf(2);
        Tensor y = x.pow(4f).sum();
        float[] derivatives = new float[5];
        for (int order = 1; order <= 4; order++) {
            y = Autograd.grad(y, Graph.CREATE, x)[0].sum();
            derivatives[order] = y.item();
        }
        assertThat(derivatives).containsExactly(0, 32, 48, 48, 24);
    }

    @Test
    void accumulatedGradientsAreRecordedOnlyWhenAskedFor() {
        Tensor x = leaf(2);
        x.pow(3f).sum().backward(Tensor.scalar(1f), Graph.CREATE);
        assertThat(x.grad().requiresGrad()).isTrue();
        x.pow(3f).sum().backward();
        assertThat(x.grad().requiresGrad()).isFalse();
        assertThat(grad(x)).containsExactly(24);
    }

    @Test
    void historyIsCreatedInsideANoGradScopeToo() {
        Tensor x = leaf(2);
        Tensor y = x.pow(3f).sum();
        try (GradMode.Scope _ = GradMode.noGrad()) {
            y.backward(Tensor.scalar(1f), Graph.CREATE);
            y.backward(Tensor.scalar(1f), Graph.CREATE);
        }
        assertThat(Autograd.grad(x.grad().sum(), Graph.FREE, x)[0].item()).isEqualTo(24);
    }

    // ---- errors

    @Test
    void aTensorThatNoGradientReachesCannotRetainOne() {
        assertThatIllegalStateException().isThrownBy(() -> Tensor.of(1, 2).retainGrad())
                .withMessage("retainGrad: [2] requires no gradient");
    }

    @Test
    void onlyOfASingleNumberTheGradientCanBeLeftOut() {
        Tensor y = leaf(1, 2).square();
        assertThatIllegalStateException().isThrownBy(y::backward)
                .withMessage("backward: [2] has 2 elements; the gradient can be omitted only for a single number");
        assertThatIllegalStateException().isThrownBy(() -> Autograd.grad(y, Graph.FREE, y))
                .withMessage("grad: [2] has 2 elements; the gradient can be omitted only for a single number");
    }

    @Test
    void aTensorWithoutHistoryHasNoBackward() {
        assertThatIllegalStateException().isThrownBy(() -> Tensor.scalar(1f).backward())
                .withMessage("backward: the tensor [] does not depend on a tensor that requires a gradient");
    }

    @Test
    void onlyLeavesCanBeToldToRequireAGradientOrBeAssignedTo() {
        Tensor y = leaf(1, 2).square();
        assertThatIllegalStateException().isThrownBy(() -> y.requiresGrad(false))
                .withMessage("requiresGrad: [2] was made by square; only leaves can be set; detach() it first");
        assertThatIllegalStateException().isThrownBy(() -> y.assign(Tensor.of(1, 2)))
                .withMessage(
                        "assign: [2] was made by square and has a history; assign to leaves, or to a detached tensor");
    }

    @Test
    void aRuleThatFailsLeavesAllGradientsAsTheyWere() {
        Tensor x = leaf(2);
        Tensor kept = x.mul(1f).retainGrad();
        Tensor failing = Autograd.apply(new CustomFunctionTest.Failing(), x)[0];
        Tensor y = failing.add(kept.square().exp()).sum();
        assertThatIllegalStateException().isThrownBy(y::backward).withMessage("rule failed");
        assertThat(x.grad()).isNull();
        assertThat(kept.grad()).isNull();
        assertThat(GradMode.isEnabled()).isTrue();
        assertThatIllegalStateException().isThrownBy(y::backward)
                .withMessage("exp: the history has been partly released by a backward pass that failed; compute the "
                        + "output anew, or pass Graph.RETAIN to a backward that may fail");
    }
}
