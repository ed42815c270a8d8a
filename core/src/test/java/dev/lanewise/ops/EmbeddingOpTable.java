package dev.lanewise.ops;

import dev.lanewise.optable.Domain;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Rows for embeddings and bags of them. */
final class EmbeddingOpTable extends OpTable {
    private static final int VOCABULARY = 5;
    private static final int PADDING = 3;

    /** With a row that nothing names, and ones that several name. */
    private static final int[] FLAT = {2, 0, 2, 3, 4, 2, 3, 0};

    private static final IntTensor EVEN = IntTensor.of(Shape.of(4, 2), FLAT);
    private static final int[] EVENLY = {0, 2, 4, 6, 8};

    /** With an empty bag, and one of padding alone. */
    private static final int[] STARTS = {0, 3, 3, 4, 8};

    private static final int[] ENTRIES = dims(FLAT.length);
    private static final BagOptions SUM = BagOptions.defaults().sum();
    private static final BagOptions MAX = BagOptions.defaults().max();

    /** What a bag makes of the elements of a column. */
    private interface Fold {
        double of(double... column);
    }

    private static final Fold ADD = column -> Arrays.stream(column).sum();
    private static final Fold AVERAGE = column -> Arrays.stream(column).average().orElse(0);
    private static final Fold LARGEST = column -> Arrays.stream(column).max().orElse(0);

    EmbeddingOpTable() {
        row("embedding", EmbeddingOp.Embedding.class, x -> Embeddings.embedding(x[0], EVEN), x -> rows(x[0]))
                .on(dims(VOCABULARY, 3)).on(dims(VOCABULARY, 70)).on(dims(VOCABULARY, 0))
                .large(dims(VOCABULARY, 20_000)).exact();
        row("embedding of no indices", EmbeddingOp.Embedding.class,
                x -> Embeddings.embedding(x[0], IntTensor.of(Shape.of(0, 2))),
                x -> Reference.zeros(0, 2, x[0].dims[1])).on(dims(VOCABULARY, 3)).on(dims(0, 3)).exact();
        sums();
        means();
        maxima();
        gradients();
        row("bagSizes", EmbeddingOp.BagSizes.class,
                x -> new EmbeddingOp.BagSizes(new Bags(true, false, PADDING)).tensor(x[0].argmax(-1), starts()),
                x -> Reference.generate(dims(4, 1), i -> Math.max(1, (int) IntStream
                        .range(STARTS[i[0]], STARTS[i[0] + 1]).filter(k -> x[0].argmax(k) != PADDING).count())))
                .on(dims(FLAT.length, VOCABULARY)).exact().withoutGradient("the inputs are ints");
    }

    private void sums() {
        row("embeddingBag of sums", EmbeddingOp.SumBags.class, x -> Embeddings.embeddingBag(x[0], EVEN, SUM),
                x -> folded(x[0], EVENLY, -1, k -> 1, ADD))
                .on(dims(VOCABULARY, 3)).on(dims(VOCABULARY, 70)).on(dims(VOCABULARY, 0))
                .large(dims(VOCABULARY, 20_000));
        row("embeddingBag of sums with padding", EmbeddingOp.SumBags.class,
                x -> Embeddings.embeddingBag(x[0], flat(), starts(), null, last(SUM).paddingIndex(PADDING)),
                x -> folded(x[0], STARTS, PADDING, k -> 1, ADD))
                .on(dims(VOCABULARY, 3)).on(dims(VOCABULARY, 70)).large(dims(VOCABULARY, 20_000));
        row("embeddingBag with weights", EmbeddingOp.SumBags.class,
                x -> Embeddings.embeddingBag(x[0], flat(), starts(), x[1], last(SUM).paddingIndex(PADDING)),
                x -> folded(x[0], STARTS, PADDING, k -> x[1].at(k), ADD))
                .on(dims(VOCABULARY, 3), ENTRIES).on(dims(VOCABULARY, 70), ENTRIES)
                .large(dims(VOCABULARY, 20_000), ENTRIES);
        row("embeddingBag of equal lengths with weights", EmbeddingOp.SumBags.class,
                x -> Embeddings.embeddingBag(x[0], EVEN, null, x[1], SUM),
                x -> folded(x[0], EVENLY, -1, k -> x[1].at(k / 2, k % 2), ADD))
                .on(dims(VOCABULARY, 2), dims(4, 2));
        row("embeddingBag of no bags", EmbeddingOp.SumBags.class,
                x -> Embeddings.embeddingBag(x[0], IntTensor.of(Shape.of(0, 2)), SUM),
                x -> Reference.zeros(0, x[0].dims[1])).on(dims(VOCABULARY, 3));
    }

