package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarmUpTest {
    @TempDir
    private Path folder;

    private ModelConfig config(String json) throws Exception {
        return ModelConfig.read(Files.writeString(folder.resolve("config.json"), json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert/bert", "bert/roberta", "bert/distilbert", "bert/sentence", "gpt2/gpt2",
        "gpt2/gpt2-other", "llama/llama", "llama/qwen3", "vit/classifier", "vit/deit"})
    void itRunsANetworkOfTheFamily(String name) {
        assertThat(ThrowAway.run(Fixtures.folder(name).config())).isTrue();
    }

    @Test
    void familiesWithoutOneAreLeftAlone() throws Exception {
        assertThat(ThrowAway.run(config("{\"model_type\": \"resnet\"}"))).isFalse();
        assertThat(ThrowAway.run(config("{\"model_type\": \"clock\"}"))).isFalse();
    }

    @Test
    void layersOfAnyWidthAreCut() throws Exception {
        String llama = """
                {"model_type": "llama", "vocab_size": 128256, "hidden_size": 16384, "num_hidden_layers": 126,
                 "num_attention_heads": 128, "num_key_value_heads": 8, "intermediate_size": 53248,
                 "max_position_embeddings": 131072, "rope_theta": 500000.0}
                """;
        assertThatThrownBy(() -> ThrowAway.run(config(llama))).hasMessageContaining("heads of width 2048");
        assertThat(ThrowAway.run(config(llama.replace("\"num_key_value_heads\": 8", "\"num_key_value_heads\": 32"))))
                .isTrue();
        assertThat(ThrowAway.run(config("""
                {"model_type": "bert", "vocab_size": 2000000000, "hidden_size": 2000000000, "num_hidden_layers": 1,
                 "num_attention_heads": 20000000, "intermediate_size": 2000000000,
                 "max_position_embeddings": 2000000000, "type_vocab_size": 2000000000}
                """))).isTrue();
        assertThat(ThrowAway.run(config("""
                {"model_type": "vit", "image_size": 100000, "patch_size": 25000, "hidden_size": 768}
                """))).isFalse();
    }

    @Test
    void anErrorIsNobodys() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> seen.set(e));
        try {
            Thread thread = WarmUp.start(config("{\"model_type\": \"bert\"}"));
            if (thread != null) { // a single core has none
                assertThat(thread.isDaemon()).isTrue();
                thread.join();
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(seen.get()).isNull();
    }

    @Test
    void resultsDoNotDependOnIt() {
        ModelFolder gpt = Fixtures.folder("gpt2/gpt2");
        IntTensor tokens = IntTensor.of(Shape.of(1, 3), 1, 2, 3);
        float[] without = Gpt2.load(gpt).forward(tokens).toArray();
        float draw = RandomSource.seed(0).normal(1).item();
        WarmUp.begin(gpt);
        assertThat(Gpt2.load(gpt).forward(tokens).toArray()).isEqualTo(without);
        assertThat(RandomSource.seed(0).normal(1).item()).isEqualTo(draw);
    }
}
