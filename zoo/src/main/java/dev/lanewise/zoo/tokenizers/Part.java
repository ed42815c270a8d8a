package dev.lanewise.zoo.tokenizers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object in a tokenizer's file, which knows where it stands; whatever does not fit is an error that says so. */
final class Part {
    private static final int MOST_PARTS = 1000;

    private final Path file;
    private final String where;
    private final JsonNode node;
    private final int[] listed; // how many parts all lists of the file together have

    Part(Path file, String where, JsonNode node) {
        this(file, where, node, new int[1]);
    }

    private Part(Path file, String where, JsonNode node, int[] listed) {
        this.file = file;
        this.where = where;
        this.node = node;
        this.listed = listed;
    }

    /** What kind of part it is. */
    String type() {
        return text("type");
    }

    /** Refuses keys other than these and {@code type}: they may change the tokens. */
    Part only(String... keys) {
        Set<String> known = Set.of(keys);
        for (Iterator<String> names = node.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!known.contains(name) && !name.equals("type")) {
                throw error("the key " + Printable.quoted(name) + " is not known");
            }
        }
        return this;
    }

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    String text(String key) {
        JsonNode value = value(key);
        if (!value.isTextual()) {
            throw wrong(key, value, "a text");
        }
        return value.textValue();
    }

    String text(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    /** A text of exactly one character. */
    int character(String key) {
        String text = text(key);
        if (text.isEmpty() || text.length() != Character.charCount(text.codePointAt(0))) {
            throw wrong(key, value(key), "one character");
        }
        return text.codePointAt(0);
    }

    boolean flag(String key, boolean otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        JsonNode value = value(key);
        if (!value.isBoolean()) {
            throw wrong(key, value, "true or false");
        }
        return value.booleanValue();
    }

    /** A number that is not negative. */
    int number(String key) {
        JsonNode value = value(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw wrong(key, value, "a number of 0 or more (of 32 bits)");
        }
        return value.intValue();
    }

    int number(String key, int otherwise) {
        return has(key) ? number(key) : otherwise;
    }

    /** The object below a key. */
    Part below(String key) {
        JsonNode value = value(key);
        if (!value.isObject()) {
            throw wrong(key, value, "an object");
        }
        return new Part(file, path(key), value, listed);
    }

    /** The object below a key, or null where there is none. */
    @Nullable
    Part ifBelow(String key) {
        return has(key) ? below(key) : null;
    }

    /** The objects of a list. */
    List<Part> list(String key) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode each : array(key)) {
            if (!each.isObject()) {
                throw wrong(key, value(key), "a list of objects");
            }
            parts.add(new Part(file, path(key) + "[" + parts.size() + "]", each, listed));
        }
        return parts;
    }

    /** The texts of a list. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : array(key)) {
            if (!each.isTextual()) {
                throw wrong(key, value(key), "a list of texts");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    /** The numbers of a list, none negative. */
    List<Integer> numbers(String key) {
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode each : array(key)) {
            if (!each.isIntegralNumber() || !each.canConvertToInt() || each.intValue() < 0) {
                throw wrong(key, value(key), "a list of numbers of 0 or more");
            }
            numbers.add(each.intValue());
        }
        return numbers;
    }

    /** A pair of a text and a number, such as {@code ["[CLS]", 101]}. */
    SpecialToken pair(String key) {
        JsonNode value = value(key);
        if (!value.isArray() || value.size() != 2 || !value.get(0).isTextual() || !value.get(1).canConvertToInt()
                || !value.get(1).isIntegralNumber() || value.get(1).intValue() < 0) {
            throw wrong(key, value, "a token and its number");
        }
        return new SpecialToken(value.get(0).textValue(), value.get(1).intValue());
    }

    /** A token and its number. */
    record SpecialToken(String token, int id) {}

    List<String> keys() {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** An error about a value that is not supported. */
    FormatException unsupported(String key, String supported) {
        return wrong(key, value(key), supported);
    }

    FormatException error(String message) {
        return new FormatException(
                Printable.path(file) + ": " + (where.isEmpty() ? "" : Printable.brief(where) + ": ") + message);
    }

    /** This type of part is not known. */
    FormatException unknown(String what) {
        return error("a " + what + " of the type " + Printable.quoted(type()) + " is not known");
    }

    private JsonNode array(String key) {
        JsonNode value = value(key);
        if (!value.isArray()) {
            throw wrong(key, value, "a list");
        }
        if (!key.equals("added_tokens")) {
            listed[0] += Math.min(value.size(), MOST_PARTS + 1);
            if (listed[0] > MOST_PARTS) {
                throw error("with " + Printable.quoted(key) + " the file's lists have " + listed[0]
                        + " entries, more than the " + MOST_PARTS + " that are read");
            }
        }
        return value;
    }

    private String path(String key) {
        return where.isEmpty() ? key : where + "." + key;
    }

    private JsonNode value(String key) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            throw error("there is no " + Printable.quoted(key));
        }
        return value;
    }

    private FormatException wrong(String key, JsonNode value, String expected) {
        return error(Printable.quoted(key) + " is " + Printable.brief(value.toString()) + ", expected " + expected);
    }
}
