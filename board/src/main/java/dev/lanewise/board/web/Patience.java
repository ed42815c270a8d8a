package dev.lanewise.board.web;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Has nobody wait for ever: a thread that is not done in time is interrupted, which closes the connection it waits for.
 */
final class Patience implements AutoCloseable {
    private final ScheduledThreadPoolExecutor clock;

    /** A stretch of time that ends when it is closed. */
    interface Limit extends AutoCloseable {
        @Override
        void close();
    }

    Patience() {
        clock = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("lanewise-board-clock").factory());
        clock.setRemoveOnCancelPolicy(true);
    }

    /** Gives the calling thread so much time until the limit is closed. */
    Limit limit(int seconds) {
        Thread thread = Thread.currentThread();
        Future<?> end = clock.schedule(thread::interrupt, seconds, TimeUnit.SECONDS);
        return () -> end.cancel(false);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        try {
            while (!clock.awaitTermination(1, TimeUnit.SECONDS)) {} // at once: it only interrupts others
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
