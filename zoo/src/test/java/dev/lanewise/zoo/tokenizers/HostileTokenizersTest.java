package dev.lanewise.zoo.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanewise.zoo.DamagedJson;
import dev.lanewise.zoo.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged tokenizer files of all kinds, with vocabularies of a few tokens: each is read, and then makes tokens of a
 * text or says why not, or is refused in one short sentence that names the file. {@code -Dcheck.files=10000000} is the
 * long form; failures name the seed.
 */
class HostileTokenizersTest {
    private static final int FILES = Integer.getInteger("check.files", 2000);
    private static final int FIRST = Integer.getInteger("check.first", 0);
    private static final int TOKENS = 10;
    private static final String LETTERS = "Heloab12!";
    private static final String TEXT = "Hello  a\u0301 \u4f60 [MASK] 12!";

    @TempDir
    Path folder;

    @Test
    void aDamagedFileIsReadOrRefused() throws IOException {
        DamagedJson files;
        try (InputStream packed = getClass().getResourceAsStream("cases.json.gz")) {
            files = new DamagedJson(Cases.read(Objects.requireNonNull(packed)).cases.stream()
                    .map(each -> small(each.tokenizer()).toString()).distinct().toList());
        }
        Path memory = Path.of("/dev/shm");
        Path file = Files.isWritable(memory)
                ? Files.createTempFile(memory, "lanewise-hostile", ".json")
                : folder.resolve("tokenizer.json");
        int refused = 0;
        try {
            for (int seed = FIRST; seed < FIRST + FILES; seed++) {
                Files.writeString(file, files.next(new SplittableRandom(seed)));
                int current = seed;
                refused += Promise.isRead(() -> read(file, current), file.toString(), seed) ? 0 : 1;
            }
        } finally {
            Files.delete(file);
        }
        assertThat(refused).isBetween(FILES / 4, FILES - FILES / 50);
    }

    private static void read(Path file, int seed) {
        Tokenizer tokenizer = Tokenizer.open(file);
        try {
            tokenizer.decode(tokenizer.encode(TEXT, "b").ids());
        } catch (IllegalArgumentException e) {
            Promise.check(String.valueOf(e.getMessage()), "", seed);
        }
    }

    /** The same tokenizer with few tokens: those that other parts name, some letters and the first ones. */
    private static JsonNode small(JsonNode tokenizer) {
        ObjectNode root = tokenizer.deepCopy();
        ObjectNode model = (ObjectNode) root.get("model");
        JsonNode vocabulary = model.remove("vocab");
        JsonNode merges = model.remove("merges");
        String rest = root.toString();
        Set<String> kept = new HashSet<>();
        if (vocabulary.isArray()) {
            ArrayNode scored = model.putArray("vocab");
            for (int i = 0; i < Math.min(vocabulary.size(), 2 * TOKENS); i++) {
                scored.add(vocabulary.get(i));
            }
        } else {
            ObjectNode ids = model.putObject("vocab");
            vocabulary.properties().forEach(each -> {
                String name = each.getKey();
                if (ids.size() < TOKENS || LETTERS.contains(name)
                        || name.length() > 2 && rest.contains('"' + name + '"')) {
                    ids.set(name, each.getValue());
                    kept.add(name);
                }
            });
        }
        if (merges != null) {
            ArrayNode few = model.putArray("merges");
            merges.forEach(each -> {
                List<String> pair = new ArrayList<>(each.isArray()
                        ? List.of(each.get(0).textValue(), each.get(1).textValue())
                        : List.of(each.textValue().split(" ")));
                if (kept.contains(pair.getFirst()) && few.size() < TOKENS) {
                    few.add(each);
                    pair.add(pair.get(0)
                            + pair.get(1).substring(model.path("continuing_subword_prefix").asText("").length()));
                    for (String name : pair) {
                        ((ObjectNode) model.get("vocab")).set(name, vocabulary.get(name));
                    }
                }
            });
        }
        return root;
    }
}
