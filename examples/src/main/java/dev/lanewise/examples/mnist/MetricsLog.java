package dev.lanewise.examples.mnist;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes one line of JSON per epoch. The file is created, or an earlier run's replaced, with the first line: a run that
 * fails before leaves nothing.
 */
final class MetricsLog implements AutoCloseable {
    /** The results of an epoch. Times are in seconds; wallSeconds counts from the start of the process. */
    record Line(
            int epoch, Trainer.Score train, Trainer.Score test, double seconds, double samplesPerSecond,
            double wallSeconds) {}

    private final @Nullable Path file;
    private @Nullable Writer out;

    /** A log in a file, or none. */
    MetricsLog(@Nullable Path file) {
        this.file = file;
    }

    void write(Line line) throws IOException {
        if (file == null) {
            return;
        }
        try {
            if (out == null) {
                out = Files.newBufferedWriter(file);
            }
            write(line, out);
        } catch (IOException e) {
            throw new IOException("--metrics " + Printable.path(file) + ": cannot be written ("
                    + Printable.sentence(String.valueOf(e.getMessage())) + ")", e);
        }
    }

    private static void write(Line line, Writer out) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartObject();
            json.writeNumberField("epoch", line.epoch());
            json.writeNumberField("train_loss", line.train().loss());
            json.writeNumberField("train_accuracy", line.train().accuracy());
            json.writeNumberField("test_loss", line.test().loss());
            json.writeNumberField("test_accuracy", line.test().accuracy());
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
