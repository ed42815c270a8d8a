package dev.lanewise.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.nn.attention.KeyValueCache;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.Generation.Finish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorTest {
    private static final GenerationOptions GREEDY = GenerationOptions.defaults().mostTokens(24);

    private static int[] generated(Generator generator, int[] prompt, GenerationOptions options) {
        int[] more = generator.generate(prompt, options, RandomSource.seed(1)).ids();
        int[] all = Arrays.copyOf(prompt, prompt.length + more.length);
        System.arraycopy(more, 0, all, prompt.length, more.length);
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2/gpt2", "gpt2/gpt2-other", "llama/llama", "llama/llama-3", "llama/llama-linear",
        "llama/llama-bf16", "llama/mistral", "llama/qwen2", "llama/qwen3"})
    void givesTheTokensOfTransformers(String name) {
        CausalFixture fixture = CausalFixture.of(name);
        Generator generator = Generator.of(CausalModel.open(fixture.folder()));
        assertArrayEquals(fixture.greedy(), generated(generator, fixture.prompt(), GREEDY));
        assertArrayEquals(fixture.fresh(), generated(generator, fixture.prompt(),
                GREEDY.sampling(Sampling.greedy().repetitionPenalty(1.5))));
        GenerationOptions stored = GenerationOptions.of(fixture.folder());
        assertArrayEquals(fixture.stopped(), generated(generator, fixture.prompt(),
                stored.sampling(Sampling.greedy()).mostTokens(24)));
    }

    @Test
    void samplesTheSameTokensAsWithoutCaches() {
        CausalFixture fixture = CausalFixture.of("llama/qwen3");
        CausalModel model = CausalModel.open(fixture.folder());
        Sampling sampling = Sampling.random().topK(30).temperature(1.5);
        int[] found = generated(Generator.of(model), fixture.prompt(), GREEDY.sampling(sampling));
        RandomSource random = RandomSource.seed(1);
        int[] text = fixture.prompt();
        for (int i = 0; i < 24; i++) {
            float[] logits = model.forward(IntTensor.of(Shape.of(1, text.length), text))
                    .select(1, text.length - 1).toArray();
            text = Arrays.copyOf(text, text.length + 1);
            text[text.length - 1] = sampling.choose(logits, text, random);
        }
        assertArrayEquals(text, found);
    }

    @Test
    void endsWhereTheContextIsFull() {
        CausalFixture fixture = CausalFixture.of("gpt2/gpt2");
        Generator generator = Generator.of(Gpt2.load(fixture.folder()));
        Generation all = generator.generate(fixture.prompt(), GREEDY.mostTokens(1000), RandomSource.seed(1));
        assertEquals(Finish.CONTEXT, all.finish());
        assertEquals(48 + 1 - 5, all.tokens().size());
        Generation one = generator.generate(new int[48], GREEDY, RandomSource.seed(1));
        assertEquals(1, one.tokens().size());
        Generation exact = generator.generate(fixture.prompt(), GREEDY.mostTokens(44), RandomSource.seed(1));
        assertEquals(Finish.MOST_TOKENS, exact.finish());
        assertEquals(all.tokens(), exact.tokens());
    }

    @Test
    void tellsOfEachTokenAndStopsWhenNoMoreAreWanted() {
        CausalFixture fixture = CausalFixture.of("gpt2/gpt2");
        List<Integer> told = new ArrayList<>();
        Generation generation = Generator.of(Gpt2.load(fixture.folder())).generate(fixture.prompt(), GREEDY,
                RandomSource.seed(1), token -> {
                    told.add(token);
                    return told.size() < 3;
                });
        assertEquals(Finish.STOPPED, generation.finish());
        assertEquals(told, generation.tokens());
        assertEquals(3, told.size());
    }

    @Test
    void oneThatFailsLeavesNothingBehind() {
        CausalFixture fixture = CausalFixture.of("gpt2/gpt2");
        Generator generator = Generator.of(Gpt2.load(fixture.folder()));
        assertThrows(IllegalStateException.class, () -> generator.generate(fixture.prompt(), GREEDY,
                RandomSource.seed(1), _ -> {
                    throw new IllegalStateException("full");
                }));
        assertThrows(IndexOutOfBoundsException.class,
                () -> generator.generate(new int[] {1, 64}, GREEDY, RandomSource.seed(1)));
        assertArrayEquals(fixture.greedy(), generated(generator, fixture.prompt(), GREEDY));
    }

    /** Two caches of 48 positions, 16 wide, for keys and values of floats. */
    @ParameterizedTest
    @CsvSource({"12288, 1", "12287, 2"})
    void keepsCachesOfSoManyBytes(long bytes, int made) {
        CausalFixture fixture = CausalFixture.of("gpt2/gpt2");
        Counting model = new Counting(Gpt2.load(fixture.folder()), new AtomicInteger());
        Generator generator = new Generator(model, bytes);
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(fixture.greedy(), generated(generator, fixture.prompt(), GREEDY));
        }
        assertEquals(made, model.made.get());
    }

    /** A model that counts how often it makes caches. */
    private record Counting(CausalModel model, AtomicInteger made) implements CausalModel {
        @Override
        public Tensor forward(IntTensor tokens) {
            return model.forward(tokens);
        }

        @Override
        public Tensor next(IntTensor tokens, List<KeyValueCache> caches) {
            return model.next(tokens, caches);
        }

        @Override
        public Tensor nextOfEach(IntTensor tokens, List<List<KeyValueCache>> texts) {
            return model.nextOfEach(tokens, texts);
        }

        @Override
        public List<KeyValueCache> caches(int samples, int capacity) {
            made.incrementAndGet();
            return model.caches(samples, capacity);
        }

        @Override
        public int context() {
            return model.context();
        }

        @Override
        public int vocabulary() {
            return model.vocabulary();
        }
    }

    @Test
    void manyThreadsShareIt() throws Exception {
        CausalFixture fixture = CausalFixture.of("llama/llama");
        Generator generator = Generator.of(Llama.load(fixture.folder()));
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<int[]>> tasks = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                tasks.add(() -> generated(generator, fixture.prompt(), GREEDY));
            }
            for (Future<int[]> each : threads.invokeAll(tasks)) {
                assertArrayEquals(fixture.greedy(), each.get());
            }
        }
    }

    @Test
    void refusesPromptsThatDoNotFit() {
        Generator generator = Generator.of(Gpt2.load(CausalFixture.of("gpt2/gpt2").folder()));
        for (int length : new int[] {0, 49}) {
            IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class,
                    () -> generator.generate(new int[length], GREEDY, RandomSource.seed(1)));
            assertEquals("generate: a prompt of " + length
                    + " tokens: expected 1 to 48, which is the context of the model", refusal.getMessage());
        }
    }
}
