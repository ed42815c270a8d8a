package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.data.images.Image;
import dev.lanewise.io.FormatException;
import dev.lanewise.tensor.Tensor;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImageClassifierTest {
    private static final List<String> PICTURES = List.of("wide.png", "tall.png", "grey.png", "alpha.png", "column.png",
            "small.png", "bitmap.bmp", "exact.png", "wide.png");

    /** A folder with a model and a processor of the fixtures. */
    static Path folder(Path to, String model, String processor) throws Exception {
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(Fixtures.path(model + "/" + file), to.resolve(file));
        }
        Files.copy(Fixtures.path("pictures/" + processor + "/preprocessor_config.json"),
                to.resolve("preprocessor_config.json"));
        return to;
    }

    @ParameterizedTest
    @CsvSource({"resnet/basic, bicubic", "resnet/basic, shortest", "resnet/torchvision, convnext"})
    void guessesWhatTheNetworkSays(String model, String processing, @TempDir Path to) throws Exception {
        ImageClassifier classifier = ImageClassifier.open(folder(to, model, processing));
        ResNet net = ResNet.load(Fixtures.folder(model));
        ImageProcessor processor = ImageProcessor.open(dev.lanewise.zoo.folder.ModelFolder.open(to));
        List<Image> pictures = PICTURES.stream().map(ImageProcessorTest::picture).toList();
        List<List<Guess>> guesses = classifier.classify(pictures, 3);
        assertThat(guesses).hasSize(9);
        for (int i = 0; i < guesses.size(); i++) {
            float[] expected = net.forward(processor.batch(List.of(pictures.get(i)))).softmax(1).toArray();
            double before = 1;
            for (Guess guess : guesses.get(i)) {
                assertThat(guess.probability()).isCloseTo((double) expected[guess.number()],
                        org.assertj.core.api.Assertions.within(1e-6)).isLessThanOrEqualTo(before);
                assertThat(guess.name()).isEqualTo(classifier.labels().get(guess.number()));
                before = guess.probability();
            }
        }
        assertThat(guesses.getLast()).isEqualTo(classifier.classify(pictures.getFirst(), 3));
        assertThat(classifier.classify(pictures.getFirst(), 1)).containsExactly(guesses.getFirst().getFirst());
        assertThat(classifier).hasToString("ImageClassifier(resnet, 3 classes)");
        assertThatThrownBy(() -> classifier.classify(pictures, 0)).hasMessageContaining("0 classes");
    }

    @Test
    void isUsedBySeveralThreads(@TempDir Path to) throws Exception {
        ImageClassifier classifier = ImageClassifier.open(folder(to, "resnet/basic", "bilinear"));
        List<Image> pictures = PICTURES.stream().map(ImageProcessorTest::picture).toList();
        List<List<Guess>> alone = pictures.stream().map(each -> classifier.classify(each, 3)).toList();
        List<List<Guess>> together = IntStream.range(0, 90).parallel()
                .mapToObj(i -> classifier.classify(pictures.get(i % 9), 3)).toList();
        for (int i = 0; i < 90; i++) {
            assertThat(together.get(i)).isEqualTo(alone.get(i % 9));
        }
    }

    @Test
    void sizesThatDoNotFitTheModelAreSaid(@TempDir Path to) throws Exception {
        ImageClassifier classifier = ImageClassifier.open(folder(to, "vit/classifier", "bilinear")); // 32 rows, not 24
        assertThatThrownBy(() -> classifier.classify(ImageProcessorTest.picture("wide.png"), 1))
                .hasMessageContaining("[1, 3, 32, 24]: expected [N, 3, 24, 32]");
    }

    @Test
    void refusesOtherModels(@TempDir Path to) throws Exception {
        assertThatThrownBy(() -> ImageClassifier.open(folder(to, "resnet/backbone", "bilinear")))
                .isInstanceOf(FormatException.class).hasMessageContaining("has no classifier");
        Files.writeString(to.resolve("config.json"), "{\"model_type\": \"bert\"}");
        assertThatThrownBy(() -> ImageClassifier.open(to)).isInstanceOf(FormatException.class)
                .hasMessageEndingWith("config.json: \"model_type\" is \"bert\", expected one of resnet, vit, deit");
        Files.delete(to.resolve("preprocessor_config.json"));
        Files.copy(Fixtures.path("resnet/basic/config.json"), to.resolve("config.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> ImageClassifier.open(to)).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("preprocessor_config.json: no such file");
    }

    @Test
    void probabilitiesAddUpToOne(@TempDir Path to) throws Exception {
        ImageClassifier classifier = ImageClassifier.open(folder(to, "resnet/basic", "bilinear"));
        double sum = classifier.classify(Image.of(Tensor.ones(3, 5, 5)), 9).stream()
                .mapToDouble(Guess::probability).sum();
        assertThat(sum).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-6));
    }
}
