package dev.lanewise.examples.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lanewise.examples.Outcome;
import dev.lanewise.io.Safetensors;
import dev.lanewise.random.RandomSource;
import dev.lanewise.zoo.ResNet;
import dev.lanewise.zoo.ResNetConfig;
import dev.lanewise.zoo.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifyCommandTest {
    private static final String CONFIG = """
            {"model_type": "resnet", "embedding_size": 4, "hidden_sizes": [4], "depths": [1], "layer_type": "basic",
             "id2label": {"0": "cat", "1": "dog", "2": "a \\u001b[2J trap"}}
            """;
    private static final String PROCESSOR = """
            {"image_processor_type": "ViTImageProcessor", "size": {"height": 16, "width": 16}, "resample": 2,
             "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
            """;

    @TempDir
    Path folder;

    private Path model;
    private Path pictures;

    @BeforeEach
    void makeAModelAndPictures() throws IOException {
        model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), CONFIG);
        Files.writeString(model.resolve("preprocessor_config.json"), PROCESSOR);
        ResNet net = new ResNet(new ResNetConfig(3, 4, List.of(4), List.of(1), false, false, false, 3),
                Weights.random(RandomSource.seed(1), 0.1));
        Safetensors.save(model.resolve("model.safetensors"), net.stateDict(), Map.of());
        pictures = Files.createDirectories(folder.resolve("pictures/more"));
        for (int i = 0; i < 10; i++) {
            BufferedImage image = new BufferedImage(9 + i, 20, BufferedImage.TYPE_INT_RGB);
            image.setRGB(i, i, 0xff8000);
            ImageIO.write(image, "png", pictures.resolve(i + ".png").toFile());
        }
    }

    @Test
    void showsTheMostProbableClassesOfEachPicture() {
        Outcome one = Outcome.of("classify", "--model", model, "--image", pictures.resolve("3.png")).assertSuccess();
        assertThat(one.out().lines()).hasSize(4);
        assertThat(one.out().lines().skip(1)).allMatch(line -> line.matches(" +\\d+\\.\\d %  \\S.*"));
        assertThat(one.out()).contains("cat", "dog", "trap").doesNotContain("\u001b");
        Outcome all = Outcome.of("classify", "--model", model, "--top", 1, "--image", pictures.resolve("3.png"),
                folder.resolve("pictures")).assertSuccess();
        assertThat(all.out().lines()).hasSize(22);
        assertThat(all.out().lines().toList().subList(0, 2)).isEqualTo(one.out().lines().toList().subList(0, 2));
    }

    @Test
    void jsonIsAListOfPicturesWithTheirClasses() throws IOException {
        Path odd = Files.copy(pictures.resolve("3.png"), folder.resolve("a 'b' [c] é.png"));
        Outcome outcome = Outcome.of("classify", "--model", model, "--json", "--top", 2, "--image", odd,
                folder.resolve("pictures")).assertSuccess();

        assertThat(outcome.out().strip()).matches("\\p{Print}+"); // a line that no terminal or locale spoils
        JsonNode json = new ObjectMapper().readTree(outcome.out());
        assertThat(json).hasSize(11).allMatch(picture -> picture.get("classes").size() == 2);
        assertThat(json.get(0).get("image").asText()).isEqualTo(odd.toString());
        assertThat(json.get(0).get("classes")).isEqualTo(json.get(4).get("classes"));
        JsonNode all = new ObjectMapper().readTree(Outcome.of("classify", "--model", model, "--json", "--image",
                odd).assertSuccess().out()).get(0).get("classes");
        assertThat(all).extracting(each -> each.get("name").asText())
                .containsExactlyInAnyOrder("cat", "dog", "a \u001b[2J trap");
        assertThat(all).extracting(each -> -each.get("probability").doubleValue()).isSorted();
        assertThat(all.valueStream().mapToDouble(each -> each.get("probability").doubleValue()).sum())
                .isCloseTo(1, within(1e-5));
    }

    @Test
    void helpNamesOptionsAndDefaults() {
        Outcome help = Outcome.of("classify", "--help").assertSuccess();
        assertThat(help.out().replaceAll("\\s+", " ")).contains("--model=DIR", "--image=FILE", "--top=K")
                .containsPattern("--top=K [^-]*\\(default: 5\\)");
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void whatIsWrongIsExplained() throws IOException {
        Path image = pictures.resolve("3.png");
        Outcome.of("classify", "--image", image).assertWrongUsage("--model");
        Outcome.of("classify", "--model", model).assertWrongUsage("--image");
        Outcome.of("classify", "--model", model, "--image", image, "--top", 0).assertWrongUsage("--top 0: at least 1");
        Outcome.of("classify", "--model", folder.resolve("none"), "--image", image).assertFailure("no such folder");
        Outcome.of("classify", "--model", model, "--image", folder.resolve("x.png"))
                .assertFailure("x.png: no such file");
        Outcome.of("classify", "--model", model, "--image", Files.createDirectory(folder.resolve("empty")))
                .assertFailure("empty: the folder has no pictures");
        Outcome.of("classify", "--model", model, "--image", model.resolve("config.json"))
                .assertFailure("config.json", "neither PNG, JPEG, GIF nor BMP");
        Files.delete(model.resolve("preprocessor_config.json"));
        Outcome.of("classify", "--model", model, "--image", image)
                .assertFailure("preprocessor_config.json: no such file");
        Files.writeString(model.resolve("config.json"), "{\"model_type\": \"bert\"}");
        Outcome.of("classify", "--model", model, "--image", image)
                .assertFailure("an encoder of texts; examples/run embed is for it");
    }
}
