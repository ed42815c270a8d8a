package dev.lanewise.io;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.Seeds;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Snapshot;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("quick")
class CheckpointTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("run.safetensors");
    }

    private static Stateful weights(Tensor weight, String text) {
        return state -> {
            state.tensor("weight", weight);
            assertThat(state.text("text", text)).isEqualTo(text);
            assertThat(state.ints("order", 3, 1, 2)).containsExactly(3, 1, 2);
        };
    }

    @Test
    void aRunComesBackFromItsFile() {
        Tensor weight = RandomSource.seed(Seeds.seed()).normal(5, 7);
        RandomSource random = RandomSource.at(1, Long.MIN_VALUE, Long.MAX_VALUE);
        Checkpoint.save(file(), Map.of("model", weights(weight, "a \"b\"\n\u00e9"), "random", random));
        Tensor other = Tensor.zeros(5, 7);
        RandomSource source = RandomSource.seed(0);
        Checkpoint.load(file(), Map.of("model", weights(other, "a \"b\"\n\u00e9"), "random", source));
        assertThat(other).hasBitsOf(weight);
        assertThat(source).hasToString(random.toString());
    }

    @Test
    void tensorsAreReadableByOthersAndTheSameStateGivesTheSameBytes() throws IOException {
        Tensor weight = RandomSource.seed(Seeds.seed()).normal(5, 7);
        Map<String, Stateful> parts = new LinkedHashMap<>();
        parts.put("random", RandomSource.seed(1));
        parts.put("model", weights(weight, "x"));
        Checkpoint.save(file(), parts);
        byte[] bytes = Files.readAllBytes(file());
        Checkpoint.save(file(), new LinkedHashMap<>(parts).reversed());
        assertThat(Files.readAllBytes(file())).isEqualTo(bytes);
        Safetensors plain = Safetensors.load(file());
        assertThat(plain.tensors().get("model.weight")).hasBitsOf(weight);
        assertThat(plain.ints().get("model.order").toArray()).containsExactly(3, 1, 2);
        assertThat(plain.metadata()).containsEntry("lanewise.checkpoint", "1").containsEntry("random.seed", "1")
                .containsEntry("model.text", "x");
    }

    @Test
    void onePartCanBeLoadedAlone() {
        Tensor weight = RandomSource.seed(Seeds.seed()).normal(5, 7);
        Checkpoint.save(file(), Map.of("model", weights(weight, "x"), "random", RandomSource.seed(1)));
        Tensor other = Tensor.zeros(5, 7);
        Checkpoint.loadPart(file(), "model", weights(other, "x"));
        assertThat(other).hasBitsOf(weight);
        assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.loadPart(file(), "mode", RandomSource.seed(2)))
                .withMessageEndingWith("run.safetensors: there is no part \"mode\", but \"model\", \"random\"");
        assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.loadPart(file(), null, RandomSource.seed(2)))
                .withMessage("Checkpoint: the name of the part is null");
        assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.loadPart(file(), "model", null))
                .withMessage("Checkpoint: the part is null");
    }

    @Test
    void aFileOfAnotherRunIsRefusedWithItsName() {
        Checkpoint.save(file(), Map.of("model", weights(Tensor.zeros(5, 7), "x")));
        Tensor other = Tensor.ones(7, 5);
        assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.load(file(),
                Map.of("model", weights(other, "x"), "random", RandomSource.seed(1))))
                .withMessageStartingWith(file() + ": the state does not fit, and nothing is changed: 4 differences:\n")
                .withMessageContainingAll("\"model.weight\" has shape [5, 7], expected [7, 5]",
                        "\"random.index\" is missing");
        assertThat(other).hasBitsOf(Tensor.ones(7, 5));
    }

    @Test
    void otherFilesAndOtherVersionsAreRefused() {
        Safetensors.save(file(), Map.of("a.seed", Tensor.zeros(1)), Map.of());
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> Checkpoint.load(file(), Map.of()))
                .withMessageContaining("not a checkpoint (its metadata have no lanewise.checkpoint)");
        Safetensors.save(file(), Map.of(), Map.of("lanewise.checkpoint", "2\u001b[31m"));
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> Checkpoint.load(file(), Map.of()))
                .withMessageContaining("a checkpoint of version \"2\\u001b[31m\", and this library reads version 1");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Checkpoint.load(folder.resolve("none"), Map.of()));
    }

    @Test
    void aTruncatedFileIsRefusedWhereverItEnds() throws IOException {
        RandomSource random = RandomSource.seed(1);
        Map<String, Stateful> run = Map.of("model", weights(Tensor.ones(3), "x"), "random", random);
        Checkpoint.save(file(), run);
        byte[] whole = Files.readAllBytes(file());
        for (int length = 0; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertThatExceptionOfType(FormatException.class).as("%s bytes", length)
                    .isThrownBy(() -> Checkpoint.load(file(), run));
        }
    }

    @Test
    void aPartCannotTakeTheNameOfTheVersion() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checkpoint.save(file(), Map.of("lanewise", RandomSource.seed(1))))
                .withMessage("Checkpoint: no part may be called lanewise");
        assertThat(file()).doesNotExist();
    }

    @Test
    void aCheckpointCanBeReadWithoutARun() {
        Checkpoint.save(file(), Map.of("random", RandomSource.seed(7)));
        Snapshot state = Checkpoint.read(file());
        assertThat(state.texts()).containsOnlyKeys("random.seed", "random.stream", "random.index");
    }
}
