package dev.lanewise.zoo.folder;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanewise.io.AtomicFile;
import dev.lanewise.io.Failures;
import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * JSON files of models, read with bounds: no larger than is said, no name twice, no deeper than models go. They come
 * from strangers.
 */
public final class Json {
    private static final int DEEPEST = 100;
    private static final int LONGEST_NUMBER = 100;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // a vocabulary has 100,000 names
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER).maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(1 << 20).build())
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Made only when something is written: reading without it spares a program's start some 0.4 s of CPU time. */
    private static final class Writing {
        static final JsonMapper MAPPER = JsonMapper.builder(FACTORY).build();
    }

    /** What Jackson says about a source that it does not show. */
    private static final Pattern START_MARKER = Pattern.compile(" \\(start marker at .*\\)", Pattern.DOTALL);

    private Json() {}

    /**
     * Reads a file that holds one object.
     *
     * @param mostBytes a larger file is refused before it is read
     * @throws FormatException if it is larger, or not one JSON object in UTF-8
     * @throws UncheckedIOException if it cannot be read
     */
    public static ObjectNode object(Path file, long mostBytes) {
        return object(file, mostBytes, Map.of());
    }

    /**
     * The same, without the values that are large: they are handed over while the file is read, and are not in the
     * object.
     *
     * @param large who takes the value at a path of names, such as {@code model.vocab}
     */
    public static ObjectNode object(Path file, long mostBytes, Map<String, Taker> large) {
        return parsed(file, mostBytes, parser -> whole(parser, Printable.path(file), large));
    }

    /**
     * Reads a file that holds a list of objects, such as {@code modules.json}.
     *
     * @param mostBytes a larger file is refused before it is read
     * @throws FormatException if it is larger, or not one JSON list of objects in UTF-8
     * @throws UncheckedIOException if it cannot be read
     */
    public static List<ObjectNode> objects(Path file, long mostBytes) {
        return parsed(file, mostBytes, parser -> {
            List<ObjectNode> objects = new ArrayList<>();
            boolean list = parser.nextToken() == JsonToken.START_ARRAY;
            while (list && parser.nextToken() == JsonToken.START_OBJECT) {
                objects.add(object(parser, "", Map.of()));
            }
            if (parser.currentToken() != JsonToken.END_ARRAY) {
                throw new FormatException(Printable.path(file) + ": not a JSON list of objects");
            }
            return List.copyOf(objects);
        });
    }

    /** What is made of the tokens of a file, up to and with the last. */
    @FunctionalInterface
    private interface Parsing<T> {
        T parse(JsonParser parser) throws IOException;
    }

    private static <T> T parsed(Path file, long mostBytes, Parsing<T> parsing) {
        try {
            if (!Files.isRegularFile(file) && Files.exists(file)) {
                throw new FormatException(Printable.path(file) + " is not a regular file");
            }
            long size = Files.size(file);
            if (size > mostBytes) {
                throw new FormatException(
                        Printable.path(file) + " has " + size + " bytes, more than the " + mostBytes
                                + " that are read");
            }
            return parsed(Files.readString(file, StandardCharsets.UTF_8), Printable.path(file), parsing);
        } catch (CharacterCodingException e) {
            throw new FormatException(Printable.path(file) + ": not valid UTF-8");
        } catch (IOException e) {
            throw Failures.unchecked("read", file, e);
        }
    }

    /**
     * Reads one object in UTF-8.
     *
     * @param what it is, for messages
     * @throws FormatException if it is none
     */
    public static ObjectNode object(byte[] bytes, String what) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return parsed(text, what, parser -> whole(parser, what, Map.of()));
        } catch (CharacterCodingException e) {
            throw new FormatException(what + ": not valid UTF-8");
        }
    }

    private static ObjectNode whole(JsonParser parser, String what, Map<String, Taker> large) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new FormatException(what + ": not a JSON object");
        }
        return object(parser, "", large);
    }

    private static <T> T parsed(String text, String what, Parsing<T> parsing) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            T value = parsing.parse(parser);
            if (parser.nextToken() != null) {
                throw new FormatException(what + ": not valid JSON: more after its end");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new FormatException(what + ": not valid JSON: "
                    + Printable.sentence(START_MARKER.matcher(e.getOriginalMessage()).replaceFirst(""))
                    + (e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + what + ": " + e.getMessage(), e); // a text cannot fail
        }
    }

    /** A new object, to be filled and written. */
    public static ObjectNode object() {
        return NODES.objectNode();
    }

    /**
     * Creates or replaces a file, indented by two spaces as Hugging Face's libraries write them.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    public static void write(Path file, ObjectNode object) {
        try {
            AtomicFile.write(file, (Writing.MAPPER.writer(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))).writeValueAsString(object) + "\n")
                    .getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Json: cannot be written: " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectNode object(JsonParser parser, String above, Map<String, Taker> large) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            String path = above + name;
            JsonToken first = parser.nextToken();
            Taker taker = large.get(path);
            if (taker != null) {
                taker.take(parser);
            } else if (first == JsonToken.START_OBJECT && large.keySet().stream().anyMatch(
                    each -> each.startsWith(path + "."))) {
                object.set(name, object(parser, path + ".", large));
            } else {
                object.set(name, value(parser));
            }
        }
        return object;
    }

    /** The value whose first token is the parser's current one, up to and with its last. */
    private static JsonNode value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser, "", Map.of());
            case START_ARRAY -> {
                ArrayNode list = NODES.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> switch (parser.getNumberType()) {
                case INT -> NODES.numberNode(parser.getIntValue());
                case LONG -> NODES.numberNode(parser.getLongValue());
                default -> NODES.numberNode(parser.getBigIntegerValue());
            };
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new IllegalStateException("Json: a value begins with " + token); // the parser has none
        };
    }

    /** Takes a large value from the parser. */
    @FunctionalInterface
    public interface Taker {
        /** Reads a value, the first token of which is the parser's current one, up to and with its last token. */
        void take(JsonParser parser) throws IOException;
    }
}
