package dev.lanewise.parallel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A slot in which one caller at a time offers parts of work to the helpers of a team; reused for job after job.
 *
 * <p>The unclaimed parts are a range {@code [first, end)} in one atomic word. The caller claims from its front, helpers
 * from its back: so two threads that run one operation after another on the same data tend to find the same halves of
 * it in their caches. A part belongs to whoever claims it, and only claimed parts are waited for, so a helper that is
 * late, descheduled or absent holds nobody up.
 *
 * <p>Reuse needs no epoch. A helper reads the job's other fields only after its claim succeeded; a claim that succeeds
 * is a claim in whatever job is open at that moment, and that job cannot end before the claimed part has.
 */
sealed class Job {
    private static final VarHandle RANGE;
    private static final VarHandle UNFINISHED;
    private static final VarHandle OWNED;
    private static final int NONE = -1;

    /** How long a caller that waits for helpers spins, and after that yields, before it parks. */
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

    /** The lowest part that failed and what it threw; null while none has. */
    private @Nullable Throwable failure;

    private int failedPart;

    /** Everything that was thrown, by part, as far as there is memory to record it. */
    private final TreeMap<Integer, Throwable> failures = new TreeMap<>();

    private Job() {}

    /** A slot whose fields are at least 128 bytes away from those of the next one in memory. */
    static Job create() {
        return new Padded();
    }

    /** Fields of a subclass lie behind those of its superclass. */
    static final class Padded extends Job {
        @SuppressWarnings("unused")
        private long pad0, pad1, pad2, pad3, pad4, pad5, pad6, pad7, pad8, pad9, pad10, pad11, pad12, pad13, pad14,
                pad15;
    }

    /** Acquires the slot for the calling thread, or returns false if it is taken. */
    boolean tryAcquire() {
        return !owned && OWNED.compareAndSet(this, false, true);
    }

    /** Offers the parts to helpers. */
    void open(int parts, Parallel.Part work) {
        part = work;
        unfinished = parts;
        range = parts; // publishes the two lines above to whoever claims
    }

    /** How many helpers this job could occupy: a part for each, and one for the caller. */
    int openings() {
        return Math.max(0, unfinished - 1);
    }

    /** Whether there is something to claim at this moment. */
    boolean hasUnclaimedParts() {
        long r = range;
        return (int) (r >>> 32) < (int) r;
    }

    /** Runs unclaimed parts from the back until there are none; returns whether there were any. */
    boolean help() {
        int done = 0;
        try {
            for (int index = claimLast(); index != NONE; index = claimLast()) {
                done++;
                run(index);
            }
        } finally {
            finish(done); // whatever happens: the caller waits for each claimed part
        }
        return done > 0;
    }

    /** Runs unclaimed parts from the front, waits for those that helpers have claimed, and releases the slot. */
    void completeByCaller() {
        int done = 0;
        Throwable thrown = null;
        try {
            for (int index = claimFirst(); index != NONE; index = claimFirst()) {
                done++;
                run(index);
            }
        } finally {
            finish(done + withdraw());
            awaitHelpers();
            thrown = collectFailures();
            part = null;
            owned = false;
        }
        if (thrown != null) {
            throw Job.<RuntimeException>unchecked(thrown);
        }
    }

    private void run(int index) {
        try {
            Objects.requireNonNull(part, "a claimed part without a job").run(index);
        } catch (Throwable t) {
            fail(index, t);
        }
    }

    /** Must work on a full heap: the first failure is kept in fields, and only suppressed ones may be lost. */
    private synchronized void fail(int index, Throwable t) {
        if (failure == null || index < failedPart) {
            failure = t;
            failedPart = index;
        }
        try {
            failures.put(index, t);
        } catch (VirtualMachineError noRoom) {
            // the failure itself is recorded
        }
    }

    /** What the lowest failed part threw, the others suppressed in it; null if none did. Only when all have ended. */
    private @Nullable Throwable collectFailures() {
        Throwable first = failure;
        if (first == null) {
            return null;
        }
        failure = null;
        try {
            for (Throwable other : failures.values()) {
                if (other != first) {
                    first.addSuppressed(other);
                }
            }
        } catch (VirtualMachineError noRoom) {
            // better the first one alone than none at all
        }
        failures.clear();
        return first;
    }

    /** Withdraws the unclaimed parts, if an error kept the caller from claiming them; returns how many. */
    private int withdraw() {
        if (!hasUnclaimedParts()) {
            return 0;
        }
        long r = (long) RANGE.getAndSet(this, 0L);
        return (int) r - (int) (r >>> 32); // an empty range has its first part at its end, never behind it
    }

    /** Counts parts as ended. The last one wakes the caller; the job may belong to someone else a moment later. */
    private void finish(int parts) {
        if (parts > 0 && (int) UNFINISHED.getAndAdd(this, -parts) == parts) {
            Thread sleeper = waiter;
            if (sleeper != null) {
                // Another caller, if the job was reused meanwhile, only sees a spurious wake-up.
                LockSupport.unpark(sleeper);
            }
        }
    }

    private void awaitHelpers() {
        if (unfinished == 0) {
            return;
        }
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

    /** Rethrows a throwable as it is: a part declares no checked exception, so none is expected. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable t) throws T {
        throw (T) t;
    }
}
