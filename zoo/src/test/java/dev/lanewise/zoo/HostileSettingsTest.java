package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.lora.Lora;
import dev.lanewise.zoo.tokenizers.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Damaged files of settings and vocabularies: each is read, or refused in one short sentence that names the folder,
 * soon and with bounded memory. {@code -Dcheck.files=10000000} is the long form (in which networks
 * are seldom made of the settings that are read); failures name the seed.
 */
final class HostileSettingsTest {
    private static final int FILES = Integer.getInteger("check.files", 500);
    private static final int FIRST = Integer.getInteger("check.first", 0);

    /** From here on the settings alone are read, without the network that has them, but of each so many. */
    private static final int WHOLE = 500;

    private static final String[] VOCABULARY = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "##b", "\u00e9",
        "ab"};
    private static final String IDS = "{\"<|endoftext|>\":0,\"a\":1,\"b\":2,\"ab\":3,\"\u0120a\":4,\"\u0120\":5}";
    private static final String MERGES = "#version: 0.2\na b\n\u0120 a\n";

    private static final Map<String, Consumer<Path>> READERS = Map.ofEntries(
            Map.entry("resnet/basic", to -> ResNet.load(ModelFolder.open(to))),
            Map.entry("vit/classifier", to -> Vit.load(ModelFolder.open(to))),
            Map.entry("bert/bert", to -> TextEncoder.load(ModelFolder.open(to))),
            Map.entry("bert/distilbert", to -> TextEncoder.load(ModelFolder.open(to))),
            Map.entry("gpt2/gpt2", to -> CausalModel.open(ModelFolder.open(to))),
            Map.entry("llama/llama-3", to -> CausalModel.open(ModelFolder.open(to))),
            Map.entry("pictures/deit", to -> ImageProcessor.of(
                    ModelConfig.read(to.resolve("preprocessor_config.json")))),
            Map.entry("bert/sentence", to -> SentenceLayout.of(ModelFolder.open(to), 24)),
            Map.entry("finetune/adapter", to -> Lora.load(to,
                    () -> SequenceClassifier.load(Fixtures.folder("finetune/start")))),
            Map.entry("words", Tokenizer::open),
            Map.entry("pairs", Tokenizer::open));

    /** What reads the settings of those whose networks take longer. */
    private static final Map<String, Consumer<ModelConfig>> CONFIGS = Map.of("resnet/basic", ResNetConfig::of,
            "vit/classifier", VitConfig::of, "bert/bert", Bert.Config::of, "bert/distilbert", DistilBert.Config::of,
            "gpt2/gpt2", Gpt2.Config::of, "llama/llama-3", Llama.Config::of);

    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({
        "resnet/basic, config.json", "vit/classifier, config.json", "bert/bert, config.json",
        "bert/distilbert, config.json", "gpt2/gpt2, config.json", "llama/llama-3, config.json",
        "pictures/deit, preprocessor_config.json", "bert/sentence, modules.json",
        "bert/sentence, 1_Pooling/config.json", "finetune/adapter, adapter_config.json",
        "words, vocab.txt", "pairs, vocab.json", "pairs, merges.txt"})
    void aDamagedFileIsReadOrRefused(String source, String name) throws IOException {
        Path memory = Path.of("/dev/shm");
        Path folder = Files.isWritable(memory) ? Files.createTempDirectory(memory, "lanewise-hostile") : temporary;
        try {
            fill(source, folder);
            Path file = folder.resolve(name);
            String whole = Files.readString(file);
            Consumer<Path> reader = Objects.requireNonNull(READERS.get(source));
            reader.accept(folder); // which it does as it is
            DamagedJson json = name.endsWith(".json") ? new DamagedJson(List.of(whole)) : null;
            int refused = 0;
            for (int seed = FIRST; seed < FIRST + FILES; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                Files.writeString(file, json == null ? DamagedText.of(whole, random) : json.next(random));
                Consumer<ModelConfig> config = seed % WHOLE == 0 || seed < WHOLE ? null : CONFIGS.get(source);
                refused += Promise.isRead(() -> {
                    if (config == null) {
                        reader.accept(folder);
                    } else {
                        config.accept(ModelConfig.read(file));
                    }
                }, folder.toString(), seed) ? 0 : 1;
            }
            assertThat(refused).isGreaterThan(FILES / 100).isLessThan(FILES);
        } finally {
            if (!folder.equals(temporary)) {
                deleteAll(folder);
            }
        }
    }

    private static void fill(String source, Path folder) throws IOException {
        switch (source) {
            case "words" -> Files.writeString(folder.resolve("vocab.txt"), String.join("\n", VOCABULARY) + "\n");
            case "pairs" -> {
                Files.writeString(folder.resolve("vocab.json"), IDS);
                Files.writeString(folder.resolve("merges.txt"), MERGES);
            }
            default -> copy(Fixtures.path(source), folder);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(file.getFileName().toString());
                if (Files.isDirectory(file)) {
                    copy(file, Files.createDirectory(copy));
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.isDirectory(file)) {
                    deleteAll(file);
                } else {
                    Files.delete(file);
                }
            }
        }
        Files.delete(folder);
    }
}
