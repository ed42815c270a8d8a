package dev.lanewise.examples.chargpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.data.Batch;
import dev.lanewise.examples.Outcome;
import dev.lanewise.examples.pictures.PenRandom;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.examples.training.StoppedRun;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on a short text, with a small network. */
class ChargptTest {
    private static final int CONTEXT = 12;
    private static final int BATCH = 16;
    private static final int WRITTEN = 40;

    /** Of the test that learns. */
    private static final int EPOCHS = 20;

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    private static Path text;

    @BeforeAll
    static void writeText() throws IOException {
        text = data.resolve("text.txt");
        Files.writeString(text, Stories.text(3000).substring(0, 3000));
    }

    private static Object[] args(int epochs, Object... more) {
        List<Object> args = new ArrayList<>(List.of("chargpt", "--text", text, "--epochs", epochs, "--batch-size",
                BATCH, "--seed", 5, "--context", CONTEXT, "--layers", 2, "--width", 12, "--heads", 3, "--sample",
                WRITTEN, "--sample-every", 10));
        args.addAll(List.of(more));
        return args.toArray();
    }

    private static Recipe recipe(Corpus corpus, int epochs) {
        return new Recipe(new Form(corpus.characters().size(), CONTEXT, 2, 12, 3, 0), epochs, 0.003, BATCH, 5);
    }

    private Path checkpoint() {
        return folder.resolve("run.safetensors");
    }

