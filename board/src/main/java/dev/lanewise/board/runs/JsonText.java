package dev.lanewise.board.runs;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes JSON objects as text on one line. */
public final class JsonText {
    private JsonText() {}

    /** The members of an object, or the elements of an array. */
    @FunctionalInterface
    public interface Content {
        /** Writes them. */
        void to(JsonGenerator out) throws IOException;
    }

    /** An object without line breaks between its members; those in texts are escaped. */
    public static String object(Content members) {
        return text(out -> {
            out.writeStartObject();
            members.to(out);
            out.writeEndObject();
        });
    }

    /** An array, as an object is written. */
    public static String array(Content elements) {
        return text(out -> {
            out.writeStartArray();
            elements.to(out);
            out.writeEndArray();
        });
    }

    private static String text(Content content) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
            content.to(out);
        } catch (IOException e) { // writing to memory does not fail
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** A number, or null if it is none or infinite: JSON has no such numbers. */
    public static void number(JsonGenerator out, String name, double value) throws IOException {
        out.writeFieldName(name);
        number(out, value);
    }

    /** As {@link #number}, with the digits of a float. */
    public static void brief(JsonGenerator out, String name, double value) throws IOException {
        out.writeFieldName(name);
        if (Float.isFinite((float) value)) {
            out.writeNumber((float) value);
        } else {
            number(out, value);
        }
    }

    /** Numbers by name, as an object. */
    public static void numbers(JsonGenerator out, String name, Map<String, ? extends Number> values)
            throws IOException {
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, ? extends Number> each : values.entrySet()) {
            out.writeFieldName(each.getKey());
            if (each.getValue() instanceof Float value && Float.isFinite(value)) {
                out.writeNumber(value); // as few digits as a float needs
            } else {
                number(out, each.getValue().doubleValue());
            }
        }
        out.writeEndObject();
    }

    private static void number(JsonGenerator out, double value) throws IOException {
        if (Double.isFinite(value)) {
            out.writeNumber(value);
        } else {
            out.writeNull();
        }
    }
}
