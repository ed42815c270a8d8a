package dev.lanewise.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.ChildJvm;
import dev.lanewise.Seeds;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ParallelTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void everyPartRunsExactlyOnce(int threads) {
        try (Team.Scope _ = Team.of(threads).use()) {
            for (int parts = 0; parts <= 40; parts++) {
                for (int repeat = 0; repeat < 20; repeat++) {
                    AtomicIntegerArray runs = new AtomicIntegerArray(parts);
                    Parallel.forEach(parts, runs::incrementAndGet);
                    for (int i = 0; i < parts; i++) {
                        assertThat(runs.get(i)).as("part %d of %d", i, parts).isOne();
                    }
                }
            }
        }
    }

    @Test
    void manyPartsOfUnevenLengthRunExactlyOnce() {
        SplittableRandom random = Seeds.random(7);
        try (Team.Scope _ = Team.of(4).use()) {
            for (int repeat = 0; repeat < 300; repeat++) {
                int parts = random.nextInt(1, 2000);
                int heavy = random.nextInt(parts);
                AtomicIntegerArray runs = new AtomicIntegerArray(parts);
                Parallel.forEach(parts, index -> {
                    if (index == heavy) {
                        spin(50_000);
                    }
                    runs.incrementAndGet(index);
                });
                assertThat(runs.toString()).isEqualTo(allOnes(parts));
            }
        }
    }

    @Test
    void helpersShareTheWork() throws InterruptedException {
        CountDownLatch both = new CountDownLatch(2);
        try (Team.Scope _ = Team.of(2).use()) {
            // Each part waits for the other one, so this returns only if two threads work.
            Parallel.forEach(2, _ -> {
                both.countDown();
                await(both);
            });
        }
        assertThat(both.getCount()).isZero();
    }

    @Test
    void plainWritesOfCallerAndPartsAreSeenOnTheOtherSide() {
        int[] data = new int[64];
        try (Team.Scope _ = Team.of(3).use()) {
            for (int round = 1; round <= 20_000; round++) {
                Arrays.fill(data, round);
                int expected = round;
                Parallel.forEach(8, part -> {
                    for (int i = part * 8; i < part * 8 + 8; i++) {
                        data[i] = data[i] == expected ? -expected : 0;
                    }
                });
                for (int value : data) {
                    if (value != -round) {
                        assertThat(value).as("round %d", round).isEqualTo(-round);
                    }
                }
            }
        }
    }

    @Test
    void nestedCallsRunOnTheThreadOfTheirPart() {
        AtomicInteger inner = new AtomicInteger();
        Set<String> strangers = ConcurrentHashMap.newKeySet();
        try (Team.Scope _ = Team.of(4).use()) {
            Parallel.forEach(8, _ -> {
                Thread outer = Thread.currentThread();
                Parallel.forEach(50, _ -> {
                    inner.incrementAndGet();
                    if (Thread.currentThread() != outer) {
                        strangers.add(Thread.currentThread().getName());
                    }
                });
            });
        }
        assertThat(inner).hasValue(400);
        assertThat(strangers).isEmpty();
    }

    @Test
    void theLowestFailingPartsExceptionIsThrownWithTheOthersSuppressed() {
        CountDownLatch all = new CountDownLatch(3);
        try (Team.Scope _ = Team.of(3).use()) {
            assertThatThrownBy(() -> Parallel.forEach(3, index -> {
                all.countDown();
                await(all); // three threads hold one part each before any of them fails
                throw new IllegalStateException("part " + index);
            }))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("part 0")
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .extracting(Throwable::getMessage)
                            .containsExactly("part 1", "part 2"));
        }
    }

    @Test
    void anExceptionInAWorkerReachesTheCallerAsItIs() {
        Thread caller = Thread.currentThread();
        CountDownLatch both = new CountDownLatch(2);
        OutOfMemoryError error = new OutOfMemoryError("in a worker");
        try (Team.Scope _ = Team.of(2).use()) {
            assertThatThrownBy(() -> Parallel.forEach(2, _ -> {
                both.countDown();
                await(both);
                if (Thread.currentThread() != caller) {
                    throw error;
                }
            }))
                    .isSameAs(error);
        }
    }

    @Test
    void anExceptionInTheCallersPartLeavesNothingRunningBehind() {
        Thread caller = Thread.currentThread();
        AtomicInteger running = new AtomicInteger();
        CountDownLatch both = new CountDownLatch(2);
        try (Team.Scope _ = Team.of(2).use()) {
            assertThatThrownBy(() -> Parallel.forEach(2, _ -> {
                running.incrementAndGet();
                both.countDown();
                await(both);
                if (Thread.currentThread() == caller) {
                    running.decrementAndGet();
                    throw new IllegalArgumentException("in the caller");
                }
                spin(5_000_000);
                running.decrementAndGet();
            }))
                    .hasMessage("in the caller");
            assertThat(running).hasValue(0);
            assertThat(sumOfParts(100)).as("the team works on").isEqualTo(4950);
        }
    }

    @Test
    void oneExceptionThrownByEveryPartIsNotSuppressedByItself() {
        IllegalStateException shared = new IllegalStateException("shared");
        CountDownLatch both = new CountDownLatch(2);
        try (Team.Scope _ = Team.of(2).use()) {
            assertThatThrownBy(() -> Parallel.forEach(2, _ -> {
                both.countDown();
                await(both);
                throw shared;
            }))
                    .isSameAs(shared);
        }
        assertThat(shared.getSuppressed()).isEmpty();
    }

    @Test
    void aHelperThatIsJustLeavingDoesNotLeaveAJobToItsCaller() {
        try (Team.Scope _ = Team.of(2).use()) {
            for (int round = 0; round < 2_000; round++) {
                CountDownLatch both = new CountDownLatch(2);
                AtomicInteger met = new AtomicInteger();
                Parallel.forEach(2, _ -> {
                    both.countDown();
                    if (awaitSeconds(both, 20)) {
                        met.incrementAndGet();
                    }
                });
                assertThat(met).as("round %d", round).hasValue(2);
                long pause = System.nanoTime() + 495_000 + round % 20 * 1_000L;
                while (System.nanoTime() < pause) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void aPartThatFailsOnAFullHeapHoldsNobodyUp() throws Exception {
        List<String> lap = List.of("helper: in the helper", "caller: in the caller", "next job: 45");
        List<String> output = ChildJvm.onClassPath(FullHeap.class, "-Xmx16m", "-XX:+UseSerialGC");
        assertThat(output).isEqualTo(Stream.of(lap, lap).flatMap(List::stream).toList());
    }

    @Test
    void helpersThatWorkForAnotherCallerAreNoneForThisOne() throws InterruptedException {
        Team team = Team.of(3);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch helperIsBusy = new CountDownLatch(2);
        Thread first = Thread.ofPlatform().start(() -> {
            try (Team.Scope _ = team.use()) {
                Parallel.forEach(2, _ -> {
                    helperIsBusy.countDown();
                    await(release);
                });
            }
        });
        await(helperIsBusy);
        AtomicInteger shared = new AtomicInteger();
        CountDownLatch both = new CountDownLatch(2);
        try (Team.Scope _ = team.use()) {
            Parallel.forEach(2, _ -> {
                both.countDown();
                if (awaitSeconds(both, 20)) {
                    shared.incrementAndGet();
                }
            });
        }
        release.countDown();
        first.join();
        assertThat(shared).hasValue(2);
    }

    @Test
    void theInterruptOfAWaitingCallerIsKept() {
        Thread caller = Thread.currentThread();
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch callerPartEnded = new CountDownLatch(1);
        try (Team.Scope _ = Team.of(2).use()) {
            Parallel.forEach(2, _ -> {
                both.countDown();
                await(both);
                if (Thread.currentThread() == caller) {
                    callerPartEnded.countDown(); // from here on the caller only waits in forEach, no more in a latch
                } else {
                    await(callerPartEnded);
                    awaitState(caller, Thread.State.WAITING);
                    caller.interrupt();
                    spin(2_000_000);
                }
            });
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void twoCallersOfOneTeamDoNotWaitForEachOther() throws InterruptedException {
        Team team = Team.of(2);
        CountDownLatch firstInside = new CountDownLatch(1);
        CountDownLatch secondDone = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread first = Thread.ofPlatform().start(() -> {
            try (Team.Scope _ = team.use()) {
                // Both members of the team stay in this job until the other caller's jobs are done.
                Parallel.forEach(2, _ -> {
                    firstInside.countDown();
                    await(secondDone);
                });
            } catch (Throwable t) {
                failure.set(t);
            }
        });
        firstInside.await();
        try (Team.Scope _ = team.use()) {
            for (int i = 0; i < 100; i++) {
                assertThat(sumOfParts(100)).isEqualTo(4950);
            }
        }
        secondDone.countDown();
        first.join();
        assertThat(failure.get()).isNull();
    }

    @Test
    void moreCallersThanPlacesAllFinish() throws InterruptedException {
        Team team = Team.of(3);
        AtomicInteger right = new AtomicInteger();
        Thread[] callers = new Thread[2 * Crew.JOBS];
        for (int t = 0; t < callers.length; t++) {
            SplittableRandom random = Seeds.random(t);
            callers[t] = Thread.ofPlatform().start(() -> {
                try (Team.Scope _ = team.use()) {
                    for (int i = 0; i < 200; i++) {
                        int parts = random.nextInt(300);
                        if (sumOfParts(parts) == (long) parts * (parts - 1) / 2) {
                            right.incrementAndGet();
                        }
                    }
                }
            });
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(right).hasValue(callers.length * 200);
    }

    @Test
    void aVirtualThreadCanBeTheCaller() throws InterruptedException {
        AtomicReference<Long> sum = new AtomicReference<>(0L);
        Thread.ofVirtual()
                .start(() -> {
                    try (Team.Scope _ = Team.of(2).use()) {
                        sum.set(sumOfParts(1000));
                    }
                })
                .join();
        assertThat(sum.get()).isEqualTo(499_500);
    }

    @Test
    void aNegativeNumberOfPartsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Parallel.forEach(-3, _ -> {}))
                .withMessage("forEach: the number of parts is negative: -3");
    }

    @Test
    void aCheckedExceptionSmuggledOutOfAPartIsNotWrapped() {
        IOException smuggled = new IOException("smuggled");
        CountDownLatch both = new CountDownLatch(2);
        try (Team.Scope _ = Team.of(2).use()) {
            assertThatThrownBy(() -> Parallel.forEach(2, index -> {
                both.countDown();
                await(both);
                if (index == 1) {
                    ParallelTest.<RuntimeException>smuggle(smuggled);
                }
            }))
                    .isSameAs(smuggled);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void smuggle(Throwable t) throws T {
        throw (T) t;
    }

    static long sumOfParts(int parts) {
        long[] values = new long[parts];
        Parallel.forEach(parts, index -> values[index] = index);
        return Arrays.stream(values).sum();
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }

    private static boolean awaitSeconds(CountDownLatch latch, long seconds) {
        try {
            return latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }

    private static void awaitState(Thread thread, Thread.State state) {
        while (thread.getState() != state) {
            Thread.onSpinWait();
        }
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static String allOnes(int n) {
        int[] ones = new int[n];
        Arrays.fill(ones, 1);
        return Arrays.toString(ones);
    }
}
