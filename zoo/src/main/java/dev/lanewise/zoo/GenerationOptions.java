package dev.lanewise.zoo;

import dev.lanewise.io.FormatException;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How a text is gone on with, and where it ends. Immutable: each setter returns new ones.
 *
 * {@snippet :
 * GenerationOptions options = GenerationOptions.of(folder).sampling(Sampling.greedy()).mostTokens(40);
 * }
 */
public final class GenerationOptions {
    /** How many tokens are added where nothing else is said. */
    public static final int MOST_TOKENS = 100;

    private static final String FILE = "generation_config.json";

    /** What {@code transformers} leaves where {@link #FILE} says nothing. */
    private static final int TOP_K = 50;

    private static final GenerationOptions DEFAULTS = new GenerationOptions(Sampling.greedy(), MOST_TOKENS,
            Integer.MAX_VALUE, Set.of(), List.of());

    /** Keys that change what is generated, with the value that changes nothing. */
    private static final Map<String, Double> NUMBERS = Map.ofEntries(Map.entry("num_beams", 1.0),
            Map.entry("num_beam_groups", 1.0), Map.entry("typical_p", 1.0), Map.entry("epsilon_cutoff", 0.0),
            Map.entry("eta_cutoff", 0.0), Map.entry("top_h", 0.0), Map.entry("no_repeat_ngram_size", 0.0),
            Map.entry("encoder_no_repeat_ngram_size", 0.0), Map.entry("encoder_repetition_penalty", 1.0),
            Map.entry("min_length", 0.0), Map.entry("min_new_tokens", 0.0), Map.entry("guidance_scale", 1.0),
            Map.entry("diversity_penalty", 0.0), Map.entry("penalty_alpha", 0.0));

    private static final List<String> UNKNOWN = List.of("bad_words_ids", "force_words_ids", "forced_bos_token_id",
            "forced_eos_token_id", "suppress_tokens", "begin_suppress_tokens", "sequence_bias", "constraints",
            "exponential_decay_length_penalty", "watermarking_config", "dola_layers", "stop_strings");

    private final Sampling sampling;
    private final int mostTokens;
    private final int longest;
    private final Set<Integer> ends;
    private final List<String> stops;

    private GenerationOptions(
            Sampling sampling, int mostTokens, int longest, Set<Integer> ends, List<String> stops) {
        this.sampling = sampling;
        this.mostTokens = mostTokens;
        this.longest = longest;
        this.ends = ends;
        this.stops = stops;
    }

    /** The likeliest tokens, {@value #MOST_TOKENS} of them; none ends the text. */
    public static GenerationOptions defaults() {
        return DEFAULTS;
    }

    /**
     * What {@code generation_config.json} of a folder says, or its {@code config.json} if there is no such file:
     * {@code do_sample}, {@code temperature}, {@code top_k}, {@code top_p}, {@code min_p}, {@code repetition_penalty},
     * {@code max_new_tokens}, else {@code max_length}, and {@code eos_token_id}, which is looked for in both: one token
     * or a list, each of which ends a text. Without one no token does.
     *
     * @throws FormatException if a value is not supported
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static GenerationOptions of(ModelFolder folder) {
        return of(folder, e -> {
            throw e;
        });
    }

    /**
     * The same, but settings that are not there ({@code num_beams} above 1, {@code suppress_tokens}, ...) are left out,
     * and the listener is told of each in one sentence.
     *
     * @throws FormatException if another value is not supported
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static GenerationOptions leavingOut(ModelFolder folder, Consumer<String> listener) {
        Required.nonNull("GenerationOptions: the listener", listener);
        return of(folder, e -> listener.accept(e.getMessage() + "; texts are generated without it"));
    }

    private static GenerationOptions of(ModelFolder folder, Consumer<FormatException> unsupported) {
        Required.nonNull("GenerationOptions: the folder", folder);
        ModelConfig config = folder.has(FILE) ? ModelConfig.read(folder.file(FILE)) : folder.config();
        NUMBERS.keySet().stream().sorted().forEach(key -> {
            double neutral = Required.nonNull(key, NUMBERS.get(key));
            if (config.number(key, neutral) != neutral) {
                unsupported.accept(config.unsupported(key, (int) neutral + ", as nothing else is supported"));
            }
        });
        for (String key : UNKNOWN) {
            if (config.isSet(key)) {
                unsupported.accept(config.unsupported(key, "no value, as it is not supported"));
            }
        }
        GenerationOptions options = DEFAULTS.sampling(sampling(config)).ends(ends(config, folder));
        if (config.has("max_new_tokens")) {
            return options.mostTokens(config.positive("max_new_tokens"));
        }
        return config.has("max_length") ? options.longest(config.positive("max_length")) : options;
    }

    private static Set<Integer> ends(ModelConfig config, ModelFolder folder) {
        String key = "eos_token_id";
        ModelConfig source = config.has(key) ? config : folder.config();
        return source.has(key) ? Set.copyOf(source.tokens(key)) : Set.of();
    }

    private static Sampling sampling(ModelConfig config) {
        Sampling sampling = Sampling.greedy();
        if (config.flag("do_sample", false)) {
            sampling = Sampling.random()
                    .temperature(within(config, "temperature", 1, Double.MIN_VALUE, Float.MAX_VALUE))
                    .topK((int) within(config, "top_k", TOP_K, 0, Integer.MAX_VALUE))
                    .topP(within(config, "top_p", 1, 0, 1)).minP(within(config, "min_p", 0, 0, 1));
        }
        return sampling.repetitionPenalty(within(config, "repetition_penalty", 1, Float.MIN_VALUE, Float.MAX_VALUE));
    }

    private static double within(ModelConfig config, String key, double otherwise, double least, double most) {
        double value = config.number(key, otherwise);
        if (value < Math.max(least, least > 0 ? Float.MIN_VALUE : 0) || value > most) {
            throw config.unsupported(key, least > 0 ? "a number above 0" : "a number from 0 to " + (long) most);
        }
        return value;
    }

    /** Sets how tokens are chosen. */
    public GenerationOptions sampling(Sampling sampling) {
        return new GenerationOptions(Required.nonNull("GenerationOptions: the sampling", sampling), mostTokens, longest,
                ends, stops);
    }

