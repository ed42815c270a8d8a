package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.data.DataLoader;
import dev.lanewise.data.Dataset;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.SafetensorsFile;
import dev.lanewise.nn.Block;
import dev.lanewise.optim.AdamW;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Trainer;
import dev.lanewise.zoo.EntityRecognizer.Entity;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.tokenizers.TokenBatch;
import dev.lanewise.zoo.tokenizers.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heads whose folders heads.py writes, with what transformers and its pipelines compute. */
@Tag("quick")
class EncoderHeadsTest {
    private static final double BOUND = 2e-5;
    private static final List<String> FILES = List.of("tokenizer.json", "tokenizer_config.json");

    @TempDir
    private Path temporary;

    private static TokenBatch inputs(String folder) {
        try (SafetensorsFile file = Safetensors.open(Fixtures.path("heads/" + folder + "/expected.safetensors"))) {
            return new TokenBatch(file.ints("ids"), file.ints("types"), file.ints("mask"));
        }
    }

    private static Tensor expected(String folder, String name) {
        return Fixtures.of(Fixtures.expected("heads/" + folder), name);
    }

    private static List<ModelConfig> told(String folder) {
        return ModelConfig.readAll(Fixtures.path("heads/" + folder + "/expected.json"));
    }

    /** A model with the tokenizer of the sentence encoder. */
    private Path withTokenizer(String folder) {
        Path target = temporary.resolve(folder);
        TextFolders.copy(Fixtures.path("heads/" + folder), target);
        try {
            for (String file : FILES) {
                Files.copy(TextFolders.path("sentence").resolve(file), target.resolve(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target;
    }

    private String savedAs(ModelFolder from, Block network, List<String> labels, String name) {
        from.save(network.stateDict(), labels, temporary.resolve(name));
        return ModelFolder.open(temporary.resolve(name)).config().texts("architectures").getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "distilbert"})
    void scoresAreThoseOfTheReference(String family) {
        TokenBatch batch = inputs(family + "-tokens");
        TokenClassifier tokens = TokenClassifier.load(Fixtures.folder("heads/" + family + "-tokens"));
        Fixtures.assertClose(tokens.forward(batch), expected(family + "-tokens", "logits"), BOUND);
        assertThat(tokens.copy().forward(batch).toArray()).isEqualTo(tokens.forward(batch).toArray());
        MaskedLanguageModel masked = MaskedLanguageModel.load(Fixtures.folder("heads/" + family + "-mask"));
        Fixtures.assertClose(masked.forward(batch), expected(family + "-mask", "logits"), BOUND);
        assertThat(masked.copy().forward(batch).toArray()).isEqualTo(masked.forward(batch).toArray());
        QuestionAnswering answers = QuestionAnswering.load(Fixtures.folder("heads/" + family + "-answers"));
        Tensor scores = answers.forward(batch);
        Fixtures.assertClose(scores.select(2, 0), expected(family + "-answers", "start_logits"), BOUND);
        Fixtures.assertClose(scores.select(2, 1), expected(family + "-answers", "end_logits"), BOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "distilbert"})
    void whatIsSavedNamesItsClass(String family) {
        String name = Map.of("bert", "Bert", "roberta", "Roberta", "distilbert", "DistilBert").get(family);
        ModelFolder tokens = Fixtures.folder("heads/" + family + "-tokens");
        ModelFolder masked = Fixtures.folder("heads/" + family + "-mask");
        ModelFolder answers = Fixtures.folder("heads/" + family + "-answers");
        RandomSource random = RandomSource.seed(1);
        List<String> labels = List.of("O", "B-X");

        assertThat(savedAs(masked, TokenClassifier.begin(masked, labels, random), labels, "tokens"))
                .isEqualTo(name + "ForTokenClassification");
        assertThat(savedAs(tokens, MaskedLanguageModel.load(masked), List.of(), "mask"))
                .isEqualTo(name + "ForMaskedLM");
        assertThat(savedAs(tokens, QuestionAnswering.begin(tokens, random), List.of(), "answers"))
                .isEqualTo(name + "ForQuestionAnswering");
        assertThat(savedAs(answers, TextEncoder.load(answers), List.of(), "encoder")).isEqualTo(name + "Model");
        assertThat(TokenClassifier.load(ModelFolder.open(temporary.resolve("tokens"))).labels()).isEqualTo(labels);
        MaskedLanguageModel.load(ModelFolder.open(temporary.resolve("mask")));
        ModelFolder answering = ModelFolder.open(temporary.resolve("answers"));
        assertThat(answering.config().has("id2label")).isFalse(); // two scores, not six labels
        QuestionAnswering.load(answering);
    }

    @Test
    void classifiersOfTextsNameTheirClass() {
        for (String family : List.of("bert", "roberta", "distilbert")) {
            ModelFolder folder = TextFolders.open(family);
            SequenceClassifier model = SequenceClassifier.begin(folder, List.of("a", "b"), RandomSource.seed(1));
            assertThat(savedAs(folder, model, List.of("a", "b"), family)).endsWith("ForSequenceClassification");
        }
    }

    @Test
    void equalLabelsAreKept() {
        ModelFolder folder = Fixtures.folder("heads/bert-tokens");
        List<String> labels = List.of("crane", "O", "crane");
        savedAs(folder, TokenClassifier.begin(folder, labels, RandomSource.seed(1)), labels, "equal");
        ModelFolder saved = ModelFolder.open(temporary.resolve("equal"));
        assertThat(TokenClassifier.load(saved).labels()).isEqualTo(labels);
        assertThat(saved.config().below("label2id").number("crane")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "distilbert"})
    void entitiesAreThoseOfThePipeline(String family) {
        EntityRecognizer recognizer = EntityRecognizer.open(withTokenizer(family + "-tokens"));
        List<ModelConfig> told = told(family + "-tokens");
        List<String> texts = told.stream().map(each -> each.text("text")).distinct().toList();
        List<List<Entity>> together = recognizer.recognize(texts);
        List<Entity> found = together.stream().flatMap(List::stream).toList();

        assertThat(found).hasSameSizeAs(told);
        for (int i = 0; i < found.size(); i++) {
            Entity entity = found.get(i);
            ModelConfig expected = told.get(i);
            assertThat(entity.label()).isEqualTo(expected.text("label"));
            assertThat(entity.start()).isEqualTo((int) expected.number("start"));
            assertThat(entity.end()).isEqualTo((int) expected.number("end"));
            assertThat(entity.text()).isEqualTo(expected.text("text").substring(entity.start(), entity.end()));
            assertThat(entity.score()).isCloseTo(expected.number("score"), within(1e-5));
        }
        assertThat(texts.stream().map(recognizer::recognize).toList()).isEqualTo(together);
        assertThat(recognizer.recognize("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "distilbert"})
    void masksAreFilledAsByThePipeline(String family) {
        MaskFiller filler = MaskFiller.open(withTokenizer(family + "-mask"));
        assertThat(filler.mask()).isEqualTo("[MASK]");
        for (ModelConfig expected : told(family + "-mask")) {
            List<Guess> guesses = filler.fill(expected.text("text"), 4).get((int) expected.number("mask"));
            int token = (int) expected.number("token");
            assertThat(guesses).hasSize(4).anySatisfy(guess -> {
                assertThat(guess.number()).isEqualTo(token);
                assertThat(guess.name()).isEqualTo(expected.text("name"));
                assertThat(guess.probability()).isCloseTo(expected.number("score"), within(1e-5));
            }).isSortedAccordingTo((a, b) -> Double.compare(b.probability(), a.probability()));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> filler.fill("the cat", 4))
                .withMessage("fill: the text has no \"[MASK]\" among its first 4 tokens: the cat");
        assertThatIllegalArgumentException().isThrownBy(() -> filler.fill("[MASK]", 0));
    }

    @Test
    void aHeadThatIsNotTiedIsRefused() {
        ModelFolder untied = TextFolders.changedAt(Fixtures.path("heads/bert-mask"), temporary.resolve("untied"),
                config -> config.replace("\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false"),
                tensors -> tensors);
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> MaskedLanguageModel.load(untied))
                .withMessageContaining("\"tie_word_embeddings\" is false, expected true");
        ModelFolder other = TextFolders.changedAt(Fixtures.path("heads/bert-mask"), temporary.resolve("other"),
                config -> config, tensors -> {
                    Map<String, Tensor> more = new HashMap<>(tensors);
                    more.put("cls.predictions.decoder.weight", Tensor.ones(90, 12));
                    return more;
                });
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> MaskedLanguageModel.load(other))
                .withMessageContaining("\"cls.predictions.decoder.weight\" differs");
    }

    @Test
    void aTokenClassifierLearns() {
        ModelFolder folder = TextFolders.open("sentence");
        List<List<String>> words = List.of(List.of("the", "cat", "sits"), List.of("a", "dog", "sleeps"),
                List.of("the", "dog", "sits"), List.of("the", "cat", "sleeps", "again"));
        List<List<Integer>> labels = List.of(List.of(0, 1, 0), List.of(0, 1, 0), List.of(0, 1, 0), List.of(0, 1, 0, 0));
        Dataset<LabelledTokens> samples = LabelledTokens.dataset(Tokenizer.open(folder.path()), words, labels);
        TokenClassifier model = TokenClassifier.begin(folder, List.of("O", "B-PET"), RandomSource.seed(1));
        Trainer<LabelledTokens, Tensor> trainer = Trainer.of(model, new AdamW(model.parameters(), 0.01),
                batch -> model.forward(batch.texts()), (scores, batch) -> batch.loss(scores));
        trainer.fit(new DataLoader<>(samples, 2).shuffle(RandomSource.seed(2)), 20);
        model.eval();
        folder.save(model.stateDict(), model.labels(), temporary.resolve("pets"));

        List<Entity> found = EntityRecognizer.open(temporary.resolve("pets")).recognize("the dog");
        assertThat(found).extracting(Entity::text).containsExactly("dog");
        assertThat(found).extracting(Entity::label).containsExactly("PET");
    }

    @Test
    void theFirstTokenOfAWordHasItsLabel() {
        Tokenizer tokenizer = Tokenizer.open(TextFolders.path("sentence"));
        LabelledTokens batch = LabelledTokens.dataset(tokenizer, List.of(List.of("quietly", "the"), List.of("cat")),
                List.of(List.of(1, 2), List.of(3))).batch(0, 1);
        int[] own = tokenizer.encode("quietly").ids();
        int length = batch.labels().shape().dim(1);
        int[] expected = IntStream.range(0, 2 * length).map(i -> i == 1
                ? 1
                : i == own.length - 1 ? 2 : i == length + 1 ? 3 : LabelledTokens.IGNORED).toArray();

        assertThat(own.length).isGreaterThan(3); // of several tokens
        assertThat(batch.labels().toArray()).isEqualTo(expected);
        assertThatIllegalArgumentException().isThrownBy(() -> LabelledTokens.dataset(
                tokenizer, List.of(List.of("a", "b")), List.of(List.of(1))))
                .withMessage("LabelledTokens: text 0 has 2 words and 1 labels");
    }
}
