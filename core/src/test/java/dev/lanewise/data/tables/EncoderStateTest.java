package dev.lanewise.data.tables;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.data.tables.Standardizer.Missing;
import dev.lanewise.io.Checkpoint;
import dev.lanewise.state.Snapshot;
import dev.lanewise.state.Stateful;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encoders are saved with a model and come back the same. */
@Tag("quick")
class EncoderStateTest {
    private static final Table TRAINING = Table.of(
            NumberColumn.of("area", 0.1, 0.7, 1e-9), NumberColumn.of("a.b", 1, Double.NaN, 4),
            TextColumn.of("city", "a\\n\nb\\", "\u00e9\ud83d\ude00 \"x\"", ""));

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void save() {
        file = folder.resolve("a.safetensors");
        Checkpoint.save(file, Map.of("features", features("area", "a.b").fit(TRAINING)));
    }

    private static Features features(String... numbers) {
        return new Features(new Standardizer(numbers).missing(Missing.MEAN_AND_FLAG), new Vocabulary("city"));
    }

    @Test
    void whatWasFittedComesBack() {
        Features loaded = features("area", "a.b");
        Checkpoint.load(file, Map.of("features", loaded));
        Features fitted = features("area", "a.b").fit(TRAINING);
        assertThat(loaded.names()).isEqualTo(fitted.names());
        assertThat(loaded.transform(TRAINING)).hasBitsOf(fitted.transform(TRAINING));
    }

    @Test
    void anEncoderForOtherColumnsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checkpoint.loadPart(file, "features", features("size", "a.b")))
                .withMessage(
                        file + ": the state does not fit, and nothing is changed: \"features.0.0.column\" was area "
                                + "and is now size");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checkpoint.loadPart(file, "features", new Features(new Standardizer("area"))))
                .withMessageContaining("differences:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checkpoint.loadPart(file, "features", new Features(
                        new Standardizer("area", "a.b").missing(Missing.MEAN), new Vocabulary("city"))))
                .withMessageEndingWith("\"features.0.missing\" was mean and flag and is now mean");
    }

    @Test
    void damagedStateIsRefusedAndChangesNothing() {
        Features features = features("area", "a.b").fit(TRAINING);
        Map<String, Stateful> parts = Map.of("f", features);
        Snapshot good = Snapshot.take(parts);
        for (Map.Entry<String, String> damage : Map.of(
                "f.0.0.deviation", "0.0", "f.0.1.deviation", "NaN", "f.0.0.mean", "Infinity", "f.1.categories",
                "a\na\n",
                "f.1.fitted", "perhaps").entrySet()) {
            Map<String, String> texts = new HashMap<>(good.texts());
            assertThat(texts.put(damage.getKey(), damage.getValue())).isNotNull();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Snapshot(good.tensors(), good.ints(), texts).restore(parts));
            assertThat(Snapshot.take(parts).texts()).isEqualTo(good.texts());
        }
        Map<String, String> open = new HashMap<>(good.texts());
        open.put("f.1.categories", "a\nb");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Snapshot(good.tensors(), good.ints(), open).restore(parts))
                .withMessage("Vocabulary: \"a\\nb\" is no list of different texts with a line end behind each");
    }

    @Test
    void anEncoderThatIsNotFittedIsSavedAsSuch() {
        Checkpoint.save(file, Map.of("city", new Vocabulary("city")));
        Vocabulary city = new Vocabulary("city").fit(TRAINING);
        Checkpoint.load(file, Map.of("city", city));
        assertThat(city.fitted()).isFalse();
    }
}
