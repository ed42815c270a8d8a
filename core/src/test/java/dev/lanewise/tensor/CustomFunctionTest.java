package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Functions that bring their own gradient rule. */
@Tag("quick")
class CustomFunctionTest {
    /** Its rule throws. */
    static final class Failing implements CustomFunction {
        @Override
        public Tensor[] forward(Context context, Tensor... in) {
            return new Tensor[] {in[0].mul(1f)};
        }

        @Override
        public Tensor[] backward(Context context, Tensor... grads) {
            throw new IllegalStateException("rule failed");
        }
    }

    /** Any forward and any rule, for functions that save nothing. */
    private record Of(UnaryOperator<Tensor[]> forward,
            Function<Tensor[], @Nullable Tensor[]> rule) implements CustomFunction {
        @Override
        public Tensor[] forward(Context context, Tensor... in) {
            return forward.apply(in);
        }

        @Override
        public @Nullable Tensor[] backward(Context context, Tensor... grads) {
            return rule.apply(grads);
        }
    }

    /** e^x, whose rule reads the output. */
    private static final class Exp implements CustomFunction {
        @Override
        public Tensor[] forward(Context context, Tensor... in) {
            Tensor y = in[0].exp();
            context.save(y);
            return new Tensor[] {y};
        }

        @Override
        public Tensor[] backward(Context context, Tensor... grads) {
            return new Tensor[] {grads[0].mul(context.saved(0))};
        }
    }

    private static Tensor leaf(float... values) {
        return Tensor.of(values).requiresGrad(true);
    }

    private static Tensor[] apply(UnaryOperator<Tensor[]> forward, Function<Tensor[], @Nullable Tensor[]> rule,
            Tensor... in) {
        return Autograd.apply(new Of(forward, rule), in);
    }

    @Test
    void whatARuleReceivesAndGivesIsItsOwn() {
        List<Tensor> seen = new ArrayList<>();
        Tensor x = leaf(2, 3);
        Tensor y = apply(in -> new Tensor[] {in[0].mul(1f)}, grads -> {
            Tensor given = Tensor.of(5, 6);
            Collections.addAll(seen, grads[0], given);
            return new Tensor[] {given};
        }, x)[0].retainGrad();
        y.mul(10f).sum().backward();
        seen.forEach(tensor -> tensor.assign(Tensor.of(-1, -1)));
        assertThat(y.grad().toArray()).containsExactly(10, 10);
        assertThat(x.grad().toArray()).containsExactly(5, 6);
    }

    @Test
    void theArraysThatAFunctionTakesAndGivesAreItsOwn() {
        Tensor x = leaf(2);
        Tensor[] given = new Tensor[1];
        Tensor[] out = apply(in -> {
            in[0] = in[0].mul(3f);
            given[0] = in[0].square();
            return given;
        }, grads -> new Tensor[] {grads[0].mul(100f)}, x);
        given[0] = Tensor.scalar(-1f);
        assertThat(out[0].item()).isEqualTo(36);
        out[0].sum().backward();
        assertThat(x.grad().item()).isEqualTo(100);
    }

    @Test
    void whatWasWrittenBeforeItWasSavedCanBeRead() {
        CustomFunction square = new CustomFunction() {
            @Override
            public Tensor[] forward(Context context, Tensor... in) {
                context.save(in[0]);
                return new Tensor[] {in[0].square()};
            }

            @Override
            public Tensor[] backward(Context context, Tensor... grads) {
                return new Tensor[] {context.saved(0).mul(2f).mul(grads[0])};
            }
        };
        Tensor x = leaf(2);
        x.assign(Tensor.of(3));
        Autograd.apply(square, x)[0].sum().backward();
        assertThat(x.grad().item()).isEqualTo(6);
    }

    @Test
    void theRuleOfTheFunctionIsUsedNotThatOfItsOps() {
        Tensor x = leaf(2);
        Tensor y = apply(in -> new Tensor[] {in[0].square()}, grads -> new Tensor[] {grads[0].mul(100f)}, x)[0];
        assertThat(y.item()).isEqualTo(4);
        y.sum().backward();
        assertThat(x.grad().item()).isEqualTo(100);
    }

    @Test
    void anOutputThatIsNotUsedHasAGradientOfZeros() {
        Tensor x = leaf(2, 3);
        Tensor[] y = apply(in -> new Tensor[] {in[0].mul(2f), in[0].mul(3f).sum()}, grads -> {
            assertThat(grads[1].shape()).isEqualTo(Shape.SCALAR);
            assertThat(grads[1].item()).isZero();
            return new Tensor[] {grads[0].mul(2f)};
        }, x);
        y[0].sum().backward();
        assertThat(x.grad().toArray()).containsExactly(2, 2);
    }

