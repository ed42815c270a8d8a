package dev.lanewise.bench.pretrained;

import dev.lanewise.io.Safetensors;
import dev.lanewise.random.RandomSource;
import dev.lanewise.zoo.Gpt2;
import dev.lanewise.zoo.Weights;
import dev.lanewise.zoo.folder.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A language model of GPT-2's kind with random weights.
 *
 * @param layers how many
 * @param width of the vectors, of heads of 64
 * @param vocabulary how many tokens there are
 */
record GenerationModel(int layers, int width, int vocabulary) {
    /** The sizes of GPT-2 small: 500 MB. */
    static final GenerationModel SMALL = new GenerationModel(12, 768, 50257);

    private static final int HEAD = 64;
    private static final int PROMPT = 16;

    /** Writes the folder. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path config = folder.resolve("config.json");
        Files.writeString(config, """
                {
                  "architectures": ["GPT2LMHeadModel"],
                  "model_type": "gpt2",
                  "vocab_size": %d,
                  "n_embd": %d,
                  "n_layer": %d,
                  "n_head": %d,
                  "n_positions": 1024,
                  "bos_token_id": 0,
                  "eos_token_id": 0
                }
                """.formatted(vocabulary, width, layers, width / HEAD));
        Gpt2 gpt = new Gpt2(Gpt2.Config.of(ModelConfig.read(config)), Weights.random(RandomSource.seed(1), 0.02));
        Safetensors.save(folder.resolve("model.safetensors"), gpt.stateDict(), Map.of("format", "pt"));
    }

    /** Tokens that are spread over the vocabulary. */
    int[] prompt() {
        int[] ids = new int[PROMPT];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (int) ((i * 7919L + 13) % vocabulary);
        }
        return ids;
    }

    /** Bytes of weights that are read for each token: all but the positions. */
    double bytes() {
        return Float.BYTES * (12.0 * width * width * layers + (double) vocabulary * width);
    }
}
