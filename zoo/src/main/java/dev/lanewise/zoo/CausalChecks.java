package dev.lanewise.zoo;

import dev.lanewise.nn.attention.KeyValueCache;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.List;
import java.util.stream.Stream;

/** What the language models have in common: what they refuse, and their caches. */
final class CausalChecks {
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

    /** One cache for each layer. */
    static void requireCaches(List<KeyValueCache> caches, int layers) {
        if (Required.nonNull("the list of caches", caches).size() != layers) {
            throw new IllegalArgumentException(caches.size() + " caches for " + layers + " layers");
        }
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
