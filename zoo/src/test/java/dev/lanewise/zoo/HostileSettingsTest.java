package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.io.FormatException;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.lora.Lora;
import dev.lanewise.zoo.tokenizers.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Damaged files of settings and vocabularies: each is read, or refused in one short sentence that names the folder, soon
 * and with bounded memory. {@code -Dcheck.files=10000000} is the long form; failures name the seed.
 */
final class HostileSettingsTest {
    private static final int FILES = Integer.getInteger("check.files", 500);
    private static final int FIRST = Integer.getInteger("check.first", 0);
    private static final int LONGEST_MESSAGE = 2048;
    private static final long MOST_NANOS = 10_000_000_000L; // the machine may have other things to do

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
            int refused = 0;
            for (int seed = FIRST; seed < FIRST + FILES; seed++) {
                Files.writeString(file, DamagedText.of(whole, new SplittableRandom(seed)));
                refused += isRead(reader, folder, seed) ? 0 : 1;
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

    /** Whether it is read; a complaint that is none of those promised is a failure. */
    private static boolean isRead(Consumer<Path> reader, Path folder, int seed) {
        long start = System.nanoTime();
        String complaint = null;
        try {
            reader.accept(folder);
        } catch (FormatException | UncheckedIOException e) {
            complaint = String.valueOf(e.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError("seed " + seed + " threw " + e, e);
        }
        assertThat(System.nanoTime() - start).as("nanoseconds of seed " + seed).isLessThan(MOST_NANOS);
        if (complaint != null) {
            assertThat(complaint).as("seed " + seed).contains(folder.toString()).hasSizeLessThan(LONGEST_MESSAGE)
                    .matches(text -> text.codePoints().noneMatch(Character::isISOControl), "no controls");
        }
        return complaint == null;
    }
}