    private void means() {
        row("embeddingBag of means", EmbeddingOp.SumBags.class,
                x -> Embeddings.embeddingBag(x[0], EVEN, BagOptions.defaults()),
                x -> folded(x[0], EVENLY, -1, k -> 1, AVERAGE)).on(dims(VOCABULARY, 3)).on(dims(VOCABULARY, 70));
        row("embeddingBag of means with padding", EmbeddingOp.SumBags.class,
                x -> Embeddings.embeddingBag(
                        x[0], flat(), starts(), null, last(BagOptions.defaults()).paddingIndex(PADDING)),
                x -> folded(x[0], STARTS, PADDING, k -> 1, AVERAGE)).on(dims(VOCABULARY, 3));
    }

    private void maxima() {
        row("embeddingBag of maxima", EmbeddingOp.MaxBags.class, x -> Embeddings.embeddingBag(x[0], EVEN, MAX),
                x -> folded(x[0], EVENLY, -1, k -> 1, LARGEST)).from(Domain.distinct(0.03))
                .on(dims(VOCABULARY, 3)).on(dims(VOCABULARY, 70)).large(dims(VOCABULARY, 20_000)).exact();
        row("embeddingBag of maxima with padding", EmbeddingOp.MaxBags.class,
                x -> Embeddings.embeddingBag(x[0], flat(), starts(), null, last(MAX).paddingIndex(PADDING)),
                x -> folded(x[0], STARTS, PADDING, k -> 1, LARGEST)).from(Domain.distinct(0.03))
                .on(dims(VOCABULARY, 3)).on(dims(VOCABULARY, 70)).exact();
    }

    private void gradients() {
        Bags plain = new Bags(true, false, PADDING);
        Bags weighted = plain.factors(true);
        row("addBags", EmbeddingOp.AddBags.class,
                x -> new EmbeddingOp.AddBags(plain, VOCABULARY).tensor(x[0], flat(), starts()),
                x -> added(x[0], k -> 1))
                .on(dims(4, 3)).on(dims(4, 70)).large(dims(4, 20_000));
        row("addBags with weights", EmbeddingOp.AddBags.class,
                x -> new EmbeddingOp.AddBags(weighted, VOCABULARY).tensor(x[0], flat(), starts(), x[1]),
                x -> added(x[0], k -> x[1].at(k)))
                .on(dims(4, 3), ENTRIES).on(dims(4, 70), ENTRIES).large(dims(4, 20_000), ENTRIES);
        row("bagDots", EmbeddingOp.BagDots.class,
                x -> new EmbeddingOp.BagDots(plain).tensor(x[0], x[1], flat(), starts()),
                x -> Reference.generate(ENTRIES, i -> FLAT[i[0]] == PADDING
                        ? 0
                        : column(x[0].dims[1], j -> x[0].at(bag(i[0]), j) * x[1].at(FLAT[i[0]], j))))
                .on(dims(4, 3), dims(VOCABULARY, 3)).on(dims(4, 70), dims(VOCABULARY, 70))
                .large(dims(4, 20_000), dims(VOCABULARY, 20_000));
    }

    private static BagOptions last(BagOptions options) {
        return options.includeLastOffset();
    }

    private static IntTensor flat() {
        return IntTensor.of(FLAT);
    }

    private static IntTensor starts() {
        return IntTensor.of(STARTS);
    }

    private static int bag(int entry) {
        int bag = 0;
        while (STARTS[bag + 1] <= entry) {
            bag++;
        }
        return bag;
    }

    private static double column(int count, IntToDoubleFunction element) {
        return IntStream.range(0, count).mapToDouble(element).sum();
    }

    private static Reference rows(Reference x) {
        return Reference.generate(dims(4, 2, x.dims[1]), i -> x.at(FLAT[2 * i[0] + i[1]], i[2]));
    }

    private static Reference folded(
            Reference x, int[] starts, int padding, IntToDoubleFunction factor, Fold fold) {
        ToDoubleFunction<int[]> element = i -> fold.of(IntStream.range(starts[i[0]], starts[i[0] + 1])
                .filter(k -> FLAT[k] != padding).mapToDouble(k -> factor.applyAsDouble(k) * x.at(FLAT[k], i[1]))
                .toArray());
        return Reference.generate(dims(starts.length - 1, x.dims[1]), element);
    }

    private static Reference added(Reference x, IntToDoubleFunction factor) {
        return Reference.generate(dims(VOCABULARY, x.dims[1]), i -> IntStream.range(0, FLAT.length)
                .filter(k -> FLAT[k] == i[0] && FLAT[k] != PADDING)
                .mapToDouble(k -> factor.applyAsDouble(k) * x.at(bag(k), i[1])).sum());
    }
}
