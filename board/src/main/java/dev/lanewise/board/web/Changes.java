package dev.lanewise.board.web;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells pages what has changed, as server-sent events. One thread looks at the runs while at least one page listens;
 * each page's own thread sends the newest state when the one before is through, so that a slow reader misses states but
 * queues none.
 */
final class Changes implements AutoCloseable {
    static final int MOST = 200;
    private static final int PACE = 250;
    private static final int SILENCE = 15_000;
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Look look;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] state = {};
    private long version;
    private int listening;

    /** How many watchers have failed. */
    private long watches;

    private boolean isClosed;
    private @Nullable Thread watcher;

    /** What is looked at. */
    @FunctionalInterface
    interface Look {
        /** The state of all runs in short, as JSON on one line. */
        byte[] now() throws IOException;
    }

    Changes(Look look) {
        this.look = look;
    }

    /** Sends events until the page goes away or the board is closed. */
    void serve(Reply reply) throws IOException, InterruptedException, Refusal {
        if (reply.isHead()) {
            reply.stream("text/event-stream");
            return;
        }
        long watch = enter();
        try (OutputStream out = reply.stream("text/event-stream")) {
            long sent = 0;
            while (true) {
                byte[] event = COMMENT;
                lock.lockInterruptibly();
                try {
                    long left = TimeUnit.MILLISECONDS.toNanos(SILENCE);
                    while (version == sent && !isOver(watch) && left > 0) {
                        left = changed.awaitNanos(left);
                    }
                    if (isOver(watch)) {
                        return;
                    }
                    if (version != sent) {
                        event = state;
                        sent = version;
                    }
                } finally {
                    lock.unlock();
                }
                out.write(event);
                out.flush();
            }
        } finally {
            leave();
        }
    }

    /** Whether runs are being looked at. */
    boolean isWatching() {
        lock.lock();
        try {
            return watcher != null;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver(long watch) {
        return isClosed || watch != watches;
    }

    private long enter() throws Refusal {
        lock.lock();
        try {
            if (isClosed || listening == MOST) {
                throw new Refusal(Refusal.BUSY,
                        isClosed ? "the board is closed" : MOST + " pages listen already, and no more may");
            }
            listening++;
            if (watcher == null) {
                version = 0;
                state = new byte[0];
                watcher = Thread.ofVirtual().name("lanewise-board-watch").start(this::watch);
            }
            return watches;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            listening--;
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        try {
            while (goesOn()) {
                publish(look.now());
                Thread.sleep(PACE);
            }
        } catch (InterruptedException e) {
            // closed
        } catch (IOException e) {
            throw new UncheckedIOException(e); // though it is written to memory
        } finally {
            lapse();
        }
    }

    /** If the watcher fails, those that listen are sent away, and come again to another one. */
    private void lapse() {
        lock.lock();
        try {
            if (watcher == Thread.currentThread()) {
                watcher = null;
                watches++;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean goesOn() {
        lock.lock();
        try {
            if (listening == 0 || isClosed) {
                watcher = null;
                return false;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void publish(byte[] now) {
        byte[] event = event(now);
        lock.lock();
        try {
            if (!Arrays.equals(event, state)) {
                state = event;
                version++;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private static byte[] event(byte[] json) {
        byte[] head = "event: runs\ndata: ".getBytes(StandardCharsets.US_ASCII);
        byte[] event = Arrays.copyOf(head, head.length + json.length + 2);
        System.arraycopy(json, 0, event, head.length, json.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        return event;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
            if (watcher != null) {
                watcher.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}
