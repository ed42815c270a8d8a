package dev.lanewise.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.io.Checkpoint;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.SafetensorsFile;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Block;
import dev.lanewise.optim.AdamW;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.lora.Adapted;
import dev.lanewise.zoo.lora.Lora;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters in the families of language models: the plain ones, and those whose weights are stored transposed. */
class AdaptedFamiliesTest {
    private static final IntTensor TOKENS = RandomSource.seed(2).randint(0, 60, 3, 9);

    @TempDir
    private Path temporary;

    private static ModelFolder folder(String name) {
        try {
            return ModelFolder.open(Path.of(AdaptedFamiliesTest.class.getResource(name + "/config.json").toURI())
                    .getParent());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void gpt2LearnsBesideItsTransposedLayers() {
        Adapted<Gpt2> adapted = learns(folder("gpt2/gpt2"), Gpt2::load, Gpt2::forward);

        assertThat(adapted.network().stateDict().keySet()).contains("transformer.h.0.attn.c_attn.lora_A.weight",
                "transformer.h.1.mlp.c_proj.base_layer.bias");
        assertThat(temporary.resolve("adapter/adapter_config.json")).content().contains("\"fan_in_fan_out\" : true");
    }

    @Test
    void llamaLearnsBesideItsLayersAndNotInItsHead() {
        Adapted<Llama> adapted = learns(folder("llama/llama"), Llama::load, Llama::forward);

        assertThat(adapted.network().stateDict().keySet()).contains("model.layers.0.self_attn.q_proj.lora_A.weight")
                .noneMatch(name -> name.startsWith("lm_head.lora"));
    }

    /** Three steps for the next token: the loss falls, and the merged, saved and reread networks compute the same. */
    private <B extends Block & CausalModel> Adapted<B> learns(
            ModelFolder folder, Function<ModelFolder, B> family, BiFunction<B, IntTensor, Tensor> run) {
        B plain = family.apply(folder);
        Adapted<B> adapted = Lora.rank(2).alpha(4).adapt(() -> family.apply(folder), RandomSource.seed(1));
        assertThat(run.apply(adapted.network(), TOKENS).toArray()).containsExactly(run.apply(plain, TOKENS).toArray());

        AdamW optimizer = new AdamW(adapted.trained(), 0.02);
        adapted.network().train();
        float first = step(adapted, run, optimizer);
        step(adapted, run, optimizer);
        assertThat(step(adapted, run, optimizer)).isLessThan(first);
        adapted.network().eval();
        assertThat(elements(optimizer))
                .isLessThanOrEqualTo(3 * adapted.trained().stream().mapToLong(Tensor::size).sum());

        float[] expected = run.apply(adapted.network(), TOKENS).toArray();
        float largest = Tensor.of(expected).abs().max().item();
        B merged = adapted.merged();
        assertThat(run.apply(merged, TOKENS).toArray()).containsExactly(expected, within(2e-5f * largest));
        folder.save(merged.stateDict(), temporary.resolve("merged"));
        assertThat(run.apply(family.apply(ModelFolder.open(temporary.resolve("merged"))), TOKENS).toArray())
                .containsExactly(run.apply(merged, TOKENS).toArray());
        adapted.save(temporary.resolve("adapter"));
        Adapted<B> again = Lora.load(temporary.resolve("adapter"), () -> family.apply(folder));
        assertThat(run.apply(again.network(), TOKENS).toArray()).containsExactly(expected);
        return adapted;
    }

    private static <B extends Block> float step(
            Adapted<B> adapted, BiFunction<B, IntTensor, Tensor> run, AdamW optimizer) {
        Tensor logits = run.apply(adapted.network(), TOKENS.slice(1, 0, 8));
        Tensor loss = Losses.crossEntropy(logits.reshape(24, logits.shape().dim(2)),
                TOKENS.slice(1, 1, 9).reshape(24));
        optimizer.zeroGrad();
        loss.backward();
        adapted.network().namedParameters().forEach((name, tensor) -> assertThat(tensor.grad() != null).as(name)
                .isEqualTo(name.contains(".lora_")));
        optimizer.step();
        return loss.item();
    }

    /** How many numbers the optimizer keeps. */
    private long elements(AdamW optimizer) {
        Path file = temporary.resolve("optimizer.safetensors");
        Checkpoint.save(file, Map.of("optimizer", optimizer));
        try (SafetensorsFile open = Safetensors.open(file)) {
            return open.entries().values().stream().mapToLong(entry -> Shape.of(entry.shape().stream()
                    .mapToInt(Math::toIntExact).toArray()).size()).sum();
        }
    }
}
