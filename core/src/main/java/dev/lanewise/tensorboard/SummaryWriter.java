package dev.lanewise.tensorboard;

import dev.lanewise.io.Failures;
import dev.lanewise.io.WriteLock;
import dev.lanewise.program.Listing;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Writes what TensorBoard shows of a run: a folder for each run, all of them in one folder that {@code tensorboard
 * --logdir} is given. Slashes in tags make groups.
 *
 * {@snippet :
 * try (SummaryWriter writer = SummaryWriter.resume(Path.of("runs/first"), step)) {
 *     for (Batch<Tensor, IntTensor> batch : loader) {
 *         writer.scalar("loss/train", train.run(batch).item(), step++);
 *     }
 *     model.namedParameters().forEach((name, weight) -> writer.histogram("weights/" + name, weight, step));
 * }
 * }
 *
 * <p>Each call hands its record to the operating system before it returns: a process that is killed, or never closes
 * its writer, loses nothing. Only {@link #flush} and {@link #close} wait for the disk. A record that cannot be written,
 * on a full disk say, is taken back, with an {@link UncheckedIOException} that says what is lost; the file stays
 * readable, and the writer may be used further.
 *
 * <p>All tags of a folder count the same steps, from 0: a run that is resumed drops the records of all tags from its
 * step on. Times are those of the system's clock.
 *
 * <p>A writer may be used by several threads. It has its folder to itself until it is closed or the process ends.
 */
public final class SummaryWriter implements Closeable {
    private final Path folder;
    private final Clock clock;
    private final WriteLock lock;
    private final EventFile file;
    private boolean isClosed;

    private SummaryWriter(Path folder, Clock clock, WriteLock lock, EventFile file) {
        this.folder = folder;
        this.clock = clock;
        this.lock = lock;
        this.file = file;
    }

    /**
     * Begins a run.
     *
     * @param folder made if need be
     * @throws IllegalStateException if the folder has event files already, or another writer writes to it
     * @throws UncheckedIOException if the folder or the file cannot be made
     */
    public static SummaryWriter open(Path folder) {
        Required.nonNull("open: the folder", folder);
        return begin("open", folder, -1, _ -> false, Clock.systemUTC());
    }

    /**
     * Goes on with a run, or begins it if the folder has none. What was written for {@code step} and for later steps is
     * dropped from the event files in the folder ({@index purge_step}), since the run writes it again, and so is a
     * record that a killed process has written in part; TensorBoard, where it is running, is told to forget it too.
     * Each file is replaced as a whole or not at all.
     *
     * @param folder made if need be; folders in it, which are other runs, are left alone
     * @param step the first step that is written again; 0 drops all that was there
     * @throws IllegalArgumentException if the step is negative
     * @throws IllegalStateException if another writer writes to the folder
     * @throws UncheckedIOException if a file cannot be read or written
     */
    public static SummaryWriter resume(Path folder, long step) {
        return resume(folder, step, _ -> false);
    }

    /**
     * As {@link #resume(Path, long)}, for a run that writes {@code step} again only in part: records of that step stay
     * if all their tags are kept.
     *
     * @param kept whether a tag is not written again
     */
    public static SummaryWriter resume(Path folder, long step, Predicate<String> kept) {
        Required.nonNull("resume: the folder", folder);
        Required.nonNull("resume: the function that says which tags are kept", kept);
        return begin("resume", folder, requireStep("resume", step), kept, Clock.systemUTC());
    }

    /**
     * As {@link #open} and {@link #resume}.
     *
     * @param step -1 for a run that begins
     */
    static SummaryWriter begin(String method, Path folder, long step, Predicate<String> kept, Clock clock) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw Failures.unchecked("make the folder", folder, e);
        }
        WriteLock lock = WriteLock.ofFolder(folder, "events");
        try {
            List<Path> earlier = EarlierFiles.in(folder);
            if (step < 0 && !earlier.isEmpty()) {
                throw new IllegalStateException(method + ": " + Printable.path(folder)
                        + " has the events of an earlier run; resume(folder, step) goes on with it, and step 0 drops "
                        + "it");
            }
            long second = Math.max(clock.instant().getEpochSecond(), EarlierFiles.lastBegun(earlier) + 1);
            Path path = folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%010d.lanewise", second));
            EarlierFiles read = EarlierFiles.read(earlier, step, kept);
            List<byte[]> events = new ArrayList<>(List.of(
                    Event.fileVersion(clock), Event.start(clock, Math.max(step, 0))));
            events.addAll(read.moved()); // behind the start, or TensorBoard would forget them
            EventFile file = EventFile.create(path, events);
            try {
                read.cut();
            } catch (RuntimeException e) {
                file.close();
                throw e;
            }
            return new SummaryWriter(folder, clock, lock, file);
        } catch (RuntimeException e) {
            lock.release();
            throw e;
        }
    }

    /**
     * A number, drawn as a point of a curve ({@index add_scalar}). It is kept as a float. NaN and infinities are shown
     * as such.
     *
     * @throws IllegalArgumentException if the tag is empty or the step is negative
     * @throws IllegalStateException if the writer is closed
     * @throws UncheckedIOException if it cannot be written
     */
    public void scalar(String tag, double value, long step) {
        requireTag("scalar", tag);
        write("scalar", tag, step, Summaries.of(List.of(Summaries.scalar(tag, value))));
    }

    /**
     * Numbers by their tags, each a point of a curve of its own, in one record: together they are written or not. None
     * write nothing.
     *
     * @throws IllegalArgumentException if a tag is empty, a value is null, or the step is negative
     * @throws IllegalStateException if the writer is closed
     * @throws UncheckedIOException if they cannot be written
     */
    public void scalars(Map<String, ? extends Number> values, long step) {
        Required.nonNull("scalars: the map of values", values);
        List<Message> all = new ArrayList<>();
        values.forEach((tag, value) -> {
            requireTag("scalars", tag);
            Required.nonNull("scalars: the value of " + Printable.quoted(tag), value);
            all.add(Summaries.scalar(tag, value.doubleValue()));
        });
        if (!all.isEmpty()) {
            write("scalars", String.join(", ", values.keySet()), step, Summaries.of(all));
        }
    }

    /**
     * The distribution of a tensor's elements ({@index add_histogram}), in TensorFlow's buckets, each 1.1 times as wide
     * as the one before. Elements that are no finite numbers belong to none: if there are any, their count is written
     * as the scalar {@code tag + "/not finite"}, and the histogram is that of the others, if there are others.
     *
     * @param values any shape but an empty one; read in pieces
     * @throws IllegalArgumentException if the tag is empty, the step is negative or there are no elements
     * @throws IllegalStateException if the writer is closed, or within a capture
     * @throws UncheckedIOException if it cannot be written
     */
    public void histogram(String tag, Tensor values, long step) {
        requireTag("histogram", tag);
        Required.nonNull("histogram: the tensor", values);
        if (values.size() == 0) {
            throw new IllegalArgumentException(
                    "histogram: " + Printable.quoted(tag) + ": shape " + values.shape() + " has no elements");
        }
        Buckets buckets = Buckets.of(values);
        List<Message> all = new ArrayList<>();
        if (buckets.finite() > 0) {
            all.add(Summaries.histogram(tag, buckets));
        }
        if (buckets.others() > 0) {
            all.add(Summaries.scalar(tag + "/not finite", (double) buckets.others()));
        }
        write("histogram", tag, step, Summaries.of(all));
    }

    /**
     * Pictures ({@index add_image}, {@index add_images}), kept as PNG with 8 bits a channel: brightness from 0 to 1, of
     * which what lies outside is cut to 0 or 1, and NaN is 0.
     *
     * @param images {@code [height, width]}, {@code [channels, height, width]} or {@code [count, channels, height,
     *     width]}, with 1 channel for grey, 3 for red, green and blue, or 4 with opacity
     * @throws IllegalArgumentException if the tag is empty, the step is negative or the shape is another
     * @throws IllegalStateException if the writer is closed, or within a capture
     * @throws UncheckedIOException if they cannot be written
     */
    public void image(String tag, Tensor images, long step) {
        requireTag("image", tag);
        Required.nonNull("image: the tensor", images);
        write("image", tag, step, Summaries.of(List.of(Summaries.images(tag, images))));
    }

    /**
     * A text ({@index add_text}).
     *
     * @param markdown shown as Markdown
     * @throws IllegalArgumentException if the tag is empty or the step is negative
     * @throws IllegalStateException if the writer is closed
     * @throws UncheckedIOException if it cannot be written
     */
    public void text(String tag, String markdown, long step) {
        requireTag("text", tag);
        Required.nonNull("text: the text", markdown);
        write("text", tag, step, Summaries.of(List.of(Summaries.text(tag, markdown))));
    }

    /**
     * The graph of a computation ({@index add_graph}): ops with their shapes, folded by the blocks that applied them. A
     * run has one; the last that is written is shown.
     *
     * {@snippet :
     * Program program = Program.capture(List.of(x), in -> List.of(model.forward((Tensor) in.getFirst()))).program();
     * writer.graph(program.captured(), model.namedParameters());
     * }
     *
     * @param listing what a program {@linkplain dev.lanewise.program.Program#captured captured}, or what it
     *     {@linkplain dev.lanewise.program.Program#listing runs}
     * @param names names of tensors from outside, such as parameters, with dots between blocks
     * @throws IllegalStateException if the writer is closed
     * @throws UncheckedIOException if it cannot be written
     */
    public void graph(Listing listing, Map<String, Tensor> names) {
        Required.nonNull("graph: the listing", listing);
        Required.nonNull("graph: the map of names", names);
        append("graph", Event.graph(clock, 0, GraphNodes.of(listing, names)), "the graph");
    }

    /** The folder of the run. */
    public Path folder() {
        return folder;
    }

    /**
     * Waits until the disk has what was written: a crash of the whole system loses nothing of it.
     *
     * @throws IllegalStateException if the writer is closed
     * @throws UncheckedIOException if that fails
     */
    public synchronized void flush() {
        requireOpen("flush");
        file.force();
    }

    /**
     * Waits until the disk has what was written, and leaves the folder to other writers. A second call does nothing.
     *
     * @throws UncheckedIOException if that fails
     */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try {
            file.force();
        } finally {
            try {
                file.close();
            } finally {
                lock.release();
            }
        }
    }

    private void write(String method, String tags, long step, Message summary) {
        byte[] event = Event.summary(clock, requireStep(method, step), summary);
        append(method, event, method + " " + Printable.quoted(tags) + " of step " + step);
    }

    private synchronized void append(String method, byte[] event, String what) {
        requireOpen(method);
        file.append(event, what);
    }

    private void requireOpen(String method) {
        if (isClosed) {
            throw new IllegalStateException(method + ": the writer to " + Printable.path(folder) + " is closed");
        }
    }

    private static void requireTag(String method, String tag) {
        Required.nonNull(method + ": the tag", tag);
        if (tag.isBlank()) {
            throw new IllegalArgumentException(method + ": the tag is empty");
        }
    }

    private static long requireStep(String method, long step) {
        if (step < 0) {
            throw new IllegalArgumentException(method + ": step " + step + " is negative");
        }
        return step;
    }
}
