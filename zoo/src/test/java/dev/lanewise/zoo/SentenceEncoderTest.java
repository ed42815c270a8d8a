package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.io.FormatException;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.folder.ModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("quick")
class SentenceEncoderTest {
    private static final String SENTENCE = "sentence";
    private static final String POOLING = "1_Pooling/config.json";

    @TempDir
    private Path folder;

    private static List<String> sentences() {
        try {
            String all = Files.readString(TextFolders.path(SENTENCE).resolve("sentences.txt"));
            return Arrays.asList(all.substring(0, all.length() - 1).split("\n", -1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SentenceEncoder encoder() {
        return SentenceEncoder.open(TextFolders.open(SENTENCE));
    }

    /** A copy of the folder where a file has another text, or is not there. */
    private ModelFolder with(String name, String text) {
        Path target = folder.resolve("copy");
        TextFolders.copy(TextFolders.path(SENTENCE), target);
        try {
            if (text.isEmpty()) {
                Files.delete(target.resolve(name));
            } else {
                Files.writeString(target.resolve(name), text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ModelFolder.open(target);
    }

    private static double cosine(Tensor a, Tensor b) {
        return SentenceEncoder.similarity(a, b).item();
    }

    @Test
    void embeddingsAreThoseOfTheReference() {
        Tensor reference = TextFolders.expected(SENTENCE, "embeddings");
        Tensor ours = encoder().encode(sentences());

        assertThat(TextFolders.error(reference, ours)).isLessThan(2e-5);
        for (int i = 0; i < reference.dim(0); i++) {
            assertThat(cosine(reference.slice(0, i, i + 1), ours.slice(0, i, i + 1))).isGreaterThan(0.999999);
        }
    }

    @Test
    void anEmbeddingDependsOnItsTextAlone() {
        SentenceEncoder encoder = encoder();
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sentences.addAll(sentences());
        }
        Collections.reverse(sentences);
        Tensor together = encoder.encode(sentences);

        int threads = Parallel.threads();
        Parallel.setThreads(1);
        for (int i = 0; i < 12; i++) {
            assertThat(together.slice(0, i, i + 1).toArray()).as(sentences.get(i))
                    .isEqualTo(encoder.encode(sentences.subList(i, i + 1)).toArray())
                    .isEqualTo(together.slice(0, i + 12, i + 13).toArray());
        }
        Parallel.setThreads(threads);
    }

    @Test
    void noTextsGiveNoEmbeddingsAndLongOnesAreCut() {
        SentenceEncoder encoder = encoder();
        String endless = "the cat ".repeat(10_000);

        assertThat(encoder.encode(List.of()).shape()).isEqualTo(Shape.of(0, 24));
        assertThat(encoder.encode(List.of(endless)).toArray())
                .isEqualTo(encoder.encode(List.of("the cat ".repeat(20))).toArray());
        assertThatIllegalArgumentException().isThrownBy(() -> encoder.encode(Arrays.asList("a", null)))
                .withMessageContaining("text 1 is null");
    }

    @Test
    void similaritiesAreCosines() {
        Tensor a = Tensor.of(Shape.of(2, 2), 3, 0, 1, 1);
        Tensor b = Tensor.of(Shape.of(3, 2), 0, 2, 5, 0, 0, 0);

        assertThat(SentenceEncoder.similarity(a, b).allClose(
                Tensor.of(Shape.of(2, 3), 0, 1, 0, 0.70710678f, 0.70710678f, 0))).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> SentenceEncoder.similarity(a, Tensor.zeros(2, 3)))
                .withMessage("similarity: embeddings [2, 2] and [2, 3]: expected [N, D] and [M, D]");
    }

    @Test
    void poolingLeavesPaddingOut() {
        Tensor hidden = Tensor.of(Shape.of(2, 2, 2), 1, -5, 3, -7, -4, -6, 100, 100);
        IntTensor mask = IntTensor.of(Shape.of(2, 2), 1, 1, 1, 0);

        assertThat(Pooling.MEAN.of(hidden, mask).toArray()).containsExactly(2, -6, -4, -6);
        assertThat(Pooling.CLS.of(hidden, mask).toArray()).containsExactly(1, -5, -4, -6);
        assertThat(Pooling.MAX.of(hidden, mask).toArray()).containsExactly(3, -5, -4, -6);
        assertThat(Pooling.MEAN.of(hidden, mask.mul(0)).toArray()).containsOnly(0);
        assertThatIllegalArgumentException().isThrownBy(() -> Pooling.MEAN.of(hidden, mask.slice(1, 0, 1)))
                .withMessageContaining("hidden states [2, 2, 2] and mask [2, 1]");
    }

    // ---- layouts

    @Test
    void foldersOfOlderVersionsAreReadAlike() {
        Path target = with("modules.json", """
                [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                 {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]""")
                .path();
        write(target.resolve(POOLING), """
                {"word_embedding_dimension": 24, "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}""");
        write(target.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 4, \"do_lower_case\": true}");
        SentenceEncoder old = SentenceEncoder.open(ModelFolder.open(target));

        assertThat(old).hasToString("SentenceEncoder(CLS, width 24)");
        assertThat(old.encode(List.of("the cat sits")).toArray())
                .isEqualTo(old.encode(List.of("THE CAT on the mat")).toArray());
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anEncoderAloneIsAveragedAndNormalised() {
        ModelFolder bare = with("modules.json", "");

        assertThat(SentenceEncoder.open(bare)).hasToString("SentenceEncoder(MEAN, normalized, width 24)");
        assertThat(SentenceEncoder.open(bare).encode(sentences()).toArray())
                .isEqualTo(encoder().encode(sentences()).toArray());
    }

    @Test
    void aDefaultPromptComesBeforeEachText() {
        SentenceEncoder prompted = SentenceEncoder.open(with("config_sentence_transformers.json",
                "{\"prompts\": {\"query\": \"the dog \"}, \"default_prompt_name\": \"query\"}"));

        assertThat(prompted.encode(List.of("sleeps")).toArray())
                .isEqualTo(encoder().encode(List.of("the dog sleeps")).toArray());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "modules.json | {} | not a JSON list of objects",
        "modules.json | [1] | not a JSON list of objects",
        "modules.json | [] | there are 0",
        "modules.json | [{\"type\": \"x.Transformer\", \"path\": \"..\"}] | \"path\" is \"..\", expected the encoder",
        "modules.json | [{\"type\": \"Transformer\", \"path\": \"\"}, {\"type\": \"Dense\", \"path\": \"2\"}] "
                + "| \"type\" is \"Dense\", expected Transformer, Pooling or Normalize",
        "modules.json | [{\"type\": \"Transformer\", \"path\": \"\"}, {\"type\": \"Pooling\", \"path\": \"../x\"}] "
                + "| \"path\" is \"../x\", expected the name of a folder",
        "modules.json | [{\"type\": \"Transformer\", \"path\": \"\"}, {\"type\": \"Normalize\", \"path\": \"x\"}] "
                + "| expected the normalisation as the third module",
        POOLING + " | {\"embedding_dimension\": 25} | is 25, expected the width of the encoder, 24",
        POOLING + " | {\"pooling_mode\": \"lasttoken\"} | is \"lasttoken\", expected mean, cls or max",
        POOLING + " | {\"pooling_mode_cls_token\": true, \"pooling_mode_mean_tokens\": true} | is true, expected",
        POOLING + " | {\"pooling_mode_mean_sqrt_len_tokens\": true} | one way of pooling",
        POOLING + " | {\"include_prompt\": false} | \"include_prompt\" is false",
        "sentence_bert_config.json | {\"max_seq_length\": 0} | \"max_seq_length\" is 0, expected a positive number",
        "tokenizer_config.json | {\"model_max_length\": -1} | \"model_max_length\" is -1, expected 1 or more",
        "config_sentence_transformers.json | {\"default_prompt_name\": \"q\", \"prompts\": {}} | has no \"q\""})
    void aLayoutThatIsNotSupportedIsRefusedByName(String file, String text, String message) {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> SentenceEncoder.open(with(file, text)))
                .withMessageContaining(message);
    }

    @Test
    void aFolderWithoutATokenizerSaysWhatIsMissing() {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> SentenceEncoder.open(TextFolders.open("bert")))
                .withMessageContaining("no tokenizer.json");
    }

    // ---- a service

    /** Answers from whichever model is there when a request comes. */
    private static final class Service {
        private final AtomicReference<SentenceEncoder> current;

        Service(SentenceEncoder first) {
            current = new AtomicReference<>(first);
        }

        float[] embedding(String text) {
            return current.get().encode(List.of(text)).toArray();
        }

        void swap(SentenceEncoder next) {
            current.set(next);
        }
    }

    @Test
    void eightThreadsAreAnsweredWhileTheModelIsSwapped() throws Exception {
        ModelFolder other = TextFolders.changed(SENTENCE, folder.resolve("other"), config -> config, tensors -> {
            tensors.replaceAll((name, tensor) -> name.endsWith("dense.weight") ? tensor.neg() : tensor);
            return tensors;
        });
        SentenceEncoder[] models = {encoder(), SentenceEncoder.open(other)};
        List<String> texts = sentences();
        List<List<float[]>> expected = Arrays.stream(models)
                .map(model -> texts.stream().map(text -> model.encode(List.of(text)).toArray()).toList()).toList();
        Service service = new Service(models[0]);
        int[] seen = new int[2];

        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<float[]>> answers = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                String text = texts.get(i % texts.size());
                answers.add(threads.submit(() -> service.embedding(text)));
                if (i % 10 == 0) {
                    service.swap(models[i / 10 % 2]);
                    answers.get(i / 2).get();
                }
            }
            for (int i = 0; i < 400; i++) {
                float[] answer = answers.get(i).get();
                boolean first = Arrays.equals(answer, expected.get(0).get(i % texts.size()));
                assertThat(first || Arrays.equals(answer, expected.get(1).get(i % texts.size())))
                        .as("answer %s is one model's", i).isTrue();
                seen[first ? 0 : 1]++;
            }
        }
        assertThat(seen[0] + seen[1]).isEqualTo(400);
        assertThat(seen).doesNotContain(0);
    }
}
