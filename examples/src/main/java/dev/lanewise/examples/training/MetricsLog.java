package dev.lanewise.examples.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lanewise.io.AtomicFile;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
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
    record Line(
            int epoch, Map<String, Double> train, Map<String, Double> test, double seconds, double samplesPerSecond,
            double wallSeconds) {
        /** As an object of JSON; the results are finite. */
        String json() {
            StringBuilder json = new StringBuilder("{\"epoch\":").append(epoch);
            train.forEach((name, value) -> json.append(",\"train_").append(name).append("\":").append(value));
            test.forEach((name, value) -> json.append(",\"test_").append(name).append("\":").append(value));
            return json.append(",\"seconds\":").append(seconds).append(",\"samples_per_second\":")
                    .append(samplesPerSecond).append(",\"wall_seconds\":").append(wallSeconds).append("}\n").toString();
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
        AtomicFile.write(into, kept.toString().getBytes(UTF_8)); // a kill before or after loses no line
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
