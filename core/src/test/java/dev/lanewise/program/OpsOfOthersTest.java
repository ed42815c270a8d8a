package dev.lanewise.program;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Bound;
import dev.lanewise.tensor.CustomFunction;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ops that others write: eager, differentiated twice, captured; and what the engine refuses of them. */
class OpsOfOthersTest {
    /** x^3, with a loop of its own. */
    private record Cube() implements Op {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.of(in[0])};
        }

        @Override
        public void run(Operands in, Operands out) {
            float[] x = in.data(0);
            float[] y = out.data(0);
            for (int i = 0; i < in.size(0); i++) {
                float v = x[in.offset(0) + i];
                y[out.offset(0) + i] = v * v * v;
            }
        }

        @Override
        public Saves saves(int needs) {
            return Saves.X;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {grad == null ? null : grad.mul(saved.x().square()).mul(3f)};
        }
    }

    /** Adds its second argument to the first, in place. */
    private record Increment() implements Op {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[0];
        }

        @Override
        public boolean writes(int input) {
            return input == 0;
        }

        @Override
        public void run(Operands in, Operands out) {
            for (int i = 0; i < in.size(0); i++) {
                in.data(0)[in.offset(0) + i] += in.data(1)[in.offset(1) + i];
            }
        }
    }

    /** A view of four elements from somewhere on, whether they are there or not. */
    private record Window(int from) implements Op {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(Shape.of(4))};
        }

        @Override
        public boolean isView() {
            return true;
        }

        @Override
        public int viewOffset(Shape x) {
            return from;
        }

        @Override
        public void run(Operands in, Operands out) {
            throw new AssertionError("a view is not run");
        }
    }

    @Test
    void anOpIsDifferentiatedTwice() {
        Tensor x = Tensor.of(2f, -1f).requiresGrad(true);
        Tensor y = new Cube().tensor(x);
        assertThat(y).hasBitsOf(Tensor.of(8f, -1f));
        Tensor slope = Autograd.grad(y.sum(), Graph.CREATE, x)[0];
        assertThat(slope).hasBitsOf(Tensor.of(12f, 3f));
        assertThat(Autograd.grad(slope.sum(), Graph.FREE, x)[0]).hasBitsOf(Tensor.of(12f, -6f));
    }

    @Test
    void aCapturedProgramRunsItWithItsEffects() {
        Tensor counter = Tensor.zeros(3);
        Program program = Program.capture(List.of(Tensor.of(0f, 1f, 2f)), in -> {
            Tensor x = (Tensor) in.get(0);
            Tensor y = new Cube().tensor(x.add(1f));
            new Increment().apply(counter, y);
            return List.of(y.mul(2f));
        }).program();
        assertThat(counter).hasBitsOf(Tensor.of(1f, 8f, 27f));
        Tensor out = (Tensor) program.run(List.of(Tensor.of(1f, 1f, 1f))).get(0);
        assertThat(out).hasBitsOf(Tensor.of(16f, 16f, 16f));
        assertThat(counter).hasBitsOf(Tensor.of(9f, 16f, 35f));
    }

    @Test
    void aWriteGivesTheStorageANewVersion() {
        Tensor x = Tensor.of(1f, 2f).requiresGrad(true);
        Tensor y = new Cube().tensor(x).sum();
        new Increment().apply(x.detach(), Tensor.of(1f, 1f));
        assertThatIllegalStateException().isThrownBy(y::backward)
                .withMessage("cube: input 0 [2], which its gradient needs, was written to in place after the forward "
                        + "pass (version 1, saved at version 0)");
    }

    @Test
    void aViewLiesWithinItsInput() {
        Tensor x = Tensor.arange(6);
        assertThat(new Window(2).tensor(x)).hasBitsOf(Tensor.of(2f, 3f, 4f, 5f));
        for (int from : new int[] {-1, 3, 1 << 20, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> new Window(from).tensor(x)).isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("view: [4] at element " + from + " of [6]");
        }
        assertThatIllegalStateException().isThrownBy(() -> new Window(0).apply(IntTensor.arange(4)))
                .withMessage("window: a view has one output of its input's type int[4], not [float[4]]");
    }

    @Test
    void boundValuesAreNotForComputationsThatAreCaptured() {
        Value[] x = {Tensor.of(2f)};
        Value[] y = {Tensor.zeros(1)};
        Bound bound = new Bound(x, y);
        bound.run(new Cube());
        assertThat((Tensor) y[0]).hasBitsOf(Tensor.of(8f));
        assertThatIllegalStateException().isThrownBy(() -> Program.capture(List.of(Tensor.of(1f)), in -> {
            bound.run(new Cube());
            return in;
        })).withMessageContaining("an op is run on bound values, which no recorder sees");
    }

    @Test
    void nullIsNotSaved() {
        CustomFunction function = new CustomFunction() {
            @Override
            public Tensor[] forward(Context context, Tensor... in) {
                context.save(in[0], null);
                return new Tensor[] {in[0].mul(1f)};
            }

            @Override
            public @Nullable Tensor[] backward(Context context, Tensor... grads) {
                return grads;
            }
        };
        assertThatThrownBy(() -> Autograd.apply(function, Tensor.of(1f))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("custom function: tensor 1 to be saved is null");
    }
}
