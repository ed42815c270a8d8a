package dev.lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.nn.Linear;
import dev.lanewise.nn.ReLU;
import dev.lanewise.nn.Sequential;
import dev.lanewise.optim.Adam;
import dev.lanewise.parallel.Team;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What replaying a step allocates once its kernels are compiled: views of nothing, records of updates, one output. */
class StepAllocationTest {
    private static final int QUIET_STEPS = 20;

    @Test
    void aReplayedStepStaysWithinAKilobyte() throws Throwable {
        RandomSource random = RandomSource.seed(1);
        Sequential model = new Sequential(new Linear(40, 24, random), new ReLU(), new Linear(24, 10, random));
        Adam adam = new Adam(model.parameters(), 1e-3);
        Tensor x = random.normal(32, 40);
        IntTensor labels = IntTensor.wrap(new int[32], Shape.of(32));
        Tensor slope = random.normal(32, 10);
        TrainStep step = TrainStep.capture((inputs, y) -> {
            Tensor logits = model.forward(inputs);
            logits.backward(slope);
            adam.step();
            return logits.select(0, 0).select(0, 0);
        });
        MethodHandle allocatedBytes = allocatedBytesOfThisThread();
        int quiet = 0;
        long last = 0;
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        try (Team.Scope _ = Team.of(1).use()) {
            while (quiet < QUIET_STEPS && System.nanoTime() < deadline) {
                long before = (long) allocatedBytes.invoke();
                step.run(x, labels);
                last = (long) allocatedBytes.invoke() - before;
                quiet = last <= 1024 ? quiet + 1 : 0;
            }
        }
        assertThat(quiet).as("steps in a row within a kilobyte; the last took %d bytes", last).isEqualTo(QUIET_STEPS);
    }

    /** The bean by reflection, because the module does not read jdk.management. */
    private static MethodHandle allocatedBytesOfThisThread() throws ReflectiveOperationException {
        Object threads = Class.forName("java.lang.management.ManagementFactory").getMethod("getThreadMXBean")
                .invoke(null);
        return MethodHandles.publicLookup().unreflect(
                Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes"))
                .bindTo(threads);
    }
}
