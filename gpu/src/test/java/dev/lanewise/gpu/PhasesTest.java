package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.loss.Losses;
import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** A run that is refused has changed nothing, wherever in the program it writes. */
class PhasesTest {
    private static final Tensor LOGITS = Tensor.of(1, 2, 3, 4, 5, 6).reshape(2, 3);

    /** A program that counts its runs, before or after it looks at labels. */
    private static Program counting(BiFunction<Tensor, IntTensor, Tensor> computation) {
        return Program.capture(Options.defaults().on(TestDevice.first()), List.of(LOGITS, IntTensor.of(0, 1)),
                in -> List.of(computation.apply((Tensor) in.get(0), (IntTensor) in.get(1)))).program();
    }

    private static void requireNoTrace(Tensor count, Program program) {
        List<?> before = List.of(program.run(List.of(LOGITS, IntTensor.of(1, 2))));
        assertThat(before).hasSize(1);
        assertThatThrownBy(() -> program.run(List.of(LOGITS, IntTensor.of(1, 3))))
                .hasMessage("crossEntropy: label 3 of sample 1 is not one of the 3 classes 0 .. 2");
        assertThat(count.toArray()).containsExactly(2);
        program.run(List.of(LOGITS, IntTensor.of(1, 2)));
        assertThatThrownBy(() -> program.run(List.of(LOGITS, IntTensor.of(-1, 0))))
                .hasMessage("crossEntropy: label -1 of sample 0 is not one of the 3 classes 0 .. 2");
        program.run(List.of(LOGITS, IntTensor.of(1, 2)));
        assertThat(count.toArray()).containsExactly(4);
    }

    @Test
    void writesWaitUntilLabelsAreChecked() {
        Tensor count = Tensor.zeros(1);
        Program program = counting((logits, labels) -> {
            count.assign(count.add(1));
            return Losses.crossEntropy(logits, labels);
        });
        assertThat(Phases.of(program.listing().unfused(), _ -> true).areApart()).isTrue();
        requireNoTrace(count, program);
    }

    @Test
    void writesThatOutputsNeedAreTakenBack() {
        Tensor count = Tensor.zeros(1);
        Program program = counting((logits, labels) -> {
            count.assign(count.add(1));
            return Losses.crossEntropy(logits.mul(count), labels).add(count);
        });
        assertThat(Phases.of(program.listing().unfused(), _ -> true).areApart()).isFalse();
        requireNoTrace(count, program);
    }

    /** What a step writes to an input is read by others in its place. */
    @Test
    void writesToInputsKeepTheirPlace() {
        for (Options options : List.of(Options.defaults(), Options.defaults().on(TestDevice.first()))) {
            Tensor p = Tensor.zeros(1);
            Tensor q = Tensor.zeros(1);
            Tensor zero = Tensor.zeros(1);
            Program program = Program.capture(options, List.of(zero.add(1), zero.add(1), zero.add(1)), in -> {
                Tensor x = (Tensor) in.get(0);
                Tensor y = (Tensor) in.get(1);
                Tensor z = (Tensor) in.get(2);
                p.assign(p.add(1));
                x.assign(p.mul(2));
                q.assign(y);
                y.assign(z);
                return List.of(x.mul(10), y.mul(10));
            }).program();
            Tensor y = Tensor.of(5);
            List<Value> given = program.run(List.of(Tensor.of(3), y, Tensor.of(100)));
            assertThat(given.stream().map(value -> ((Tensor) value).item())).containsExactly(40f, 1000f);
            assertThat(q.item()).isEqualTo(5);
            assertThat(y.item()).isEqualTo(100);
        }
    }

    @Test
    void writesInARowStayInOrder() {
        Tensor a = Tensor.zeros(1);
        Tensor b = Tensor.zeros(1);
        Program program = Program.capture(Options.defaults().on(TestDevice.first()), List.of(Tensor.ones(1)), in -> {
            Tensor x = (Tensor) in.getFirst();
            Tensor old = a.mul(10);
            a.assign(a.add(x));
            b.assign(a.mul(2).add(old));
            a.assign(b.add(1));
            return List.of(old.add(x));
        }).program();
        float given = 0;
        float expected = 3; // of the captured run, which was the CPU's
        for (int run = 0; run < 3; run++) {
            given = ((Tensor) program.run(List.of(Tensor.of(2))).getFirst()).item();
            assertThat(given).isEqualTo(10 * expected + 2);
            assertThat(b.item()).isEqualTo(2 * (expected + 2) + 10 * expected);
            assertThat(a.item()).isEqualTo(b.item() + 1);
            expected = a.item();
        }
        assertThat(Phases.of(program.listing().unfused(), _ -> true).areApart()).isTrue();
    }

    /** What only an update needs follows outputs; what reads a tensor that an output's step then writes, does not. */
    @Test
    void gradientsComeAfterOutputs() {
        Tensor weight = Tensor.of(2, 3);
        Program program = Program.capture(Options.defaults().on(TestDevice.first()), List.of(Tensor.ones(2)), in -> {
            Tensor x = (Tensor) in.getFirst();
            Tensor gradient = x.matmul(x).mul(x); // needed by the update alone
            Tensor local = x.mul(2f);
            Tensor before = local.mul(5f);
            local.assign(x.mul(3f));
            weight.assign(weight.sub(gradient).sub(before));
            return List.of(local.sum());
        }).program();
        Phases phases = Phases.of(program.listing().unfused(), _ -> true);
        assertThat(phases.first()).isLessThan(phases.last());
        assertThat(phases.inputsAfterFirst()).containsExactly(0);
        assertThat(Phases.of(program.listing().unfused(), step -> !step.op().name().equals("matmul")).first())
                .as("ops of the CPU do not wait").isGreaterThan(phases.first());
        assertThat(((Tensor) program.run(List.of(Tensor.ones(2))).getFirst()).item()).isEqualTo(6);
        assertThat(((Tensor) program.run(List.of(Tensor.of(1, 0))).getFirst()).item()).isEqualTo(3);
        assertThat(weight.toArray()).containsExactly(2 - 2 * 12 - 11, 3 - 2 * 12);
    }

    /** What is written to once an update has read it does not change what the update reads. */
    @Test
    void updatesReadWhatThereWasBeforeLaterWrites() {
        Tensor first = Tensor.zeros(1);
        Tensor last = Tensor.zeros(1);
        for (boolean isOutput : List.of(true, false)) {
            first.assign(Tensor.zeros(1));
            last.assign(Tensor.zeros(1));
            Program program = Program.capture(
                    Options.defaults().on(TestDevice.first()), List.of(Tensor.ones(1)), in -> {
                        Tensor x = (Tensor) in.getFirst();
                        Tensor local = x.mul(2f);
                        first.assign(local);
                        local.assign(x.mul(3f));
                        last.assign(local);
                        return List.of(isOutput ? local.mul(10f) : x.mul(30f));
                    }).program();
            assertThat(((Tensor) program.run(List.of(Tensor.ones(1))).getFirst()).item()).isEqualTo(30);
            assertThat(List.of(first.item(), last.item())).as("first and last, %s", isOutput).containsExactly(2f, 3f);
        }
    }
}
