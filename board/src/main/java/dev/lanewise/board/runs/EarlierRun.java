package dev.lanewise.board.runs;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@value RunFolder#RUN} says of a run that goes on, and the recording of the rest could not know.
 *
 * @param begun when, in ISO 8601; empty if it is not known
 * @param samples of an epoch; 0 if it is not known
 * @param model the array of the summary's rows as JSON; empty if there is none
 * @param notes sentences
 */
public record EarlierRun(String begun, long samples, String model, List<String> notes) {
    /** What is known of a new run, or of one whose file is missing or damaged. */
    public static final EarlierRun NONE = new EarlierRun("", 0, "", List.of());

    /** Keeps a copy of the notes. */
    public EarlierRun {
        notes = List.copyOf(notes);
    }

    /**
     * Reads it.
     *
     * @throws IllegalStateException if it is of a later version
     */
    public static EarlierRun read(RunFolder folder) {
        try (JsonParser in = Json.FACTORY.createParser(folder.file(RunFolder.RUN).toFile())) {
            String begun = "";
            long samples = 0;
            StringWriter model = new StringWriter();
            List<String> notes = new ArrayList<>();
            in.nextToken();
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                JsonToken value = in.nextToken();
                switch (name) {
                    case "version" -> requireVersion(folder, in.getLongValue());
                    case "begun" -> begun = in.getText();
                    case "samples" -> samples = in.getLongValue();
                    case "model" -> copy(in, model);
                    case "notes" -> {
                        while (value == JsonToken.START_ARRAY && in.nextToken() == JsonToken.VALUE_STRING) {
                            notes.add(in.getText());
                        }
                    }
                    default -> in.skipChildren();
                }
            }
            return new EarlierRun(begun, samples, model.toString(), notes);
        } catch (IOException _) {
            return NONE;
        }
    }

    private static void requireVersion(RunFolder folder, long version) {
        if (version != RunFolder.VERSION) {
            throw new IllegalStateException(Printable.path(folder.path()) + ": the run was recorded in version "
                    + version + " of the format, and cannot go on in version " + RunFolder.VERSION);
        }
    }

    private static void copy(JsonParser in, StringWriter to) throws IOException {
        try (JsonGenerator out = Json.FACTORY.createGenerator(to)) {
            out.copyCurrentStructure(in);
        }
    }
}
