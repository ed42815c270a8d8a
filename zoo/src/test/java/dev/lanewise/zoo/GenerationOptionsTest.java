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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a folder says about generation. */
class GenerationOptionsTest {
    private static final String FILE = "generation_config.json";

    /** The folder of a small GPT-2, whose {@code config.json} has the end token 0. */
    private static ModelFolder with(String json, Path copy) throws IOException {
        ModelFolder folder = CausalFixture.changed(CausalFixture.resource("gpt2/gpt2"), copy, "{", "{");
        Files.writeString(copy.resolve(FILE), json);
        return folder;
    }

    @Test
    void readsWhatTheFolderSays() {
        GenerationOptions options = GenerationOptions.of(CausalFixture.of("gpt2/gpt2").folder());
        assertEquals("Sampling(temperature 0.7, top-k 20, top-p 0.9)", options.sampling().toString());
        assertEquals(Set.of(28, 63), options.ends());
    }

    @Test
    void readsTheEndOfTheConfigurationWithoutThatFile(@TempDir Path copy) throws IOException {
        ModelFolder folder = CausalFixture.changed(CausalFixture.resource("gpt2/gpt2"), copy, "{", "{");
        Files.delete(copy.resolve("generation_config.json"));
        assertEquals(Set.of(0), GenerationOptions.of(folder).ends());
        assertTrue(GenerationOptions.of(folder).sampling().isGreedy());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"num_beams|4", "temperature|0.0", "top_p|1.5", "top_k|-1", "eos_token_id|-3",
        "eos_token_id|[1, \"x\"]", "repetition_penalty|0", "min_p|2", "no_repeat_ngram_size|3", "suppress_tokens|[1]",
        "max_new_tokens|0"})
    void refusesGenerationThatIsNotSupported(String key, String value, @TempDir Path copy) throws IOException {
        ModelFolder folder = CausalFixture.changed(CausalFixture.resource("gpt2/gpt2"), copy, "{", "{");
        Files.writeString(copy.resolve("generation_config.json"),
                "{\"do_sample\": true, \"" + key + "\": " + value + "}");
        FormatException refusal = assertThrows(FormatException.class, () -> GenerationOptions.of(folder));
        assertTrue(refusal.getMessage().contains(key), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("generation_config.json"), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                | 0
            {"eos_token_id": null}            | 0
            {"eos_token_id": 7}               | 7
            {"eos_token_id": [7, 9, 7]}       | 7 9
            {"eos_token_id": []}              | ''
            """)
    void takesAllEndTokensOfTheFirstFileThatHasThem(String json, String ends, @TempDir Path copy) throws IOException {
        assertEquals(ends, GenerationOptions.of(with(json, copy)).ends().stream().sorted().map(String::valueOf)
                .collect(Collectors.joining(" ")));
    }

    @Test
    void withoutAnEndTokenNoneEndsTheText(@TempDir Path copy) throws IOException {
        ModelFolder folder = CausalFixture.changed(CausalFixture.resource("gpt2/gpt2"), copy, "\"eos_token_id\": 0",
                "\"eos_token_id\": null");
        Files.writeString(copy.resolve(FILE), "{}");
        assertEquals(Set.of(), GenerationOptions.of(folder).ends());
    }

    /** Most tokens, and the longest text. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                       | 100        | 2147483647
            {"max_new_tokens": 7}                    | 7          | 2147483647
            {"max_length": 9}                        | 2147483647 | 9
            {"max_length": 9, "max_new_tokens": 7}   | 7          | 2147483647
            {"max_length": null}                     | 100        | 2147483647
            """)
    void readsHowLongTextsAre(String json, int most, int longest, @TempDir Path copy) throws IOException {
        GenerationOptions options = GenerationOptions.of(with(json, copy));
        assertEquals(most, options.mostTokens());
        assertEquals(longest, options.longest());
        assertEquals(Integer.MAX_VALUE, options.mostTokens(3).longest());
    }

    @Test
    void theLongestTextCountsItsPrompt() {
        Generator generator = Generator.of(Gpt2.load(CausalFixture.of("gpt2/gpt2").folder()));
        GenerationOptions options = GenerationOptions.defaults().longest(9);
        Generation more = generator.generate(new int[] {1, 2, 3}, options, RandomSource.seed(1));
        assertEquals(6, more.tokens().size());
        assertEquals(Generation.Finish.MOST_TOKENS, more.finish());
        assertEquals("generate: a prompt of 9 tokens leaves none of a text of at most 9 (\"max_length\" where a file "
                + "says it)",
                assertThrows(IllegalArgumentException.class,
                        () -> generator.generate(new int[9], options, RandomSource.seed(1))).getMessage());
        assertEquals(100 - 61, generator.generate(new int[9], options.mostTokens(39), RandomSource.seed(1)).tokens()
                .size());
    }

    @Test
    void samplesAsTheFileSaysWithTransformersTopK(@TempDir Path copy) throws IOException {
        assertEquals("Sampling(temperature 1.0, top-k 50)",
                GenerationOptions.of(with("{\"do_sample\": true}", copy)).sampling().toString());
        assertEquals("Sampling(greedy, penalty 1.5)", GenerationOptions.of(
                with("{\"temperature\": 0.3, \"top_k\": 4, \"repetition_penalty\": 1.5}", copy)).sampling().toString());
    }

    @Test
    void readsTheSettingsOfOlderFoldersInTheirConfiguration(@TempDir Path copy) throws IOException {
        ModelFolder folder = CausalFixture.changed(CausalFixture.resource("gpt2/gpt2"), copy, "{",
                "{\"do_sample\": true, \"top_k\": 3, \"max_length\": 20,");
        Files.delete(copy.resolve(FILE));
        assertEquals("Sampling(temperature 1.0, top-k 3)", GenerationOptions.of(folder).sampling().toString());
        assertEquals(20, GenerationOptions.of(folder).longest());
    }

    @Test
    void settingsThatAreNotThereAreToldOnceOrRefused(@TempDir Path copy) throws IOException {
        ModelFolder folder = with("{\"suppress_tokens\": [1], \"num_beams\": 4, \"max_new_tokens\": 7}", copy);
        assertThrows(FormatException.class, () -> GenerationOptions.of(folder));
        List<String> told = new ArrayList<>();
        assertEquals(7, GenerationOptions.leavingOut(folder, told::add).mostTokens());
        assertEquals(Stream.of("\"num_beams\" is 4, expected 1, as nothing else is supported",
                "\"suppress_tokens\" is [1], expected no value, as it is not supported")
                .map(each -> copy.resolve(FILE) + ": " + each + "; texts are generated without it").toList(), told);
        assertThrows(FormatException.class,
                () -> GenerationOptions.leavingOut(with("{\"num_beams\": \"x\"}", copy), told::add));
        assertThrows(FormatException.class,
                () -> GenerationOptions.leavingOut(with("{\"eos_token_id\": -1}", copy), told::add));
    }
}
