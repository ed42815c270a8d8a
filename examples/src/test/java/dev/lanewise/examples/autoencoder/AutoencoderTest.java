package dev.lanewise.examples.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.data.Batch;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.examples.Outcome;
import dev.lanewise.examples.mnist.BuiltInDigits;
import dev.lanewise.examples.mnist.DigitData;
import dev.lanewise.examples.mnist.Digits;
import dev.lanewise.examples.mnist.Scale;
import dev.lanewise.examples.pictures.Picture;
import dev.lanewise.examples.pictures.Png;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.examples.training.StoppedRun;
import dev.lanewise.io.Idx;
import dev.lanewise.nn.Sequential;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoencoderTest {
    private static final int TRAIN = 400;
    private static final int TEST = 40;
    private static final int SHOWN = 16;

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @BeforeAll
    static void writeDigits() {
        write("train", BuiltInDigits.train(1, TRAIN));
        write("t10k", BuiltInDigits.test(1, TEST));
    }

    private static void write(String set, Digits digits) {
        Idx.write(data.resolve(set + "-images-idx3-ubyte"), Shape.of(digits.count(), digits.rows(), digits.cols()),
                digits.pixels());
        Idx.write(data.resolve(set + "-labels-idx1-ubyte"), Shape.of(digits.count()), digits.labels());
    }

    private Path picture() {
        return folder.resolve("picture.png");
    }

    private Object[] args(int epochs, Object... more) {
        List<Object> args = new ArrayList<>(List.of("autoencoder", "--data", data, "--epochs", epochs, "--batch-size",
                20, "--code", 12, "--lr", 0.003, "--picture", picture()));
        args.addAll(List.of(more));
        return args.toArray();
    }

    @Test
    void itDrawsDigitsAgainAndShowsThem() throws IOException {
        Path metrics = folder.resolve("metrics.jsonl");
        Outcome outcome = Outcome.of(args(15, "--metrics", metrics)).assertSuccess();
        assertThat(outcome.out())
                .startsWith("400 training and 40 test images: " + data)
                .contains("network 28x28-conv16-conv32-12-conv32-conv16-28x28, ")
                .contains("  epoch   train loss   test loss   seconds  samples/s")
                .contains("test digits above their reconstructions are in " + picture());
        assertThat(outcome.lastLine()).matches("test loss 0\\.\\d{5}");
        List<String> lines = Files.readAllLines(metrics);
        assertThat(lines).hasSize(15).allMatch(line -> line.matches(
                "\\{\"epoch\":\\d+,\"train_loss\":[^,]+,\"test_loss\":[^,]+,\"seconds\":[^,]+,\"samples_per_second\":"
                        + "[^,]+,\"wall_seconds\":[^,]+}"));

        Picture sheet = Png.read(Files.readAllBytes(picture()));
        assertThat(sheet.width()).isEqualTo(4 + SHOWN * 60);
        assertThat(sheet.height()).isEqualTo(4 + 2 * 60);
        Digits digits = BuiltInDigits.test(1, TEST);
        double error = 0;
        double variance = 0;
        for (int i = 0; i < SHOWN; i++) {
            float[] digit = digits.grey(i);
            double mean = 0;
            for (float grey : digit) {
                mean += grey / digit.length;
            }
            for (int row = 0; row < 28; row++) {
                for (int col = 0; col < 28; col++) {
                    float grey = digit[row * 28 + col];
                    int left = 4 + 60 * i + 2 * col;
                    assertThat(sheet.at(4 + 2 * row, left)).isEqualTo(grey);
                    double off = sheet.at(64 + 2 * row, left) - grey;
                    error += off * off;
                    variance += (grey - mean) * (grey - mean);
                }
            }
        }
        assertThat(error).as("of the reconstructions").isLessThan(0.5 * variance);
    }

    @Test
    void aRunThatIsResumedEndsWithTheSameBytesAndPicture() throws IOException {
        Path whole = folder.resolve("whole.safetensors");
        String last = Outcome.of(args(2, "--save", whole, "--threads", 2)).assertSuccess().lastLine();
        byte[] drawn = Files.readAllBytes(picture());

        Path checkpoint = folder.resolve("run.safetensors");
        Path resumed = folder.resolve("resumed.safetensors");
        Outcome.of(args(1, "--checkpoint", checkpoint)).assertSuccess();
        Outcome outcome = Outcome.of(
                args(2, "--checkpoint", checkpoint, "--resume", "--save", resumed, "--threads", 1)).assertSuccess();
        assertThat(outcome.out()).contains("  resumed after 1 epoch and 0 images");
        assertThat(outcome.lastLine()).isEqualTo(last);
        assertThat(resumed).hasSameBinaryContentAs(whole);
        assertThat(picture()).hasBinaryContent(drawn);
    }

    @Test
    void aRunThatWasStoppedWithinAnEpochGoesOnThere() {
        Autoencoder settings = new Autoencoder(12, 0.003, 20, 1);
        DigitData digits = new DigitData("", images(BuiltInDigits.train(1, TRAIN)),
                images(BuiltInDigits.test(1, TEST)));
        Setup<Sequential, Batch<Tensor, IntTensor>> setup = settings.setup(digits.train(), digits.test());
        Path checkpoint = folder.resolve("run.safetensors");
        StoppedRun.leave(checkpoint, 27, "autoencoder", // of 2 times 20 steps
                Autoencoder.trainer(setup).with("settings", settings).with("images", digits), setup);
        Path resumed = folder.resolve("resumed.safetensors");
        Outcome outcome = Outcome.of(args(2, "--checkpoint", checkpoint, "--resume", "--save", resumed));
        assertThat(outcome.assertSuccess().out()).contains("  resumed after 1 epoch and 140 images");
        Path whole = folder.resolve("whole.safetensors");
        Outcome.of(args(2, "--save", whole)).assertSuccess();
        assertThat(resumed).hasSameBinaryContentAs(whole);
    }

    private static ImageDataset images(Digits digits) {
        return new ImageDataset(digits.pixels(), digits.rows(), digits.cols(), digits.labels(), Scale.UNIT.mean(),
                Scale.UNIT.std());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 8", "12, 10", "13, 7"})
    void imagesOfAnySizeComeBackInTheirSize(int rows, int cols) {
        ImageDataset blank = new ImageDataset(new byte[3 * rows * cols], rows, cols, new byte[3], 0, 1);
        var setup = new Autoencoder(4, 0.001, 2, 1).setup(blank, blank);
        assertThat(Autoencoder.trainer(setup).predict(blank.batch(0, 1, 2)).shape())
                .isEqualTo(Shape.of(3, rows, cols));
    }

    @Test
    void thePictureReplacesNoFileOfTheData() {
        Path labels = data.resolve("train-labels-idx1-ubyte");
        Outcome.of("autoencoder", "--data", data, "--picture", labels)
                .assertFailure("--picture " + labels + ": is a file of the data that are trained on");
    }
}
