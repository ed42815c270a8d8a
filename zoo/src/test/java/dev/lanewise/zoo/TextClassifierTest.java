package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.io.FormatException;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.folder.ModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("quick")
class TextClassifierTest {
    @TempDir
    private Path folder;

    /** A classifier with the tokenizer of the sentence encoder. */
    private ModelFolder classifier(UnaryOperator<String> config) {
        Path target = folder.resolve("classifier");
        TextFolders.changed("bert-classifier", target, config, UnaryOperator.identity());
        try {
            Files.copy(TextFolders.path("sentence").resolve("tokenizer.json"), target.resolve("tokenizer.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ModelFolder.open(target);
    }

    private static Tensor logits(ModelFolder folder, String text) {
        int[] ids = TextBatches.tokenizer(folder, 24).encode(text).ids();
        IntTensor tokens = IntTensor.of(ids).reshape(1, ids.length);
        return SequenceClassifier.load(folder).forward(tokens, tokens.mul(0), tokens.mul(0).add(1));
    }

    @Test
    void labelsComeWithTheirProbabilitiesTheBestFirst() {
        ModelFolder model = classifier(UnaryOperator.identity());
        List<List<Guess>> found = TextClassifier.open(model).classify(List.of("the cat sits", "", "the dog"));
        float[] expected = logits(model, "the dog").softmax(1).toArray();

        assertThat(found).hasSize(3).allSatisfy(labels -> {
            assertThat(labels).extracting(Guess::name).containsExactlyInAnyOrder("bad", "fair", "good");
            assertThat(labels.stream().mapToDouble(Guess::probability).sum()).isCloseTo(1, within(1e-6));
            assertThat(labels.get(0).probability()).isGreaterThanOrEqualTo(labels.get(2).probability());
        });
        assertThat(found.get(2)).allSatisfy(label -> assertThat(label.probability()).isEqualTo(
                expected[List.of("bad", "fair", "good").indexOf(label.name())]));
    }

    @Test
    void labelsThatDoNotExcludeEachOtherHaveProbabilitiesOfTheirOwn() {
        ModelFolder model = classifier(config -> config.replace(
                "\"use_cache\"", "\"problem_type\": \"multi_label_classification\", \"use_cache\""));
        float[] expected = logits(model, "the dog").sigmoid().toArray();

        assertThat(TextClassifier.open(model).classify(List.of("the dog")).getFirst())
                .allSatisfy(label -> assertThat(label.probability()).isEqualTo(
                        expected[List.of("bad", "fair", "good").indexOf(label.name())]));
    }

    @Test
    void aRegressionIsNoClassifier() {
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> TextClassifier.open(classifier(
                config -> config.replace("\"use_cache\"", "\"problem_type\": \"regression\", \"use_cache\""))))
                .withMessageContaining("\"problem_type\" is \"regression\", expected single_label_classification");
    }
}
