package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.inference.Inference;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.TextFolders.Expected;
import dev.lanewise.zoo.folder.ModelFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("quick")
class TextEncoderTest {
    /** Of the largest output. */
    private static final double BOUND = 2e-5;

    @TempDir
    private Path folder;

    private static Tensor hidden(String name) {
        Expected expected = TextFolders.expected(name);
        return TextEncoder.load(TextFolders.open(name)).forward(expected.ids(), expected.types(), expected.mask());
    }

    /** Vectors of padding are nobody's business: the reference's and ours differ in RoBERTa's positions only. */
    private static Tensor ofTokens(Tensor hidden, IntTensor mask) {
        return hidden.mul(mask.toTensor().unsqueeze(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "bert-bf16", "distilbert", "roberta"})
    void hiddenStatesAreThoseOfTheReference(String name) {
        Expected expected = TextFolders.expected(name);
        Tensor reference = expected.outputs().get("hidden");

        assertThat(TextFolders.error(ofTokens(reference, expected.mask()), ofTokens(hidden(name), expected.mask())))
                .isLessThan(BOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "bert-bf16", "roberta"})
    void pooledStatesAreThoseOfTheReference(String name) {
        Bert bert = Bert.load(TextFolders.open(name));

        assertThat(TextFolders.error(TextFolders.expected(name).outputs().get("pooled"), bert.pooled(hidden(name))))
                .isLessThan(BOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert-classifier", "distilbert-classifier", "roberta-classifier"})
    void scoresOfLabelsAreThoseOfTheReference(String name) {
        Expected expected = TextFolders.expected(name);
        SequenceClassifier classifier = SequenceClassifier.load(TextFolders.open(name));

        assertThat(classifier.labels()).containsExactly("bad", "fair", "good");
        assertThat(TextFolders.error(expected.outputs().get("logits"),
                classifier.forward(expected.ids(), expected.types(), expected.mask()))).isLessThan(BOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "distilbert", "roberta"})
    void namesOfParametersAreThoseOfTheFile(String name) {
        TextEncoder encoder = TextEncoder.load(TextFolders.open(name));

        assertThat(encoder.stateDict().keySet()).containsExactlyInAnyOrderElementsOf(
                Safetensors.load(TextFolders.path(name).resolve("model.safetensors")).tensors().keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert-classifier", "distilbert-classifier", "roberta-classifier"})
    void whatAClassifierSavesOpensAgainWithTheSameBits(String name) {
        SequenceClassifier classifier = SequenceClassifier.load(TextFolders.open(name));
        ModelFolder saved = TextFolders.changed(
                name, folder.resolve("saved"), UnaryOperator.identity(), _ -> classifier.stateDict());

        Expected given = TextFolders.expected(name);
        assertThat(SequenceClassifier.load(saved).forward(given.ids(), given.types(), given.mask()).toArray())
                .isEqualTo(classifier.forward(given.ids(), given.types(), given.mask()).toArray());
    }

    @Test
    void aFileMayHavePrefixesOldSpellingsAndHeadsOfOtherTasks() {
        ModelFolder old = TextFolders.changed("bert", folder.resolve("old"), UnaryOperator.identity(), tensors -> {
            Map<String, Tensor> renamed = new LinkedHashMap<>();
            tensors.forEach((name, tensor) -> renamed.put("bert." + name.replace("LayerNorm.weight", "LayerNorm.gamma")
                    .replace("LayerNorm.bias", "LayerNorm.beta"), tensor));
            renamed.put("cls.predictions.bias", Tensor.zeros(90));
            renamed.put("cls.seq_relationship.weight", Tensor.zeros(2, 24));
            renamed.put("bert.embeddings.position_ids", Tensor.zeros(1, 24));
            return renamed;
        });
        Expected given = TextFolders.expected("bert");

        assertThat(Bert.load(old).forward(given.ids(), given.types(), given.mask()).toArray())
                .isEqualTo(hidden("bert").toArray());
    }

    @Test
    void aModelInSeveralFilesIsTheSame() {
        Expected given = TextFolders.expected("bert");

        assertThat(TextFolders.path("bert-sharded")).isDirectoryContaining("glob:**model-00002-of-*");
        assertThat(TextEncoder.load(TextFolders.open("bert-sharded"))
                .forward(given.ids(), given.types(), given.mask()).toArray()).isEqualTo(hidden("bert").toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "distilbert", "roberta"})
    void paddingAndOtherTextsLeaveTheBits(String name) {
        TextEncoder encoder = TextEncoder.load(TextFolders.open(name));
        Expected given = TextFolders.expected(name);
        Tensor together = encoder.forward(given.ids(), given.types(), given.mask());
        IntTensor ids = given.ids().slice(0, 1, 2).slice(1, 0, 5);
        IntTensor types = given.types().slice(0, 1, 2).slice(1, 0, 5);

        assertThat(together.slice(0, 1, 2).slice(1, 0, 5).toArray())
                .isEqualTo(encoder.forward(ids, types, ids.mul(0).add(1)).toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "distilbert", "roberta"})
    void threadsReplaysAndCopiesGiveTheSameBits(String name) {
        TextEncoder encoder = TextEncoder.load(TextFolders.open(name));
        Expected given = TextFolders.expected(name);
        int threads = Parallel.threads();
        Parallel.setThreads(1);
        float[] expected = hidden(name).toArray();
        Parallel.setThreads(2);
        assertThat(hidden(name).toArray()).isEqualTo(expected);
        Parallel.setThreads(threads);

        Inference<IntTensor, Tensor> replayed = Inference.of(
                ids -> encoder.forward(ids, given.types(), given.mask()));
        replayed.run(given.ids());
        assertThat(replayed.run(given.ids()).toArray()).isEqualTo(expected);
        TextEncoder copy = (TextEncoder) encoder.copy();
        assertThat(copy.forward(given.ids(), given.types(), given.mask()).toArray()).isEqualTo(expected);
    }

    @Test
    void withoutAMaskAllTokensAreAttendedTo() {
        TextEncoder encoder = TextEncoder.load(TextFolders.open("bert"));
        IntTensor ids = TextFolders.expected("bert").ids();
        IntTensor zeros = ids.mul(0);

        assertThat(encoder.forward(ids).toArray()).isEqualTo(encoder.forward(ids, zeros, zeros.add(1)).toArray());
    }

    @Test
    void gradientsReachAllParameters() {
        SequenceClassifier classifier = SequenceClassifier.load(TextFolders.open("bert-classifier"));
        Expected given = TextFolders.expected("bert-classifier");
        classifier.forward(given.ids(), given.types(), given.mask()).square().sum().backward();

        assertThat(classifier.namedParameters()).allSatisfy((name, tensor) -> assertThat(tensor.grad()).isNotNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "bert-classifier", "distilbert", "distilbert-classifier", "roberta",
        "roberta-classifier", "bert-tokens"})
    void aNewHeadGoesOnTheEncoderOfAnyFolder(String name) {
        List<String> labels = List.of("a", "b");
        ModelFolder whole = TextFolders.changed(name, folder.resolve("whole"), UnaryOperator.identity(), tensors -> {
            tensors.putIfAbsent("bert.pooler.dense.weight", Tensor.ones(24, 24)); // bert-tokens has no pooler
            tensors.putIfAbsent("bert.pooler.dense.bias", Tensor.zeros(24));
            return tensors;
        });
        SequenceClassifier begun = SequenceClassifier.begin(
                name.equals("bert-tokens") ? whole : TextFolders.open(name), labels, RandomSource.seed(1));
        Expected given = TextFolders.expected(name);

        assertThat(begun.forward(given.ids(), given.types(), given.mask()).shape().dims()).containsExactly(3, 2);
        assertThat(begun.encoder().forward(given.ids(), given.types(), given.mask()).toArray())
                .isEqualTo(hidden(name).toArray());
        SequenceClassifier again = SequenceClassifier.begin(
                name.equals("bert-tokens") ? whole : TextFolders.open(name), labels, RandomSource.seed(1));
        assertThat(again.forward(given.ids(), given.types(), given.mask()).toArray())
                .isEqualTo(begun.forward(given.ids(), given.types(), given.mask()).toArray());
    }

    // ---- what does not fit

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"model_type\": \"bert\" | \"model_type\": \"mpnet\" | \"model_type\" is \"mpnet\", expected an encoder",
        "\"hidden_act\": \"gelu\" | \"hidden_act\": \"mish\" | \"hidden_act\" is \"mish\", expected one of",
        "\"is_decoder\": false | \"is_decoder\": true | \"is_decoder\" is true, expected false: an encoder",
        "\"add_cross_attention\": false | \"add_cross_attention\": true | \"add_cross_attention\" is true",
        "\"num_attention_heads\": 3 | \"num_attention_heads\": 5 | \"num_attention_heads\" is 5, expected a divisor",
        "\"num_hidden_layers\": 2 | \"num_hidden_layers\": 2000000000 | no tensor \"encoder.layer.2.attention",
        "\"num_hidden_layers\": 2 | \"num_hidden_layers\": 1 | has tensors that this network has no place for",
        "\"vocab_size\": 90 | \"vocab_size\": 2000000000 | has the shape [90, 24], by the configuration",
        "\"hidden_size\": 24 | \"hidden_size\": -24 | \"hidden_size\" is -24, expected a positive number",
        "\"layer_norm_eps\": 1e-12 | \"layer_norm_eps\": 1e999 | \"layer_norm_eps\" is",
        "\"use_cache\": true | \"position_embedding_type\": \"relative_key\" | \"relative_key\", expected absolute"})
    void aConfigurationThatIsNotSupportedIsRefusedByName(String text, String instead, String message) {
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> {
            ModelFolder changed = TextFolders.changed("bert", folder.resolve("changed"), config -> {
                assertThat(config).contains(text);
                return config.replace(text, instead);
            }, UnaryOperator.identity());
            TextEncoder.load(changed);
        }).withMessageContaining(message);
    }

    @Test
    void aFolderWithoutAHeadIsNoClassifier() {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> SequenceClassifier.load(TextFolders.open("bert")))
                .withMessageContaining("has no tensor");
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> SequenceClassifier.load(
                TextFolders.changed("bert-classifier", folder.resolve("labels"),
                        config -> config.replace("\"1\": \"fair\"", "\"3\": \"fair\""), UnaryOperator.identity())))
                .withMessageContaining("has no \"1\"");
    }

