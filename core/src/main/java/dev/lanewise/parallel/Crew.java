package dev.lanewise.parallel;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The helpers of a team: takes workers from a pool for a burst of jobs and gives them back soon after the last. */
final class Crew {
    /** How many callers helpers look after at the same time; any further caller computes alone. */
    static final int JOBS = 8;

    /** How long a helper may keep a worker of a pool that others use too. */
    static final long TENURE_MILLIS = 50;

    /** How long an idle helper spins, and until when it yields, before it leaves. */
    private static final long SPIN_NANOS = 10_000;

    private static final long LINGER_NANOS = 500_000;
    private static final long KEEP_ALIVE_SECONDS = 10;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final int maxHelpers;
    private final long tenureNanos;
    private final Job[] jobs = new Job[JOBS];
    private final Runnable helper = this::help;

    /** Helpers that work, spin, or wait in the pool's queue. */
    private final AtomicInteger helpers = new AtomicInteger();

    /** The caller's pool, or our own once it is needed. */
    private volatile @Nullable ForkJoinPool pool;

    /** When a job last ended or a helper was called, by {@link System#nanoTime}: the beginning of idle time. */
    private volatile long lastUse;

    /** Up to {@code maxHelpers} workers of {@code pool}, or, without one, of a pool of our own. */
    Crew(@Nullable ForkJoinPool pool, int maxHelpers) {
        this.pool = pool;
        this.maxHelpers = pool == null ? maxHelpers : Math.min(maxHelpers, pool.getParallelism());
        this.tenureNanos = pool == null ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(TENURE_MILLIS);
        for (int i = 0; i < JOBS; i++) {
            jobs[i] = new Job();
        }
    }

    /**
     * Runs the parts together with helpers, as {@link Parallel#forEach} promises. Returns false, with nothing done,
     * where there is nobody to share with: a crew without helpers, or one that has its hands full with other callers.
     */
    boolean share(int parts, Parallel.Part part) {
        Job job = acquireJob();
        if (job == null) {
            return false;
        }
        try {
            job.open(parts, part);
            recruit(parts - 1);
            job.completeByCaller();
        } finally {
            lastUse = System.nanoTime();
        }
        return true;
    }

    /** A free place to offer work, or null. */
    private @Nullable Job acquireJob() {
        if (maxHelpers > 0) {
            for (Job job : jobs) {
                if (job.tryAcquire()) {
                    return job;
                }
            }
        }
        return null;
    }

    /** Calls helpers from the pool until there are as many as can be of use to a job with {@code shares} to give. */
    private void recruit(int shares) {
        int wanted = Math.min(shares, maxHelpers);
        for (int n = helpers.get(); n < wanted; n = helpers.get()) {
            if (helpers.compareAndSet(n, n + 1) && !callHelper()) {
                return;
            }
        }
    }

    /** Returns whether a helper may come; where none can be had, the caller goes on alone. */
    private boolean callHelper() {
        lastUse = System.nanoTime();
        try {
            pool().execute(helper);
            return true;
        } catch (RejectedExecutionException e) {
            helpers.getAndDecrement(); // the pool has been shut down
        } catch (RuntimeException | Error e) {
            // The pool could not start a thread. The helper stays in its queue, so it stays counted.
        }
        return false;
    }

    private ForkJoinPool pool() {
        ForkJoinPool p = pool;
        return p == null ? createPool() : p;
    }

    private synchronized ForkJoinPool createPool() {
        ForkJoinPool p = pool;
        if (p == null) {
            p = new ForkJoinPool(
                    maxHelpers, Crew::newWorker, null, true, 0, maxHelpers, 0, null, KEEP_ALIVE_SECONDS,
                    TimeUnit.SECONDS);
            pool = p;
        }
        return p;
    }

    private static ForkJoinWorkerThread newWorker(ForkJoinPool pool) {
        ForkJoinWorkerThread worker = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        worker.setName("lanewise-worker-" + NUMBER.incrementAndGet());
        return worker;
    }

    /**
     * What a worker does from the time it is taken out of its pool until it goes back. A caller that counts on a helper
     * which is just leaving has one job computed without it.
     */
    private void help() {
        Team.Member member = Team.member();
        boolean wasBusy = member.busy;
        member.busy = true;
        try {
            helpUntilIdle();
        } finally {
            member.busy = wasBusy;
            helpers.getAndDecrement();
        }
    }

    private void helpUntilIdle() {
        long arrival = System.nanoTime();
        long idleSince = lastUse;
        while (true) {
            boolean worked = false;
            for (Job job : jobs) {
                worked |= job.help();
            }
            long now = System.nanoTime();
            long used = lastUse;
            if (worked) {
                idleSince = now;
            } else if (used - idleSince > 0) {
                idleSince = used;
            }
            long idle = now - idleSince;
            if (idle > LINGER_NANOS || now - arrival > tenureNanos) {
                return;
            }
            if (idle > SPIN_NANOS) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
