package dev.lanewise.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.io.Safetensors;
import dev.lanewise.io.SafetensorsFile;
import dev.lanewise.nn.EvalMode;
import dev.lanewise.nn.attention.KeyValueCache;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.Generation.Finish;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several texts that are gone on with together: each is as it is alone. */
class GeneratedBatchesTest {
    private static final GenerationOptions GREEDY = GenerationOptions.defaults().mostTokens(20);

    private static List<int[]> prompts(int count, int longest) {
        return IntStream.range(0, count)
                .mapToObj(i -> RandomSource.seed(i).randint(0, 64, 1 + i * 7 % longest).toArray()).toList();
    }

    private static List<RandomSource> sources(int count) {
        return IntStream.range(0, count).mapToObj(RandomSource::seed).toList();
    }

    private static Generator generator(String name) {
        return Generator.of(CausalModel.open(CausalFixture.of(name).folder()));
    }

    /** {@code src/test/python/batches.py}. */
    @ParameterizedTest
    @ValueSource(strings = {"gpt2/gpt2", "llama/llama", "llama/llama-3", "llama/mistral", "llama/qwen3"})
    void givesWhatTransformersGeneratesWithPaddingOnTheLeft(String name) {
        List<int[]> prompts;
        List<int[]> expected;
        Set<Integer> ends;
        try (SafetensorsFile file = Safetensors.open(CausalFixture.resource(name).resolve("batch.safetensors"))) {
            prompts = rows(file.ints("prompts"));
            expected = rows(file.ints("generated"));
            ends = Arrays.stream(file.ints("ends").toArray()).boxed().collect(Collectors.toSet());
        }
        List<Generation> found = generator(name).generate(prompts, GREEDY.ends(ends), sources(prompts.size()));
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), found.get(i).ids(), name + ", text " + i);
        }
    }

    /** Up to the first -1. */
    private static List<int[]> rows(IntTensor all) {
        return IntStream.range(0, all.shape().dim(0))
                .mapToObj(i -> Arrays.stream(all.select(0, i).toArray()).takeWhile(token -> token >= 0).toArray())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2/gpt2", "gpt2/gpt2-other", "llama/llama-linear", "llama/qwen2", "llama/qwen3"})
    void eachTextIsAsAlone(String name) {
        Generator generator = generator(name);
        GenerationOptions random = GREEDY.ends(Set.of(3, 17, 60)).sampling(Sampling.random().temperature(1.3).topK(40));
        for (GenerationOptions options : List.of(GREEDY, random)) {
            List<int[]> prompts = prompts(21, 12); // more than go on together
            List<Generation> together = generator.generate(prompts, options, sources(21));
            for (int i = 0; i < prompts.size(); i++) {
                assertEquals(generator.generate(prompts.get(i), options, RandomSource.seed(i)), together.get(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2/gpt2", "llama/llama", "llama/qwen3"})
    void theLogitsHaveTheBitsOfEachTextAlone(String name) {
        CausalModel model = CausalModel.open(CausalFixture.of(name).folder());
        try (EvalMode.Scope _ = EvalMode.scope(); GradMode.Scope _ = GradMode.noGrad()) {
            int before = Parallel.threads();
            try {
                for (int threads = 1; threads <= 2; threads++) {
                    Parallel.setThreads(threads);
                    assertBits(model, prompts(5, 12));
                }
            } finally {
                Parallel.setThreads(before);
            }
        }
    }

    private static void assertBits(CausalModel model, List<int[]> prompts) {
        List<List<KeyValueCache>> caches = new ArrayList<>();
        for (int[] prompt : prompts) {
            caches.add(model.caches(1, 16 + prompt.length));
            model.next(IntTensor.of(Shape.of(1, prompt.length), prompt), caches.getLast());
        }
        Tensor logits = model.nextOfEach(IntTensor.of(1, 2, 3, 4, 5), caches);
        assertEquals(Shape.of(5, 64), logits.shape());
        for (int i = 0; i < prompts.size(); i++) {
            int[] text = Arrays.copyOf(prompts.get(i), prompts.get(i).length + 1);
            text[text.length - 1] = i + 1;
            assertArrayEquals(model.next(IntTensor.of(Shape.of(1, text.length), text), model.caches(1, 32)).toArray(),
                    logits.select(0, i).toArray());
        }
    }

    @Test
    void eachEndsByItsOwn() {
        Generator generator = generator("gpt2/gpt2");
        List<int[]> prompts = List.of(new int[48], new int[] {1}, new int[] {1, 2, 3});
        List<Generation> found = generator.generate(prompts, GREEDY.mostTokens(47), sources(3));
        assertEquals(List.of(Finish.CONTEXT, Finish.MOST_TOKENS, Finish.CONTEXT),
                found.stream().map(Generation::finish).toList());
        assertEquals(List.of(1, 47, 46), found.stream().map(each -> each.tokens().size()).toList());
        assertEquals(List.of(), generator.generate(List.of(), GREEDY, List.of()));
    }

    /** Of thousands of prompts those that have ended keep no caches. */
    @Test
    void memoryIsThatOfTheTextsThatGoOnTogether() {
        CountedCaches model = new CountedCaches(CausalModel.open(CausalFixture.of("gpt2/gpt2").folder()));
        int count = 5 * Generator.TOGETHER;
        AtomicInteger inUse = new AtomicInteger();
        List<IntPredicate> listeners = new ArrayList<>(Collections.nCopies(count - 1, _ -> true));
        listeners.add(_ -> {
            inUse.set(model.inUse());
            return true;
        });
        Generator.of(model).generate(prompts(count, 12), GREEDY.mostTokens(2), sources(count), listeners);
        assertTrue(inUse.get() >= 1 && inUse.get() <= Generator.TOGETHER + 2 * Workplaces.KEPT,
                inUse + " of " + model.made.size());
    }

    /** A model that knows which of its caches are still held by somebody. */
    private static final class CountedCaches implements CausalModel {
        private final CausalModel model;
        private final List<WeakReference<KeyValueCache>> made = new ArrayList<>();

        CountedCaches(CausalModel model) {
            this.model = model;
        }

        int inUse() {
            System.gc();
            return (int) made.stream().filter(each -> each.get() != null).count();
        }

        @Override
        public List<KeyValueCache> caches(int samples, int capacity) {
            List<KeyValueCache> caches = model.caches(samples, capacity);
            made.add(new WeakReference<>(caches.getFirst()));
            return caches;
        }

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
        public int context() {
            return model.context();
        }

        @Override
        public int vocabulary() {
            return model.vocabulary();
        }
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAnyTextIsRead() {
        Generator generator = generator("gpt2/gpt2");
        RandomSource source = RandomSource.seed(1);
        assertRefused("generate: prompt 1 of 0 tokens: expected 1 to 48, which is the context of the model",
                generator, List.of(new int[1], new int[0]), sources(2));
        assertRefused("generate: 1 random sources for 2 prompts: expected one for each", generator,
                List.of(new int[1], new int[1]), sources(1));
        assertRefused("generate: two prompts have one random source: expected one for each", generator,
                List.of(new int[1], new int[1]), List.of(source, source));
    }

    private static void assertRefused(
            String message, Generator generator, List<int[]> prompts, List<RandomSource> randoms) {
        assertEquals(message, assertThrows(IllegalArgumentException.class,
                () -> generator.generate(prompts, GREEDY, randoms)).getMessage());
    }

    @Test
    void cachesThatDoNotFitAreRefused() {
        CausalModel model = Gpt2.load(CausalFixture.of("gpt2/gpt2").folder());
        List<List<KeyValueCache>> caches = List.of(model.caches(1, 8), model.caches(1, 8));
        for (IntTensor tokens : List.of(IntTensor.of(1), IntTensor.of(Shape.of(2, 1), 1, 2))) {
            IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class,
                    () -> model.nextOfEach(tokens, caches));
            assertTrue(refusal.getMessage().contains("for the caches of 2 texts: expected [N], a token of each"),
                    refusal.getMessage());
        }
    }
}
