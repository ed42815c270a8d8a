package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.data.Batch;
import dev.lanewise.examples.Outcome;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.examples.training.StoppedRun;
import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The convolutional network, on pictures of 12 x 10 pixels; what it shares with mnist is tested there. */
class MnistCnnTest {
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
        List<Object> args = new ArrayList<>(List.of("mnist-cnn", "--data", data, "--epochs", epochs, "--batch-size",
                25, "--save", model));
        args.addAll(List.of(more));
        return args.toArray();
    }

    @Test
    void itLearnsAndItsModelReadsAPicture() throws IOException {
        Path model = folder.resolve("model.safetensors");
        Outcome outcome = Outcome.of(args(5, model)).assertSuccess();
        long parameters = 10 * 32 + (9 * 32 + 1) * 64 + (64 * 4 * 3 + 1) * 128 + 129 * 10;
        assertThat(outcome.out())
                .contains("network 12x10-conv32-conv64-pool-128-10, " + "%,d".formatted(parameters) + " parameters")
                .contains("the model is in " + model);
        assertThat(outcome.accuracy()).isGreaterThan(0.7);
        SavedModel saved = SavedModel.load(model);
        assertThat(saved.form().network()).isEqualTo(new ConvNet(0.5));
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
        Recipe recipe = new Recipe(new ConvNet(0.5), 10, Recipe.Rule.ADAM, 0.001, 1, 0, 25, 1);
        Path checkpoint = folder.resolve("run.safetensors");
        Setup<Layer, Batch<Tensor, IntTensor>> setup = recipe.setup(digits.train(), digits.test());
        StoppedRun.leave(checkpoint, 21, "mnist-cnn", // of 2 times 16 steps
                Recipe.trainer(setup).with("settings", recipe).with("images", digits), setup);
        Path resumed = folder.resolve("resumed.safetensors");
        assertThat(Outcome.of(args(2, resumed, "--checkpoint", checkpoint, "--resume", "--threads", 1)).assertSuccess()
                .out()).contains("  resumed after 1 epoch and 125 images");
        Path whole = folder.resolve("whole.safetensors");
        Outcome.of(args(2, whole, "--threads", 2)).assertSuccess();
        assertThat(resumed).hasSameBinaryContentAs(whole);
    }

    @Test
    void theRunOfAnotherProgramIsRefused() {
        Path checkpoint = folder.resolve("run.safetensors");
        Outcome.of("mnist", "--data", data, "--epochs", 1, "--quiet", "--checkpoint", checkpoint).assertSuccess();
        Outcome.of(args(2, folder.resolve("m"), "--checkpoint", checkpoint, "--resume")).assertFailure(
                checkpoint + ": the state of a run of \"mnist\", which mnist-cnn cannot resume");
    }

    @Test
    void imagesThatAreTooSmallAreRefused() {
        Digits tiny = new Digits(4, 5, 9, new byte[4 * 45], new byte[4]);
        SmallSet.write(folder, SmallSet.TRAIN_IMAGES, SmallSet.TRAIN_LABELS, tiny);
        SmallSet.write(folder, SmallSet.TEST_IMAGES, SmallSet.TEST_LABELS, tiny);
        Outcome.of("mnist-cnn", "--data", folder, "--epochs", 1).assertFailure(
                "images of 5x9 pixels: the convolutional network needs 6 rows and columns at least");
    }
}
