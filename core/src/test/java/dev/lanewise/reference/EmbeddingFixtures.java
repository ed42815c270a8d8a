package dev.lanewise.reference;

import dev.lanewise.ops.BagOptions;
import dev.lanewise.ops.Embeddings;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Rows of tables, alone and in bags. */
final class EmbeddingFixtures extends Fixtures {
    EmbeddingFixtures() {
        on("embedding", in -> Embeddings.embedding(in.tensor(0), in.ints(1)));
        on("embedding with padding", in -> Embeddings.embedding(in.tensor(0), in.ints(1), 2));
        modes("embeddingBag of sums", BagOptions.defaults().sum());
        modes("embeddingBag of means", BagOptions.defaults());
        modes("embeddingBag of maxima", BagOptions.defaults().max());
        BagOptions sum = BagOptions.defaults().sum();
        on("embeddingBag with weights",
                in -> Embeddings.embeddingBag(in.tensor(0), in.ints(1), null, in.tensor(2), sum));
        on("embeddingBag with weights and offsets",
                in -> bags(in, in.tensor(3), sum.includeLastOffset().paddingIndex(3)));
    }

    private void modes(String name, BagOptions options) {
        on(name, in -> Embeddings.embeddingBag(in.tensor(0), in.ints(1), options));
        on(name + " with padding", in -> Embeddings.embeddingBag(in.tensor(0), in.ints(1), options.paddingIndex(3)));
        on(name + " with offsets", in -> bags(in, null, options));
        on(name + " with offsets and padding", in -> bags(in, null, options.paddingIndex(3)));
        on(name + " with a last offset", in -> bags(in, null, options.includeLastOffset()));
    }

    private static Tensor bags(In in, @Nullable Tensor weights, BagOptions options) {
        return Embeddings.embeddingBag(in.tensor(0), in.ints(1), in.ints(2), weights, options);
    }
}
