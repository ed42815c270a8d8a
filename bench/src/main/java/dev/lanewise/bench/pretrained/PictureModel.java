package dev.lanewise.bench.pretrained;

import dev.lanewise.io.Safetensors;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.ResNet;
import dev.lanewise.zoo.ResNetConfig;
import dev.lanewise.zoo.Weights;
import dev.lanewise.zoo.folder.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A ResNet-18 with random weights, 47 MB, and a picture for it. */
final class PictureModel {
    private static final int SIDE = 224;

    /** Keeps features of about the same size from layer to layer. */
    private static final double DEVIATION = 0.05;

    private PictureModel() {}

    /** Writes the folder. */
    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path config = folder.resolve("config.json");
        Files.writeString(config, """
                {
                  "architectures": ["ResNetForImageClassification"],
                  "model_type": "resnet",
                  "embedding_size": 64,
                  "hidden_sizes": [64, 128, 256, 512],
                  "depths": [2, 2, 2, 2],
                  "layer_type": "basic",
                  "num_labels": 1000
                }
                """);
        ResNet net = new ResNet(ResNetConfig.of(ModelConfig.read(config)),
                Weights.random(RandomSource.seed(1), DEVIATION));
        Safetensors.save(folder.resolve("model.safetensors"), net.stateDict(), Map.of("format", "pt"));
    }

    /** A picture of values between -1 and 1, {@code [1, 3, 224, 224]}. */
    static Tensor picture() {
        float[] values = new float[3 * SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 7919L + 13) % 1009 / 504f - 1;
        }
        return Tensor.wrap(values, Shape.of(1, 3, SIDE, SIDE));
    }
}
