package dev.lanewise.examples.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.examples.Main;
import dev.lanewise.examples.Outcome;
import dev.lanewise.io.Safetensors;
import dev.lanewise.random.RandomSource;
import dev.lanewise.zoo.Gpt2;
import dev.lanewise.zoo.Weights;
import dev.lanewise.zoo.folder.ModelConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateTest {
    @TempDir
    private static Path folder;

    private static Path model;

    /** A small GPT-2 with random weights, of six letters, the two bytes of another, and escape. */
    @BeforeAll
    static void write() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"),
                """
                {"model_type": "gpt2", "vocab_size": 10, "n_embd": 16, "n_layer": 1, "n_head": 2,
                 "n_positions": 32}""");
        Files.writeString(model.resolve("tokenizer.json"), """
                {"model": {"type": "BPE", "merges": [],
                  "vocab": {"a": 0, "b": 1, "c": 2, "d": 3, "e": 4, "f": 5, "Ã": 6, "©": 7, "ě": 8, "g": 9}},
                 "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true},
                 "decoder": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true}}""");
        Gpt2 gpt = new Gpt2(Gpt2.Config.of(ModelConfig.read(model.resolve("config.json"))),
                Weights.random(RandomSource.seed(1), 0.3));
        Safetensors.save(model.resolve("model.safetensors"), gpt.stateDict(), Map.of());
    }

    @Test
    void helpNamesTheOptions() {
        assertThat(Outcome.of("generate", "--help").assertSuccess().out())
                .contains("--model=DIR", "--prompt=TEXT", "--tokens=N", "--greedy", "--temperature=T", "--top-k=K",
                        "--top-p=P", "--min-p=P", "--repetition-penalty=R", "--stop=TEXT", "--seed=N", "--quiet")
                .contains("(default: 1)");
    }

    @Test
    void theSameSeedGivesTheSameText() {
        Outcome first = Outcome.of("generate", "--model", model, "--prompt", "abc", "--tokens", 20, "--temperature",
                1.5, "--quiet").assertSuccess();
        Outcome again = Outcome.of("generate", "--model", model, "--prompt", "abc", "--tokens", 20, "--temperature",
                1.5, "--quiet", "--seed", 1).assertSuccess();
        Outcome other = Outcome.of("generate", "--model", model, "--prompt", "abc", "--tokens", 20, "--temperature",
                1.5, "--quiet", "--seed", 2).assertSuccess();
        assertThat(first.out()).startsWith("abc").isEqualTo(again.out()).isNotEqualTo(other.out())
                .doesNotContain("\u001b");
    }

    @Test
    void tellsHowLongItTookAndWhyItEnds() {
        assertThat(Outcome.of("generate", "--model", model, "--prompt", "é", "--tokens", 3).assertSuccess().lastLine())
                .matches("3 tokens in \\d+\\.\\d\\d s, [\\d,.]+ a second, \\d+ threads?; more were not asked for");
        assertThat(Outcome.of("generate", "--model", model, "--prompt", "abc").assertSuccess().lastLine())
                .startsWith("30 tokens").endsWith("the model's context is full");
    }

    @Test
    void whatTheModelSaysHoldsUnlessAnOptionSaysOtherwise() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        for (String name : new String[] {"config.json", "tokenizer.json", "model.safetensors"}) {
            Files.copy(model.resolve(name), other.resolve(name));
        }
        Files.writeString(other.resolve("generation_config.json"),
                "{\"eos_token_id\": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], \"max_new_tokens\": 5}");
        assertThat(Outcome.of("generate", "--model", other, "--prompt", "abc").assertSuccess().lastLine())
                .startsWith("1 tokens").endsWith("the model ended the text");
        Files.writeString(other.resolve("generation_config.json"), "{\"max_new_tokens\": 5}");
        assertThat(Outcome.of("generate", "--model", other, "--prompt", "abc", "--greedy").assertSuccess().lastLine())
                .startsWith("5 tokens");
        Files.writeString(other.resolve("generation_config.json"), "{\"num_beams\": 5}");
        Outcome told = Outcome.of("generate", "--model", other, "--prompt", "abc");
        assertThat(told.exit()).isZero();
        assertThat(told.err().lines()).singleElement().asString()
                .contains("\"num_beams\" is 5", "texts are generated without it");
    }

    @Test
    void severalPromptsHaveALineOfJsonEach() throws IOException {
        Path prompts = Files.writeString(folder.resolve("prompts.txt"), "abc\n\né\n");
        Outcome both = Outcome.of("generate", "--model", model, "--file", prompts, "--tokens", 3, "--json")
                .assertSuccess();
        assertThat(both.out().lines()).hasSize(2).allMatch(line -> line.endsWith(
                "\"tokens\":3,\"finish\":\"most_tokens\"}"));
        assertThat(both.out()).startsWith("{\"prompt\":\"abc\",\"text\":\"").contains("{\"prompt\":\"\\u00E9\"");
        Outcome alone = Outcome.of("generate", "--model", model, "--prompt", "abc", "--tokens", 3, "--json")
                .assertSuccess();
        assertThat(alone.out().strip()).isEqualTo(both.out().lines().toList().getFirst());
        assertThat(Outcome.of("generate", "--model", model, "--prompt", "abc", "--prompt", "a", "--tokens", 3)
                .assertSuccess().lastLine()).startsWith("6 tokens").endsWith("0 of 2 texts were ended by the model");
    }

    @Test
    void endsWhenNobodyReads() {
        StringWriter err = new StringWriter();
        Writer broken = new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        int status = Main.run(new PrintWriter(broken), new PrintWriter(err), "generate", "--model", model.toString(),
                "--prompt", "abc");
        assertThat(status).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("error: standard output cannot be written" + System.lineSeparator());
    }

    @Test
    void aGgufFileIsAModel() {
        Path file = Path.of("../zoo/src/test/resources/dev/lanewise/zoo/gguf/llama3.gguf");
        assertThat(Outcome.of("generate", "--model", file, "--prompt", "the cat", "--tokens", 4, "--greedy", "--quiet")
                .assertSuccess().out()).startsWith("the cat").hasSizeGreaterThan("the cat".length());
        Outcome.of("embed", "--model", file, "a", "b")
                .assertFailure("llama3.gguf: a language model; examples/run generate is for it");
    }

    @Test
    void whatCannotBeUsedIsSaid() throws IOException {
        Outcome.of("generate", "--prompt", "a").assertWrongUsage("--model=DIR");
        Outcome.of("generate", "--model", model).assertWrongUsage("--prompt=TEXT", "--file=FILE");
        Outcome.of("generate", "--model", model, "--prompt", "a", "--tokens", 0)
                .assertWrongUsage("--tokens 0: 1 to 10000000 are possible");
        Outcome.of("generate", "--model", model, "--prompt", "a", "--temperature", 0)
                .assertWrongUsage("--temperature 0.0: a number above 0 is needed");
        Outcome.of("generate", "--model", model, "--prompt", "a", "--top-p", 2).assertWrongUsage("--top-p 2.0");
        Outcome.of("generate", "--model", model, "--prompt", "a", "--greedy", "--top-k", 2)
                .assertWrongUsage("--greedy excludes");
        Outcome.of("generate", "--model", model, "--prompt", "a", "--stop=").assertWrongUsage("--stop: at least one");
        Outcome.of("generate", "--model", folder.resolve("none"), "--prompt", "a")
                .assertFailure("none: no such folder");
        Outcome.of("generate", "--model", model, "--prompt", "").assertFailure("--prompt: it has 0 tokens");
        Outcome.of("generate", "--model", model, "--prompt", "a".repeat(33))
                .assertFailure("--prompt: it has 33 tokens; the model reads 1 to 32");
        Path other = Files.createDirectory(folder.resolve("encoder"));
        Files.writeString(other.resolve("config.json"), "{\"model_type\": \"bert\"}");
        Outcome.of("generate", "--model", other, "--prompt", "a") // which has no tokenizer either
                .assertFailure("an encoder of texts; examples/run embed is for it");
        Files.writeString(other.resolve("config.json"), "{\"model_type\": \"t5\"}");
        Outcome.of("generate", "--model", other, "--prompt", "a")
                .assertFailure("\"model_type\" is \"t5\", expected a language model");
    }
}
