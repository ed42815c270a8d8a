package dev.lanewise.zoo.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model's {@code config.json} says, by key; whatever does not fit is an error that names the file, the key and
 * the value. Sizes are checked against the stored tensors when these are read ({@link dev.lanewise.zoo.Weights}),
 * before memory is taken for them.
 */
public final class ModelConfig {
    static final long MOST_BYTES = 10_000_000;

    private final Path file;
    private final ObjectNode values;

    /** What keys are called in the file, if that is no {@code config.json}. */
    private final Map<String, String> spellings;

    private ModelConfig(Path file, ObjectNode values) {
        this(file, values, Map.of());
    }

    /**
     * What another file says, in the words of {@code config.json}.
     *
     * @param spellings what the file calls keys, for messages
     */
    ModelConfig(Path file, ObjectNode values, Map<String, String> spellings) {
        this.file = file;
        this.values = values;
        this.spellings = spellings;
    }

    /**
     * Reads a file.
     *
     * @throws FormatException if it is no JSON object, or has more than 10 MB
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static ModelConfig read(Path file) {
        return new ModelConfig(Required.nonNull("ModelConfig: the path", file), Json.object(file, MOST_BYTES));
    }

    /**
     * Reads a file that holds a list of objects, such as {@code modules.json}.
     *
     * @throws FormatException if it is no list of JSON objects, or has more than 10 MB
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static List<ModelConfig> readAll(Path file) {
        return Json.objects(Required.nonNull("ModelConfig: the path", file), MOST_BYTES).stream()
                .map(object -> new ModelConfig(file, object)).toList();
    }

    /** The family of the model ({@code model_type}), for example {@code bert}. */
    public String modelType() {
        return text("model_type");
    }

    /** Whether the key has a value that is not null. */
    public boolean has(String key) {
        return values.hasNonNull(key);
    }

    /** Whether the key is there, be its value null: some families mean nothing by null, but a usual value by no key. */
    public boolean names(String key) {
        return values.has(key);
    }

    /**
     * A positive number.
     *
     * @throws FormatException if it is missing, or not a positive {@code int}
     */
    public int positive(String key) {
        JsonNode value = value(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
            throw error(key, value, "a positive number (of 32 bits)");
        }
        return value.intValue();
    }

    /** The same, or another number where the key is missing or null. */
    public int positive(String key, int otherwise) {
        return has(key) ? positive(key) : otherwise;
    }

    /**
     * A number that a {@code float} can hold, as networks compute with such.
     *
     * @throws FormatException if it is missing, no number, or not finite as a {@code float}
     */
    public double number(String key) {
        JsonNode value = value(key);
        if (!value.isNumber() || !Float.isFinite(value.floatValue())) {
            throw error(key, value, "a number within the range of float");
        }
        return value.doubleValue();
    }

    /** The same, or another number where the key is missing or null. */
    public double number(String key, double otherwise) {
        return has(key) ? number(key) : otherwise;
    }

    /**
     * A share, such as one that is dropped, or another number where the key is missing or null.
     *
     * @throws FormatException if it is not within 0 and 1
     */
    public double share(String key, double otherwise) {
        double share = number(key, otherwise);
        if (has(key) && (share < 0 || share > 1)) {
            throw error(key, value(key), "a number from 0 to 1");
        }
        return share;
    }

    /** A number of at least 0, or another where the key is missing or null. */
    public double atLeastZero(String key, double otherwise) {
        double number = number(key, otherwise);
        if (number < 0) {
            throw unsupported(key, "a number of at least 0");
        }
        return number;
    }

    /**
     * A text.
     *
     * @throws FormatException if it is missing or no text
     */
    public String text(String key) {
        JsonNode value = value(key);
        if (!value.isTextual()) {
            throw error(key, value, "a text");
        }
        return value.textValue();
    }

