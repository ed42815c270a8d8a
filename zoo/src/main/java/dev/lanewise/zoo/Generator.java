package dev.lanewise.zoo;

import dev.lanewise.inference.Inference;
import dev.lanewise.nn.EvalMode;
import dev.lanewise.nn.attention.KeyValueCache;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

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
 * <p>Of several prompts up to {@value #TOGETHER} are gone on with together, so that the weights are read once for a
 * token of each; where one ends, another joins. Each text has the tokens, and the bits, that it has alone.
 *
 * <p>The same prompt, options and random source give the same tokens, whatever the number of threads. A generator may
 * be used by many threads at the same time; each then has a workplace of its own. The latest {@value Workplaces#KEPT}
 * are kept, if their caches have no more than 256 MiB together: after a long text there may be none, and its memory
 * is free again.
 */
public final class Generator {
    /** Texts that are gone on with together. */
    static final int TOGETHER = 16;

    private static final long KEPT_BYTES = 1L << 28;

    private final Workplaces workplaces;

    /** A generator that keeps caches of so many bytes. */
    Generator(CausalModel model, long keptBytes) {
        this.workplaces = new Workplaces(model, keptBytes);
    }

    /** A generator with a model, whose present parameters count whenever it runs. */
    public static Generator of(CausalModel model) {
        return new Generator(model, KEPT_BYTES);
    }

    /** The model. */
    public CausalModel model() {
        return workplaces.model();
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
     * @throws IllegalArgumentException if the prompt is empty, longer than the model's context, or leaves no token of
     *     the {@linkplain GenerationOptions#longest longest} text
     * @throws IndexOutOfBoundsException if it has a token outside the vocabulary
     */
    public Generation generate(
            int[] prompt, GenerationOptions options, RandomSource random, IntPredicate listener) {
        requireFit(Required.nonNull("generate: the prompt", prompt), "a prompt",
                Required.nonNull("generate: the set of options", options));
        Required.nonNull("generate: the random source", random);
        Required.nonNull("generate: the listener", listener);
        try (EvalMode.Scope _ = EvalMode.scope(); GradMode.Scope _ = GradMode.noGrad()) {
            GrowingText text = new GrowingText(prompt, options, random, listener, workplaces);
            boolean goesOn = begin(text);
            while (goesOn) {
                goesOn = text.add(step(text));
            }
            workplaces.leave(text.place());
            return text.generation();
        }
    }

    /**
     * Goes on with several texts, whatever their lengths.
     *
     * {@snippet :
     * List<Generation> both = generator.generate(List.of(one, another), options,
     *         List.of(RandomSource.seed(1), RandomSource.seed(2)));
     * }
     *
     * @param prompts each of at least one token
     * @param randoms for each prompt what draws its numbers
     * @return what is added to each, in their order: the same as if it were alone
     * @throws IllegalArgumentException if there are not as many random sources as prompts, or one is used twice, or a
     *     prompt is empty, longer than the model's context, or leaves no token of the longest text
     * @throws IndexOutOfBoundsException if one has a token outside the vocabulary
     */
    public List<Generation> generate(
            List<int[]> prompts, GenerationOptions options, List<RandomSource> randoms) {
        return generate(prompts, options, randoms,
                Collections.nCopies(Required.nonNull("generate: the list of prompts", prompts).size(), _ -> true));
    }

    /** The same with a listener for each prompt. */
    List<Generation> generate(
            List<int[]> prompts, GenerationOptions options, List<RandomSource> randoms,
            List<? extends IntPredicate> listeners) {
        requireSources(prompts.size(), randoms);
        for (int i = 0; i < prompts.size(); i++) {
            requireFit(Required.nonNull("generate: a prompt", prompts.get(i)), "prompt " + i,
                    Required.nonNull("generate: the set of options", options));
        }
        Generation[] all = new Generation[prompts.size()]; // not the texts, whose caches are large
        Map<GrowingText, Integer> live = new LinkedHashMap<>();
        try (EvalMode.Scope _ = EvalMode.scope(); GradMode.Scope _ = GradMode.noGrad()) {
            int begun = 0;
            while (begun < prompts.size() || !live.isEmpty()) {
                List<GrowingText> ended = new ArrayList<>();
                while (begun < prompts.size() && live.size() < TOGETHER && ended.isEmpty()) {
                    GrowingText text = new GrowingText(prompts.get(begun), options, randoms.get(begun),
                            listeners.get(begun), workplaces);
                    live.put(text, begun++);
                    if (!begin(text)) {
                        ended.add(text);
                    }
                }
                for (GrowingText text : ended.isEmpty() ? goOn(List.copyOf(live.keySet())) : ended) {
                    all[Required.nonNull("a text that goes on", live.remove(text))] = text.generation();
                    workplaces.leave(text.place());
                }
            }
        }
        return List.of(all);
    }

    /** Goes on with some texts until one ends, or several do. */
    private List<GrowingText> goOn(List<GrowingText> live) {
        List<List<KeyValueCache>> caches = live.stream().map(text -> text.place().caches()).toList();
        // captured for these texts; where one ends or joins there is another
        Inference<IntTensor, Tensor> steps = Inference.of(tokens -> model().nextOfEach(tokens, caches));
        List<GrowingText> ended = new ArrayList<>();
        while (ended.isEmpty()) {
            if (live.size() == 1) {
                GrowingText text = live.getFirst();
                if (!text.add(step(text))) {
                    ended.add(text);
                }
            } else {
                Tensor logits = steps.run(IntTensor.of(live.stream().mapToInt(GrowingText::last).toArray()));
                for (int i = 0; i < live.size(); i++) {
                    if (!live.get(i).add(logits.select(0, i).toArray())) {
                        ended.add(live.get(i));
                    }
                }
            }
        }
        return ended;
    }

    private boolean begin(GrowingText text) {
        return text.add(model().next(text.tokens(), text.place().caches()).toArray());
    }

    private static float[] step(GrowingText text) {
        return text.place().step().run(IntTensor.of(text.last()).unsqueeze(0)).toArray();
    }

    private void requireFit(int[] prompt, String name, GenerationOptions options) {
        if (prompt.length == 0 || prompt.length > model().context()) {
            throw new IllegalArgumentException("generate: " + name + " of " + prompt.length
                    + " tokens: expected 1 to " + model().context() + ", which is the context of the model");
        }
        options.mostTokensAfter(prompt.length);
    }

    private static void requireSources(int prompts, List<RandomSource> randoms) {
        if (Required.nonNull("generate: the list of random sources", randoms).size() != prompts) {
            throw new IllegalArgumentException("generate: " + randoms.size() + " random sources for " + prompts
                    + " prompts: expected one for each");
        }
        Set<RandomSource> different = Collections.newSetFromMap(new IdentityHashMap<>());
        for (RandomSource random : randoms) {
            if (!different.add(Required.nonNull("generate: a random source", random))) {
                throw new IllegalArgumentException(
                        "generate: two prompts have one random source: expected one for each");
            }
        }
    }
}
