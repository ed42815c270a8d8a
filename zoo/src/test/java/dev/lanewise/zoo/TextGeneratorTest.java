package dev.lanewise.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.io.FormatException;
import dev.lanewise.random.RandomSource;
import dev.lanewise.zoo.folder.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextGeneratorTest {
    @TempDir
    private Path copy;

    private ModelFolder folder;

    /** A small GPT-2 of the words w0 to w63. */
    @BeforeEach
    void write() throws IOException {
        folder = CausalFixture.changed(CausalFixture.resource("gpt2/gpt2"), copy, "{", "{");
        Files.writeString(copy.resolve("tokenizer.json"), """
                {"pre_tokenizer": {"type": "Whitespace"},
                 "model": {"type": "WordLevel", "unk_token": "w0", "vocab": {%s}}}""".formatted(IntStream.range(0, 64)
                .mapToObj(i -> "\"w" + i + "\": " + i).collect(Collectors.joining(", "))));
    }

    @Test
    void severalPromptsAreWrittenOnAsEachAlone() {
        TextGenerator writer = TextGenerator.open(folder);
        List<String> prompts = List.of("w1 w2 w3", "w9", "w4 w5 w6 w7 w8 w9", "w1 w2 w3");
        GenerationOptions options = writer.options().mostTokens(25);
        for (GenerationOptions each : List.of(options, options.stops(List.of("w1")),
                options.sampling(Sampling.greedy()))) {
            List<TextGenerator.Written> together = writer.write(prompts, each, IntStream.range(0, 4)
                    .mapToObj(RandomSource::seed).toList());
            for (int i = 0; i < prompts.size(); i++) {
                StringBuilder pieces = new StringBuilder();
                TextGenerator.Written alone = writer.write(prompts.get(i), each, RandomSource.seed(i),
                        pieces::append);
                assertEquals(alone, together.get(i));
                assertEquals(pieces.toString(), alone.text());
            }
        }
    }

    @Test
    void settingsThatAreNotThereAreRefusedUnlessSomebodyIsTold() throws IOException {
        Files.writeString(copy.resolve("generation_config.json"), "{\"num_beams\": 4}");
        assertThrows(FormatException.class, () -> TextGenerator.open(folder));
        List<String> told = new ArrayList<>();
        assertTrue(TextGenerator.open(folder, told::add).options().sampling().isGreedy());
        assertEquals(1, told.size());
    }
}
