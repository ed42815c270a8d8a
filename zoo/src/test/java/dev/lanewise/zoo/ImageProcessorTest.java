package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.data.images.Image;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.folder.ModelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImageProcessorTest {
    /** A level of 255 behind each processor's scale and least deviation. */
    @ParameterizedTest
    @CsvSource({"bilinear, 0.5", "bicubic, 0.224", "deit, 0.5", "shortest, 1", "convnext, 0.224"})
    void comesWithinALevelOfPillow(String name, double deviation) {
        ImageProcessor processor = processor("pictures/" + name);
        double level = 1.0 / 255 / deviation;
        int other = 0;
        int count = 0;
        Map<String, Tensor> expected = Fixtures.expected("pictures/" + name);
        assertThat(expected).hasSize(8);
        for (Map.Entry<String, Tensor> each : expected.entrySet()) {
            Tensor actual = processor.apply(picture(each.getKey())).toTensor();
            assertThat(actual.shape()).as(each.getKey()).isEqualTo(each.getValue().shape());
            float[] a = actual.toArray();
            float[] e = each.getValue().toArray();
            for (int i = 0; i < a.length; i++) {
                double difference = Math.abs((double) a[i] - e[i]);
                assertThat(difference).as(each.getKey() + " at " + i).isLessThan(level * 1.001);
                other += difference > level / 100 ? 1 : 0;
                count++;
            }
        }
        assertThat(other).as("values in another level, of " + count).isLessThanOrEqualTo(count / 50);
    }

    @Test
    void leavesLevelsAsTheyAreWhereNothingScalesThem() {
        Tensor pixels = processor("pictures/warped").batch(List.of(picture("small.png")));
        assertThat(pixels.shape().dims()).containsExactly(1, 3, 384, 384);
        int[] expected = Safetensors.load(Fixtures.path("pictures/warped/expected.safetensors")).ints()
                .get("small.png").toArray();
        for (int i = 0; i < expected.length; i++) {
            assertThat(pixels.get(0, i / 576, i / 24 % 24 * 16, i % 24 * 16)).isCloseTo(expected[i],
                    org.assertj.core.api.Assertions.within(1f));
        }
    }

    @Test
    void readsOldFilesAndThoseOfTimm(@TempDir Path folder) throws Exception {
        String old = "{'crop_pct': 0.875, 'feature_extractor_type': 'ConvNextFeatureExtractor', 'image_mean': [0, 0, 0], "
                + "'image_std': [1, 1, 1], 'resample': 3, 'size': 28}";
        ImageProcessor processor = ImageProcessor.of(config(folder, old));
        assertThat(processor).hasToString("ImageProcessor(cubic, antialiased; shorter side 32; 28x28 of its middle)");
        Files.writeString(folder.resolve("config.json"), """
                {"architecture": "resnet18", "num_classes": 10, "pretrained_cfg": {"mean": [0, 0, 0], "std": [1, 1, 1],
                 "input_size": [3, 28, 28], "crop_pct": 0.95, "interpolation": "bicubic"}}
                """);
        Files.delete(folder.resolve("preprocessor_config.json"));
        ImageProcessor timm = ImageProcessor.open(dev.lanewise.zoo.folder.ModelFolder.open(folder));
        assertThat(timm).hasToString("ImageProcessor(cubic, antialiased; shorter side 29; 28x28 of its middle)");
        assertThat(timm.batch(List.of(picture("wide.png"), picture("tall.png"))).shape().dims())
                .containsExactly(2, 3, 28, 28);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        'size': 2147483647                | size" is 2147483647, expected sides of at most 65536
        'size': {'shortest_edge': -1}     | shortest_edge" is -1, expected a positive number
        'size': {'height': 8}             | size" is {"height":8}, expected height and width, or a shortest_edge
        'size': [1, 2, 3]                 | size" is [1,2,3], expected a positive number, or two
        'size': 'large'                   | size" is "large", expected a positive number
        'resample': 1                     | resample" is 1, expected 2 (bilinear) or 3 (bicubic)
        'image_mean': [0, 0]              | image_mean" is [0,0], expected a list of 3 numbers
        'image_mean': [0, 0, 1e999]       | image_mean" is [0,0,"Infinity"], expected a list of 3 numbers
        'image_std': [1, 1, 0]            | image_std" is [1,1,0], expected numbers other than 0
        'rescale_factor': '1/255'         | rescale_factor" is "1/255", expected a number
        'do_resize': 1                    | do_resize" is 1, expected true or false
        'do_pad': true                    | do_pad" is true, expected false
        'image_processor_type': 'Sam\\u0007' | image_processor_type" is "Sam\\u0007", expected that of ViT, DeiT
        'do_center_crop': true            | has no "crop_size"
        'image_processor_type': 'DeiTImageProcessor' | has no "crop_size"
        'image_processor_type': 'BitFeatureExtractor' | has no "crop_size"
        """)
    void refusesWithOneSentence(String entry, String message, @TempDir Path folder) throws Exception {
        String key = entry.substring(0, entry.indexOf(':'));
        String rest = "'image_processor_type': 'ViTImageProcessor', 'size': 8, 'resample': 2, 'image_mean': [0, 0, 0], "
                + "'image_std': [1, 1, 1]";
        String others = rest.replaceAll(key + ": (\\[[^]]*]|[^,]*)(, )?", "");
        ModelConfig config = config(folder, "{" + entry + ", " + others.replaceFirst(", $", "") + "}");
        assertThatThrownBy(() -> ImageProcessor.of(config)).isInstanceOf(FormatException.class)
                .hasMessageContaining("preprocessor_config.json").hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"ViT, ''", "DeiT, '; 6x6 of its middle'", "Bit, '; 6x6 of its middle'"})
    void cropsAsItsKindDoesWhereNothingIsSaid(String kind, String cropped, @TempDir Path folder) throws Exception {
        assertThat(ImageProcessor.of(config(folder, "{'image_processor_type': '" + kind + "ImageProcessor', "
                + "'crop_size': 6, 'size': {'height': 8, 'width': 8}, 'resample': 2, 'image_mean': [0, 0, 0], "
                + "'image_std': [1, 1, 1]}"))).hasToString("ImageProcessor(linear, antialiased; 8x8" + cropped + ")");
    }

    @Test
    void refusesPicturesThatWouldBecomeHuge() {
        ImageProcessor processor = processor("pictures/shortest");
        Image line = new Image(3, 1, 2_000_000, new float[6_000_000]);
        assertThatThrownBy(() -> processor.apply(line))
                .hasMessage("ImageProcessor: Image(3x1x2000000) becomes 20x40000000 pixels, more than 16777216");
        assertThatThrownBy(() -> processor.apply(new Image(1, 1, 1, new float[1])))
                .hasMessage("ImageProcessor: Image(1x1x1): expected 3 channels");
    }

    private static ImageProcessor processor(String name) {
        return ImageProcessor.of(ModelConfig.read(Fixtures.path(name + "/preprocessor_config.json")));
    }

    static Image picture(String name) {
        return Image.read(Fixtures.path("pictures/" + name));
    }

    private static ModelConfig config(Path folder, String json) throws Exception {
        return ModelConfig.read(
                Files.writeString(folder.resolve("preprocessor_config.json"), json.replace('\'', '"')));
    }
}
