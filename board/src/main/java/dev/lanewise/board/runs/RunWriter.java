package dev.lanewise.board.runs;

import dev.lanewise.io.Failures;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.WriteLock;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Writes the files of a run, which it has to itself. Once it is open it throws nothing: what cannot be written does not
 * end the training. It is told in a sentence, once, and tried again every few seconds.
 *
 * <p>For one thread at a time.
 */
public final class RunWriter {
    /** Readers see lines after this long. */
    private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** What has failed is tried again after this long. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final RunFolder folder;
    private final Consumer<String> faults;
    private final WriteLock lock;
    private final Map<String, LineFile> files = new LinkedHashMap<>();
    private long flushed = System.nanoTime();
    private final Pulse pulse;
    private boolean failing;
    private boolean told;

    private RunWriter(RunFolder folder, Consumer<String> faults) {
        this.folder = folder;
        this.faults = faults;
        lock = WriteLock.ofFolder(folder.path(), "run");
        pulse = new Pulse(folder.file(RunFolder.RUN));
    }

    /**
     * Begins or goes on with a run: what was written of later steps and epochs is dropped.
     *
     * @param step the last that stays; 0 for a new run
     * @param epochs the last that stays
     * @param faults takes the sentence about what cannot be written
     * @throws IllegalStateException if another writer writes to the folder
     * @throws UncheckedIOException if the folder is not there, or a file cannot be read or written
     */
    public static RunWriter open(RunFolder folder, long step, int epochs, Consumer<String> faults) {
        Required.nonNull("RunWriter: the folder", folder);
        Required.nonNull("RunWriter: the consumer of faults", faults);
        RunWriter writer = new RunWriter(folder, faults);
        Path at = folder.path();
        try {
            for (String name : RunFolder.LINES) {
                at = folder.file(name);
                // A line of the steps belongs to an epoch in progress; the others' epochs are over.
                int most = name.equals(RunFolder.STEPS) ? Integer.MAX_VALUE : epochs;
                writer.files.put(name, LineFile.open(at, Earlier.end(at, step, most)));
            }
            at = folder.path();
            Earlier.deleteAfter(at, epochs);
            return writer;
        } catch (IOException e) {
            writer.abandon();
            throw Failures.unchecked("write", at, e);
        }
    }

    private void abandon() {
        pulse.close();
        files.values().forEach(file -> {
            try {
                file.close();
            } catch (IOException _) {
                // the failure that led here is told
            }
        });
        lock.release();
    }

    /** The folder. */
    public RunFolder folder() {
        return folder;
    }

    /** Appends a line to a file of lines; readers see it a little later. */
    public void line(String file, String json) {
        LineFile lines = Required.nonNull("RunWriter: the file", files.get(file));
        if (!lines.add(json)) {
            tell("lines for " + Printable.path(lines.path()) + " are lost, as those before could not be written yet");
        } else if (lines.isFull() && !failing) {
            flush();
        }
    }

    /** Hands lines to the operating system if they have waited long enough. */
    public void flushIfDue(long now) {
        if (now - flushed >= (failing ? RETRY_NANOS : FLUSH_NANOS)) {
            flush();
        }
    }

    /** Hands all lines to the operating system. */
    public void flush() {
        flushed = System.nanoTime();
        boolean failed = false;
        for (LineFile file : files.values()) {
            try {
                file.flush();
            } catch (IOException e) {
                failed = true;
                tell(file.path(), e);
            }
        }
        failing = failed;
    }

    /** Replaces {@value RunFolder#RUN}. */
    public void run(String json) {
        Path temporary = folder.file("." + RunFolder.RUN + ".tmp");
        try {
            // Without forcing it to the disk, as a save does: it is replaced every few seconds.
            try (FileOutputStream out = new FileOutputStream(temporary.toFile())) { // outlives interrupts
                out.write(json.getBytes(StandardCharsets.UTF_8));
            }
            Files.move(temporary, folder.file(RunFolder.RUN), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            temporary.toFile().delete(); // half a file takes room where there is none
            tell(folder.file(RunFolder.RUN), e);
        }
    }

    /** Drops what was made of examples that are no longer those of the run; true if there was any of it. */
    public boolean dropPredictions() {
        try {
            return Earlier.deletePredictions(folder.path());
        } catch (IOException e) {
            tell(folder.path(), e);
            return false;
        }
    }

    /** Writes a file of tensors, whole or not at all; false if it could not be written. */
    public boolean save(String file, Safetensors content) {
        try {
            content.save(folder.file(file));
            return true;
        } catch (UncheckedIOException e) {
            tell(e);
            return false;
        }
    }

    private void tell(Path file, IOException cause) {
        tell(Failures.unchecked("write", file, cause));
    }

    private void tell(UncheckedIOException failure) {
        tell(Printable.sentence(String.valueOf(failure.getMessage())));
    }

    private void tell(String sentence) {
        if (!told) {
            told = true;
            faults.accept(sentence + "; the training goes on, without what cannot be recorded");
        }
    }

    /** Writes what waits, closes the files and gives the folder free. */
    public void close() {
        pulse.close();
        for (LineFile file : files.values()) {
            try {
                file.close();
            } catch (IOException e) {
                tell(file.path(), e);
            }
        }
        try {
            lock.release();
        } catch (UncheckedIOException e) {
            tell(e);
        }
    }
}
