package dev.lanewise.examples.training;

import dev.lanewise.train.History;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes one line of JSON per epoch. The file is created, or an earlier run's replaced, with the first line: a run that
 * fails before leaves nothing. A run that is resumed keeps the lines of the epochs that it need not repeat. The
 * library's {@link dev.lanewise.train.callbacks.MetricsFile} has no times, and needs a file that can be replaced, which
 * standard output is not.
 */
final class MetricsLog implements AutoCloseable {
    /** The results of an epoch. Times are in seconds; wallSeconds counts from the start of the process. */
    record Line(int epoch, Map<String, Double> results, double seconds, double samplesPerSecond, double wallSeconds) {
        /** As an object of JSON; the results are numbers. */
        String json() {
            StringBuilder json = new StringBuilder("{\"epoch\":").append(epoch);
            results.forEach((name, value) -> add(json, name.startsWith(History.VALIDATION)
                    ? "test_" + name.substring(History.VALIDATION.length())
                    : "train_" + name, value));
            add(json, "seconds", seconds);
            add(json, "samples_per_second", samplesPerSecond);
            add(json, "wall_seconds", wallSeconds);
            return json.append("}\n").toString();
        }

        private static void add(StringBuilder json, String name, double value) {
            json.append(",\"").append(name).append("\":").append(value);
        }
    }

    private final @Nullable Path file;
    private final int complete;
    private @Nullable Writer out;

    /** A log in a file, or none; the file may have lines of {@code complete} epochs that stay. */
    MetricsLog(@Nullable Path file, int complete) {
        this.file = file;
        this.complete = complete;
    }

    void write(Line line) {
        if (file == null) {
            return;
        }
        try {
            if (out == null) {
                out = begin(file);
            }
            out.write(line.json());
            out.flush();
        } catch (IOException e) {
            throw ResultFiles.lost(RunOptions.METRICS, file, e);
        }
    }

    /** Replaces a file by its lines of the epochs that are complete, or by none, and appends from then on. */
    private Writer begin(Path into) throws IOException {
        if (complete == 0 || !Files.isRegularFile(into)) {
            return Files.newBufferedWriter(into);
        }
        StringBuilder kept = new StringBuilder();
        int epoch = 1;
        for (String line : Files.readAllLines(into)) {
            if (epoch <= complete && line.startsWith("{\"epoch\":" + epoch + ",")) {
                kept.append(line).append('\n');
                epoch++;
            }
        }
        Path real = into.toRealPath();
        Path whole = real.resolveSibling(".metrics-" + ProcessHandle.current().pid() + ".part");
        Files.writeString(whole, kept);
        Files.move(whole, real, StandardCopyOption.REPLACE_EXISTING); // a kill before or after loses no line
        return Files.newBufferedWriter(into, StandardOpenOption.APPEND);
    }

    @Override
    public void close() {
        if (out == null || file == null) {
            return;
        }
        try {
            out.close();
        } catch (IOException e) {
            throw ResultFiles.lost(RunOptions.METRICS, file, e);
        }
    }
}