    /**
     * Sets how many tokens are added at most, in place of how many the whole text may have.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public GenerationOptions mostTokens(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("GenerationOptions: " + count + " tokens at most: expected 1 or more");
        }
        return new GenerationOptions(sampling, count, Integer.MAX_VALUE, ends, stops);
    }

    /**
     * Sets how many tokens a text may have, its prompt included ({@code max_length}), in place of how many are added.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public GenerationOptions longest(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "GenerationOptions: texts of " + count + " tokens at most: expected 1 or more");
        }
        return new GenerationOptions(sampling, Integer.MAX_VALUE, count, ends, stops);
    }

    /** Sets the tokens that end a text; such a token is the last that is added. */
    public GenerationOptions ends(Set<Integer> tokens) {
        for (Integer token : Required.nonNull("GenerationOptions: the set of end tokens", tokens)) {
            Required.nonNull("GenerationOptions: an end token", token);
        }
        return new GenerationOptions(sampling, mostTokens, longest, Set.copyOf(tokens), stops);
    }

    /**
     * Sets texts that end what is written, and are not part of it any more.
     *
     * @throws IllegalArgumentException if one is empty
     */
    public GenerationOptions stops(List<String> texts) {
        List<String> copy = new ArrayList<>(Required.nonNull("GenerationOptions: the list of texts", texts));
        copy.forEach(text -> {
            if (Required.nonNull("GenerationOptions: a text to stop at", text).isEmpty()) {
                throw new IllegalArgumentException("GenerationOptions: a text to stop at is empty");
            }
        });
        return new GenerationOptions(sampling, mostTokens, longest, ends, List.copyOf(copy));
    }

    /** How tokens are chosen. */
    public Sampling sampling() {
        return sampling;
    }

    /** How many tokens are added at most; {@link Integer#MAX_VALUE} where {@link #longest()} says it. */
    public int mostTokens() {
        return mostTokens;
    }

    /** The most tokens of prompt and text; {@link Integer#MAX_VALUE} where {@link #mostTokens()} says it. */
    public int longest() {
        return longest;
    }

    /**
     * How many tokens are added at most to a prompt of so many.
     *
     * @throws IllegalArgumentException if it is as long as texts may be
     */
    int mostTokensAfter(int prompt) {
        if (prompt >= longest) {
            throw new IllegalArgumentException("generate: a prompt of " + prompt
                    + " tokens leaves none of a text of at most " + longest + " (\"max_length\" where a file says it)");
        }
        return Math.min(mostTokens, longest - prompt);
    }

    /** The tokens that end a text. */
    public Set<Integer> ends() {
        return ends;
    }

    /** The texts that end what is written. */
    public List<String> stops() {
        return stops;
    }
}