    /** What was written in the end, without the line that says how fast. */
    private static String lastText(String out) {
        String[] parts = out.split("(?m)^$\\R");
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].startsWith(WRITTEN + " characters in ")) {
                return parts[i - 1];
            }
        }
        throw new AssertionError("there is no text in " + out);
    }

    @Test
    void itLearnsAndWrites() throws IOException {
        Path model = folder.resolve("model.safetensors");
        Path metrics = folder.resolve("metrics.jsonl");
        Outcome outcome = Outcome.of(args(2, "--save", model, "--metrics", metrics)).assertSuccess();
        assertThat(outcome.out())
                .startsWith("223 training and 24 test windows: " + text)
                .contains("network context 12, 2 layers of 12, 3 heads, ")
                .containsPattern("test loss of a 3-gram model: \\d\\.\\d{4}\\R")
                .containsPattern("(?m)^  step 10: .+\\R {11}")
                .containsPattern("(?m)^  step 20: ")
                .containsPattern("(?m)^ +2/2 ")
                .containsPattern("(?m)^40 characters in \\d+\\.\\d\\d s, [\\d,]+ a second, \\d+ threads?$")
                .contains("the model is in " + model);
        assertThat(outcome.lastLine()).matches("test loss \\d\\.\\d{4}, of the 3-gram model \\d\\.\\d{4}");
        assertThat(outcome.out().lines().filter(line -> !line.contains(data.toString())))
                .allMatch(line -> line.length() <= 80);
        assertThat(Files.readAllLines(metrics)).hasSize(2);
        assertThat(Safetensors.load(model).metadata()).containsEntry("lanewise.model", "chargpt")
                .containsEntry("context", "12");
        assertThat(SavedGpt.load(model).characters()).hasToString(Characters.of(
                Files.readString(text).substring(0, 2700)).toString());

        Outcome again = Outcome.of("chargpt", "--load", model, "--sample", WRITTEN, "--seed", 5).assertSuccess();
        assertThat(again.out().strip()).startsWith(lastText(outcome.out()).strip());
        Outcome slow = Outcome.of("chargpt", "--load", model, "--sample", WRITTEN, "--seed", 5, "--no-cache", "--quiet")
                .assertSuccess();
        assertThat(slow.out().strip()).isEqualTo(lastText(outcome.out()).strip());
        Outcome prompted = Outcome.of("chargpt", "--load", model, "--prompt", "the ", "--temperature", 0, "--quiet");
        assertThat(prompted.assertSuccess().out()).startsWith("the ").doesNotContain("characters in");
        Outcome spaces = Outcome.of("chargpt", "--load", model, "--prompt", " \n the ", "--sample", 0, "--quiet");
        assertThat(spaces.assertSuccess().out()).isEqualTo(" \n the " + System.lineSeparator());
        Outcome.of("chargpt", "--load", model, "--prompt", "a\u00DF\u001B").assertFailure(
                "--prompt: the character \"\u00DF\" (U+00DF) does not occur in the text that was learned");
    }

    @Test
    void aRunThatWasStoppedWithinAnEpochEndsWithTheSameBytesOnOtherThreads() throws IOException {
        Corpus corpus = Corpus.load(text, CONTEXT);
        Recipe recipe = recipe(corpus, 2);
        Windows windows = recipe.windows(corpus);
        Setup<CharGpt, Batch<IntTensor, IntTensor>> setup = recipe.setup(
                recipe.model(), windows, Windows.validation(corpus));
        StoppedRun.leave(checkpoint(), 17, "chargpt", // of 2 times 14 steps
                Recipe.trainer(setup).with("settings", recipe).with("text", corpus).with("windows", windows), setup);
        Path resumed = folder.resolve("resumed.safetensors");
        Outcome outcome = Outcome.of(
                args(2, "--checkpoint", checkpoint(), "--resume", "--save", resumed, "--threads", 1)).assertSuccess();
        assertThat(outcome.out()).contains("  resumed after 1 epoch and 48 windows");
        Path whole = folder.resolve("whole.safetensors");
        Outcome all = Outcome.of(args(2, "--save", whole, "--threads", 2)).assertSuccess();
        assertThat(resumed).hasSameBinaryContentAs(whole);
        assertThat(lastText(outcome.out())).isEqualTo(lastText(all.out()));
        Path third = folder.resolve("third.safetensors");
        Outcome.of(args(2, "--save", third, "--threads", 3, "--quiet")).assertSuccess();
        assertThat(third).hasSameBinaryContentAs(whole);
    }

    @Test
    void aRunIsResumedWithItsTextAndSettings() throws IOException {
        Outcome.of(args(1, "--checkpoint", checkpoint())).assertSuccess();
        Outcome more = Outcome.of(args(2, "--checkpoint", checkpoint(), "--resume", "--dropout", 0.1));
        assertThat(more.exit()).isEqualTo(1);
        assertThat(more.err()).contains("\"training.settings.epochs\" was 1 and is now 2",
                "\"training.settings.dropout\" was 0.0");
        Path other = Files.writeString(folder.resolve("other.txt"), Files.readString(text).replaceFirst("a", "e"));
        Outcome otherText = Outcome.of(args(1, "--checkpoint", checkpoint(), "--resume", "--text", other));
        assertThat(otherText.exit()).isNotZero();
    }

    /** Pairs of digits with three letters between them: three characters are not enough to know the second one. */
    @Test
    void itRemembersWhatATrigramModelForgets() {
        PenRandom random = new PenRandom(1, 0, 0);
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            int digit = 1 + random.below(5);
            pairs.append(digit).append("abc").append(digit).append(' ');
        }
        Corpus corpus = Corpus.of("pairs", pairs.toString(), 24);
        double trigrams = new Trigrams(corpus.characters().size(), corpus.numbers(), corpus.learned())
                .crossEntropy(corpus.numbers(), corpus.firstPredicted(), corpus.endPredicted());
        assertThat(trigrams).isBetween(0.5, 0.6); // 2 ln 5 / 6 is 0.536
        Recipe recipe = new Recipe(new Form(corpus.characters().size(), 24, 1, 32, 2, 0), EPOCHS, 0.006, 8, 1);
        Windows windows = recipe.windows(corpus);
        Setup<CharGpt, Batch<IntTensor, IntTensor>> setup = recipe.setup(
                recipe.model(), windows, Windows.validation(corpus));
        History history = Recipe.trainer(setup).fit(setup.train(), setup.test(), EPOCHS);
        assertThat(history.last("validation.loss")).isLessThan(0.4); // ln 5 / 6 is 0.268
    }

    @Test
    void windowsToLearnFromAreMovedAndStayWithinTheirPart() {
        Corpus corpus = Corpus.of("a text", "abcdefghij".repeat(30), 9);
        Windows windows = Windows.training(corpus, RandomSource.seed(1));
        assertThat(windows.size()).isEqualTo(28); // (270 - 1) / 9, less one to move by
        for (int i = 0; i < 50; i++) {
            var batch = windows.batch(windows.size() - 1, 0);
            assertThat(batch.targets().select(1, 8)).isNotEqualTo(batch.inputs().select(1, 8));
            assertThat(batch.inputs().slice(1, 1, 9)).isEqualTo(batch.targets().slice(1, 0, 8));
        }
        Windows validation = Windows.validation(corpus);
        assertThat(validation.batch(0).inputs().get(0, 0)).isEqualTo(corpus.numbers()[270]);
        assertThat(validation.batch(2).targets().get(0, 8)).isEqualTo(corpus.numbers()[corpus.endPredicted() - 1]);
    }

    @Test
    void theNumberOfParametersIsKnownBeforehand() {
        for (Form form : List.of(new Form(56, 12, 2, 12, 3, 0.1), new Form(2, 1, 1, 1, 1, 0))) {
            assertThat(new CharGpt(form, RandomSource.seed(1)).parameterCount()).isEqualTo(form.parameters());
            assertThat(new CharGpt(form, RandomSource.seed(1)).parameters().stream().mapToLong(Tensor::size).max())
                    .hasValue(form.largest());
        }
    }

    @Test
    void filesThatAreNoModelAreRefused() {
        Path file = folder.resolve("model.safetensors");
        Form form = new Form(4, 2, 1, 4, 2, 0);
        SavedGpt saved = new SavedGpt(new CharGpt(form, RandomSource.seed(1)), form, Characters.of("abc"));
        saved.save(file);
        assertThat(SavedGpt.load(file).form()).isEqualTo(form);
        Safetensors whole = Safetensors.load(file);
        for (Map.Entry<String, String> damage : Map.of("characters", "abcd", "context", "2000000000", "layers", "x",
                "heads", "3", "width", "-4", "lanewise.model", "cnn-relu").entrySet()) {
            Map<String, String> metadata = new HashMap<>(whole.metadata());
            metadata.put(damage.getKey(), damage.getValue());
            Safetensors.save(file, whole.tensors(), metadata);
            assertThatThrownBy(() -> SavedGpt.load(file)).as("%s", damage).isInstanceOf(FormatException.class)
                    .hasMessageStartingWith(file + ": ");
        }
        Outcome.of("chargpt", "--load", folder.resolve("none")).assertFailure("none: no such file");
    }

    @Test
    void textsThatCannotBeLearnedAreRefused() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.txt"));
        Outcome.of("chargpt", "--text", empty).assertFailure(empty + ": empty; at least 1,290 are needed");
        Outcome.of("chargpt", "--text", folder.resolve("none.txt")).assertFailure("none.txt: no such file");
        Path bytes = Files.write(folder.resolve("bytes.txt"), new byte[] {'a', (byte) 0xE4});
        Outcome.of("chargpt", "--text", bytes).assertFailure(bytes + ": byte 1 (0xe4) of line 1 is not UTF-8");
        Outcome.of(args(1, "--prompt", "\u00DF"))
                .assertFailure("--prompt: the character \"\u00DF\" (U+00DF) does not occur");
        Outcome.of(args(1, "--metrics", text)).assertFailure("is a file of the data that are trained on");
    }

    @Test
    void moreCharactersThanMemoryHoldsAreRefusedBeforeTheTraining() {
        Outcome.of("chargpt", "--text", text, "--sample", Integer.MAX_VALUE)
                .assertWrongUsage("--sample 2147483647: 0 to 10000000 are possible");
    }

    @Test
    void aRunThatDivergesSaysSo() {
        Outcome.of(args(2, "--lr", "1e30")).assertFailure("training has diverged, try a smaller --lr");
    }
}
