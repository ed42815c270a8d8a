package dev.lanewise.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.folder.ModelFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Gpt2Test {
    private static final double BOUND = 2e-5;

    @ParameterizedTest
    @ValueSource(strings = {"gpt2/gpt2", "gpt2/gpt2-other"})
    void givesTheLogitsOfTransformers(String name) {
        CausalFixture fixture = CausalFixture.of(name);
        fixture.assertLogits(Gpt2.load(fixture.folder()), BOUND);
    }

    @Test
    void isSavedUnderTheNamesThatItWasReadBy() {
        CausalFixture fixture = CausalFixture.of("gpt2/gpt2");
        assertEquals(Safetensors.open(fixture.path().resolve("model.safetensors")).entries().keySet(),
                Set.copyOf(Gpt2.load(fixture.folder()).stateDict().keySet()));
    }

    @Test
    void readsFilesWithoutThePrefixAndWithMasks(@TempDir Path copy) {
        CausalFixture fixture = CausalFixture.of("gpt2/gpt2");
        ModelFolder folder = CausalFixture.changed(fixture.path(), copy, "{", "{");
        Map<String, Tensor> bare = new LinkedHashMap<>();
        Gpt2.load(folder).stateDict()
                .forEach((name, tensor) -> bare.put(name.substring("transformer.".length()), tensor));
        bare.put("h.0.attn.bias", Tensor.ones(1, 1, 8, 8));
        bare.put("h.0.attn.masked_bias", Tensor.scalar(-1e4f));
        bare.put("lm_head.weight", bare.get("wte.weight"));
        Safetensors.save(copy.resolve("model.safetensors"), bare, Map.of());
        fixture.assertLogits(Gpt2.load(ModelFolder.open(copy)), BOUND);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"activation_function\": \"gelu_new\"|\"activation_function\": \"selu\"|activation_function",
        "\"add_cross_attention\": false|\"add_cross_attention\": true|add_cross_attention",
        "\"n_head\": 4|\"n_head\": 3|n_head", "\"n_embd\": 16|\"n_embd\": 2000000000|n_embd",
        "\"n_embd\": 16|\"n_embd\": 32|wte.weight", "\"n_layer\": 2|\"n_layer\": 2000000000|h.2.ln_1.weight",
        "\"n_layer\": 2|\"n_layer\": 1|h.1.attn.c_attn.bias", "\"vocab_size\": 64|\"vocab_size\": -1|vocab_size",
        "\"layer_norm_epsilon\": 1e-05|\"layer_norm_epsilon\": -1|layer_norm_epsilon",
        "\"model_type\": \"gpt2\"|\"model_type\": \"bert\"|model_type"})
    void refusesWhatItCannotCompute(String from, String to, String named, @TempDir Path copy) {
        ModelFolder folder = CausalFixture.changed(CausalFixture.resource("gpt2/gpt2"), copy, from, to);
        FormatException refusal = assertThrows(FormatException.class, () -> CausalModel.open(folder));
        assertTrue(refusal.getMessage().contains(named), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(copy.getFileName().toString()), refusal.getMessage());
    }

    @Test
    void refusesTextsThatAreLongerThanTheContext() {
        Gpt2 gpt = Gpt2.load(CausalFixture.of("gpt2/gpt2").folder());
        assertEquals("Gpt2(): tokens [1, 49]: texts have at most 48 tokens",
                assertThrows(IllegalArgumentException.class,
                        () -> gpt.forward(IntTensor.of(Shape.of(1, 49), new int[49]))).getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> gpt.forward(IntTensor.of(Shape.of(1, 2), 3, 64)));
        assertThrows(IllegalArgumentException.class, () -> gpt.caches(1, 49));
    }

    @Test
    void allParametersGetGradients() {
        Gpt2.Config config = Gpt2.Config.of(CausalFixture.of("gpt2/gpt2").folder().config());
        Gpt2 gpt = new Gpt2(config, Weights.random(RandomSource.seed(3), 0.1));
        gpt.forward(IntTensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6)).square().sum().backward();
        gpt.namedParameters().forEach((name, tensor) -> assertTrue(tensor.grad() != null, name));
    }

    @Test
    void cachesGiveTheSameBits() {
        CausalFixture fixture = CausalFixture.of("gpt2/gpt2");
        Gpt2 gpt = Gpt2.load(fixture.folder());
        var caches = gpt.caches(2, 20);
        Tensor all = gpt.forward(fixture.tokens());
        assertArrayEquals(all.select(1, 6).toArray(), gpt.next(fixture.tokens().slice(1, 0, 7), caches).toArray());
        for (int i = 7; i < 12; i++) {
            assertArrayEquals(all.select(1, i).toArray(),
                    gpt.next(fixture.tokens().slice(1, i, i + 1), caches).toArray());
        }
    }

    @Test
    void dropsInTrainingOnly() {
        CausalFixture fixture = CausalFixture.of("gpt2/gpt2");
        Gpt2 gpt = Gpt2.load(fixture.folder());
        gpt.train();
        assertTrue(gpt.forward(fixture.tokens()).sub(fixture.logits()).abs().max().item() > 0.1f);
        gpt.eval();
        fixture.assertLogits(gpt, BOUND);
    }

    @Test
    void theNumberOfThreadsChangesNoBit() {
        Gpt2.Config config = new Gpt2.Config(
                500, 64, 128, 2, 4, 512, HiddenActivation.GELU_TANH, 1e-5, true, false, true, 0, 0, 0);
        Gpt2 gpt = new Gpt2(config, Weights.random(RandomSource.seed(3), 0.1));
        IntTensor tokens = IntTensor.arange(64).reshape(1, 64);
        int before = Parallel.threads();
        try {
            Parallel.setThreads(1);
            float[] one = gpt.forward(tokens).toArray();
            Parallel.setThreads(2);
            assertArrayEquals(one, gpt.forward(tokens).toArray());
        } finally {
            Parallel.setThreads(before);
        }
    }
}
