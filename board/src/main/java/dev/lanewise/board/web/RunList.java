package dev.lanewise.board.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lanewise.board.control.Control;
import dev.lanewise.board.runs.Json;
import dev.lanewise.board.runs.RunView;
import dev.lanewise.board.runs.Runs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All runs as JSON: in full, or what changes while they run. */
final class RunList {
    private final Path parent;
    private final Runs runs;
    private final Lives lives;

    RunList(Path parent, Runs runs, Lives lives) {
        this.parent = parent;
        this.runs = runs;
        this.lives = lives;
    }

    /** What can be asked of a run, if it is one of this JVM. */
    Optional<Control> control(Path folder) {
        return Optional.ofNullable(lives.byFolder().get(folder));
    }

    /** What changes while they run, on one line. */
    byte[] brief() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
            write(json, false);
        }
        return bytes.toByteArray();
    }

    /** Writes all runs. */
    void write(JsonGenerator json, boolean isFull) throws IOException {
        Map<Path, Control> controls = lives.byFolder();
        json.writeStartArray();
        for (RunView run : isFull ? runs.list() : runs.glance()) {
            json.writeStartObject();
            json.writeStringField("id", run.id());
            json.writeBooleanField("live", controls.containsKey(parent.resolve(run.id())));
            json.writeStringField("state", run.state());
            if (run.reason() != null) {
                json.writeStringField("reason", run.reason());
            }
            json.writeNumberField("step", run.step());
            if (isFull && run.json() != null) {
                json.writeFieldName("run");
                json.writeRawValue(run.json());
            }
            writeFiles(json, run);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeFiles(JsonGenerator json, RunView run) throws IOException {
        json.writeObjectFieldStart("sizes");
        for (Map.Entry<String, Long> size : new TreeMap<>(run.sizes()).entrySet()) {
            json.writeNumberField(size.getKey(), size.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("files");
        for (String file : run.files()) {
            json.writeString(file);
        }
        json.writeEndArray();
    }
}
