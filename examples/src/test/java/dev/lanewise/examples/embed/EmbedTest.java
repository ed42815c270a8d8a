package dev.lanewise.examples.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lanewise.examples.Outcome;
import dev.lanewise.io.Npy;
import dev.lanewise.io.Safetensors;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.zoo.Bert;
import dev.lanewise.zoo.Weights;
import dev.lanewise.zoo.folder.ModelConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> WORDS = List.of(
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "dog", "sits", "sleeps", "stocks", "fell");

    @TempDir
    private static Path folder;

    private static Path model;

    /** A small encoder with random weights. */
    @BeforeAll
    static void write() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), """
                {"model_type": "bert", "vocab_size": 12, "hidden_size": 16, "num_hidden_layers": 1,
                 "num_attention_heads": 2, "intermediate_size": 32, "max_position_embeddings": 16}""");
        Files.writeString(model.resolve("vocab.txt"), String.join("\n", WORDS) + "\n");
        Files.writeString(model.resolve("tokenizer_config.json"), "{\"tokenizer_class\": \"BertTokenizer\"}");
        Bert bert = new Bert(Bert.Config.of(ModelConfig.read(model.resolve("config.json"))),
                Weights.random(RandomSource.seed(1), 0.3));
        Safetensors.save(model.resolve("model.safetensors"), bert.stateDict(), Map.of());
    }

    @Test
    void helpNamesTheOptions() {
        assertThat(Outcome.of("embed", "--help").assertSuccess().out())
                .contains("--model=DIR", "--file=FILE", "--nearest=N", "--save=FILE", "SENTENCE");
    }

    @Test
    void cosinesOfAllPairsAreShown() {
        Outcome outcome = Outcome.of("embed", "--model", model, "the cat sits", "the dog", "the cat sits")
                .assertSuccess();

        List<String> lines = outcome.out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).matches(" +1 +2 +3");
        assertThat(lines.get(1)).matches(" +1 +1\\.000 +-?0\\.\\d{3} +1\\.000 +the cat sits");
        assertThat(lines.get(2)).matches(" +2 +-?0\\.\\d{3} +1\\.000 +-?0\\.\\d{3} +the dog");
    }

    @Test
    void linesOfAFileHaveTheirNearest() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"),
                "the cat\n\nstocks fell\r\nthe cat\nsleeps\u001b[2J\n");
        Path vectors = folder.resolve("vectors.npy");
        Outcome outcome = Outcome.of(
                "embed", "--model", model, "--file", text, "--nearest", 1, "--save", vectors).assertSuccess();

        List<String> lines = outcome.out().lines().toList();
        assertThat(lines).hasSize(8).startsWith("the cat", "   1.000  the cat", "stocks fell");
        assertThat(outcome.out()).doesNotContain("\u001b");
        assertThat(Npy.readTensor(vectors).shape()).isEqualTo(Shape.of(4, 16));
    }

    @Test
    void withoutSentencesStandardInputIsRead() {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("the cat\nthe dog\n".getBytes(StandardCharsets.UTF_8)));
            assertThat(Outcome.of("embed", "--model", model).assertSuccess().out().lines()).hasSize(3);
            System.setIn(new ByteArrayInputStream(new byte[] {'a', (byte) 0xff}));
            Outcome.of("embed", "--model", model).assertFailure("standard input: byte 1 (0xff) of line 1 is not UTF-8");
            System.setIn(new ByteArrayInputStream(new byte[0]));
            Outcome.of("embed", "--model", model).assertFailure("standard input: 0 sentences");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aHyphenForAFileMeansStandardInput() {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("the cat\n\nthe dog\n".getBytes(StandardCharsets.UTF_8)));
            assertThat(Outcome.of("embed", "--model", model, "--file", "-").assertSuccess().out().lines()).hasSize(3);
            System.setIn(new ByteArrayInputStream(" \n\n".getBytes(StandardCharsets.UTF_8)));
            Outcome.of("embed", "--model", model, "--file", "-").assertFailure("standard input: 0 sentences");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void jsonHasOneForm() throws IOException {
        List<String> sentences = List.of("the cat \"sits\" \\", "", "😀 é\u001b[2J\u2028\t");
        Outcome outcome = Outcome.of("embed", "--model", model, "--json", sentences.get(0), sentences.get(1),
                sentences.get(2)).assertSuccess();

        assertThat(outcome.out().strip()).matches("\\p{Print}+"); // a line that no terminal or locale spoils
        JsonNode json = JSON.readTree(outcome.out());
        assertThat(json.properties()).extracting(Map.Entry::getKey).containsExactly("sentences", "nearest");
        assertThat(json.get("sentences")).extracting(JsonNode::asText).isEqualTo(sentences);
        assertThat(json.get("nearest")).hasSize(3).allMatch(row -> row.size() == 2);
        Object[] many = IntStream.range(0, 20).mapToObj(i -> "the cat " + i).toArray();
        JsonNode more = JSON.readTree(Outcome.of(Stream.concat(Stream.of("embed", "--model", model, "--json"),
                Stream.of(many)).toArray()).assertSuccess().out());
        assertThat(more.properties()).extracting(Map.Entry::getKey).containsExactly("sentences", "nearest");
        assertThat(more.get("nearest")).hasSize(20).allMatch(row -> row.size() == 3);
    }

    @Test
    void jsonHasTheNearestOfEach() throws IOException {
        JsonNode json = JSON.readTree(Outcome.of("embed", "--model", model, "--json", "--nearest", 1, "the cat",
                "stocks fell", "the cat").assertSuccess().out());
        assertThat(json.properties()).extracting(Map.Entry::getKey).containsExactly("sentences", "nearest");
        JsonNode first = json.get("nearest").get(0);
        assertThat(first).hasSize(1);
        assertThat(first.get(0).get("sentence").intValue()).isEqualTo(2);
        assertThat(first.get(0).get("similarity").floatValue()).isCloseTo(1, within(1e-5f));
        JsonNode alone = JSON.readTree(
                Outcome.of("embed", "--model", model, "--json", "--nearest", 1, "the").assertSuccess().out());
        assertThat(alone.get("nearest").toString()).isEqualTo("[[]]");
    }

    @Test
    void aModelThatGivesNaNIsRefused() throws IOException {
        Path broken = Files.createDirectory(folder.resolve("broken"));
        for (String name : new String[] {"config.json", "vocab.txt", "tokenizer_config.json"}) {
            Files.copy(model.resolve(name), broken.resolve(name));
        }
        Bert bert = new Bert(Bert.Config.of(ModelConfig.read(model.resolve("config.json"))),
                Weights.random(RandomSource.seed(1), Float.MAX_VALUE));
        Safetensors.save(broken.resolve("model.safetensors"), bert.stateDict(), Map.of());
        for (String form : new String[] {"--json", "--nearest=1"}) {
            Outcome.of("embed", "--model", broken, form, "the cat", "a dog").assertFailure("the model gives NaN");
        }
    }

    @Test
    void whatCannotBeUsedIsSaid() throws IOException {
        Outcome.of("embed", "a").assertWrongUsage("--model=DIR");
        Outcome.of("embed", "--model", model, "--nearest", 0, "a")
                .assertWrongUsage("--nearest 0: at least 1 is needed");
        Outcome.of("embed", "--model", model, "--file", "x", "a").assertWrongUsage("--file excludes");
        Outcome.of("embed", "--model", folder.resolve("none"), "a").assertFailure("none: no such folder");
        Outcome.of("embed", "--model", model, "--file", folder.resolve("none")).assertFailure("none: no such file");
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("config.json"), "{\"model_type\": \"gpt2\"}");
        Outcome.of("embed", "--model", other, "a").assertFailure("a language model; examples/run generate is for it");
        Files.writeString(other.resolve("config.json"), "{\"model_type\": \"resnet\"}");
        Outcome.of("embed", "--model", other, "a")
                .assertFailure("a model of pictures; examples/run classify is for it");
        Files.writeString(other.resolve("config.json"), "{\"model_type\": \"t5\"}");
        Outcome.of("embed", "--model", other, "a").assertFailure("\"model_type\" is \"t5\", expected an encoder");
    }

    @Test
    void whereVectorsCannotBeSavedIsSaidBeforeAnythingIsRead() {
        Path none = folder.resolve("nowhere");
        Outcome.of("embed", "--model", none, "--save", none.resolve("x.npy"), "a")
                .assertFailure("x.npy: there is no folder");
        Outcome.of("embed", "--model", none, "--save", folder, "a").assertFailure(": is a folder");
    }
}
