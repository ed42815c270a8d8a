package dev.lanewise.bench.peers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.lanewise.io.AtomicFile;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Comparisons as JSON: one array of objects {@code workload, threads, peer, ours_us, peer_us, ratio}, each on a line of
 * its own; {@code ours_bytes} and {@code peer_bytes} where memory is compared.
 */
public final class ResultFile {
    private static final JsonFactory JSON = new JsonFactory();

    /** The names of figures, but for their unit. */
    private static final String OURS = "ours_";

    private static final String THEIRS = "peer_";

    private ResultFile() {}

    /**
     * Makes sure that a file can be written before anything is measured.
     *
     * @throws IOException if not; the message says why
     */
    static void requireWritable(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("--json " + Printable.path(file) + ": is a folder");
        }
        try {
            Files.delete(temporary(file));
        } catch (IOException e) {
            throw new IOException(
                    "--json " + Printable.path(file) + ": cannot be written (" + Printable.sentence(e.toString()) + ")",
                    e);
        }
    }

    /** An empty file in the same folder. */
    private static Path temporary(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        return Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
    }

    /** Writes all of it or nothing. */
    static void write(Path file, List<Row> rows) throws IOException {
        AtomicFile.write(file, text(rows).getBytes(StandardCharsets.UTF_8));
    }

    static String text(List<Row> rows) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            lines.add(line(row));
        }
        return "[\n" + String.join(",\n", lines) + "\n]\n";
    }

    private static String line(Row row) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("workload", row.workload());
            json.writeNumberField("threads", row.threads());
            json.writeStringField("peer", row.peer());
            writeNumber(json, OURS + row.unit().word(), row.ours());
            writeNumber(json, THEIRS + row.unit().word(), row.theirs());
            writeNumber(json, "ratio", row.ratio());
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void writeNumber(JsonGenerator json, String name, double value) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(String.format(Locale.ROOT, "%.4f", value));
    }

    /**
     * Reads a file that {@code bench/run peers --json} has written.
     *
     * @throws IOException if it cannot be read or is something else; the message names the file
     */
    public static List<Row> read(Path file) throws IOException {
        try (JsonParser json = JSON.createParser(Files.readString(file))) {
            List<Row> rows = new ArrayList<>();
            require(json.nextToken() == JsonToken.START_ARRAY, file, "an array");
            while (json.nextToken() != JsonToken.END_ARRAY) {
                require(json.currentToken() == JsonToken.START_OBJECT, file, "an object");
                rows.add(row(json, file));
            }
            return rows;
        } catch (JsonProcessingException e) {
            throw new IOException(Printable.path(file) + ": is not JSON ("
                    + Printable.sentence(String.valueOf(e.getOriginalMessage())) + ")", e);
        } catch (IOException e) {
            throw e.getMessage() != null && e.getMessage().startsWith(Printable.path(file) + ": ")
                    ? e
                    : new IOException(
                            Printable.path(file) + ": cannot be read (" + Printable.sentence(e.toString()) + ")", e);
        }
    }

    private static Row row(JsonParser json, Path file) throws IOException {
        String workload = "";
        int threads = 0;
        String peer = "";
        double ours = Double.NaN;
        double theirs = Double.NaN;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "workload" -> workload = json.getText();
                case "threads" -> threads = json.getIntValue();
                case "peer" -> peer = json.getText();
                default -> {
                    if (name.startsWith(OURS)) {
                        ours = json.getDoubleValue();
                    } else if (name.startsWith(THEIRS)) {
                        theirs = json.getDoubleValue();
                    } else {
                        json.skipChildren();
                    }
                }
            }
        }
        require(!workload.isEmpty() && threads > 0 && !peer.isEmpty() && ours > 0 && theirs > 0, file,
                "an object with workload, threads, peer, ours_us and peer_us");
        return new Row(workload, threads, peer, ours, theirs);
    }

    private static void require(boolean condition, Path file, String expected) throws IOException {
        if (!condition) {
            throw new IOException(Printable.path(file) + ": is not a file of bench/run peers --json, where " + expected
                    + " is expected");
        }
    }
}
