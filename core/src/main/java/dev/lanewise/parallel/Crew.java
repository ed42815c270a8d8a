package dev.lanewise.parallel;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The helpers of a team: takes workers from a pool for a burst of jobs and gives them back soon after the last. */
final class Crew {
    /** How many callers helpers serve at the same time; any further caller computes alone. */
    static final int JOBS = 8;

    /** How long a helper may keep a worker of a pool that others use too. */
    static final long TENURE_MILLIS = 50;

    /** How long an idle helper spins, and after that yields, before it leaves. */
    private static final long SPIN_NANOS = 10_000;

    private static final long LINGER_NANOS = 500_000;

    /**
     * How long to wait before asking a pool again that failed to take a helper. If it fails for lack of a thread, each
     * attempt leaves a task in its queue, so there must not be one attempt per operation.
     */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int maxHelpers;
    private final long tenureNanos;
    private final Job[] jobs = new Job[JOBS];

    /** Helpers that work, spin, or wait in the pool's queue. */
    private final AtomicInteger helpers = new AtomicInteger();

    /** When, by {@link System#nanoTime}, a pool that failed to take a helper may be asked again. */
    private volatile long retryAt = System.nanoTime();

    /** The caller's pool; null for the shared one. */
    private final @Nullable ForkJoinPool pool;

    /** When a job last ended or a helper was called, by {@link System#nanoTime}: the start of idle time. */
    private volatile long lastUse;

    /** Uses up to {@code maxHelpers} workers of {@code pool}, or, if it is null, of the shared one. */
    Crew(@Nullable ForkJoinPool pool, int maxHelpers) {
        this.pool = pool;
        this.maxHelpers = pool == null ? maxHelpers : Math.min(maxHelpers, pool.getParallelism());
        this.tenureNanos = pool == null ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(TENURE_MILLIS);
        for (int i = 0; i < JOBS; i++) {
            jobs[i] = Job.create();
        }
    }

    /**
     * Runs the parts together with helpers, as {@link Parallel#forEach} promises. Returns false, with nothing done,
     * if there is nobody to share with: a crew without helpers, or one that is busy with other callers.
     */
    boolean share(int parts, Parallel.Part part) {
        Job job = acquireJob();
        if (job == null) {
            return false;
        }
        try {
            job.open(parts, part);
            recruit();
        } finally {
            job.completeByCaller();
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

    /**
     * Calls helpers from the pool until there are as many as the jobs of all callers can occupy: helpers busy with
     * another caller's job cannot help this one.
     */
    private void recruit() {
        if (helpers.get() >= maxHelpers) {
            return;
        }
        int wanted = 0;
        for (Job job : jobs) {
            wanted = Math.min(maxHelpers, wanted + Math.min(maxHelpers, job.openings()));
        }
        for (int n = helpers.get(); n < wanted; n = helpers.get()) {
            if (!callHelper(n)) {
                return;
            }
        }
    }

    /**
     * Calls one helper more than the {@code n} there are; returns false if none is available, and the caller goes on
     * alone.
     */
    private boolean callHelper(int n) {
        long now = System.nanoTime();
        if (now - retryAt < 0) {
            return false;
        }
        lastUse = now;
        Helper helper = null;
        try {
            Helper next = new Helper();
            if (helpers.compareAndSet(n, n + 1)) {
                helper = next;
                if (pool == null) {
                    SharedPool.execute(helper, maxHelpers);
                } else {
                    pool.execute(helper);
                }
            }
            return true;
        } catch (RuntimeException | Error e) {
            // The pool has been shut down, could not start a thread, or is a subclass that throws.
            retryAt = now + RETRY_NANOS;
            if (helper != null) {
                helper.writeOff();
            }
            return false;
        }
    }

    /**
     * What a worker does from the time it is taken from its pool until it goes back. When its tenure is over, a caller
     * that counts on it computes one job without it.
     *
     * <p>A helper is counted once, before it goes to the pool. Whoever takes it, a worker or the caller who sees the
     * pool fail, owns that count; a worker that finds it taken does nothing.
     */
    private final class Helper implements Runnable {
        private final AtomicBoolean taken = new AtomicBoolean();

        @Override
        public void run() {
            if (!taken.compareAndSet(false, true)) {
                return;
            }
            boolean idle = false;
            try {
                Team.Member member = Team.member();
                boolean wasBusy = member.busy;
                member.busy = true;
                try {
                    idle = helpUntilIdle();
                } finally {
                    member.busy = wasBusy;
                }
            } finally {
                release();
            }
            if (idle) {
                recruitIfMissed();
            }
        }

        void writeOff() {
            if (taken.compareAndSet(false, true)) {
                release();
            }
        }

        private void release() {
            helpers.getAndDecrement();
            if (pool == null) {
                SharedPool.release();
            }
        }
    }

    /**
     * Calls a helper for a job that was opened while the leaving one was still counted: either the job's caller saw the
     * count go down after it had offered its parts, or the parts are seen here. Not in a pool that is being shut down,
     * which would never finish.
     */
    private void recruitIfMissed() {
        ForkJoinPool p = pool;
        for (Job job : jobs) {
            if (job.hasUnclaimedParts() && (p == null || !p.isShutdown())) {
                recruit();
                return;
            }
        }
    }

    /** Returns true if there was nothing to do for long enough, false if the worker's tenure is over. */
    private boolean helpUntilIdle() {
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
            if (now - arrival > tenureNanos) {
                return false;
            }
            if (idle > LINGER_NANOS) {
                return true;
            }
            if (idle > SPIN_NANOS) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
