package dev.lanewise.zoo;

import dev.lanewise.io.FormatException;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.attention.KeyValueCache;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.folder.ModelTensors;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the language models have in common: what they refuse, and their caches. */
final class CausalChecks {
    private static final String HEAD = "lm_head.weight";

    private CausalChecks() {}

    /** Tokens {@code [N, L]} that the context has room for. */
    static void requireTokens(IntTensor tokens, int context) {
        Required.nonNull("the tensor of tokens", tokens);
        if (tokens.shape().rank() != 2 || tokens.shape().dim(1) == 0) {
            throw new IllegalArgumentException("tokens " + tokens.shape() + ": expected [N, L], L at least 1");
        }
        if (tokens.shape().dim(1) > context) {
            throw new IllegalArgumentException(
                    "tokens " + tokens.shape() + ": texts have at most " + context + " tokens");
        }
    }

    /**
     * Reads a network whose head is its table of tokens. Either may be stored, and both if they are the same: readers
     * differ about which one counts then.
     *
     * @param table path of the table
     */
    static <B extends Block> B loadTied(
            ModelFolder folder, StoredNames names, String table, Function<Weights, B> network) {
        B built = Weights.load(folder, names.spelling(table, HEAD).ignore(HEAD), network);
        Tensor tokens = Required.nonNull(table, built.stateDict().get(table));
        try (ModelTensors file = folder.tensors()) {
            if (file.names().contains(HEAD)
                    && !Arrays.equals(file.tensor(HEAD).toArray(), tokens.toArray())) {
                throw new FormatException(Printable.path(folder.file("config.json"))
                        + ": \"tie_word_embeddings\" is true or missing, expected false, as " + file + " has a "
                        + Printable.quoted(HEAD) + " that differs from " + Printable.quoted(table));
            }
        }
        return built;
    }

    /** Refuses models of other families. */
    static void requireKnown(ModelConfig config) {
        if (!Gpt2.MODEL_TYPES.contains(config.modelType()) && !Llama.MODEL_TYPES.contains(config.modelType())) {
            throw unknown(config);
        }
    }

    static RuntimeException unknown(ModelConfig config) {
        return config.unsupported("model_type", "a language model: " + Printable.names(
                Stream.concat(Gpt2.MODEL_TYPES.stream(), Llama.MODEL_TYPES.stream()).toList()));
    }

    /** One cache for each layer. */
    static void requireCaches(List<KeyValueCache> caches, int layers) {
        if (Required.nonNull("the list of caches", caches).size() != layers) {
            throw new IllegalArgumentException(caches.size() + " caches for " + layers + " layers");
        }
        caches.forEach(cache -> Required.nonNull("a layer's cache", cache));
    }

    /** For each layer the caches of all texts, of which there are for each those of all layers. */
    static List<List<KeyValueCache>> byLayer(IntTensor tokens, List<List<KeyValueCache>> texts, int layers) {
        Required.nonNull("the tensor of tokens", tokens);
        int count = Required.nonNull("the list of caches of each text", texts).size();
        if (count == 0 || tokens.shape().rank() != 1 || tokens.shape().dim(0) != count) {
            throw new IllegalArgumentException("tokens " + tokens.shape() + " for the caches of " + count
                    + " texts: expected [N], a token of each");
        }
        texts.forEach(caches -> requireCaches(caches, layers));
        return IntStream.range(0, layers).mapToObj(layer -> texts.stream().map(caches -> caches.get(layer)).toList())
                .toList();
    }

    /**
     * Attention with the caches of a layer: one for all rows, or one for each row of the first axis.
     *
     * @param attention is given the number of a cache, and what takes the rows of a tensor that belong to it
     */
    static Tensor withEach(List<KeyValueCache> caches, BiFunction<Integer, UnaryOperator<Tensor>, Tensor> attention) {
        if (caches.size() == 1) {
            return attention.apply(0, UnaryOperator.identity());
        }
        return Shapes.concat(0, IntStream.range(0, caches.size())
                .mapToObj(i -> attention.apply(i, x -> x.slice(0, i, i + 1))).toArray(Tensor[]::new));
    }

    /** Makes the caches of some layers. */
    static List<KeyValueCache> caches(int layers, int samples, int capacity, int context, int width) {
        if (capacity > context) {
            throw new IllegalArgumentException(
                    "caches: capacity " + capacity + " is more than the context of " + context + " tokens");
        }
        return Stream.generate(() -> new KeyValueCache(samples, capacity, width, width)).limit(layers).toList();
    }

    /** The last of the positions, {@code [N, L, D] -> [N, D]}. */
    static Tensor last(Tensor x) {
        return x.select(1, x.dim(1) - 1);
    }
}
