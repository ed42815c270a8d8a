package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.ChildJvm;
import dev.lanewise.data.Batch;
import dev.lanewise.gpu.report.Training;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** What a step on a device allocates on the Java heap once it is compiled: see docs/gpu.md. */
class StepAllocationTest {
    /** Bytes. */
    private static final int MOST = 2048;

    /** With {@code report}, prints the bytes of a step; else how many steps in a row stay within the bound. */
    static final class Child {
        private static final long WARM_UP = 10_000_000_000L;
        private static final int STEPS = 200;

        public static void main(String... args) throws Throwable {
            Gpu gpu = Gpu.first();
            boolean report = List.of(args).contains("report");
            measure("perceptron", Training.perceptron(16, gpu), report);
            measure("convolutions", Training.convolutional(1, gpu), report);
        }

        private static void measure(String name, Training<Tensor> training, boolean report) throws Throwable {
            Batch<Tensor, IntTensor> batch = training.batch(0);
            System.out.printf(Locale.ROOT, "%s %d%n", name, report
                    ? median(training, batch)
                    : AllocatedBytes.quietCalls(MOST, () -> training.learn(batch)));
        }

        private static long median(Training<Tensor> training, Batch<Tensor, IntTensor> batch)
                throws ReflectiveOperationException {
            for (long start = System.nanoTime(); System.nanoTime() - start < WARM_UP;) {
                training.learn(batch);
            }
            LongSupplier counter = AllocatedBytes.counter();
            long[] bytes = new long[STEPS];
            for (int i = 0; i < STEPS; i++) {
                long before = counter.getAsLong();
                training.learn(batch);
                bytes[i] = counter.getAsLong() - before;
            }
            Arrays.sort(bytes);
            return bytes[STEPS / 2];
        }
    }

    @Test
    void aStepAllocatesWhatItReturnsAndLittleMore() throws Exception {
        TestDevice.first();
        assertThat(ChildJvm.java(List.of("--add-modules", "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Child.class.getName())))
                .as("steps in a row that stay within %d bytes", MOST)
                .containsExactly("perceptron " + AllocatedBytes.QUIET_CALLS,
                        "convolutions " + AllocatedBytes.QUIET_CALLS);
    }
}