    @Test
    void aMissingGradientStopsTheWalkAtThatInput() {
        Tensor a = leaf(2);
        Tensor b = leaf(3);
        apply(in -> new Tensor[] {in[0].mul(in[1])}, grads -> new @Nullable Tensor[] {null, grads[0]}, a, b)[0].sum()
                .backward();
        assertThat(a.grad()).isNull();
        assertThat(b.grad().item()).isEqualTo(1);
    }

    @Test
    void aRuleThatReadsTheOutputCanBeDifferentiatedAgain() {
        Tensor x = leaf(0.5f);
        Tensor slope = Autograd.grad(Autograd.apply(new Exp(), x)[0].sum(), Graph.CREATE, x)[0];
        Tensor curvature = Autograd.grad(slope.sum(), Graph.CREATE, x)[0];
        assertThat(curvature.item()).isEqualTo(x.exp().item());
    }

    @Test
    void withoutARequestNothingIsRecorded() {
        assertThat(Autograd.apply(new Exp(), Tensor.of(1f))[0].requiresGrad()).isFalse();
        try (GradMode.Scope _ = GradMode.noGrad()) {
            assertThat(Autograd.apply(new Exp(), leaf(1))[0].requiresGrad()).isFalse();
        }
    }

    @Test
    void savedTensorsAreLetGoWithTheHistory() {
        Tensor y = Autograd.apply(new Exp(), leaf(1))[0].sum();
        y.backward();
        assertThatIllegalStateException().isThrownBy(y::backward)
                .withMessage(
                        "Exp: backward a second time through the same history, whose saved values are gone;"
                                + " pass Graph.RETAIN to the first backward");
    }

    @Test
    void savedTensorsThatWereWrittenToAreRefused() {
        Tensor x = leaf(1, 2);
        Tensor y = Autograd.apply(new CustomOpTable.CubeTimes(), x, Tensor.of(3, 4))[0].sum();
        x.assign(Tensor.of(5, 6));
        assertThatIllegalStateException().isThrownBy(y::backward)
                .withMessage(
                        "CubeTimes: saved tensor 0 [2], which its gradient needs, was written to in place after the"
                                + " forward pass (version 1, saved at version 0)");
    }

    @Test
    void theNumberOfGradientsIsThatOfTheInputs() {
        Tensor y = apply(in -> new Tensor[] {in[0].mul(in[1])}, grads -> grads, leaf(1), leaf(2))[0].sum();
        assertThatIllegalStateException().isThrownBy(y::backward)
                .withMessage("Of: its gradient rule gave 1 gradients for 2 inputs");
    }

    @Test
    void whatIsMissingIsNamed() {
        Tensor y = apply(in -> new Tensor[] {in[0].mul(1f)}, grads -> null, leaf(1))[0];
        assertThatIllegalStateException().isThrownBy(y::backward)
                .withMessage("Of: its gradient rule gave null, not a gradient for each input");
        assertThatIllegalStateException().isThrownBy(() -> apply(in -> null, grads -> grads, leaf(1)))
                .withMessage("Of: its forward gave null, not an array of outputs");
        assertThatIllegalStateException().isThrownBy(() -> apply(in -> new Tensor[1], grads -> grads, leaf(1)))
                .withMessage("Of: output 0 is null");
    }

    @Test
    void aGradientHasItsInputsShape() {
        Tensor y = apply(in -> new Tensor[] {in[0].sum()}, grads -> new Tensor[] {Tensor.ones(3)}, leaf(1, 2))[0];
        assertThatIllegalStateException().isThrownBy(y::backward)
                .withMessage("Of: its gradient rule gave shape [3] for input 0 of shape [2]");
    }

    @Test
    void aGradientOfABroadcastShapeIsSummed() {
        Tensor x = leaf(1);
        apply(in -> new Tensor[] {in[0].broadcastTo(Shape.of(3))}, grads -> grads, x)[0].sum().backward();
        assertThat(x.grad().toArray()).containsExactly(3);
    }

    @Test
    void outputsAreNewTensors() {
        String rest = " [1] is an input or carries a history of its own; return a new tensor";
        assertThatIllegalStateException().isThrownBy(() -> apply(in -> in, grads -> grads, leaf(1)))
                .withMessage("Of: output 0" + rest);
        assertThatIllegalStateException().isThrownBy(() -> apply(in -> in, grads -> grads, Tensor.of(1)))
                .withMessage("Of: output 0" + rest);
        Tensor foreign = leaf(1).exp();
        assertThatIllegalStateException()
                .isThrownBy(() -> apply(in -> new Tensor[] {in[0].exp(), foreign}, grads -> grads, leaf(1)))
                .withMessage("Of: output 1" + rest);
        assertThatIllegalStateException()
                .isThrownBy(() -> apply(in -> {
                    Tensor y = in[0].exp();
                    return new Tensor[] {y, y};
                }, grads -> grads, leaf(1)))
                .withMessage("Of: output 1 [1] is output 0; return a new tensor");
    }
}
