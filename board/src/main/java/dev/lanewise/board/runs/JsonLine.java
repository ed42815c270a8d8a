package dev.lanewise.board.runs;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A whole line of a file that is a JSON object.
 *
 * @param json the object, without white space
 * @param values its members that are texts and numbers, as they are written
 */
public record JsonLine(String json, Map<String, String> values) {
    /** Keeps a copy of the values. */
    public JsonLine {
        values = Map.copyOf(values);
    }

    /**
     * Reads a file line by line. What is no JSON object is passed over, a file that is not there has no lines.
     *
     * @throws IOException if it cannot be read
     */
    public static void each(Path file, Consumer<JsonLine> line) throws IOException {
        try (FileChannel channel = RunFiles.open(file)) {
            LineScanner lines = new LineScanner(channel, 0, channel.size());
            while (lines.next()) {
                try {
                    line.accept(parse(lines.bytes(), lines.start(), lines.length()));
                } catch (JsonProcessingException e) {
                    // Garbage between lines is no reason to lose the others.
                }
            }
        } catch (NoSuchFileException e) {
            // Not begun yet.
        }
    }

    private static JsonLine parse(byte[] bytes, int start, int length) throws IOException {
        StringWriter text = new StringWriter(length);
        Map<String, String> values = new HashMap<>();
        try (JsonParser json = Json.FACTORY.createParser(bytes, start, length);
                JsonGenerator copy = Json.FACTORY.createGenerator(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new NoObject();
            }
            copy.writeStartObject();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value == JsonToken.VALUE_STRING || value.isNumeric()) {
                    values.put(name, json.getText());
                }
                copy.writeFieldName(name);
                copy.copyCurrentStructure(json);
            }
            copy.writeEndObject();
            if (json.nextToken() != null) {
                throw new NoObject();
            }
        }
        return new JsonLine(text.toString(), values);
    }

    private static final class NoObject extends JsonProcessingException {
        private static final long serialVersionUID = 1;

        NoObject() {
            super("no JSON object");
        }
    }
}
