package dev.lanewise.parallel;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work that is done beside the thread that will need it, such as the next batch. Each task runs on one thread, without
 * a team: the processors are for whoever computes in the foreground. The threads are daemons, no more than there are
 * processors but one, and end when there has been nothing to do for a while; those of one object never wait for
 * another's.
 */
public final class Background {
    private static final long IDLE_SECONDS = 2;

    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final Team ALONE = Team.of(1);

    private final ThreadPoolExecutor threads;

    /** A background with no thread yet. */
    public Background() {
        int most = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "lanewise background " + STARTED.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Begins a task. Tasks begin in the order in which they are given, and end as they do.
     *
     * <p>Thread state of the caller, such as an open scope or a recorder, is not the task's.
     */
    public <T> Future<T> submit(Callable<T> task) {
        return threads.submit(() -> {
            try (Team.Scope _ = ALONE.use()) {
                return task.call();
            }
        });
    }
}
