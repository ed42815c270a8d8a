package dev.lanewise.workshop;

import dev.lanewise.workshop.Event.Kind;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** Ends this JVM when a check takes too long, and says which line it was at. */
final class Watch implements Runnable {
    /** On a busy machine a check waits more than it works; for so many times its limit it may. */
    private static final int PATIENCE = 4;

    private final Channel channel;
    private final Thread watched;
    private final long limit;
    private volatile long since;
    private volatile boolean begun;
    private volatile int check = -1;

    /** Watches {@code watched}, which may work for {@code seconds} on each check. */
    Watch(Channel channel, Thread watched, long seconds) {
        this.channel = channel;
        this.watched = watched;
        this.limit = TimeUnit.SECONDS.toNanos(seconds);
    }

    /** A check begins or has ended; the next limit begins now. */
    void moved(int current) {
        check = current;
        since = System.nanoTime();
        begun = true;
    }

    @Override
    public void run() {
        long workedBefore = 0;
        long known = since;
        while (true) {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                return;
            }
            if (!begun) { // JUnit is still looking around
                continue;
            }
            long work = ManagementFactory.getThreadMXBean().getThreadCpuTime(watched.threadId());
            if (since != known) {
                known = since;
                workedBefore = work;
            }
            long taken = System.nanoTime() - known;
            boolean busy = work < 0 || work - workedBefore > limit / 2;
            if (taken > limit && busy || taken > PATIENCE * limit) {
                channel.send(Kind.STUCK, check, TimeUnit.NANOSECONDS.toSeconds(taken) + " s",
                        Failure.place(watched.getStackTrace()));
                Runtime.getRuntime().halt(1);
            }
        }
    }
}
