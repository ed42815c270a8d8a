package dev.lanewise.board.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lanewise.board.runs.Json;
import dev.lanewise.board.runs.JsonLine;
import dev.lanewise.board.runs.Pictures;
import dev.lanewise.board.runs.RunFiles;
import dev.lanewise.board.runs.RunFolder;
import dev.lanewise.board.runs.RunView;
import dev.lanewise.board.runs.Runs;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The data of a report, as {@code embedded.js} reads it. */
final class ReportData {
    private static final int POINTS = 2000;
    private static final int MOST_LINES = 2000;
    private static final int MOST_CHARS = 1 << 20;
    private static final long MOST_FILE = 1 << 20;
    private static final long LAST = Long.MAX_VALUE - 1;

    private final Path folder;
    private final RunView run;
    private final Runs runs;
    private final Map<String, List<String>> lines = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<String> left = new ArrayList<>();

    /** Bytes of files that may still be taken. */
    private long room = 4 * MOST_FILE;

    ReportData(Path folder, RunView run, Runs runs) {
        this.folder = folder;
        this.run = run;
        this.runs = runs;
    }

    String json() throws IOException {
        for (String name : List.of("epochs.jsonl", "events.jsonl")) {
            lines.put(name, lastLines(name));
        }
        lines.put("histograms.jsonl", new ReportHistograms(folder.resolve("histograms.jsonl")).lines());
        ReportSamples samples = ReportSamples.of(folder.resolve("samples.jsonl"));
        lines.put("samples.jsonl", samples.lines());
        last("filters-").ifPresent(this::take);
        Optional<String> predictions = last("predictions-");
        if (predictions.isPresent()) {
            take(predictions.get());
            take(RunFolder.LABELS);
        }
        samples.files().forEach(this::take); // as many as there is room for
        ReportExamples examples = null;
        if (files.containsKey(RunFolder.LABELS) && files.containsKey(predictions.orElseThrow())) {
            examples = ReportExamples.of(folder, predictions.get());
            if (examples == null) {
                left.add(RunFolder.EXAMPLES + " cannot be read");
            }
        }

        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("made", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            writeEntry(json);
            json.writeFieldName("curves");
            runs.curves(folder, 0, LAST, POINTS).write(json);
            json.writeObjectFieldStart("lines");
            for (Map.Entry<String, List<String>> each : lines.entrySet()) {
                json.writeFieldName(each.getKey());
                json.writeRawValue("[" + String.join(",\n", each.getValue()) + "]");
            }
            json.writeEndObject();
            json.writeObjectFieldStart("files");
            for (Map.Entry<String, byte[]> each : files.entrySet()) {
                json.writeBinaryField(each.getKey(), each.getValue());
            }
            json.writeEndObject();
            if (examples != null) {
                writeExamples(json, examples);
            }
            json.writeArrayFieldStart("left");
            for (String each : left) {
                json.writeString(each);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private void writeEntry(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("entry");
        json.writeStringField("id", run.id());
        json.writeBooleanField("live", false);
        json.writeStringField("state", run.state());
        json.writeFieldName("run");
        json.writeRawValue(run.json());
        json.writeObjectFieldStart("sizes");
        for (Map.Entry<String, List<String>> each : lines.entrySet()) {
            if (!each.getValue().isEmpty()) {
                json.writeNumberField(each.getKey(), each.getValue().size());
            }
        }
        json.writeNumberField(RunFolder.STEPS, run.sizes().getOrDefault(RunFolder.STEPS, 0L));
        json.writeEndObject();
        json.writeArrayFieldStart("files");
        for (String file : files.keySet()) {
            json.writeString(file);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeExamples(JsonGenerator json, ReportExamples examples) throws IOException {
        json.writeObjectFieldStart("examples");
        Pictures pictures = examples.pictures();
        if (pictures != null) {
            json.writeFieldName("at");
            json.writeArray(examples.chosen(), 0, examples.chosen().length);
            json.writeFieldName("shape");
            json.writeArray(pictures.shape().stream().skip(1).mapToLong(Long::longValue).toArray(), 0,
                    pictures.shape().size() - 1);
            json.writeBinaryField("pictures", pictures.bytes());
        }
        json.writeEndObject();
    }

    private List<String> lastLines(String name) throws IOException {
        Deque<String> kept = new ArrayDeque<>();
        long[] chars = {0};
        JsonLine.each(folder.resolve(name), line -> {
            kept.addLast(line.json());
            chars[0] += line.json().length();
            while (kept.size() > MOST_LINES || chars[0] > MOST_CHARS) {
                chars[0] -= kept.removeFirst().length();
            }
        });
        return List.copyOf(kept);
    }

    /** The file of a kind of the last epoch, which is not the last name where epochs have more digits. */
    private Optional<String> last(String prefix) {
        return run.files().stream().filter(file -> file.startsWith(prefix))
                .max(Comparator.comparingInt(RunFolder::epochOf));
    }

    private void take(String name) {
        byte[] content = read(name);
        if (content != null) {
            files.put(name, content);
        }
    }

    private byte @Nullable [] read(String name) {
        try (FileChannel channel = RunFiles.open(folder.resolve(name))) {
            if (channel.size() > Math.min(MOST_FILE, room)) {
                left.add(name + " has " + channel.size() + " bytes");
                return null;
            }
            room -= channel.size();
            return Channels.newInputStream(channel).readAllBytes();
        } catch (IOException e) {
            left.add(name + " cannot be read");
            return null;
        }
    }
}
