package dev.lanewise.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TeamTest {
    @Test
    void insideAPartOnlyTheThreadItselfIsAvailable() {
        try (Team.Scope _ = Team.of(3).use()) {
            int[] inside = new int[4];
            assertThat(Parallel.available()).isEqualTo(3);
            Parallel.forEach(inside.length, part -> inside[part] = Parallel.available());
            assertThat(inside).containsOnly(1);
            assertThat(Parallel.available()).isEqualTo(3);
        }
    }

    @Test
    void aSaturatedPoolOnlyCostsTime() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch saturated = new CountDownLatch(2);
        try (ForkJoinPool pool = new ForkJoinPool(2)) {
            for (int i = 0; i < 2; i++) {
                pool.execute(() -> {
                    saturated.countDown();
                    ParallelTest.await(release);
                });
            }
            ParallelTest.await(saturated);
            try (Team.Scope _ = Team.of(pool, 3).use()) {
                for (int i = 0; i < 1000; i++) {
                    assertThat(ParallelTest.sumOfParts(10)).isEqualTo(45);
                }
            }
            assertThat(pool.getQueuedSubmissionCount()).as("helpers that wait in the queue").isLessThanOrEqualTo(2);
            release.countDown();
        }
    }

    @Test
    void aPoolOfOneWorkerServes() {
        try (ForkJoinPool pool = new ForkJoinPool(1)) {
            assertThat(Team.of(pool).threads()).isOne();
            try (Team.Scope _ = Team.of(pool, 4).use()) {
                for (int i = 0; i < 1000; i++) {
                    assertThat(ParallelTest.sumOfParts(10)).isEqualTo(45);
                }
            }
        }
    }

    @Test
    void callsFromInsideThePoolComplete() throws Exception {
        for (int workers = 1; workers <= 2; workers++) {
            try (ForkJoinPool pool = new ForkJoinPool(workers)) {
                long sum = pool.submit(() -> {
                    long total = 0;
                    try (Team.Scope _ = Team.of(pool, 3).use()) {
                        for (int i = 0; i < 200; i++) {
                            total += ParallelTest.sumOfParts(100);
                        }
                    }
                    return total;
                })
                        .get(30, TimeUnit.SECONDS);
                assertThat(sum).as("pool of %d", workers).isEqualTo(200 * 4950);
            }
        }
    }

    @Test
    void everyWorkerOfAPoolMayBeACaller() throws Exception {
        try (ForkJoinPool pool = new ForkJoinPool(3)) {
            Team team = Team.of(pool);
            List<Future<Long>> sums = pool.invokeAll(List.of(() -> sums(team), () -> sums(team), () -> sums(team)));
            for (Future<Long> sum : sums) {
                assertThat(sum.get(30, TimeUnit.SECONDS)).isEqualTo(200 * 4950);
            }
        }
    }

    private static long sums(Team team) {
        long total = 0;
        try (Team.Scope _ = team.use()) {
            for (int i = 0; i < 200; i++) {
                total += ParallelTest.sumOfParts(100);
            }
        }
        return total;
    }

    @Test
    void helpersRunInTheCallersPool() {
        CountDownLatch both = new CountDownLatch(2);
        AtomicReference<ForkJoinPool> seen = new AtomicReference<>();
        Thread caller = Thread.currentThread();
        try (ForkJoinPool pool = new ForkJoinPool(1)) {
            try (Team.Scope _ = Team.of(pool, 2).use()) {
                Parallel.forEach(2, _ -> {
                    if (Thread.currentThread() != caller) {
                        seen.set(ForkJoinTask.getPool());
                    }
                    both.countDown();
                    ParallelTest.await(both);
                });
            }
            assertThat(seen.get()).isSameAs(pool);
        }
    }

    @Test
    void otherTasksOfThePoolGetTheirTurnDuringABurst() throws Exception {
        try (ForkJoinPool pool = new ForkJoinPool(1);
                Team.Scope _ = Team.of(pool, 2).use()) {
            CountDownLatch both = new CountDownLatch(2);
            Parallel.forEach(2, _ -> {
                both.countDown();
                ParallelTest.await(both); // from here on the pool's only worker is a helper
            });
            CountDownLatch other = new CountDownLatch(1);
            pool.execute(other::countDown);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (other.getCount() > 0 && System.nanoTime() < deadline) {
                ParallelTest.sumOfParts(10);
            }
            assertThat(other.getCount()).as("tasks still waiting").isZero();
        }
    }

    @Test
    void aPoolThatWasShutDownLeavesTheCallerAlone() {
        ForkJoinPool pool = new ForkJoinPool(2);
        pool.shutdown();
        try (Team.Scope _ = Team.of(pool, 3).use()) {
            assertThat(ParallelTest.sumOfParts(100)).isEqualTo(4950);
        }
    }

    @Test
    void aPoolThatCannotStartThreadsLeavesTheCallerAlone() {
        ForkJoinPool.ForkJoinWorkerThreadFactory exhausted = _ -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        try (ForkJoinPool pool = new ForkJoinPool(2, exhausted, null, false);
                Team.Scope _ = Team.of(pool, 3).use()) {
            assertThat(ParallelTest.sumOfParts(100)).isEqualTo(4950);
            assertThat(ParallelTest.sumOfParts(100)).isEqualTo(4950);
            pool.shutdownNow();
        }
    }

    @Test
    void aPoolThatFailsOnceIsAskedAgainLater() throws InterruptedException {
        CountDownLatch both = new CountDownLatch(2);
        try (ForkJoinPool pool = new FailingOnce(); Team.Scope _ = Team.of(pool, 2).use()) {
            assertThat(ParallelTest.sumOfParts(100)).as("without a helper").isEqualTo(4950);
            Thread caller = Thread.currentThread();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (both.getCount() > 0 && System.nanoTime() < deadline) {
                Thread.sleep(10);
                Parallel.forEach(2, _ -> {
                    if (Thread.currentThread() != caller) {
                        both.countDown();
                    }
                    spinMicros(200);
                });
            }
        }
        assertThat(both.getCount()).as("parts that no helper has taken").isZero();
    }

    /** Refuses its first task before it is queued. */
    private static final class FailingOnce extends ForkJoinPool {
        private boolean failed;

        FailingOnce() {
            super(1);
        }

        @Override
        public void execute(Runnable task) {
            if (!failed) {
                failed = true;
                throw new IllegalStateException("not now");
            }
            super.execute(task);
        }
    }

    @Test
    void aPoolThatCannotStartThreadsIsNotFilledWithTasks() {
        ForkJoinPool.ForkJoinWorkerThreadFactory exhausted = _ -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        try (ForkJoinPool pool = new ForkJoinPool(2, exhausted, null, false);
                Team.Scope _ = Team.of(pool, 3).use()) {
            for (int i = 0; i < 1000; i++) {
                ParallelTest.sumOfParts(10);
            }
            assertThat(pool.getQueuedSubmissionCount()).isLessThan(20);
            pool.shutdownNow();
        }
    }

    private static void spinMicros(long micros) {
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aTeamNeedsAPool() {
        ForkJoinPool none = null;
        assertThatNullPointerException().isThrownBy(() -> Team.of(none)).withMessage("pool");
        assertThatNullPointerException().isThrownBy(() -> Team.of(none, 2)).withMessage("pool");
    }

    @Test
    void workersStopSpinningSoonAfterTheLastPiece() throws InterruptedException {
        try (Team.Scope _ = Team.of(4).use()) {
            for (int i = 0; i < 2000; i++) {
                ParallelTest.sumOfParts(16);
            }
        }
        Set<Thread> workers = workers();
        assertThat(workers).isNotEmpty().allMatch(Thread::isDaemon);
        Thread.sleep(100);
        for (int sample = 0; sample < 20; sample++) {
            assertThat(workers)
                    .extracting(Thread::getState)
                    .isSubsetOf(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED);
            Thread.sleep(5);
        }
    }

    @Test
    void manyTeamsShareFewThreads() {
        Set<Thread> before = workers();
        for (int i = 0; i < 900; i++) {
            try (Team.Scope _ = Team.of(3).use()) {
                assertThat(ParallelTest.sumOfParts(16)).isEqualTo(120);
            }
        }
        Set<Thread> after = workers();
        after.removeAll(before);
        assertThat(after).as("threads after 900 teams of 3").hasSizeLessThan(100);
    }

    @Test
    void teamsThatComputeAtTheSameTimeHaveTheirOwnHelpers() throws InterruptedException {
        int teams = 4;
        CountDownLatch all = new CountDownLatch(3 * teams);
        List<Thread> callers = IntStream.range(0, teams).mapToObj(_ -> Thread.ofPlatform().start(() -> {
            try (Team.Scope _ = Team.of(3).use()) {
                Parallel.forEach(3, _ -> {
                    all.countDown();
                    ParallelTest.await(all); // ends only if every part has a thread of its own
                });
            }
        })).toList();
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(all.getCount()).isZero();
    }

    private static Set<Thread> workers() {
        Set<Thread> workers = liveThreads();
        workers.removeIf(thread -> !thread.getName().startsWith("lanewise-worker-"));
        return workers;
    }

    @Test
    void aTeamOfOneStartsNoThread() {
        Set<Thread> before = liveThreads();
        try (Team.Scope _ = Team.of(1).use()) {
            Thread caller = Thread.currentThread();
            Parallel.forEach(100, _ -> assertThat(Thread.currentThread()).isSameAs(caller));
        }
        Set<Thread> after = liveThreads();
        after.removeAll(before);
        assertThat(after).noneMatch(thread -> thread.getName().startsWith("lanewise-"));
    }

    private static Set<Thread> liveThreads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    @Test
    void scopesNest() {
        int outside = Parallel.threads();
        try (Team.Scope _ = Team.of(5).use()) {
            assertThat(Parallel.threads()).isEqualTo(5);
            try (Team.Scope _ = Team.of(2).use()) {
                assertThat(Parallel.threads()).isEqualTo(2);
            }
            assertThat(Parallel.threads()).isEqualTo(5);
        }
        assertThat(Parallel.threads()).isEqualTo(outside);
    }

    @Test
    void closingScopesOutOfOrderIsAnError() {
        Team.Scope outer = Team.of(2).use();
        Team.Scope inner = Team.of(3).use();
        assertThatIllegalStateException()
                .isThrownBy(outer::close)
                .withMessage("team scope (2 threads) closed out of order: a scope opened after it is still open");
        inner.close();
        outer.close();
        outer.close(); // a second time does nothing
    }

    @Test
    void aScopeIsClosedByTheThreadThatOpenedIt() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Team.Scope scope = Team.of(2).use();
        Thread stranger = Thread.ofPlatform().name("stranger").start(() -> {
            try {
                scope.close();
            } catch (IllegalStateException e) {
                thrown.set(e);
            }
        });
        stranger.join();
        scope.close();
        assertThat(thrown.get()).hasMessageContaining("closed by thread 'stranger'");
    }

    @Test
    void theDefaultCanBeSet() {
        int before = Parallel.threads();
        try {
            Parallel.setThreads(3);
            assertThat(Parallel.threads()).isEqualTo(3);
        } finally {
            Parallel.setThreads(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Team.MAX_THREADS + 1})
    void aSenselessNumberOfThreadsIsRefused(int threads) {
        String message = "team of " + threads + " threads: expected 1 to 4096";
        assertThatIllegalArgumentException().isThrownBy(() -> Team.of(threads)).withMessage(message);
        assertThatIllegalArgumentException().isThrownBy(() -> Parallel.setThreads(threads)).withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-2", "two", "1.5", "4097", "99999999999"})
    void aBadPropertyIsNamedWithItsValue(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Team.threadsFrom(value))
                .withMessage("-Dlanewise.threads=" + value + ": expected a whole number from 1 to 4096");
    }

    @Test
    void thePropertyDecidesTheDefaultAndTheProcessorsDoWithoutIt() {
        assertThat(Team.threadsFrom("7")).isEqualTo(7);
        assertThat(Team.threadsFrom(null)).isEqualTo(Runtime.getRuntime().availableProcessors());
    }
}
