package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.data.DataLoader;
import dev.lanewise.data.Dataset;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.SafetensorsFile;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Block;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.SGD;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.Trainer;
import dev.lanewise.train.callbacks.Checkpoints;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.lora.Adapted;
import dev.lanewise.zoo.lora.Lora;
import dev.lanewise.zoo.tokenizers.TokenBatch;
import dev.lanewise.zoo.tokenizers.Tokenizer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pretrained classifiers trained further, as PyTorch does it (finetune.py), frozen in part, with adapters, resumed. */
class FineTuningTest {
    /** Of losses and logits around 1, after five steps. */
    private static final float BOUND = 2e-5f;

    private static final Path FIXTURE = fixture();

    @TempDir
    private Path temporary;

    private static Path fixture() {
        try {
            return Path.of(FineTuningTest.class.getResource("finetune/expected.safetensors").toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static float[] expected(String name) {
        try (SafetensorsFile file = Safetensors.open(FIXTURE.resolve("expected.safetensors"))) {
            return file.tensor(name).toArray();
        }
    }

    /** Batch by batch, in the order of the file. */
    private static DataLoader<LabelledTexts> batches() {
        try (SafetensorsFile file = Safetensors.open(FIXTURE.resolve("expected.safetensors"))) {
            Map<String, IntTensor> all = new TreeMap<>();
            for (String name : List.of("ids", "types", "mask", "labels")) {
                all.put(name, file.ints(name));
            }
            return new DataLoader<>(new Dataset<>() {
                @Override
                public int size() {
                    return all.get("labels").shape().dim(0);
                }

                @Override
                public LabelledTexts batch(int... indices) {
                    return new LabelledTexts(new TokenBatch(row("ids", indices), row("types", indices),
                            row("mask", indices)), row("labels", indices));
                }

                private IntTensor row(String name, int... indices) {
                    return all.get(name).select(0, indices[0]);
                }
            }, 1);
        }
    }

    /** The start of the fixture, with or without dropout in training. */
    private ModelFolder start(boolean withDropout) {
        try {
            Path folder = Files.createDirectories(temporary.resolve("start" + withDropout));
            String config = Files.readString(FIXTURE.resolve("start/config.json"));
            Files.writeString(folder.resolve("config.json"), withDropout
                    ? config
                    : config.replaceAll("dropout_prob\": 0.1", "dropout_prob\": 0.0"));
            Files.write(folder.resolve("model.safetensors"),
                    Files.readAllBytes(FIXTURE.resolve("start/model.safetensors")));
            return ModelFolder.open(folder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Trainer<LabelledTexts, Tensor> trainer(SequenceClassifier model, Optimizer optimizer) {
        return Trainer.of(model, optimizer, batch -> model.forward(batch.texts()),
                (scores, batch) -> Losses.crossEntropy(scores, batch.labels()));
    }

    /** The loss of each step of an epoch. */
    private static float[] losses(Trainer<LabelledTexts, Tensor> trainer) {
        List<Float> losses = new ArrayList<>();
        trainer.with(new Callback() {
            @Override
            public void step(Fit fit) {
                losses.add(fit.batchValues().get("loss"));
            }
        }).fit(batches(), 1);
        float[] array = new float[losses.size()];
        IntStream.range(0, array.length).forEach(i -> array[i] = losses.get(i));
        return array;
    }

    private static float[] logits(SequenceClassifier model) {
        return model.forward(batches().iterator().next().texts()).toArray();
    }

    private static Map<String, float[]> numbers(Block block) {
        Map<String, float[]> numbers = new TreeMap<>();
        block.snapshot().forEach((name, tensor) -> numbers.put(name, tensor.toArray()));
        return numbers;
    }

    private static void assertSame(Map<String, float[]> now, Map<String, float[]> expected) {
        assertThat(now.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, values) -> assertThat(now.get(name)).as(name).containsExactly(values));
    }

    private static Adapted<SequenceClassifier> adapter(ModelFolder folder) {
        return Lora.load(FIXTURE.resolve("adapter"), () -> SequenceClassifier.load(folder));
    }

    // ---- as PyTorch

    @Test
    void theFirstStepsAreThoseOfPyTorch() {
        SequenceClassifier model = SequenceClassifier.load(start(false));
        assertThat(logits(model)).containsExactly(expected("before"), within(BOUND));

        assertThat(losses(trainer(model, new SGD(model.parameters(), 0.1))))
                .containsExactly(expected("all.losses"), within(BOUND));
        assertThat(logits(model)).containsExactly(expected("all.after"), within(BOUND));
    }

    @Test
    void frozenLayersKeepTheirBitsAndTheOthersLearnAsInPyTorch() {
        SequenceClassifier model = SequenceClassifier.load(start(false));
        Block bert = model.children().get("bert");
        bert.children().get("embeddings").freeze();
        bert.children().get("encoder").children().get("layer").children().get("0").freeze();
        Map<String, float[]> before = numbers(model);

        assertThat(losses(trainer(model, new SGD(model.parameters(), 0.1))))
                .containsExactly(expected("frozen.losses"), within(BOUND));
        assertThat(logits(model)).containsExactly(expected("frozen.after"), within(BOUND));
        Map<String, float[]> after = numbers(model);
        before.forEach((name, values) -> assertThat(Arrays.equals(after.get(name), values)).as(name)
                .isEqualTo(name.contains("embeddings.") || name.contains("layer.0.")));
    }

    @Test
    void adaptersOfPeftsLayoutLearnAsInPyTorch() {
        Adapted<SequenceClassifier> adapted = adapter(start(false));
        assertThat(logits(adapted.network())).containsExactly(expected("adapted.before"), within(BOUND));

        assertThat(losses(trainer(adapted.network(), new SGD(adapted.trained(), 0.1))))
                .containsExactly(expected("adapted.losses"), within(BOUND));
        assertThat(logits(adapted.network())).containsExactly(expected("adapted.after"), within(BOUND));
        assertThat(logits(adapted.merged())).containsExactly(expected("adapted.after"), within(BOUND));
    }

    // ---- state

    /** Killed within an epoch and started again, all made anew: the bits of a run that never stopped. */
    @ParameterizedTest
    @CsvSource({"false, 3", "true, 1", "true, 4"})
    void aTrainingThatIsResumedHasTheBitsOfOneThatNeverStopped(boolean withAdapters, long every) {
        ModelFolder folder = start(true);
        Path file = temporary.resolve("run.safetensors");
        SequenceClassifier whole = run(folder, withAdapters, null, Long.MAX_VALUE);
        assertThat(whole.forward(batches().iterator().next().texts()).toArray()).doesNotContain(Float.NaN);
        SequenceClassifier last = whole;
        for (long steps = every; steps < 10 + every; steps += every) {
            last = run(folder, withAdapters, file, steps);
        }
        assertSame(numbers(last), numbers(whole));
    }

    private static SequenceClassifier run(ModelFolder folder, boolean withAdapters, Path file, long steps) {
        Adapted<SequenceClassifier> adapted = withAdapters ? adapter(folder) : null;
        SequenceClassifier model = withAdapters ? adapted.network() : SequenceClassifier.load(folder);
        Trainer<LabelledTexts, Tensor> trainer = trainer(model,
                new AdamW(withAdapters ? adapted.trained() : model.parameters(), 0.01)).maxSteps(steps);
        if (file != null) {
            trainer.with(new Checkpoints(file)).resume(file);
        }
        trainer.fit(batches().shuffle(RandomSource.seed(6)), 2);
        return model;
    }

    @Test
    void dropoutOfTheConfigurationIsActiveInTrainingAlone() {
        SequenceClassifier with = SequenceClassifier.load(start(true));
        SequenceClassifier without = SequenceClassifier.load(start(false));
        assertThat(logits(with)).containsExactly(logits(without));

        with.train();
        without.train();
        assertThat(logits(without)).containsExactly(logits(without));
        assertThat(logits(with)).isNotEqualTo(logits(without)).isNotEqualTo(logits(with));
        with.eval();
        assertThat(logits(with)).containsExactly(logits(without));
    }

    @ParameterizedTest
    @CsvSource({"bert-classifier", "distilbert-classifier", "roberta-classifier"})
    void eachFamilyDropsInTrainingAndIsCopiedWithItsDraws(String name) {
        SequenceClassifier model = SequenceClassifier.load(TextFolders.open(name));
        TextFolders.Expected given = TextFolders.expected(name);
        TokenBatch texts = new TokenBatch(given.ids(), given.types(), given.mask());
        float[] still = model.forward(texts).toArray();
        model.train();
        SequenceClassifier twin = model.copy();

        float[] first = model.forward(texts).toArray();
        assertThat(first).isNotEqualTo(still);
        assertThat(model.forward(texts).toArray()).isNotEqualTo(first);
        assertThat(twin.forward(texts).toArray()).containsExactly(first);
    }

    // ---- from texts to a folder

    @Test
    void aClassifierLearnsTextsAndIsSavedAsAFolder() {
        ModelFolder folder = TextFolders.open("sentence");
        List<String> texts = new ArrayList<>();
        int[] labels = new int[24];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 2;
            texts.add((i % 2 == 0 ? "the cat sits on the mat" : "stocks fell sharply") + " again".repeat(i / 6));
        }
        SequenceClassifier model = SequenceClassifier.begin(folder, List.of("animals", "markets"),
                RandomSource.seed(1));
        Trainer<LabelledTexts, Tensor> trainer = trainer(model, new AdamW(model.parameters(), 0.003));
        Dataset<LabelledTexts> samples = LabelledTexts.dataset(Tokenizer.open(folder.path()), texts, labels);
        DataLoader<LabelledTexts> loader = new DataLoader<>(samples, 8).shuffle(RandomSource.seed(2));
        trainer.fit(loader, 12);
        assertThat(trainer.evaluate(loader).get("loss")).isLessThan(0.2);

        folder.save(model.stateDict(), model.labels(), temporary.resolve("tuned"));
        List<List<Guess>> found = TextClassifier.open(ModelFolder.open(temporary.resolve("tuned")))
                .classify(List.of("the cat sits on the mat", "stocks fell sharply on monday"));
        assertThat(found.get(0).getFirst().name()).isEqualTo("animals");
        assertThat(found.get(1).getFirst().name()).isEqualTo("markets");
    }

    @Test
    void textsAndLabelsAreAsMany() {
        Tokenizer tokenizer = Tokenizer.open(TextFolders.path("sentence"));
        assertThatIllegalArgumentException().isThrownBy(() -> LabelledTexts.dataset(tokenizer, List.of("a"), 0, 1))
                .withMessage("LabelledTexts: 1 texts and 2 labels");
        assertThatIllegalArgumentException().isThrownBy(
                () -> new LabelledTexts(tokenizer.batch(List.of("a", "b")), IntTensor.of(1)))
                .withMessageContaining("expected [N] of [N, L]");
    }
}
