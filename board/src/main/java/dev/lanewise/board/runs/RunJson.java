package dev.lanewise.board.runs;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@code run.json} that was read.
 *
 * @param json all of it, but for white space
 * @param state as it is written there
 * @param begun as it is written there
 * @param writer the process that writes it
 */
record RunJson(String json, String state, String begun, long step, Origin writer) {
    private static final int LARGEST = 4 << 20;
    private static final Set<String> STATES = Set.of("running", "paused", "complete", "stopped", "failed");

    /** Why a description cannot be read, as a sentence. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String sentence) {
            super(sentence);
        }
    }

    /** Whether the training went on when this was written. */
    boolean isOpen() {
        return state.equals("running") || state.equals("paused");
    }

    static RunJson read(Path file) throws Unreadable {
        try (FileChannel channel = RunFiles.open(file)) {
            if (channel.size() > LARGEST) {
                throw new Unreadable(
                        RunFolder.RUN + " has " + channel.size() + " bytes, more than the " + LARGEST
                                + " that are read");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) > 0) {}
            return parse(bytes.array(), bytes.position());
        } catch (NoSuchFileException e) {
            throw new Unreadable(RunFolder.RUN + " is missing");
        } catch (JsonProcessingException e) {
            throw new Unreadable(RunFolder.RUN + " is not well-formed JSON: "
                    + Printable.sentence(String.valueOf(e.getOriginalMessage())) + place(e.getLocation()));
        } catch (IOException e) {
            throw new Unreadable(RunFolder.RUN + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static RunJson parse(byte[] bytes, int length) throws IOException, Unreadable {
        StringWriter text = new StringWriter();
        long version = -1;
        String state = "";
        String begun = "";
        long step = 0;
        long pid = -1;
        String started = "";
        String host = "";
        String space = "";
        try (JsonParser json = Json.FACTORY.createParser(bytes, 0, length);
                JsonGenerator copy = Json.FACTORY.createGenerator(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new Unreadable(RunFolder.RUN + " is no JSON object");
            }
            copy.writeStartObject();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "version" -> version = whole(json, value);
                    case "step" -> step = whole(json, value);
                    case "pid" -> pid = whole(json, value);
                    case "state" -> state = text(json, value);
                    case "begun" -> begun = text(json, value);
                    case "started" -> started = text(json, value);
                    case "host" -> host = text(json, value);
                    case "pidSpace" -> space = text(json, value);
                    default -> {}
                }
                copy.writeFieldName(name);
                copy.copyCurrentStructure(json);
            }
            copy.writeEndObject();
            if (json.nextToken() != null) {
                throw new Unreadable(RunFolder.RUN + " goes on after its JSON object");
            }
        }
        requireKnown(version, state);
        return new RunJson(text.toString(), state, begun, step, new Origin(host, space, pid, instant(started)));
    }

    private static void requireKnown(long version, String state) throws Unreadable {
        if (version > RunFolder.VERSION) {
            throw new Unreadable(
                    "the run is of format " + version + ", from a newer version of Lanewise; this one reads "
                            + RunFolder.VERSION);
        }
        if (version != RunFolder.VERSION) {
            throw new Unreadable(RunFolder.RUN + " says no version of the format that is known");
        }
        if (!STATES.contains(state)) {
            throw new Unreadable(RunFolder.RUN + " has the unknown state " + Printable.quoted(state));
        }
    }

    private static long whole(JsonParser json, JsonToken value) throws IOException {
        return value.isNumeric() ? (long) json.getDoubleValue() : -1;
    }

    private static String text(JsonParser json, JsonToken value) throws IOException {
        return value == JsonToken.VALUE_STRING ? json.getText() : "";
    }

    private static @Nullable Instant instant(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
