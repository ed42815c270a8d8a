package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Scans;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ProgramMemoryTest {
    @Test
    void nothingOfTheCapturingRunStaysAlive() throws InterruptedException {
        Linear layer = new Linear(4, 3, RandomSource.seed(1));
        List<WeakReference<Tensor>> intermediates = new ArrayList<>();
        Program.Captured captured = Program.capture(
                List.of(Tensor.ones(2, 4), IntTensor.of(0, 1)), in -> {
                    Tensor hidden = layer.forward((Tensor) in.get(0)).retainGrad();
                    Tensor loss = Losses.crossEntropy(hidden, (IntTensor) in.get(1));
                    loss.backward();
                    intermediates.add(new WeakReference<>(hidden));
                    intermediates.add(new WeakReference<>(hidden.grad()));
                    intermediates.add(new WeakReference<>(layer.weight().grad()));
                    intermediates.add(new WeakReference<>((Tensor) in.get(0)));
                    intermediates.add(new WeakReference<>(loss));
                    return List.of(loss);
                });
        assertCollected(intermediates);
        assertThat(captured.program().size()).as("the program itself is in use").isPositive();
    }

    @Test
    void anIdleProgramHoldsNoInput() throws InterruptedException {
        Program program = Program.capture(
                List.of(Tensor.ones(2, 4)), in -> List.of(((Tensor) in.get(0)).reshape(8).slice(0, 0, 4).mul(2f)))
                .program();
        List<WeakReference<Tensor>> inputs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Tensor x = Tensor.ones(2, 4);
            inputs.add(new WeakReference<>(x));
            program.run(List.of(x));
        }
        assertCollected(inputs);
        assertThat(program.size()).as("the program itself is in use").isPositive();
    }

    private static void assertCollected(List<WeakReference<Tensor>> references) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (references.stream().anyMatch(reference -> !reference.refersTo(null)) && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(references).allMatch(reference -> reference.refersTo(null));
    }

    private static final int LENGTH = 1008;

    @Test
    void elementwiseStepsShareOneBuffer() {
        Program program = chain(y -> y.mul(1.5f));
        assertThat(program.size()).isEqualTo(50);
        assertThat(program.bufferSize()).isEqualTo(LENGTH);
    }

    @Test
    void buffersAreSharedByValuesThatAreNotAliveTogether() {
        Program program = chain(y -> Scans.cumsum(y, 0));
        assertThat(program.size()).isEqualTo(50);
        assertThat(program.bufferSize()).isEqualTo(2 * LENGTH);
    }

    @Test
    void aStepIsNotPutOffIfMoreIsNeededThen() {
        int small = 2 * LENGTH;
        int large = 20 * LENGTH;
        Program program = Program.capture(List.of(Tensor.ones(small)), in -> {
            Tensor x = (Tensor) in.get(0);
            Tensor first = Scans.cumsum(x, 0).unsqueeze(0);
            Tensor repeated = Shapes.concat(0, Collections.nCopies(10, first).toArray(Tensor[]::new));
            return List.of(repeated, Scans.cumsum(x, 0));
        }).program();
        assertThat(program.bufferSize()).as("the first sums need not wait for the second ones")
                .isEqualTo(large + small);
    }

    /** A function applied 50 times, each time to the result before. */
    private static Program chain(UnaryOperator<Tensor> function) {
        return Program.capture(List.of(Tensor.ones(LENGTH)), in -> {
            Tensor y = (Tensor) in.get(0);
            for (int i = 0; i < 50; i++) {
                y = function.apply(y);
            }
            return List.of(y);
        }).program();
    }
}
