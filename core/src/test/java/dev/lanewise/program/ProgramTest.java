package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.CustomFunction;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class ProgramTest {
    private static Tensor vector(float... values) {
        return Tensor.of(values);
    }

    private static Program program(UnaryOperator<Tensor> f, Tensor x) {
        return Program.capture(List.of(x), in -> List.of(f.apply((Tensor) in.get(0)))).program();
    }

    private static float[] run(Program program, Value... inputs) {
        return ((Tensor) program.run(List.of(inputs)).get(0)).toArray();
    }

    // ---- inputs and outputs

    @Test
    void theCaptureGivesTheOutputsOfTheFirstRun() {
        Program.Captured captured = Program.capture(
                List.of(vector(1, 2)), in -> List.of(((Tensor) in.get(0)).square(), ((Tensor) in.get(0)).argmax(0)));
        assertThat(((Tensor) captured.outputs().get(0)).toArray()).containsExactly(1, 4);
        assertThat(((IntTensor) captured.outputs().get(1)).item()).isEqualTo(1);
    }

    @Test
    void outputsAreCopiesAlsoOfInputsParametersViewsAndOneAnother() {
        Tensor w = vector(5, 6);
        Tensor x = vector(1, 2);
        Program.Captured captured = Program.capture(List.of(x), in -> {
            Tensor a = (Tensor) in.get(0);
            Tensor y = a.mul(w);
            return List.of(a, w, y, y, y.reshape(2, 1), a.slice(0, 1, 2));
        });
        for (List<Value> outputs : List.of(captured.outputs(), captured.program().run(List.of(vector(1, 2))))) {
            assertThat(outputs).extracting(value -> ((Tensor) value).toArray())
                    .containsExactly(
                            new float[] {1, 2}, new float[] {5, 6}, new float[] {5, 12}, new float[] {5, 12},
                            new float[] {5, 12}, new float[] {2});
            outputs.forEach(value -> ((Tensor) value).assign(((Tensor) value).mul(0f)));
        }
        assertThat(x.toArray()).containsExactly(1, 2);
        assertThat(w.toArray()).containsExactly(5, 6);
        assertThat(run(captured.program(), vector(3, 4))).containsExactly(3, 4);
    }

    @Test
    void outputsHaveNoHistory() {
        Tensor w = vector(5, 6).requiresGrad(true);
        Program.Captured captured = Program.capture(List.of(vector(1, 2)), in -> List.of(w.mul((Tensor) in.get(0)), w));
        assertThat(captured.outputs()).noneMatch(value -> ((Tensor) value).requiresGrad());
    }

    @Test
    void theSameTensorTwiceIsTwoInputs() {
        Tensor x = vector(2, 3);
        Program program = Program
                .capture(List.of(x, x), in -> List.of(((Tensor) in.get(0)).sub((Tensor) in.get(1))))
                .program();
        assertThat(run(program, vector(5, 5), vector(1, 2))).containsExactly(4, 3);
    }

    @Test
    void anInputThatIsAlsoUsedFromOutsideStaysThereWhatItIs() {
        Tensor x = vector(2, 3);
        Program program = program(in -> in.add(x), x);
        assertThat(run(program, vector(10, 20))).containsExactly(12, 23);
    }

    @Test
    void inputsAreTakenByReferenceAlsoWhereTheyShareStorage() {
        Tensor both = vector(1, 2, 3, 4);
        Function<List<? extends Value>, List<? extends Value>> step = in -> {
            Tensor target = (Tensor) in.get(0);
            Tensor whole = (Tensor) in.get(1);
            target.assign(whole.slice(0, 2, 4));
            return List.of(whole.mul(10f));
        };
        Program program = Program.capture(List.of(both.slice(0, 0, 2), both), step).program();
        assertThat(both.toArray()).containsExactly(3, 4, 3, 4);
        Tensor other = vector(5, 6, 7, 8);
        assertThat(run(program, other.slice(0, 1, 3), other)).containsExactly(50, 70, 80, 80);
        assertThat(other.toArray()).containsExactly(5, 7, 8, 8);
    }

    @Test
    void tensorsWithoutElementsPassThrough() {
        Program program = Program.capture(List.of(Tensor.zeros(0, 3)), in -> {
            Tensor x = (Tensor) in.get(0);
            return List.of(x.mul(2f), x.sum(0), Shapes.concat(0, x, Tensor.ones(1, 3)));
        }).program();
        List<Value> outputs = program.run(List.of(Tensor.zeros(0, 3)));
        assertThat(outputs).extracting(value -> ((Tensor) value).toArray())
                .containsExactly(new float[0], new float[3], new float[] {1, 1, 1});
    }

    @Test
    void masksAndIntsAreValuesLikeOthers() {
        Program program = Program.capture(List.of(BoolTensor.of(true, false), IntTensor.of(0, 1)), in -> {
            BoolTensor mask = (BoolTensor) in.get(0);
            IntTensor ints = ((IntTensor) in.get(1)).reshape(2, 1);
            return List.of(mask.not().and(mask), ints.reshape(2).eq(IntTensor.of(0, 0)), Indexing.oneHot(ints, 2),
                    ints);
        }).program();
        List<Value> outputs = program.run(List.of(BoolTensor.of(false, false), IntTensor.of(1, 0)));
        assertThat(((BoolTensor) outputs.get(0)).any()).isFalse();
        assertThat(outputs.get(1)).isEqualTo(BoolTensor.of(false, true));
        assertThat(((Tensor) outputs.get(2)).toArray()).containsExactly(0, 1, 1, 0);
        assertThat(outputs.get(3)).isEqualTo(IntTensor.of(Shape.of(2, 1), 1, 0));
    }

    // ---- gradients

    @Test
    void gradientsOfGradientsAreCaptured() {
        Program program = program(in -> {
            Tensor x = in.detach().requiresGrad(true);
            Tensor slope = Autograd.grad(x.pow(3f).sum(), Graph.CREATE, x)[0];
            return Autograd.grad(slope.mul(slope).sum(), Graph.FREE, x)[0];
        }, vector(1, 1));
        assertThat(run(program, vector(2, -1))).containsExactly(36 * 8, -36);
    }

    @Test
    void retainedGradientsAreCapturedAndLetGo() {
        Tensor w = vector(3, 4).requiresGrad(true);
        Program program = program(x -> {
            Tensor hidden = w.mul(x).retainGrad();
            hidden.square().sum().backward();
            return Objects.requireNonNull(hidden.grad());
        }, vector(1, 1));
        assertThat(run(program, vector(2, 1))).containsExactly(12, 8);
        assertThat(w.grad()).isNull();
    }

    @Test
    void gradientsSumUpWithinAComputation() {
        Tensor w = vector(3, 4).requiresGrad(true);
        Program program = program(x -> {
            w.mul(x).sum().backward();
            w.mul(x).mul(x).sum().backward();
            return Objects.requireNonNull(w.grad());
        }, vector(1, 1));
        assertThat(run(program, vector(2, 3))).containsExactly(6, 12);
    }

    @Test
    void aFunctionOfTheUsersIsCapturedAsTheOpsItApplies() {
        CustomFunction doubled = new CustomFunction() {
            @Override
            public Tensor[] forward(Context context, Tensor... in) {
                return new Tensor[] {in[0].mul(2f)};
            }

            @Override
            public Tensor[] backward(Context context, Tensor... grads) {
                return new Tensor[] {grads[0].mul(10f)};
            }
        };
        Program program = Program.capture(List.of(vector(1, 1)), in -> {
            Tensor x = ((Tensor) in.get(0)).detach().requiresGrad(true);
            Tensor y = Autograd.apply(doubled, x.square())[0];
            return List.of(y.detach(), Autograd.grad(y.sum(), Graph.FREE, x)[0]);
        }).program();
        List<Value> outputs = program.run(List.of(vector(2, 3)));
        assertThat(outputs).extracting(value -> ((Tensor) value).toArray())
                .containsExactly(new float[] {8, 18}, new float[] {40, 60});
    }

    // ---- state

    @Test
    void whatIsAssignedStaysAssignedInOrder() {
        Tensor state = vector(1, 1);
        Program program = program(x -> {
            Tensor before = state.mul(1f);
            state.assign(state.add(x));
            return before.mul(state);
        }, vector(1, 2));
        assertThat(state.toArray()).containsExactly(2, 3);
        assertThat(run(program, vector(10, 20))).containsExactly(24, 69);
        assertThat(state.toArray()).containsExactly(12, 23);
    }

    @Test
    void aViewOfAComputedValueCanBeWritten() {
        Program program = program(x -> {
            Tensor y = x.mul(2f);
            Tensor first = y.slice(0, 0, 1);
            first.assign(Tensor.of(100f));
            return y.add(1f);
        }, vector(1, 2));
        assertThat(run(program, vector(3, 4))).containsExactly(101, 9);
    }

    @Test
    void drawsGoOnAlsoWhereTheirNumbersAreNotUsed() {
        RandomSource random = RandomSource.seed(1);
        Program program = program(x -> {
            Tensor drawn = random.uniform(2);
            return x.shape().rank() == 1 ? x.mul(2f) : drawn;
        }, vector(1, 2));
        assertThat(random.index()).isEqualTo(2);
        run(program, vector(1, 2));
        assertThat(random.index()).isEqualTo(4);
    }

    @Test
    void stepsThatNothingDependsOnAreLeftOut() {
        Program program = program(x -> {
            x.exp().matmul(x);
            return x.neg();
        }, vector(1, 2));
        assertThat(program.size()).isEqualTo(1);
        assertThat(program.bufferSize()).isEqualTo(16);
    }

    @Test
    void aRunThatFailsLeavesTheProgramFitForTheNext() {
        Program program = Program.capture(List.of(vector(1, 2, 3), IntTensor.of(0)),
                in -> List.of(Indexing.take(((Tensor) in.get(0)).mul(2f), (IntTensor) in.get(1)))).program();
        assertThatThrownBy(() -> program.run(List.of(vector(1, 2, 3), IntTensor.of(7))))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("take: index 7 at position 0 is outside axis 0 of size 3");
        assertThat(run(program, vector(4, 5, 6), IntTensor.of(2))).containsExactly(12);
    }

    // ---- how it is captured

    @Test
    void programsOnOneArenaTakeTurnsInTheLargestOfTheirBuffers() {
        Arena arena = new Arena();
        Options options = Options.defaults().on(arena);
        List<Program> programs = new ArrayList<>();
        for (int size : new int[] {100, 5000, 300}) {
            programs.add(Program.capture(options, List.of(Tensor.ones(size)), in -> {
                Tensor x = (Tensor) in.get(0);
                return List.of(x.mul(2f).exp(), x.neg().tanh());
            }).program());
        }
        for (int round = 0; round < 2; round++) {
            for (Program program : programs) {
                Tensor x = RandomSource.seed(round).normal(program.inputs().get(0).shape().dims());
                List<Value> outputs = program.run(List.of(x));
                assertThat(((Tensor) outputs.get(0)).toArray()).isEqualTo(x.mul(2f).exp().toArray());
                assertThat(((Tensor) outputs.get(1)).toArray()).isEqualTo(x.neg().tanh().toArray());
            }
        }
        assertThat(arena.size()).isLessThan(programs.get(1).bufferSize() + 100)
                .isGreaterThanOrEqualTo(programs.get(1).bufferSize());
    }

    @Test
    void aVerifiedProgramRunsIntoTargetsToo() {
        Tensor scale = vector(2, 3);
        List<Tensor> used = new ArrayList<>(List.of(scale));
        Program program = Program.capture(Options.defaults().verify(3), List.of(vector(1, 1)),
                in -> List.of(((Tensor) in.get(0)).mul(used.getLast()))).program();
        Tensor target = vector(0, 0);
        program.run(List.of(vector(5, 7)), List.of(target));
        assertThat(target.toArray()).containsExactly(10, 21);
        used.add(vector(2, 3));
        assertThatThrownBy(() -> program.run(List.of(vector(5, 7)), List.of(target)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a value float[2] that mul uses is another object than when it was captured; "
                        + "assign to the first, or give it as an input");
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without a checker may do
    void nullIsRefused() {
        assertThatThrownBy(() -> Program.capture(List.of(), in -> null)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("capture: the computation returned null, not a list of outputs");
        assertThatThrownBy(() -> Program.capture(List.of(), in -> Arrays.asList(vector(1), null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("capture: output 1 of the computation is null");
        assertThatThrownBy(() -> Program.capture(Arrays.asList((Value) null), in -> List.of()))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("program: input 0 is null");
    }
}
