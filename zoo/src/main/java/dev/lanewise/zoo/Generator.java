package dev.lanewise.zoo;

import dev.lanewise.inference.Inference;
import dev.lanewise.nn.EvalMode;
import dev.lanewise.nn.attention.KeyValueCache;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with texts of tokens, one token after the other.
 *
 * {@snippet :
 * Generator generator = Generator.of(CausalModel.open(folder));
 * Generation more = generator.generate(prompt, GenerationOptions.of(folder), RandomSource.seed(1));
 * }
 *
 * <p>The prompt is read at once, and each token by a program that is captured at the first and replayed for all others,
 * in later generations too: each of them has a workplace with caches for twice as many tokens at most as it needs, and
 * leaves it to the next. The bits are those of the model's {@code forward} in evaluation mode.
 *
 * <p>The same prompt, options and random source give the same tokens, whatever the number of threads. A generator may
 * be used by many threads at the same time; each then has a workplace of its own. The latest {@value #KEPT} are kept,
 * if their caches have no more than 256 MiB together: after a long text there may be none, and its memory is free
 * again.
 */
public final class Generator {
    /** Workplaces that are kept for later generations. */
    private static final int KEPT = 4;

    private static final long KEPT_BYTES = 1L << 28;

    private static final int LEAST_CAPACITY = 64;

    private final CausalModel model;
    private final long keptBytes;

    /** Workplaces that nobody uses, the latest first. */
    private final Deque<Workplace> idle = new ArrayDeque<>();

    /** A generator that keeps caches of so many bytes. */
    Generator(CausalModel model, long keptBytes) {
        this.model = Required.nonNull("Generator: the model", model);
        this.keptBytes = keptBytes;
    }

    /** A generator with a model, whose present parameters count whenever it runs. */
    public static Generator of(CausalModel model) {
        return new Generator(model, KEPT_BYTES);
    }

    /** The model. */
    public CausalModel model() {
        return model;
    }

    /** As {@link #generate(int[], GenerationOptions, RandomSource, IntPredicate)}, where nobody is told. */
    public Generation generate(int[] prompt, GenerationOptions options, RandomSource random) {
        return generate(prompt, options, random, _ -> true);
    }

    /**
     * Goes on with a text.
     *
     * @param prompt at least one token
     * @param random draws one number for each token, none if the choice is greedy
     * @param listener is told of each new token, and says whether there are to be more
     * @throws IllegalArgumentException if the prompt is empty or longer than the model's context
     * @throws IndexOutOfBoundsException if it has a token outside the vocabulary
     */
    public Generation generate(
            int[] prompt, GenerationOptions options, RandomSource random, IntPredicate listener) {
        Required.nonNull("generate: the prompt", prompt);
        Required.nonNull("generate: the set of options", options);
        Required.nonNull("generate: the random source", random);
        Required.nonNull("generate: the listener", listener);
        if (prompt.length == 0 || prompt.length > model.context()) {
            throw new IllegalArgumentException("generate: a prompt of " + prompt.length
                    + " tokens: expected 1 to " + model.context() + ", which is the context of the model");
        }
        int most = (int) Math.min(model.context() + 1L, (long) prompt.length + options.mostTokens());
        Workplace place = workplace(most - 1);
        try (EvalMode.Scope _ = EvalMode.scope(); GradMode.Scope _ = GradMode.noGrad()) {
            Generation generation = generate(place, Arrays.copyOf(prompt, most), prompt.length, options, random,
                    listener);
            leave(place);
            return generation;
        }
    }

    private Generation generate(
            Workplace place, int[] text, int prompt, GenerationOptions options, RandomSource random,
            IntPredicate listener) {
        List<Integer> added = new ArrayList<>();
        int end = prompt;
        Tensor logits = model.next(IntTensor.of(Shape.of(1, prompt), Arrays.copyOf(text, prompt)), place.caches);
        while (true) {
            int token = options.sampling().choose(logits.toArray(), Arrays.copyOf(text, end), random);
            added.add(token);
            text[end++] = token;
            boolean goesOn = listener.test(token);
            if (options.ends().contains(token)) {
                return new Generation(added, Generation.Finish.END);
            }
            if (!goesOn) {
                return new Generation(added, Generation.Finish.STOPPED);
            }
            if (end == text.length) {
                return new Generation(added, added.size() == options.mostTokens()
                        ? Generation.Finish.MOST_TOKENS
                        : Generation.Finish.CONTEXT);
            }
            logits = place.step.run(IntTensor.of(Shape.of(1, 1), token));
        }
    }

    // ---- workplaces

    /** Caches, and the program that goes on with what they hold. */
    private static final class Workplace {
        private final int capacity;
        private final List<KeyValueCache> caches;
        private final Inference<IntTensor, Tensor> step;

        Workplace(CausalModel model, int capacity) {
            this.capacity = capacity;
            this.caches = model.caches(1, capacity);
            this.step = Inference.of(token -> model.next(token, caches));
        }

        long bytes() {
            return caches.stream().mapToLong(cache -> (long) cache.keys().size() + cache.values().size()).sum()
                    * Float.BYTES;
        }
    }

    /** One for so many tokens, with empty caches. */
    private Workplace workplace(int tokens) {
        int capacity = (int) Math.min(model.context(), Math.max(LEAST_CAPACITY, Long.highestOneBit(2L * tokens - 1)));
        Workplace left = left(capacity);
        if (left == null) {
            return new Workplace(model, capacity);
        }
        left.caches.forEach(KeyValueCache::reset);
        return left;
    }

    private @Nullable Workplace left(int capacity) {
        synchronized (idle) {
            for (Workplace each : idle) {
                if (each.capacity == capacity) {
                    idle.remove(each);
                    return each;
                }
            }
            return null;
        }
    }

    private void leave(Workplace place) {
        synchronized (idle) {
            idle.addFirst(place);
            while (idle.size() > KEPT || idle.stream().mapToLong(Workplace::bytes).sum() > keptBytes) {
                idle.removeLast();
            }
        }
    }
}
