package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.examples.Outcome;
import dev.lanewise.io.Idx;
import dev.lanewise.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with the files: one sentence, and nothing left behind. */
class BadInputTest {
    @TempDir
    Path data;

    @TempDir
    Path results;

    private Path trainImages;
    private Path trainLabels;
    private Path testImages;
    private Path testLabels;
    private Path metrics;
    private Path model;

    @BeforeEach
    void writeData() {
        SmallSet.writeSmallPictures(data, 60, 20);
        trainImages = data.resolve(SmallSet.TRAIN_IMAGES);
        trainLabels = data.resolve(SmallSet.TRAIN_LABELS);
        testImages = data.resolve(SmallSet.TEST_IMAGES);
        testLabels = data.resolve(SmallSet.TEST_LABELS);
        metrics = results.resolve("metrics.jsonl");
        model = results.resolve("model.safetensors");
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        try (var files = Files.list(results)) {
            assertThat(files).isEmpty();
        }
    }

    private Outcome train(Object... more) {
        Object[] args = {"mnist", "--data", data, "--epochs", 1, "--save", model, "--metrics", metrics};
        Object[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return Outcome.of(all);
    }

    @Test
    void aMissingFolder() {
        data = data.resolve("none");
        train().assertFailure(data + ": no such folder");
    }

    @Test
    void aFileInPlaceOfTheFolder() {
        data = trainImages;
        train().assertFailure(data + ": not a folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        SmallSet.TRAIN_IMAGES, SmallSet.TRAIN_LABELS, SmallSet.TEST_IMAGES, SmallSet.TEST_LABELS
    })
    void aMissingFile(String name) throws IOException {
        Files.delete(data.resolve(name));
        train().assertFailure(data + ": no file " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        SmallSet.TRAIN_IMAGES, SmallSet.TRAIN_LABELS, SmallSet.TEST_IMAGES, SmallSet.TEST_LABELS
    })
    void aTruncatedFile(String name) throws IOException {
        Path file = data.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        train().assertFailure(file + ", byte " + (bytes.length - 1) + ": the file ends");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        SmallSet.TRAIN_IMAGES, SmallSet.TRAIN_LABELS, SmallSet.TEST_IMAGES, SmallSet.TEST_LABELS
    })
    void aFileWithoutAByte(String name) throws IOException {
        Path file = Files.write(data.resolve(name), new byte[0]);
        train().assertFailure(file + ", byte 0: the file ends after 0 of the 4 bytes");
    }

    @Test
    void aFileThatGoesOn() throws IOException {
        byte[] bytes = Files.readAllBytes(testLabels);
        Files.write(testLabels, Arrays.copyOf(bytes, bytes.length + 1));
        train().assertFailure(testLabels + ", byte " + bytes.length + ": the file goes on");
    }

    @Test
    void aTruncatedGzipFile() throws IOException {
        byte[] packed = gzip(Files.readAllBytes(trainImages));
        Files.delete(trainImages);
        Path file = Files.write(
                data.resolve(SmallSet.TRAIN_IMAGES + ".gz"), Arrays.copyOf(packed, packed.length / 2));
        train().assertFailure(file.toString(), "gzip stream ends too early");
    }

    @Test
    void aCorruptGzipFile() throws IOException {
        byte[] packed = gzip(Files.readAllBytes(trainImages));
        Files.delete(trainImages);
        packed[packed.length - 5] ^= 1; // in the check sum
        Path file = Files.write(data.resolve(SmallSet.TRAIN_IMAGES + ".gz"), packed);
        train().assertFailure(file.toString(), "gzip stream is corrupt");
    }

    @Test
    void aTextFile() throws IOException {
        Files.writeString(trainLabels, "seven, two, one, nought");
        train().assertFailure(trainLabels + ", byte 0: an IDX file begins with two zero bytes");
    }

    @Test
    void imagesAndLabelsSwapped() throws IOException {
        Path aside = data.resolve("aside");
        Files.move(trainImages, aside);
        Files.move(trainLabels, trainImages);
        Files.move(aside, trainLabels);
        train().assertFailure(trainImages + ": holds u8 [60], expected images u8 [N, rows, cols]");
    }

    @Test
    void imagesInPlaceOfLabels() throws IOException {
        Files.copy(testImages, testLabels, StandardCopyOption.REPLACE_EXISTING);
        train().assertFailure(testLabels + ": holds u8 [20, 12, 10], expected labels u8 [N]");
    }

    @Test
    void elementsOfAnotherType() throws IOException {
        byte[] bytes = Files.readAllBytes(trainLabels);
        bytes[2] = 0x09;
        Files.write(trainLabels, bytes);
        train().assertFailure(trainLabels + ": holds i8 [60], expected labels u8 [N]");
    }

    @Test
    void labelsOfAnotherSet() throws IOException {
        Files.copy(testLabels, trainLabels, StandardCopyOption.REPLACE_EXISTING);
        train().assertFailure(trainLabels + ": 20 labels for the 60 images of " + trainImages);
    }

