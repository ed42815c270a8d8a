package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.data.Batch;
import dev.lanewise.examples.Outcome;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.examples.training.StoppedRun;
import dev.lanewise.io.Safetensors;
import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The recurrent network, on pictures of 12 x 10 pixels; what it shares with mnist is tested there. */
class MnistLstmTest {
    private static final int TRAIN = 400;

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void writeData() {
        SmallSet.writeSmallPictures(data, TRAIN, 100);
    }

    private Object[] args(int epochs, Path model, Object... more) {
        List<Object> args = new ArrayList<>(List.of("mnist-lstm", "--data", data, "--epochs", epochs, "--batch-size",
                25, "--hidden", 24, "--save", model));
        args.addAll(List.of(more));
        return args.toArray();
    }

    @Test
    void itLearnsAndItsModelReadsAPicture() throws IOException {
        Path model = folder.resolve("model.safetensors");
        Outcome outcome = Outcome.of(args(12, model, "--lr", 0.01, "--gamma", 0.9)).assertSuccess();
        long parameters = 4 * 24 * (10 + 24 + 2) + 25 * 10;
        assertThat(outcome.out())
                .contains("network 12x10-lstm24-10, " + "%,d".formatted(parameters) + " parameters")
                .contains("the model is in " + model);
        assertThat(outcome.accuracy()).isGreaterThan(0.7);
        assertThat(Safetensors.load(model).tensors()).containsOnlyKeys(
                "lstm.weight_ih_l0", "lstm.weight_hh_l0", "lstm.bias_ih_l0", "lstm.bias_hh_l0", "linear.weight",
                "linear.bias");
        SavedModel saved = SavedModel.load(model);
        assertThat(saved.form().network()).isEqualTo(new LstmNet(24, 0));
        assertThat(saved.form().size()).isEqualTo(new Network.Size(12, 10, 10));
        assertThat(saved.model().parameterCount()).isEqualTo(parameters)
                .isEqualTo(saved.form().network().parameters(saved.form().size()));

        Path picture = folder.resolve("picture.pgm");
        SmallSet.writePgm(picture, BuiltInDigits.test(3, 1));
        assertThat(Outcome.of("predict", "--model", model, "--image", picture).assertSuccess().lastLine())
                .matches("prediction \\d");
    }

    @Test
    void aRunThatWasStoppedWithinAnEpochEndsWithTheSameBytes() throws IOException {
        DataSource source = MnistFiles.standard().resolve(data, false, true, line -> {});
        DigitData digits = DigitData.load(source, 10, Scale.STANDARD, 1, line -> {});
        Recipe recipe = new Recipe(new LstmNet(24, 0.25), 10, Recipe.Rule.ADAM, 0.002, 0.6, 0, 25, 1);
        Path checkpoint = folder.resolve("run.safetensors");
        Setup<Layer, Batch<Tensor, IntTensor>> setup = recipe.setup(digits.train(), digits.test());
        StoppedRun.leave(checkpoint, 21, "mnist-lstm", // of 2 times 16 steps
                Recipe.trainer(setup).with("settings", recipe).with("images", digits), setup);
        Path resumed = folder.resolve("resumed.safetensors");
        Outcome rest = Outcome.of(args(2, resumed, "--dropout", 0.25, "--checkpoint", checkpoint, "--resume",
                "--threads", 1)).assertSuccess();
        assertThat(rest.out()).contains("  resumed after 1 epoch and 125 images");
        Path whole = folder.resolve("whole.safetensors");
        Outcome.of(args(2, whole, "--dropout", 0.25, "--threads", 2)).assertSuccess();
        assertThat(resumed).hasSameBinaryContentAs(whole);
    }

    @Test
    void aRunWithOtherUnitsIsRefused() {
        Path checkpoint = folder.resolve("run.safetensors");
        Path model = folder.resolve("model.safetensors");
        Outcome.of(args(1, model, "--checkpoint", checkpoint)).assertSuccess();
        Outcome outcome = Outcome.of("mnist-lstm", "--data", data, "--hidden", 25, "--batch-size", 25, "--checkpoint",
                checkpoint, "--resume");
        assertThat(outcome.exit()).isOne();
        assertThat(outcome.err()).contains("hidden").contains("24").contains("25");
    }

    @ParameterizedTest
    @CsvSource({"hidden, 25", "hidden, 0", "hidden, 2147483647", "hidden, x", "dropout, 1", "cols, 11", "classes, 9"})
    void metadataThatDoNotFitTheTensorsAreRefused(String name, String value) {
        Path model = folder.resolve("model.safetensors");
        Outcome.of(args(1, model, "--quiet")).assertSuccess();
        Safetensors saved = Safetensors.load(model);
        Map<String, String> metadata = new HashMap<>(saved.metadata());
        metadata.put(name, value);
        Safetensors.save(model, saved.tensors(), metadata);
        Outcome.of("predict", "--model", model, "--image", folder.resolve("none.png"))
                .assertFailure(model + ": its metadata and tensors do not make a model (");
    }

    @Test
    void unitsAndDropoutThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LstmNet(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new LstmNet(1, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new LstmNet(1, -0.1));
    }
}
