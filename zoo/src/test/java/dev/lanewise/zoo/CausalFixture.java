package dev.lanewise.zoo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.io.Safetensors;
import dev.lanewise.io.SafetensorsFile;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.folder.ModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A small random language model and what {@code transformers} makes of it ({@code src/test/python/causal.py}).
 *
 * @param tokens {@code [2, 12]}
 * @param logits of these, {@code [2, 12, 64]}
 * @param greedy the first 5 tokens, gone on with by the likeliest ones, 24 of them
 * @param fresh the same with a penalty of 1.5 for repetitions
 * @param stopped the greedy ones up to the first end token of {@code generation_config.json}, included
 */
record CausalFixture(Path path, IntTensor tokens, Tensor logits, int[] greedy, int[] fresh, int[] stopped) {
    static final int PROMPT = 5;

    /** For example {@code llama/mistral}. */
    static CausalFixture of(String name) {
        Path path = resource(name);
        try (SafetensorsFile file = Safetensors.open(path.resolve("expected.safetensors"))) {
            return new CausalFixture(path, file.ints("tokens"), file.tensor("logits"), file.ints("greedy").toArray(),
                    file.ints("fresh").toArray(), file.ints("stopped").toArray());
        }
    }

    static Path resource(String name) {
        return Path.of("src/test/resources/dev/lanewise/zoo").resolve(name);
    }

    ModelFolder folder() {
        return ModelFolder.open(path);
    }

    int[] prompt() {
        return Arrays.copyOf(greedy, PROMPT);
    }

    /** Compares logits with the expected ones, by the largest of these. */
    void assertLogits(CausalModel model, double bound) {
        try (GradMode.Scope _ = GradMode.noGrad()) {
            float[] found = model.forward(tokens).toArray();
            float[] expected = logits.toArray();
            double largest = 0;
            double difference = 0;
            for (int i = 0; i < expected.length; i++) {
                largest = Math.max(largest, Math.abs(expected[i]));
                difference = Math.max(difference, Math.abs(expected[i] - found[i]));
            }
            assertTrue(difference <= bound * largest, path + ": " + difference + " of " + largest);
        }
    }

    /** A copy whose configuration has another text in a place. */
    static ModelFolder changed(Path original, Path copy, String from, String to) {
        try (Stream<Path> files = Files.list(original)) {
            for (Path file : original.equals(copy) ? List.<Path>of() : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            Path config = copy.resolve("config.json");
            String text = Files.readString(config);
            assertTrue(text.contains(from), "no " + from + " in " + text);
            Files.writeString(config, text.replace(from, to));
            return ModelFolder.open(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