    @Test
    void inputsThatDoNotFitAreRefused() {
        Bert bert = Bert.load(TextFolders.open("bert"));
        IntTensor ids = IntTensor.arange(20).reshape(2, 10);

        assertThatIllegalArgumentException().isThrownBy(() -> bert.forward(ids, ids, ids.slice(1, 0, 9)))
                .withMessageContaining("tokens [2, 10], types [2, 10], mask [2, 9]: expected [N, L] each");
        assertThatIllegalArgumentException().isThrownBy(() -> bert.forward(IntTensor.arange(25).reshape(1, 25)))
                .withMessageContaining("texts are longer than the 24 positions of the model");
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> bert.forward(IntTensor.of(90).reshape(1, 1)));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> bert.forward(ids, ids, ids));
    }

    @Test
    void aNetworkWithoutAPoolerSaysSo() {
        ModelFolder bare = TextFolders.changed("bert", folder.resolve("bare"), UnaryOperator.identity(), tensors -> {
            tensors.keySet().removeIf(name -> name.startsWith("pooler."));
            return tensors;
        });
        Bert bert = Bert.load(bare);

        assertThat(bert.hasPooler()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> bert.pooled(Tensor.zeros(1, 1, 24)))
                .withMessageContaining("stored without a pooler");
        assertThatIllegalArgumentException().isThrownBy(() -> new SequenceClassifier(
                bert, List.of("a"), 0.1, Weights.random(RandomSource.seed(1), 0.02)))
                .withMessageContaining("no pooler");
    }
}
