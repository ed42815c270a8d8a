package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs into tensors of the caller's. */
@Tag("quick")
class ProgramTargetsTest {
    private static Tensor vector(float... values) {
        return Tensor.of(values);
    }

    private static Program program(UnaryOperator<Tensor> f, Tensor x) {
        return Program.capture(List.of(x), in -> List.of(f.apply((Tensor) in.get(0)))).program();
    }

    @Test
    void outputsCanBeAssignedToTensorsOfTheCallers() {
        Program program = program(x -> x.mul(2f), vector(1, 2));
        Tensor target = Tensor.zeros(2);
        program.run(List.of(vector(3, 4)), List.of(target));
        assertThat(target.toArray()).containsExactly(6, 8);
        assertThatThrownBy(() -> program.run(List.of(vector(3, 4)), List.of(Tensor.zeros(3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("program: targets [float[3]] for the outputs [float[2]]");
        assertThatThrownBy(() -> program.run(List.of(vector(3, 4)), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTargetMayShareStorageWithWhatIsRead() {
        Tensor weight = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
        Program.Captured captured = Program.capture(List.of(Tensor.zeros(2, 2)), in -> {
            Tensor product = ((Tensor) in.get(0)).matmul(weight);
            return List.of(product, product.add(1f), product.reshape(4));
        });
        float[] data = {1, 1, 2, 0};
        for (int shared = 0; shared < 4; shared++) {
            Tensor x = Tensor.of(Shape.of(2, 2), data);
            Tensor first = shared == 0 ? x : shared == 1 ? weight.detach() : Tensor.zeros(2, 2);
            Tensor second = shared == 2 ? first : Tensor.zeros(2, 2);
            Tensor third = Tensor.zeros(4);
            captured.program().run(List.of(x), List.of(first, second, third));
            assertThat(second.toArray()).containsExactly(5, 7, 3, 5);
            assertThat(third.toArray()).containsExactly(4, 6, 2, 4);
            assertThat(first.toArray()).containsExactly(shared == 2 ? second.toArray() : third.toArray());
            weight.assign(Tensor.of(Shape.of(2, 2), 1, 2, 3, 4));
            assertThat(((Tensor) captured.program().run(List.of(Tensor.of(Shape.of(2, 2), data))).get(0)).toArray())
                    .containsExactly(4, 6, 2, 4);
        }
    }

    @Test
    void anOutputThatLaterStepsReadIsWrittenIntoItsTargetOnce() {
        Tensor weight = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
        Program program = Program.capture(List.of(Tensor.zeros(2, 2)), in -> {
            Tensor x = (Tensor) in.get(0);
            Tensor hidden = x.matmul(weight);
            return List.of(hidden, hidden.matmul(x), hidden.matmul(weight)); // a reader bound to the input, and one not
        }).program();
        Tensor x = Tensor.of(Shape.of(2, 2), 1, 1, 2, 0);
        for (int run = 0; run < 2; run++) {
            List<Tensor> targets = List.of(Tensor.zeros(2, 2), Tensor.zeros(2, 2), Tensor.zeros(2, 2));
            program.run(List.of(x), targets);
            assertThat(targets.get(0).toArray()).containsExactly(4, 6, 2, 4);
            assertThat(targets.get(1).toArray()).containsExactly(16, 4, 10, 2);
            assertThat(targets.get(2).toArray()).containsExactly(22, 32, 14, 20);
        }
        assertThat(((Tensor) program.run(List.of(x)).get(1)).toArray()).containsExactly(16, 4, 10, 2);
    }

    @Test
    void aTargetWithAHistoryIsRefusedBeforeAnythingRuns() {
        Tensor counter = Tensor.zeros(2);
        Program program = program(x -> {
            counter.assign(counter.add(1f));
            return x.mul(2f);
        }, vector(1, 2));
        Tensor target = vector(1, 2).requiresGrad(true).mul(3f);
        assertThatThrownBy(() -> program.run(List.of(vector(3, 4)), List.of(target)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("program: target 0 [2] has a history; run into leaves, or into detached tensors");
        assertThat(counter.toArray()).containsExactly(1, 1);
    }

    @Test
    void aTargetIsLetGoWhenTheRunHasEnded() {
        Program program = program(x -> x.mul(2f), vector(1, 2));
        Tensor target = Tensor.zeros(2);
        program.run(List.of(vector(3, 4)), List.of(target));
        assertThat(((Tensor) program.run(List.of(vector(5, 6))).get(0)).toArray()).containsExactly(10, 12);
        assertThat(target.toArray()).containsExactly(6, 8);
    }

    @Test
    void aViewOfAnOutputIsAnOutputOfTheSameRun() {
        Program program = Program.capture(List.of(vector(1, 2)), in -> {
            Tensor y = ((Tensor) in.get(0)).mul(2f);
            return List.of(y, y.reshape(2, 1).slice(0, 1, 2));
        }).program();
        for (float factor : new float[] {1, 10}) {
            List<Tensor> targets = List.of(Tensor.zeros(2), Tensor.zeros(1, 1));
            program.run(List.of(vector(3 * factor, 4 * factor)), targets);
            assertThat(targets.get(0).toArray()).containsExactly(6 * factor, 8 * factor);
            assertThat(targets.get(1).toArray()).containsExactly(8 * factor);
        }
    }

    @Test
    void anOutputIsNotOverwrittenByTheTargetOfAnother() {
        Program program = Program.capture(List.of(vector(1, 2)), in -> {
            Tensor x = (Tensor) in.get(0);
            return List.of(x.mul(2f), x);
        }).program();
        Tensor x = vector(3, 4);
        Tensor second = Tensor.zeros(2);
        program.run(List.of(x), List.of(x.detach(), second));
        assertThat(x.toArray()).containsExactly(6, 8);
        assertThat(second.toArray()).containsExactly(3, 4);
    }

    @Test
    void aTargetThatLaterStepsReadFromOutsideIsWrittenLast() {
        Tensor weight = vector(2, 3);
        Program program = Program.capture(List.of(vector(1, 1)), in -> {
            Tensor y = ((Tensor) in.get(0)).mul(weight);
            return List.of(y, y.mul(weight));
        }).program();
        Tensor second = Tensor.zeros(2);
        program.run(List.of(vector(5, 7)), List.of(weight.detach(), second));
        assertThat(weight.toArray()).containsExactly(10, 21);
        assertThat(second.toArray()).containsExactly(20, 63);
    }

    @Test
    void aRunThatFailsLetsGoOfItsTargetsInAnArenaToo() {
        Program program = Program.capture(
                Options.defaults().on(new Arena()), List.of(vector(1, 2), IntTensor.of(0)), in -> {
                    Tensor y = ((Tensor) in.get(0)).mul(2f);
                    return List.of(y, Indexing.oneHot((IntTensor) in.get(1), 2));
                }).program();
        Tensor target = Tensor.zeros(2);
        assertThatThrownBy(() -> program.run(
                List.of(vector(3, 4), IntTensor.of(7)), List.of(target, Tensor.zeros(1, 2))))
                .isInstanceOf(IndexOutOfBoundsException.class);
        target.assign(vector(0, 0));
        program.run(List.of(vector(5, 6), IntTensor.of(1)));
        assertThat(target.toArray()).containsExactly(0, 0);
    }

    @Test
    void writingIntoATargetIsSeenByWhoeverSavedIt() {
        Program program = program(x -> x.mul(2f), vector(1, 2));
        Tensor target = Tensor.zeros(2);
        Tensor w = vector(1, 1).requiresGrad(true);
        Tensor loss = w.mul(target).sum();
        program.run(List.of(vector(3, 4)), List.of(target));
        assertThatThrownBy(loss::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("written to in place");
    }
}
