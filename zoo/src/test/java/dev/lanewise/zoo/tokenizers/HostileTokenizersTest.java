package dev.lanewise.zoo.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.io.FormatException;
import dev.lanewise.zoo.DamagedText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged tokenizer files: each is read, and then makes tokens of a text or says why not, or is refused in one short
 * sentence that names the file. {@code -Dcheck.files=10000000} is the long form.
 */
class HostileTokenizersTest {
    private static final int FILES = Integer.getInteger("check.files", 1000);
    private static final int LONGEST_MESSAGE = 2048;

    @TempDir
    Path folder;

    @Test
    void aDamagedFileIsReadOrRefused() throws IOException {
        List<String> sources;
        try (InputStream packed = getClass().getResourceAsStream("cases.json.gz")) {
            sources = Cases.read(Objects.requireNonNull(packed)).cases.stream()
                    .map(each -> each.tokenizer().toString()).filter(json -> json.length() < 20_000).toList();
        }
        Path memory = Path.of("/dev/shm");
        Path file = Files.isWritable(memory)
                ? Files.createTempFile(memory, "lanewise-hostile", ".json")
                : folder.resolve("tokenizer.json");
        int refused = 0;
        try {
            for (int seed = 0; seed < FILES; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                String json = DamagedText.of(sources.get(random.nextInt(sources.size())), random);
                Files.writeString(file, json);
                refused += read(file, seed) ? 0 : 1;
            }
        } finally {
            Files.delete(file);
        }
        assertThat(refused).isBetween(FILES / 4, FILES - FILES / 100);
    }

    /** Whether the file is read; a complaint that is none of those promised is a failure. */
    private static boolean read(Path file, int seed) {
        try {
            Tokenizer tokenizer = Tokenizer.open(file);
            try {
                tokenizer.decode(tokenizer.encode("Hello  a\u0301 \u4f60 [MASK] 12!", "b").ids());
            } catch (IllegalArgumentException e) {
                checked(e, seed);
            }
            return true;
        } catch (FormatException e) {
            assertThat(e.getMessage()).as("seed " + seed).startsWith(file.toString());
            checked(e, seed);
            return false;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError("seed " + seed + " threw " + e, e);
        }
    }

    private static void checked(RuntimeException e, int seed) {
        assertThat(e.getMessage()).as("seed " + seed).hasSizeLessThan(LONGEST_MESSAGE)
                .matches(message -> message.codePoints().noneMatch(Character::isISOControl), "no controls");
    }
}
