package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class StorageTest {
    private static final int THREADS = 2;
    private static final int WRITES = 20_000_000;

    /** Threads, or devices, that each write to a part of an array do not lose each other's versions. */
    @Test
    void writesOfSeveralThreadsAreAllCounted() throws Exception {
        Storage storage = new Storage(new float[THREADS]);
        CyclicBarrier barrier = new CyclicBarrier(THREADS);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int part = thread;
                all.add(threads.submit(() -> {
                    barrier.await();
                    for (int i = 0; i < WRITES; i++) {
                        storage.data()[part]++;
                        storage.written();
                    }
                    return storage.version();
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(storage.version()).isEqualTo(THREADS * WRITES);
    }
}
