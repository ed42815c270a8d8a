package dev.lanewise.board.web;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A virtual thread for each request, and an end to both how many there are and how long one takes to arrive: a stranger
 * who opens connections takes no files and no memory from the training.
 */
final class RequestThreads implements Executor, AutoCloseable {
    static final int MOST = Changes.MOST + 300;

    /** How long a request may take to arrive as a whole. */
    static final int ARRIVAL_SECONDS = 10;

    private static final int END_SECONDS = 2;

    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("lanewise-board-request-", 0).factory());
    private final Semaphore free = new Semaphore(MOST);
    private final Map<Thread, Patience.Limit> arriving = new ConcurrentHashMap<>();
    private final Patience patience;

    RequestThreads(Patience patience) {
        this.patience = patience;
    }

    /** Runs a request; if there are too many, throws, and the server closes the connection. */
    @Override
    public void execute(Runnable request) {
        if (!free.tryAcquire()) {
            throw new RejectedExecutionException("too many requests at a time");
        }
        try {
            threads.execute(() -> run(request));
        } catch (RejectedExecutionException e) {
            free.release();
            throw e;
        }
    }

    private void run(Runnable request) {
        arriving.put(Thread.currentThread(), patience.limit(ARRIVAL_SECONDS));
        try {
            request.run();
        } finally {
            hasArrived();
            free.release();
        }
    }

    /** Says that the request of the calling thread is there as a whole. */
    void hasArrived() {
        Patience.Limit limit = arriving.remove(Thread.currentThread());
        if (limit != null) {
            limit.close();
        }
    }

    /** How many requests are under way. */
    int count() {
        return MOST - free.availablePermits();
    }

    /** Interrupts all. */
    void stop() {
        threads.shutdownNow();
    }

    /** Waits for their end, though not for one that does not heed interrupts. */
    @Override
    public void close() {
        stop();
        try {
            if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
