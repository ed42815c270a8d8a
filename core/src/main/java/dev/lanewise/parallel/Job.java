package dev.lanewise.parallel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A place where one caller at a time offers parts of work to the helpers of a team; reused for job after job.
 *
 * <p>The unclaimed parts are a range {@code [first, end)} in one atomic word. The caller claims from its front, helpers
 * from its back: so that two threads which run one operation after the other on the same data tend to meet the same
 * halves of it in their caches. A part belongs to whoever claims it, and only claimed parts are waited for, so a helper
 * that is late, descheduled or absent holds nobody up.
 *
 * <p>Reuse needs no epoch. A helper reads the job's other fields only after its claim succeeded; a claim that succeeds
 * is a claim in whatever job is open at that moment, and that job cannot end before the claimed part has.
 */
final class Job {
    private static final VarHandle RANGE;
    private static final VarHandle UNFINISHED;
    private static final VarHandle OWNED;
    private static final int NONE = -1;

    /** How long a caller that waits for helpers spins, and until when it yields, before it parks. */
    private static final long SPIN_NANOS = 5_000;

    private static final long YIELD_NANOS = 300_000;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            RANGE = lookup.findVarHandle(Job.class, "range", long.class);
            UNFINISHED = lookup.findVarHandle(Job.class, "unfinished", int.class);
            OWNED = lookup.findVarHandle(Job.class, "owned", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Unclaimed parts: first in the upper half, end in the lower half. */
    private volatile long range;

    private volatile int unfinished;
    private volatile boolean owned;
    private volatile @Nullable Thread waiter;
    private Parallel.@Nullable Part part;
    private @Nullable TreeMap<Integer, Throwable> failures;

    /** Keeps the words that threads fight over at least 128 bytes away from those of the next job. */
    @SuppressWarnings("unused")
    private long pad0, pad1, pad2, pad3, pad4, pad5, pad6, pad7, pad8, pad9, pad10, pad11;

    /** Takes the place for the calling thread, or returns false if somebody has it. */
    boolean tryAcquire() {
        return !owned && OWNED.compareAndSet(this, false, true);
    }

    /** Offers the parts to helpers. */
    void open(int parts, Parallel.Part work) {
        part = work;
        unfinished = parts;
        range = parts; // publishes the two lines above to whoever claims
    }

    /** Runs unclaimed parts from the back until there are none; returns whether there were any. */
    boolean help() {
        int done = 0;
        for (int index = claimLast(); index != NONE; index = claimLast()) {
            run(index);
            done++;
        }
        finish(done);
        return done > 0;
    }

    /** Runs unclaimed parts from the front, waits for those which helpers have claimed, and gives the place back. */
    void completeByCaller() {
        int done = 0;
        for (int index = claimFirst(); index != NONE; index = claimFirst()) {
            run(index);
            done++;
        }
        finish(done);
        if (unfinished != 0) {
            awaitHelpers();
        }
        TreeMap<Integer, Throwable> thrown = failures;
        part = null;
        failures = null;
        owned = false;
        if (thrown != null) {
            rethrow(thrown);
        }
    }

    private void run(int index) {
        try {
            Objects.requireNonNull(part, "a claimed part without a job").run(index);
        } catch (Throwable t) {
            fail(index, t);
        }
    }

    private synchronized void fail(int index, Throwable t) {
        if (failures == null) {
            failures = new TreeMap<>();
        }
        failures.put(index, t);
    }

    /** Counts parts as ended. The last one wakes the caller; the job may belong to someone else a moment later. */
    private void finish(int parts) {
        if (parts > 0 && (int) UNFINISHED.getAndAdd(this, -parts) == parts) {
            Thread sleeper = waiter;
            if (sleeper != null) {
                // A stranger, if the job was reused meanwhile, only sees a spurious wake-up.
                LockSupport.unpark(sleeper);
            }
        }
    }

    private void awaitHelpers() {
        long start = System.nanoTime();
        long waited = 0;
        while (waited < YIELD_NANOS) {
            if (waited < SPIN_NANOS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
            if (unfinished == 0) {
                return;
            }
            waited = System.nanoTime() - start;
        }
        boolean interrupted = false;
        waiter = Thread.currentThread();
        while (unfinished != 0) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted(); // else park would return at once, again and again
        }
        waiter = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private int claimFirst() {
        while (true) {
            long r = range;
            int first = (int) (r >>> 32);
            if (first >= (int) r) {
                return NONE;
            }
            if (RANGE.compareAndSet(this, r, r + (1L << 32))) {
                return first;
            }
        }
    }

    private int claimLast() {
        while (true) {
            long r = range;
            int end = (int) r;
            if ((int) (r >>> 32) >= end) {
                return NONE;
            }
            if (RANGE.compareAndSet(this, r, r - 1)) {
                return end - 1;
            }
        }
    }

    private static void rethrow(TreeMap<Integer, Throwable> thrown) {
        Throwable first = thrown.firstEntry().getValue();
        for (Throwable other : thrown.values()) {
            if (other != first) {
                first.addSuppressed(other);
            }
        }
        throw Job.<RuntimeException>unchecked(first);
    }

    /** Lets a throwable through as it is: a part declares no checked exception, so none is expected. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable t) throws T {
        throw (T) t;
    }
}
