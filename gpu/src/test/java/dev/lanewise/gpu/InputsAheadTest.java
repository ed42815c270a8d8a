package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.gpu.opencl.Buffer;
import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.opencl.Device;
import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The inputs of a run are copied while the device still computes what the last run's outputs did not need. */
class InputsAheadTest {
    private static final int GROUP = 64;
    private static final int SIZE = 512;
    private static final int PRODUCTS = 6;
    private static final int RUNS = 5;

    /** Measures how long a copy takes, and how long the device is still busy when it has ended. */
    private static final class Timed extends Context {
        private double mostBusyCopies;

        Timed(Device device) {
            super(device);
        }

        @Override
        public void writeAhead(Buffer to, long offset, MemorySegment from, long size) {
            long start = System.nanoTime();
            super.writeAhead(to, offset, from, size);
            long copied = System.nanoTime();
            finish();
            mostBusyCopies = Math.max(mostBusyCopies, (System.nanoTime() - copied) / (double) (copied - start));
        }
    }

    @Test
    void aCopyEndsBeforeTheLastRunDoes() {
        Device device = TestDevice.device();
        assumeTrue(device.computeUnits() > 1, "a device of one unit does one thing at a time: nothing can overlap");
        Timed context = new Timed(device);
        Gpu gpu = new Gpu(context, GROUP);
        Tensor weight = Tensor.zeros(SIZE, SIZE);
        Tensor zeros = Tensor.zeros(SIZE, SIZE);
        Program program = Program.capture(Options.defaults().on(gpu), List.of(Tensor.ones(SIZE)), in -> {
            Tensor x = (Tensor) in.getFirst();
            Tensor product = weight;
            for (int i = 0; i < PRODUCTS; i++) {
                product = product.matmul(zeros);
            }
            weight.assign(product.add(weight).add(x)); // the input is read long after the output is there
            return List.of(x.sum());
        }).program();
        for (int i = 1; i <= RUNS; i++) {
            assertThat(((Tensor) program.run(List.of(Tensor.full(i, SIZE))).getFirst()).item()).isEqualTo(i * SIZE);
        }
        assertThat(weight.sum().item()).as("each run has read its own input")
                .isEqualTo((1 + RUNS * (RUNS + 1) / 2) * (float) SIZE * SIZE);
        assertThat(context.mostBusyCopies).as("time that the device is busy after a copy, in times of copies")
                .isGreaterThan(1);
    }
}
