package dev.lanewise.zoo.tokenizers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanewise.zoo.folder.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What {@code tokenizer_config.json} says beside a tokenizer's own file. */
final class TokenizerSettings {
    private static final long MOST_BYTES = 50_000_000;
    private static final double LONGEST = 10_000_000; // files say 1e30 where there is no limit

    private final Part part;
    private final ObjectNode node;

    private TokenizerSettings(Path file, ObjectNode node) {
        this.node = node;
        part = new Part(file, "", node);
    }

    /** Of a folder; nothing is said where it has no such file. */
    static TokenizerSettings of(Path folder) {
        Path file = folder.resolve("tokenizer_config.json");
        return new TokenizerSettings(file,
                Files.isRegularFile(file) ? Json.object(file, MOST_BYTES) : JsonNodeFactory.instance.objectNode());
    }

    /** What another file says, in the words of {@code tokenizer_config.json}. */
    static TokenizerSettings of(Path file, ObjectNode said) {
        return new TokenizerSettings(file, said);
    }

    /** How many tokens the model takes, or {@code Integer.MAX_VALUE}. */
    int longest() {
        JsonNode most = node.get("model_max_length");
        if (most == null || !most.isNumber() || !(most.doubleValue() >= 1 && most.doubleValue() <= LONGEST)) {
            return Integer.MAX_VALUE;
        }
        return (int) most.doubleValue();
    }

    /** A special token, such as that of the key {@code pad_token}, or null. */
    @Nullable
    String token(String key) {
        JsonNode token = node.get(key);
        if (token != null && token.isObject()) {
            token = token.get("content");
        }
        return token != null && token.isTextual() ? token.textValue() : null;
    }

    /** Whether texts are padded on the left. */
    boolean padsLeft() {
        return part.has("padding_side") && part.text("padding_side").equals("left");
    }

    /** A flag, or null where it is not said. */
    @Nullable
    Boolean flag(String key) {
        return part.has(key) ? (Boolean) part.flag(key, false) : null;
    }

    /** A text, or another where it is not said. */
    String text(String key, String otherwise) {
        return part.text(key, otherwise);
    }
}
