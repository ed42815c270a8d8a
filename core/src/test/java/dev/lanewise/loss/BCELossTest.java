package dev.lanewise.loss;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.program.Program;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Extremes, messages and captures; formulas and gradients are checked in the op table. */
@Tag("quick")
class BCELossTest {
    private static final BCELoss LOSS = new BCELoss();

    @Test
    void certaintyIsFinite() {
        Tensor p = Tensor.of(0, 0, 1, 1, 1e-40f).requiresGrad(true);
        Tensor losses = Losses.bce(p, Tensor.of(0, 1, 0, 1, 1), Reduction.NONE);
        assertThat(losses.slice(0, 0, 4).toArray()).containsExactly(0, 100, 100, -0f);
        assertThat(losses.get(4)).isBetween(92f, 92.2f);
        losses.sum().backward();
        assertThat(p.grad().toArray()).containsExactly(0, -1e12f, 1e12f, 0, -1e12f);
    }

    @Test
    void theSecondOrderOfCertaintyIsFiniteAndSymmetric() {
        Tensor p = Tensor.of(0, 1, 0.25f).requiresGrad(true);
        Tensor t = Tensor.of(0, 1, 0.5f).requiresGrad(true);
        Tensor loss = LOSS.reduction(Reduction.SUM).of(p, t);
        Tensor[] first = Autograd.grad(loss, Graph.CREATE, p, t);
        assertThat(first[1].slice(0, 0, 2).toArray()).containsExactly(100, -100);
        float[] ofTarget = Autograd.grad(first[1].sum(), Graph.RETAIN, p)[0].toArray();
        assertThat(ofTarget).containsExactly(-1e12f, -1e12f, -16 / 3f);
        assertThat(Autograd.grad(first[0].sum(), Graph.RETAIN, t)[0].toArray()).containsExactly(ofTarget);
    }

    /** PyTorch's: -1e12 and -1 / p. */
    @Test
    void theSecondOrderOfATinyProbabilityIsBoundedByItsLogarithmOnly() {
        Tensor p = Tensor.of(1e-13f, 1e-20f, 1e-30f).requiresGrad(true);
        Tensor t = Tensor.of(1, 0.25f, 0).requiresGrad(true);
        Tensor[] first = Autograd.grad(LOSS.reduction(Reduction.SUM).of(p, t), Graph.CREATE, p, t);
        assertThat(Autograd.grad(first[0].sum(), Graph.RETAIN, t)[0].toArray()).containsExactly(-1e12f, -1e12f, -1e12f);
        assertThat(Autograd.grad(first[1].sum(), Graph.RETAIN, p)[0]).isWithin(relative(1e-6)).of(-1e13, -1e20, -1e30);
    }

    @Test
    void theWeightBroadcastsButNotTheTarget() {
        Tensor p = Tensor.full(0.5, 2, 3);
        Tensor each = LOSS.reduction(Reduction.NONE).weights(Tensor.of(new float[][] {{0}, {1}})).of(p, p);
        assertThat(each.select(0, 0).toArray()).containsExactly(0, 0, 0);
        assertThat(each.select(0, 1).toArray()).containsOnly((float) Math.log(2));
        refused("BCELoss: prediction [2, 3] and target [3] differ in shape", p, Tensor.zeros(3), LOSS);
        refused("BCELoss: weights [2] do not broadcast to the prediction [2, 3]", p, p, LOSS.weights(Tensor.ones(2)));
        refused("BCELoss: weights [1, 2, 3] do not broadcast to the prediction [2, 3]",
                p, p, LOSS.weights(Tensor.ones(1, 2, 3)));
    }

    @Test
    void whatIsNoProbabilityIsNamed() {
        Tensor half = Tensor.full(0.5, 2, 2);
        refused("BCELoss: probability 1.5 at [1, 0] is not within 0 and 1",
                Tensor.of(new float[][] {{0, 1}, {1.5f, 2}}), half, LOSS);
        refused("BCELoss: target -1.0 at [1, 0] is not within 0 and 1",
                half, Tensor.of(new float[][] {{0, Float.NaN}, {-1, 2}}), LOSS);
        refused("BCELoss: probability -1.0 is not within 0 and 1", Tensor.scalar(-1), Tensor.scalar(0), LOSS);
    }

    @Test
    void aCapturedLossChecksEachBatch() {
        List<Value> first = List.of(Tensor.of(0.5f, 0.25f), Tensor.of(1, 0));
        List<Value> second = List.of(Tensor.of(0, 0.75f), Tensor.of(1, 0.5f));
        Program program = Program.capture(first, BCELossTest::lossAndGradients).program();
        List<Value> replayed = program.run(second);
        List<Value> eager = lossAndGradients(second);
        for (int i = 0; i < eager.size(); i++) {
            assertThat(replayed.get(i)).hasBitsOf(eager.get(i));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> program.run(List.of(Tensor.of(0.5f, 0.25f), Tensor.of(1, 2))))
                .withMessage("BCELoss: target 2.0 at [1] is not within 0 and 1");
    }

    private static List<Value> lossAndGradients(List<? extends Value> in) {
        Tensor p = ((Tensor) in.get(0)).detach().requiresGrad(true);
        Tensor t = ((Tensor) in.get(1)).detach().requiresGrad(true);
        Tensor y = LOSS.weights(Tensor.of(1, 3)).of(p, t);
        y.backward();
        return List.of(y, p.grad(), t.grad());
    }

    private static void refused(String sentence, Tensor p, Tensor target, BCELoss loss) {
        assertThatIllegalArgumentException().isThrownBy(() -> loss.of(p, target)).withMessage(sentence);
    }
}