    /** The same, or another text where the key is missing or null. */
    public String text(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    /** Whether something is so, or the other where the key is missing or null. */
    public boolean flag(String key, boolean otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        JsonNode value = value(key);
        if (!value.isBoolean()) {
            throw error(key, value, "true or false");
        }
        return value.booleanValue();
    }

    /**
     * Positive numbers, such as the depths of a ResNet's stages.
     *
     * @throws FormatException if the key is missing, or not a list of positive numbers
     */
    public List<Integer> positives(String key) {
        JsonNode value = value(key);
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.isIntegralNumber() || !each.canConvertToInt() || each.intValue() < 1) {
                throw error(key, value, "a list of positive numbers");
            }
            numbers.add(each.intValue());
        }
        if (!value.isArray() || numbers.isEmpty()) {
            throw error(key, value, "a list of positive numbers");
        }
        return List.copyOf(numbers);
    }

    /**
     * Numbers, such as the means of pictures.
     *
     * @throws FormatException if the key is missing, or not a list of so many numbers that are finite as {@code float}s
     */
    public double[] numbers(String key, int count) {
        JsonNode value = value(key);
        double[] numbers = new double[count];
        boolean good = value.isArray() && value.size() == count;
        for (int i = 0; i < count && good; i++) {
            numbers[i] = value.get(i).doubleValue();
            good = value.get(i).isNumber() && Float.isFinite((float) numbers[i]);
        }
        if (!good) {
            throw error(key, value, "a list of " + count + " numbers");
        }
        return numbers;
    }

    /**
     * Height and width: one positive number for both, or a list of two.
     *
     * @throws FormatException if the key is missing, or something else
     */
    public List<Integer> sides(String key) {
        JsonNode value = value(key);
        if (value.isArray()) {
            if (value.size() != 2) {
                throw error(key, value, "a positive number, or two");
            }
            return positives(key);
        }
        return List.of(positive(key), positive(key));
    }

    /** Whether the key has an object. */
    public boolean isObject(String key) {
        return values.get(key) instanceof ObjectNode;
    }

    /**
     * Texts, such as the {@code target_modules} of an adapter.
     *
     * @throws FormatException if the key is missing, or not a list of texts
     */
    public List<String> texts(String key) {
        JsonNode value = value(key);
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.isTextual()) {
                throw error(key, value, "a list of texts");
            }
            texts.add(each.textValue());
        }
        if (!value.isArray()) {
            throw error(key, value, "a list of texts");
        }
        return List.copyOf(texts);
    }

    /** Whether the key has a text. */
    public boolean isText(String key) {
        return has(key) && value(key).isTextual();
    }

    /** Whether the key has a value that says something: not null, false, or empty. */
    public boolean isSet(String key) {
        JsonNode value = has(key) ? value(key) : null;
        return value != null && !(value.isBoolean() && !value.booleanValue()
                || value.isContainerNode() && value.isEmpty() || value.isTextual() && value.textValue().isEmpty());
    }

    /**
     * Numbers of tokens: one, or a list of some.
     *
     * @throws FormatException if the key is missing, or there is anything but numbers that are not negative
     */
    public List<Integer> tokens(String key) {
        JsonNode value = value(key);
        List<Integer> tokens = new ArrayList<>();
        for (JsonNode each : value.isArray() ? value : List.of(value)) {
            if (!each.isIntegralNumber() || !each.canConvertToInt() || each.intValue() < 0) {
                throw error(key, value, "the number of a token, or a list of such");
            }
            tokens.add(each.intValue());
        }
        return List.copyOf(tokens);
    }

    /** The object below a key, or null where there is none: {@code rope_scaling}, {@code id2label}. */
    public @Nullable ModelConfig below(String key) {
        if (!has(key)) {
            return null;
        }
        JsonNode value = value(key);
        if (!(value instanceof ObjectNode object)) {
            throw error(key, value, "an object");
        }
        return new ModelConfig(file, object, spellings);
    }

    /** The keys, in the order of the file. */
    public List<String> keys() {
        List<String> keys = new ArrayList<>();
        values.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** An error about this key, for values that a family does not have. */
    public FormatException unsupported(String key, String supported) {
        return error(key, value(key), supported);
    }

    private JsonNode value(String key) {
        JsonNode value = values.get(Required.nonNull("ModelConfig: the key", key));
        if (value == null || value.isNull()) {
            throw new FormatException(Printable.path(file) + " has no " + Printable.quoted(spelled(key)));
        }
        return value;
    }

    private FormatException error(String key, JsonNode value, String expected) {
        return new FormatException(Printable.path(file) + ": " + Printable.quoted(spelled(key)) + " is "
                + Printable.brief(value.toString()) + ", expected " + expected);
    }

    private String spelled(String key) {
        return spellings.getOrDefault(key, key);
    }

    /** For example {@code ModelConfig(model/config.json)}. */
    @Override
    public String toString() {
        return "ModelConfig(" + Printable.path(file) + ")";
    }
}
