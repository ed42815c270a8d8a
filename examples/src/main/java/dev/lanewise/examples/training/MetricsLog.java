package dev.lanewise.examples.training;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
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
 * fails before leaves nothing. A run that is resumed keeps the lines of the epochs that it need not repeat.
 */
final class MetricsLog implements AutoCloseable {
    /** The results of an epoch. Times are in seconds; wallSeconds counts from the start of the process. */
    record Line(
            int epoch, Score train, Score test, double seconds, double samplesPerSecond,
            double wallSeconds) {}

    private final @Nullable Path file;
    private final int complete;
    private @Nullable Writer out;

    /** A log in a file, or none; the file may have lines of {@code complete} epochs that stay. */
    MetricsLog(@Nullable Path file, int complete) {
        this.file = file;
        this.complete = complete;
    }

    void write(Line line) throws IOException {
        if (file == null) {
            return;
        }
        try {
            if (out == null) {
                out = begin(file);
            }
            write(line, out);
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

    private static void write(Line line, Writer out) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartObject();
            json.writeNumberField("epoch", line.epoch());
            for (Map.Entry<String, Double> figure : line.train().figures().entrySet()) {
                json.writeNumberField("train_" + figure.getKey(), figure.getValue());
            }
            for (Map.Entry<String, Double> figure : line.test().figures().entrySet()) {
                json.writeNumberField("test_" + figure.getKey(), figure.getValue());
            }
            json.writeNumberField("seconds", line.seconds());
            json.writeNumberField("samples_per_second", line.samplesPerSecond());
            json.writeNumberField("wall_seconds", line.wallSeconds());
            json.writeEndObject();
            json.writeRaw('\n');
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
