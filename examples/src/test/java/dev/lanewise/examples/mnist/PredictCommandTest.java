package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.examples.Outcome;
import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictCommandTest {
    private static final Digits UNSEEN = BuiltInDigits.test(99, 40);

    @TempDir
    static Path data;

    private static Path model;

    @TempDir
    Path folder;

    @BeforeAll
    static void trainAModel() {
        SmallSet.write(data, 3000, 100);
        model = data.resolve("model.safetensors");
        Outcome.of("mnist", "--data", data, "--epochs", 4, "--save", model, "--quiet").assertSuccess();
    }

    @Test
    void digitsThatItNeverSawAreRead() throws IOException {
        int right = 0;
        for (int n = 0; n < UNSEEN.count(); n++) {
            Path image = n % 2 == 0 ? png(n) : pgm(n);
            Outcome outcome = Outcome.of("predict", "--model", model, "--image", image).assertSuccess();
            assertThat(outcome.lastLine()).matches("prediction \\d");
            right += outcome.lastLine().endsWith(" " + UNSEEN.labels()[n]) ? 1 : 0;
        }
        assertThat(right).isGreaterThanOrEqualTo(32);
    }

    @Test
    void aPngAndAPgmOfTheSameDigitAreReadAlike() throws IOException {
        Outcome fromPng = Outcome.of("predict", "--model", model, "--image", png(3)).assertSuccess();
        Outcome fromPgm = Outcome.of("predict", "--model", model, "--image", pgm(3)).assertSuccess();
        assertThat(fromPgm.out()).isEqualTo(fromPng.out());
    }

    @Test
    void thePictureAndTheMostLikelyDigitsAreShown() throws IOException {
        Outcome outcome = Outcome.of("predict", "--model", model, "--image", png(0)).assertSuccess();
        assertThat(outcome.out()).startsWith("The picture as the model sees it");
        double[] chances = outcome.out().lines().filter(line -> line.matches("  \\d +\\d+\\.\\d %"))
                .mapToDouble(line -> Double.parseDouble(line.substring(3, line.length() - 1))).toArray();
        assertThat(chances).hasSize(3);
        assertThat(chances[0]).isGreaterThanOrEqualTo(chances[1]);
        assertThat(chances[1]).isGreaterThanOrEqualTo(chances[2]);
        assertThat(Arrays.stream(chances).sum()).isLessThanOrEqualTo(100.1);
    }

    @Test
    void aModelOfSmallPicturesReadsLargeOnes() throws IOException {
        SmallSet.writeSmallPictures(folder, 500, 50);
        Path small = folder.resolve("small.safetensors");
        Outcome.of("mnist", "--data", folder, "--epochs", 1, "--hidden", "20,20", "--save", small).assertSuccess();
        Outcome outcome = Outcome.of("predict", "--model", small, "--image", png(1)).assertSuccess();
        assertThat(outcome.lastLine()).matches("prediction \\d");
    }

    @Test
    void missingOptionsAreNamed() {
        Outcome.of("predict").assertWrongUsage("Missing required options", "--model", "--image");
        Outcome.of("predict", "--model", model).assertWrongUsage("Missing required option", "--image");
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        Path none = folder.resolve("none");
        predict(none, png(0)).assertFailure(none + ": no such file");
        predict(model, none).assertFailure(none + ": no such file");
        predict(folder, png(0)).assertFailure(folder.toString());
    }

    @Test
    void aFileThatIsNoModelIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("note.txt"), "the weights are lost, but I remember some of them");
        predict(file, png(0)).assertFailure(file.toString(), "is this a safetensors file?");
        Path empty = Files.write(folder.resolve("empty"), new byte[0]);
        predict(empty, png(0)).assertFailure(empty.toString(), "the file ends");
        byte[] bytes = Files.readAllBytes(model);
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, bytes.length - 4));
        predict(cut, png(0)).assertFailure(cut.toString());
    }

    @Test
    void anotherProgramsTensorsAreRefused() throws IOException {
        Path file = folder.resolve("other.safetensors");
        Safetensors.save(file, Map.of("weight", Tensor.zeros(10, 784)), Map.of("format", "pt"));
        predict(file, png(0))
                .assertFailure(file + ": not a model saved by examples/run mnist, mnist-cnn or mnist-lstm --save");
    }

    @ParameterizedTest
    @CsvSource({
        "rows, 14", "rows, -28", "rows, 0", "rows, 9223372036854775807", "rows, 2147483647", "cols, x", "hidden, 64",
        "hidden, '128,'", "hidden, 2000000000", "hidden, '128,0'", "hidden, ''", "classes, 0", "classes, 11",
        "mean, NaN", "std, 0", "std, -1", "std, ''"
    })
    void metadataThatDoNotFitTheTensorsAreRefused(String name, String value) throws IOException {
        Safetensors saved = Safetensors.load(model);
        Map<String, String> metadata = new HashMap<>(saved.metadata());
        assertThat(metadata).containsKey(name);
        metadata.put(name, value);
        Path file = folder.resolve("changed.safetensors");
        Safetensors.save(file, saved.tensors(), metadata);
        predict(file, png(0)).assertFailure(file + ": its metadata and tensors do not make a model (");
        metadata.remove(name);
        Safetensors.save(file, saved.tensors(), metadata);
        predict(file, png(0)).assertFailure(file + ": its metadata and tensors do not make a model (");
    }

    @Test
    void tensorsOfAnotherShapeAreRefused() throws IOException {
        Safetensors saved = Safetensors.load(model);
        Map<String, Tensor> tensors = new HashMap<>(saved.tensors());
        tensors.put("1.weight", Tensor.zeros(784, 128));
        Path file = folder.resolve("changed.safetensors");
        Safetensors.save(file, tensors, saved.metadata());
        predict(file, png(0)).assertFailure(file.toString(), "\"1.weight\" has shape [784, 128], expected [128, 784]");
    }

    @Test
    void aModelWithNanIsRefused() throws IOException {
        Safetensors saved = Safetensors.load(model);
        Map<String, Tensor> tensors = new HashMap<>(saved.tensors());
        tensors.put("3.bias", Tensor.full(Float.NaN, 10));
        Path file = folder.resolve("nan.safetensors");
        Safetensors.save(file, tensors, saved.metadata());
        predict(file, png(0)).assertFailure(file + ": the model gives NaN");
    }

    @Test
    void anEmptyPictureIsRefused() throws IOException {
        Path file = folder.resolve("blank.png");
        ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
        predict(model, file).assertFailure(file + ": nothing is drawn in this picture of 40 x 30 pixels");
    }

    @Test
    void aFileThatIsNoPictureIsRefused() {
        predict(model, model).assertFailure(model + ": neither a PNG nor a PGM picture");
    }

    private static Outcome predict(Path model, Path image) {
        return Outcome.of("predict", "--model", model, "--image", image);
    }

    /** Writes a digit in black on white paper, with a margin. */
    private Path png(int n) throws IOException {
        BufferedImage image = new BufferedImage(40, 44, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 40 * 44; i++) {
            image.getRaster().setSample(i % 40, i / 40, 0, 255 - ink(n, i / 40, i % 40));
        }
        Path file = folder.resolve(n + ".png");
        assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
        return file;
    }

    private Path pgm(int n) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write("P5 40 44 255\n".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 40 * 44; i++) {
            out.write(255 - ink(n, i / 40, i % 40));
        }
        return Files.write(folder.resolve(n + ".pgm"), out.toByteArray());
    }

    private static int ink(int n, int row, int col) {
        boolean inside = row >= 8 && row < 36 && col >= 6 && col < 34;
        return inside ? UNSEEN.pixels()[(n * 28 + row - 8) * 28 + col - 6] & 0xff : 0;
    }
}