    @Test
    void aLabelOutOfRange() throws IOException {
        byte[] bytes = Files.readAllBytes(trainLabels);
        bytes[8 + 37] = (byte) 200;
        Files.write(trainLabels, bytes);
        train().assertFailure(trainLabels + ": label 200 of image 37 is not one of the classes 0 to 9");
    }

    @Test
    void moreLabelsThanClasses() {
        train("--classes", 4).assertFailure(trainLabels + ": label ", "is not one of the classes 0 to 3");
    }

    @Test
    void testImagesOfAnotherSize() {
        SmallSet.write(data, SmallSet.TEST_IMAGES, SmallSet.TEST_LABELS, BuiltInDigits.test(1, 20));
        train().assertFailure(
                testImages + ": images of 28x28 pixels, but those of " + trainImages + " have 12x10");
    }

    @Test
    void noImages() {
        Idx.write(trainImages, Shape.of(0, 12, 10), new byte[0]);
        Idx.write(trainLabels, Shape.of(0), new byte[0]);
        train().assertFailure(trainImages + ": holds no images", "[0, 12, 10]");
    }

    @Test
    void imagesWithoutPixels() {
        Idx.write(testImages, Shape.of(20, 0, 10), new byte[0]);
        train().assertFailure(testImages + ": holds no images", "[20, 0, 10]");
    }

    @Test
    void aLearningRateThatDiverges() {
        train("--lr", "1e30").assertFailure("the loss became ", " in epoch 1 at a learning rate of 1.0E30",
                "try a smaller --lr");
    }

    @Test
    void aTrainingThatDivergesInItsLastStep() {
        train("--lr", "1e30", "--batch-size", 60).assertFailure("the loss became ", " in epoch 1");
    }

    @Test
    void aLayerWiderThanAnArray() {
        train("--hidden", "20000000").assertFailure("--hidden 20000000: ");
    }

    @Test
    void aModelWhereThereIsNoFolder() {
        model = results.resolve("none/model.safetensors");
        train().assertFailure("--save " + model + ": there is no folder " + model.getParent());
    }

    @Test
    void aModelUnderAFile() {
        model = trainImages.resolve("model.safetensors");
        train().assertFailure("--save " + model + ": there is no folder " + trainImages);
    }

    @Test
    void aModelInPlaceOfAFolder() {
        model = data;
        train().assertFailure("--save " + data + ": is a folder");
    }

    @Test
    void metricsWhereThereIsNoFolder() {
        metrics = results.resolve("none/metrics.jsonl");
        train().assertFailure("--metrics " + metrics + ": there is no folder " + metrics.getParent());
    }

    @Test
    void metricsInPlaceOfAFolder() {
        metrics = data;
        train().assertFailure("--metrics " + data + ": is a folder");
    }

    @Test
    void linksToOneFile() throws IOException {
        Path folder = Files.createDirectory(data.resolve("folder"));
        Path link = Files.createSymbolicLink(data.resolve("link"), folder);
        model = link.resolve("m");
        metrics = folder.resolve("m");
        train().assertWrongUsage("--save " + model + " and --metrics " + metrics + " are the same file");
        metrics = Files.createSymbolicLink(data.resolve("to be made"), Path.of("folder", "m"));
        train().assertWrongUsage("--save " + model + " and --metrics " + metrics + " are the same file");
        Files.createLink(data.resolve("another name"), Files.createFile(folder.resolve("m")));
        metrics = data.resolve("another name");
        train().assertWrongUsage("--save " + model + " and --metrics " + metrics + " are the same file");
        metrics = Files.createSymbolicLink(data.resolve("circle"), Path.of("circle"));
        train().assertFailure("--metrics " + metrics);
        Files.delete(folder.resolve("m"));
    }

    @Test
    void resultsInPlaceOfTheData() throws IOException {
        byte[] before = Files.readAllBytes(testLabels);
        train("--metrics", testLabels).assertWrongUsage("should be specified only once");
        metrics = testLabels;
        train().assertFailure("--metrics " + testLabels + ": is a file of the data that are trained on");
        metrics = results.resolve("metrics.jsonl");
        model = Files.createSymbolicLink(data.resolve("link"), trainImages);
        train().assertFailure("--save " + model + ": is a file of the data that are trained on");
        assertThat(testLabels).hasBinaryContent(before);
    }

    @Test
    void aFailureLeavesEarlierResultsAsTheyWere() throws IOException {
        Files.writeString(model, "an earlier model");
        Files.writeString(metrics, "earlier figures");
        train("--lr", "1e30").assertFailure("training has diverged, try a smaller --lr: the loss became ");
        assertThat(model).hasContent("an earlier model");
        assertThat(metrics).hasContent("earlier figures");
        Files.delete(model);
        Files.delete(metrics);
    }

    @Test
    void aStackTraceIsThereForThoseWhoAskForIt() {
        Outcome outcome = train("--lr", "1e30", "--debug");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("error: training has diverged, ")
                .contains("\tat " + MnistLoop.class.getName());
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
