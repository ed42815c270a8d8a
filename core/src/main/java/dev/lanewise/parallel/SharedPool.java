package dev.lanewise.parallel;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The pool of all teams that were not given one. It has a worker for each active helper, however many teams there are
 * or have been, but not many more than the machine can use: if teams come and go faster than threads start, their
 * helpers wait in the queue, and then find nothing to do.
 */
final class SharedPool {
    private static final long KEEP_ALIVE_SECONDS = 10;

    /** The largest number of workers that a ForkJoinPool can have. */
    private static final int MAX_WORKERS = 0x7fff;

    /** Usual limit of workers; a larger team may still have all its helpers. */
    private static final int USUAL_WORKERS = Math.max(64, 2 * Runtime.getRuntime().availableProcessors());

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Helpers that work, spin, or wait in the queue. */
    private static final AtomicInteger HELPERS = new AtomicInteger();

    private static @Nullable ForkJoinPool pool;

    private SharedPool() {}

    /**
     * Submits a helper. {@link #release} must be called for it once, when it has ended, or when this fails: it may be
     * in the queue all the same, and then finds itself released.
     *
     * @param teamHelpers how many helpers its team may have
     */
    static void execute(Runnable helper, int teamHelpers) {
        int helpers = HELPERS.incrementAndGet();
        atLeast(Math.clamp(helpers, 1, Math.max(USUAL_WORKERS, teamHelpers))).execute(helper);
    }

    static void release() {
        HELPERS.getAndDecrement();
    }

    private static synchronized ForkJoinPool atLeast(int workers) {
        ForkJoinPool p = pool;
        if (p == null) {
            p = new ForkJoinPool(
                    workers, SharedPool::newWorker, null, true, 0, MAX_WORKERS, 0, null, KEEP_ALIVE_SECONDS,
                    TimeUnit.SECONDS);
            pool = p;
        } else if (p.getParallelism() < workers) {
            p.setParallelism(workers);
        }
        return p;
    }

    private static ForkJoinWorkerThread newWorker(ForkJoinPool pool) {
        ForkJoinWorkerThread worker = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        worker.setName("lanewise-worker-" + NUMBER.incrementAndGet());
        return worker;
    }
}
