package dev.lanewise.tensorboard;

import dev.lanewise.io.AtomicFile;
import dev.lanewise.io.Failures;
import dev.lanewise.text.Printable;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The event files that a folder has already. */
final class EarlierFiles {
    /** What TensorBoard knows event files by. */
    private static final String MARK = "tfevents";

    /** The second in which a file was begun: TensorBoard reads files in the order of their names. */
    private static final Pattern BEGUN = Pattern.compile("\\.tfevents\\.(\\d{10})(?!\\d)");

    private final List<Path> files;
    private final List<Scan> scans;

    private EarlierFiles(List<Path> files, List<Scan> scans) {
        this.files = files;
        this.scans = scans;
    }

    /** The event files of a folder, by name; not those of folders in it, which are other runs. */
    static List<Path> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().contains(MARK))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw Failures.unchecked("read", folder, e);
        }
    }

    /** The second in which the last of these files was begun; -1 if none tells. */
    static long lastBegun(List<Path> files) {
        long last = -1;
        for (Path file : files) {
            Matcher begun = BEGUN.matcher(file.getFileName().toString());
            if (begun.find()) {
                last = Math.max(last, Long.parseLong(begun.group(1)));
            }
        }
        return last;
    }

    /**
     * Reads files whose events of a step and of all later ones are to be dropped.
     *
     * @param moved the tags of the events of the step itself that are to be written again
     */
    static EarlierFiles read(List<Path> files, long step, Predicate<String> moved) {
        List<Scan> scans = new ArrayList<>();
        for (Path file : files) {
            try {
                scans.add(Scan.of(file, step, moved));
            } catch (IOException e) {
                throw Failures.unchecked("read", file, e);
            }
        }
        return new EarlierFiles(files, scans);
    }

    /** The events that are to be written again: each once, also if a process was killed before it had cut the files. */
    List<byte[]> moved() {
        Set<ByteBuffer> events = new LinkedHashSet<>();
        scans.forEach(scan -> scan.moved.forEach(event -> events.add(ByteBuffer.wrap(event))));
        return events.stream().map(ByteBuffer::array).toList();
    }

    /**
     * Drops the events of the step and of all later ones, what a killed process wrote in part, and what follows a
     * damaged record, which nobody can read. A file is replaced as a whole or not at all; one whose beginning is no
     * event is left alone.
     *
     * <p>A file of which nothing is left stays as well: a running TensorBoard that is deprived of the file that it
     * reads never goes on to the next one. It is deleted the next time, when others have come after it.
     */
    void cut() {
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            Scan scan = scans.get(i);
            if (scan.isWhole && scan.records == 1 && !scan.hasContent && !file.equals(files.getLast())) {
                delete(file);
            } else if (!scan.isWhole && scan.records > 0) {
                AtomicFile.write(file, channel -> scan.copyTo(channel, file));
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw Failures.unchecked("delete", file, e);
        }
    }

    /** One pass over a file. */
    private static final class Scan {
        /** What stays: first byte and the one after the last. */
        private record Range(long from, long to) {}

        private final List<Range> kept = new ArrayList<>();
        private final List<byte[]> moved = new ArrayList<>();
        private int records;
        private boolean hasContent;
        private boolean isWhole = true;

        static Scan of(Path file, long step, Predicate<String> moved) throws IOException {
            Scan scan = new Scan();
            long size = Files.size(file);
            try (InputStream stream = Files.newInputStream(file);
                    DataInputStream in = new DataInputStream(new BufferedInputStream(stream, 1 << 16))) {
                long position = 0;
                while (position < size) {
                    byte[] event = read(in, size - position);
                    if (event.length == 0) {
                        scan.isWhole = false;
                        if (scan.records > 0) {
                            warnOfDamage(file, position, size);
                        }
                        break;
                    }
                    long end = position + Records.HEADER + event.length + Records.FOOTER;
                    Event.Outline outline = Event.outline(event);
                    scan.add(outline, step, new Range(position, end));
                    if (outline.step() == step && isOfThese(Event.tags(event), moved)) {
                        scan.moved.add(event);
                    }
                    position = end;
                }
            }
            return scan;
        }

        private static boolean isOfThese(List<String> tags, Predicate<String> wanted) {
            return !tags.isEmpty() && tags.stream().allMatch(wanted);
        }

        /** The data of the next record; empty if it is damaged or incomplete. No event is empty. */
        private static byte[] read(DataInputStream in, long rest) throws IOException {
            byte[] none = {};
            byte[] header = in.readNBytes(Records.HEADER);
            if (header.length < Records.HEADER) {
                return none;
            }
            ByteBuffer numbers = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
            long length = numbers.getLong();
            boolean fits = length > 0
                    && length <= Integer.MAX_VALUE - Records.HEADER - Records.FOOTER
                    && length <= rest - Records.HEADER - Records.FOOTER;
            if (numbers.getInt() != Records.maskedCrc(header, Long.BYTES) || !fits) {
                return none;
            }
            byte[] data = in.readNBytes((int) length);
            byte[] footer = in.readNBytes(Records.FOOTER);
            boolean isSound = data.length == length
                    && footer.length == Records.FOOTER
                    && ByteBuffer.wrap(footer).order(ByteOrder.LITTLE_ENDIAN).getInt() == Records.maskedCrc(data,
                            data.length);
            return isSound ? data : none;
        }

        private static void warnOfDamage(Path file, long position, long size) {
            System.getLogger("dev.lanewise").log(Level.WARNING,
                    () -> Printable.path(file) + ", byte " + position
                            + ": the record is incomplete or damaged; no reader "
                            + "sees it or what follows, " + (size - position) + " bytes, which are dropped");
        }

        private void add(Event.Outline event, long step, Range range) {
            records++;
            if (!event.isHeader() && event.step() >= step) {
                isWhole = false;
                return;
            }
            hasContent |= !event.isHeader();
            if (!kept.isEmpty() && kept.getLast().to == range.from) {
                kept.set(kept.size() - 1, new Range(kept.getLast().from, range.to));
            } else {
                kept.add(range);
            }
        }

        void copyTo(FileChannel target, Path file) throws IOException {
            try (FileChannel source = FileChannel.open(file)) {
                for (Range range : kept) {
                    for (long at = range.from; at < range.to;) {
                        long count = source.transferTo(at, range.to - at, target);
                        if (count <= 0) {
                            throw new IOException(Printable.path(file) + " has become shorter meanwhile");
                        }
                        at += count;
                    }
                }
            }
        }
    }
}
