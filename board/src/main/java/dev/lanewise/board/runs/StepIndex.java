package dev.lanewise.board.runs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one {@code steps.jsonl}: at most {@value #MOST} buckets over all of it, with the places of their
 * lines in the file, from which a part is read when it is looked at closely. Reads on where it ended; begins again when
 * the file is another one than before, as that of a resumed run is.
 */
public final class StepIndex {
    static final int MOST = 8192;

    /** How much of the end of what was read is compared with the file. */
    private static final int MARK = 64;

    private final Path file;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private StepLine line = new StepLine();
    private Buckets buckets;
    private long end;
    private long count;
    private byte[] mark = {};
    private @Nullable Object key;

    /** Of the file, of which nothing is read yet; it need not be there. */
    public StepIndex(Path file) {
        this(file, MOST);
    }

    StepIndex(Path file, int most) {
        this.file = file;
        this.most = most;
        this.buckets = new Buckets(1, most);
    }

    /**
     * The curves of a part of the run.
     *
     * @param from the first step
     * @param to the last step
     * @param points buckets at most
     * @throws IOException if the file cannot be read
     */
    public Curves curves(long from, long to, int points) throws IOException {
        lock.lock();
        try {
            FileChannel channel = open();
            if (channel == null) {
                restart();
                return new Curves(new Buckets(1, 2), line.names().keySet(), 0);
            }
            try (channel) {
                readOn(channel);
                return new Curves(part(channel, from, to, points), line.names().keySet(), count);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable FileChannel open() throws IOException {
        try {
            return RunFiles.open(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private void restart() {
        line = new StepLine();
        buckets = new Buckets(1, most);
        end = 0;
        count = 0;
        mark = new byte[0];
    }

    private void readOn(FileChannel channel) throws IOException {
        BasicFileAttributes attributes = RunFiles.attributes(file);
        long size = channel.size();
        Object now = attributes.fileKey();
        if (size < end || key != null && !key.equals(now) || !Arrays.equals(mark, bytes(channel, end - mark.length))) {
            restart();
        }
        key = now;
        LineScanner scanner = new LineScanner(channel, end, size);
        while (scanner.next()) {
            if (line.read(scanner.bytes(), scanner.start(), scanner.length()) && isLater()) {
                rate(buckets, buckets.count() - 1);
                buckets.add(line, line.names().size(), scanner.offset());
                count++;
            }
        }
        if (scanner.end() > end) {
            end = scanner.end();
            mark = new byte[(int) Math.min(MARK, end)];
            mark = bytes(channel, end - mark.length);
        }
    }

    /** Steps only grow; a line that goes back is no line of this run. */
    private boolean isLater() {
        return buckets.count() == 0 || line.step > buckets.step[buckets.count() - 1];
    }

    private byte[] bytes(FileChannel channel, long at) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(mark.length);
        while (read.hasRemaining() && channel.read(read, at + read.position()) > 0) {}
        return read.array();
    }

    /** Counts the line's samples a second from the last line of a bucket. */
    private void rate(Buckets before, int bucket) {
        if (bucket >= 0 && line.epoch == before.epoch[bucket] && before.seen[bucket] >= 0) {
            rate(before.seen[bucket], before.time[bucket]);
        }
    }

    private void rate(long seen, double time) {
        double seconds = line.time - time;
        line.values()[StepLine.SAMPLES] = line.seen >= seen && seconds > 0 ? (line.seen - seen) / seconds : Double.NaN;
    }

    private Buckets part(FileChannel channel, long from, long to, int points) throws IOException {
        int first = first(from);
        int last = first;
        long lines = 0;
        while (last < buckets.count() && buckets.firstStep[last] <= to) {
            lines += buckets.lines[last++];
        }
        int whole = last - first;
        if (whole == 0) {
            return new Buckets(1, 2);
        }
        if (lines > whole && (2L * whole < points || lines <= points)) {
            Buckets part = points == 1 ? new Buckets(Long.MAX_VALUE, 2) : new Buckets(1, points / 2 * 2);
            read(channel, first, last, from, to, part);
            return part;
        }
        int group = Math.ceilDiv(whole, points);
        Buckets part = new Buckets(Long.MAX_VALUE, Integer.MAX_VALUE);
        int added = 0;
        for (int i = first; i < last; i++) {
            Buckets source = buckets;
            int at = i;
            if (buckets.firstStep[i] < from || buckets.step[i] > to) {
                source = new Buckets(Long.MAX_VALUE, Integer.MAX_VALUE);
                read(channel, i, i + 1, from, to, source);
                at = 0;
            }
            if (source.count() > 0) {
                part.add(source, at, added++ % group == 0);
            }
        }
        return part;
    }

    /** The first bucket that has a step of at least {@code from}. */
    private int first(long from) {
        int place = Arrays.binarySearch(buckets.step, 0, buckets.count(), from);
        return place >= 0 ? place : -place - 1;
    }

    /** Reads the lines of buckets again, those with steps from {@code from} to {@code to}. */
    private void read(FileChannel channel, int first, int last, long from, long to, Buckets part) throws IOException {
        LineScanner scanner = new LineScanner(channel, buckets.offset[first],
                last < buckets.count() ? buckets.offset[last] : end);
        long epoch = first == 0 ? -1 : buckets.epoch[first - 1];
        long seen = first == 0 ? -1 : buckets.seen[first - 1];
        double time = first == 0 ? Double.NaN : buckets.time[first - 1];
        long before = first == 0 ? -1 : buckets.step[first - 1];
        while (scanner.next()) {
            if (line.read(scanner.bytes(), scanner.start(), scanner.length()) && line.step > before) {
                if (line.epoch == epoch && seen >= 0) {
                    rate(seen, time);
                }
                epoch = line.epoch;
                seen = line.seen;
                time = line.time;
                before = line.step;
                if (line.step >= from && line.step <= to) {
                    part.add(line, line.names().size(), scanner.offset());
                }
            }
        }
    }
}
