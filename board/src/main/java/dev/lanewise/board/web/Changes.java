package dev.lanewise.board.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells pages what has changed, as server-sent events. One thread looks at the runs while at least one page listens;
 * each page's own thread sends all that is new to it when the event before is through, so that a slow reader gets
 * fewer events but queues none.
 */
final class Changes implements AutoCloseable {
    static final int MOST = 200;
    private static final int PACE = 250;
    private static final int SILENCE = 15_000;

    /** That files have grown is told so often at most; more often nobody would see it. */
    private static final long GROWTH = TimeUnit.MILLISECONDS.toNanos(1000 - PACE / 2);

    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Feed feed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** What pages may be told of: the feed's version, or -1 before the first look. */
    private long published = -1;

    private long publishedAt;
    private int listening;

    /** How many watchers have failed. */
    private long watches;

    private boolean isClosed;
    private @Nullable Thread watcher;

    /** What is looked at. */
    interface Feed {
        /** Looks at all runs; whether there is news that does not wait: another run or state, not only more lines. */
        boolean look();

        /** Grows with each change. */
        long version();

        /** What has changed after a version; everything after version 0. */
        News since(long version) throws IOException;
    }

    /**
     * What has changed.
     *
     * @param version up to which
     * @param json one line
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record News(long version, byte[] json) {}

    Changes(Feed feed) {
        this.feed = feed;
    }

    /**
     * Sends events until the page goes away or the board is closed: at once what is new since a version, then each
     * change.
     */
    void serve(Reply reply, long since) throws IOException, InterruptedException, Refusal {
        if (reply.isHead()) {
            reply.stream("text/event-stream");
            return;
        }
        long watch = enter();
        try (OutputStream out = reply.stream("text/event-stream")) {
            long sent = since;
            boolean isFirst = true;
            while (true) {
                boolean isNew;
                lock.lockInterruptibly();
                try {
                    long left = TimeUnit.MILLISECONDS.toNanos(SILENCE);
                    while (!isNews(sent, isFirst) && !isOver(watch) && left > 0) {
                        left = changed.awaitNanos(left);
                    }
                    if (isOver(watch)) {
                        return;
                    }
                    isNew = isNews(sent, isFirst);
                } finally {
                    lock.unlock();
                }
                if (isNew) {
                    News news = feed.since(sent);
                    sent = news.version();
                    isFirst = false;
                    out.write(event(news));
                } else {
                    out.write(COMMENT);
                }
                out.flush();
            }
        } finally {
            leave();
        }
    }

    private boolean isNews(long sent, boolean isFirst) {
        return published > sent || isFirst && published >= 0;
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
                published = -1;
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
            for (boolean isFirst = true; goesOn(); isFirst = false) {
                boolean isUrgent = feed.look() || isFirst;
                publish(feed.version(), isUrgent);
                Thread.sleep(PACE);
            }
        } catch (InterruptedException e) {
            // closed
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

    private void publish(long version, boolean isUrgent) {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (version != published && (isUrgent || now - publishedAt >= GROWTH)) {
                published = version;
                publishedAt = now;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** With the version as its id, which a browser that connects again sends along. */
    private static byte[] event(News news) {
        byte[] head = ("id: " + news.version() + "\nevent: runs\ndata: ").getBytes(StandardCharsets.US_ASCII);
        byte[] event = new byte[head.length + news.json().length + 2];
        System.arraycopy(head, 0, event, 0, head.length);
        System.arraycopy(news.json(), 0, event, head.length, news.json().length);
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
