package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.ChildJvm;
import dev.lanewise.gpu.report.Training;
import dev.lanewise.program.Backend;
import dev.lanewise.program.Listing;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two devices in one JVM, which PoCL gives if it is asked to: they do not take turns. */
class TwoDevicesTest {
    private static final int STEPS = 6;
    private static final int SECONDS = 240; // machines may be busy, and compile kernels

    /** A device that waits in the middle of each run, with its lock held, until the other one has come that far. */
    private record Meeting(Gpu gpu, CyclicBarrier barrier) implements Backend {
        @Override
        public Replay compile(Listing listing) {
            Replay whole = gpu.compile(listing);
            return new Replay() {
                @Override
                public Lock lock() {
                    return whole.lock();
                }

                @Override
                public void put(int number, Operands value) {
                    whole.put(number, value);
                }

                @Override
                public void run(Operands inputs, Operands outputs, List<Op> live) {
                    try {
                        barrier.await(SECONDS, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new IllegalStateException("the other device did not come", e);
                    }
                    whole.run(inputs, outputs, live);
                }

                @Override
                public void commit() {
                    whole.commit();
                }

                @Override
                public void get(int number, Operands value) {
                    whole.get(number, value);
                }
            };
        }
    }

    /** Trains on each device, on a thread of its own, and prints whether that has the bits of the CPU. */
    static final class Child {
        public static void main(String... args) throws Exception {
            List<Gpu> gpus = Gpu.list().stream().map(Gpu::of).toList();
            System.out.println("devices " + gpus.size());
            CyclicBarrier barrier = new CyclicBarrier(2);
            List<Float> expected = learn(Training.normalized(5, null));
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                List<Future<List<Float>>> both = new ArrayList<>();
                for (Gpu gpu : gpus.subList(0, 2)) {
                    both.add(threads.submit(() -> learn(Training.normalized(5, new Meeting(gpu, barrier)))));
                }
                for (Future<List<Float>> each : both) {
                    System.out.println("the same bits " + each.get().equals(expected));
                }
            }
        }

        private static List<Float> learn(Training<Tensor> training) {
            List<Float> numbers = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                numbers.add(training.learn(training.batch(i)));
            }
            training.model().stateDict().values().forEach(tensor -> {
                for (float x : tensor.toArray()) {
                    numbers.add(x);
                }
            });
            return numbers;
        }
    }

    @Test
    void trainingsOnTwoDevicesRunAtOnceAndHaveTheBitsOfTheCpu(@TempDir Path cache) throws Exception {
        TestDevice.first();
        List<String> lines = ChildJvm.java(Map.of("POCL_DEVICES", "pthread pthread"), List.of("--add-modules",
                "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Dlanewise.gpu.cache=" + cache, "-cp",
                System.getProperty("java.class.path"), Child.class.getName()));
        Assumptions.assumeFalse(lines.contains("devices 1"), "no PoCL, which has two devices");
        assertThat(lines).containsExactly("devices 2", "the same bits true", "the same bits true");
    }
}
