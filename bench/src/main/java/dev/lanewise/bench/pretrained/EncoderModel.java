package dev.lanewise.bench.pretrained;

import dev.lanewise.io.Safetensors;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.Bert;
import dev.lanewise.zoo.Weights;
import dev.lanewise.zoo.folder.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An encoder of the sizes of all-MiniLM-L6 with random weights, 90 MB, and texts of random tokens for it. */
final class EncoderModel {
    private static final int VOCABULARY = 30522;

    private EncoderModel() {}

    /** Writes the folder. */
    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path config = folder.resolve("config.json");
        Files.writeString(config, """
                {
                  "architectures": ["BertModel"],
                  "model_type": "bert",
                  "vocab_size": %d,
                  "hidden_size": 384,
                  "num_hidden_layers": 6,
                  "num_attention_heads": 12,
                  "intermediate_size": 1536,
                  "hidden_act": "gelu",
                  "max_position_embeddings": 512,
                  "type_vocab_size": 2,
                  "layer_norm_eps": 1e-12
                }
                """.formatted(VOCABULARY));
        Bert bert = new Bert(
                Bert.Config.of(ModelConfig.read(config)), Weights.random(RandomSource.seed(1), 0.02));
        Safetensors.save(folder.resolve("model.safetensors"), bert.stateDict(), Map.of("format", "pt"));
    }

    /** Tokens that are spread over the vocabulary, {@code [batch, length]}. */
    static IntTensor tokens(int batch, int length) {
        int[] ids = new int[batch * length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (int) ((i * 7919L + 13) % (VOCABULARY - 1000) + 1000);
        }
        return IntTensor.wrap(ids, Shape.of(batch, length));
    }

    /** Every value, each 1 to 7 times. */
    static double checksum(Tensor hidden) {
        double sum = 0;
        float[] values = hidden.toArray();
        for (int i = 0; i < values.length; i++) {
            sum += (1 + i % 7) * (double) values[i];
        }
        return sum;
    }
}
