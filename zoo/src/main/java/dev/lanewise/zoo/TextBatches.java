package dev.lanewise.zoo;

import dev.lanewise.inference.Inference;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.tokenizers.Encoding;
import dev.lanewise.zoo.tokenizers.TokenBatch;
import dev.lanewise.zoo.tokenizers.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Runs a network on many texts: texts of similar length together, in batches of few sizes, so that there is little
 * padding and not a program for every length. A row of the result depends on its text alone.
 */
final class TextBatches {
    private static final String TOKENIZER = "tokenizer_config.json";

    private static final int MOST_TEXTS = 32;
    private static final int MOST_TOKENS = 4096;

    /** Batches of up to so many tokens have many programs, which are small; the others few. */
    private static final int SMALL = 256;

    private static final int SMALL_PROGRAMS = 32;
    private static final int LARGE_PROGRAMS = 4;

    private final Tokenizer tokenizer;
    private final UnaryOperator<String> preparation;
    private final int padding;
    private final int longest;
    private final Inference<TokenBatch, Tensor> small;
    private final Inference<TokenBatch, Tensor> large;

    /**
     * Of a network.
     *
     * @param tokenizer cuts texts to what the network takes
     * @param preparation what is done to a text before
     * @param network gives {@code [N, D]}, or {@code [N, L, D]}
     */
    TextBatches(Tokenizer tokenizer, UnaryOperator<String> preparation, TextEncoder encoder,
            Function<TokenBatch, Tensor> network) {
        this.tokenizer = tokenizer;
        this.preparation = preparation;
        this.padding = encoder.padding();
        this.longest = encoder.longest();
        this.small = Inference.of(network).plans(SMALL_PROGRAMS);
        this.large = Inference.of(network).plans(LARGE_PROGRAMS);
    }

    /** What a text's values are read by. */
    interface Reader {
        /**
         * Reads what the network gave for a text.
         *
         * @param values those of several texts
         * @param from where this one's begin
         */
        void read(int text, float[] values, int from);
    }

    /** The rows of the texts in their order, {@code [N, width]}. */
    Tensor rows(String owner, List<String> texts, int width) {
        List<Encoding> tokens = encode(owner, texts);
        float[] rows = new float[Math.multiplyExact(tokens.size(), width)];
        each(tokens, (text, values, from) -> System.arraycopy(values, from, rows, text * width, width));
        return Tensor.wrap(rows, Shape.of(tokens.size(), width));
    }

    /** The tokens of the texts, cut to what the network takes. */
    List<Encoding> encode(String owner, List<String> texts) {
        Required.nonNull(owner + ": the list of texts", texts);
        List<Encoding> tokens = new ArrayList<>();
        for (String text : texts) {
            tokens.add(tokenizer.encode(
                    preparation.apply(Required.nonNull(owner + ": text " + tokens.size(), text))));
        }
        return tokens;
    }

    /** Runs the network on all texts, and has each one's values read, in any order. */
    void each(List<Encoding> tokens, Reader reader) {
        List<Integer> order = IntStream.range(0, tokens.size()).boxed()
                .sorted(Comparator.comparingInt((Integer i) -> tokens.get(i).size()).reversed()).toList();
        for (int first = 0; first < order.size();) {
            int length = padded(tokens.get(order.get(first)).size());
            int most = Math.clamp(MOST_TOKENS / length, 1, MOST_TEXTS);
            int count = Integer.highestOneBit(Math.min(order.size() - first, most));
            List<Integer> group = order.subList(first, first + count);
            float[] values = run(group.stream().map(tokens::get).toList(), length).toArray();
            for (int i = 0; i < count; i++) {
                reader.read(group.get(i), values, i * (values.length / count));
            }
            first += count;
        }
    }

    /** A length that a batch has: at most a quarter more than is needed, but for the shortest. */
    private int padded(int length) {
        int step = Math.max(4, Integer.highestOneBit(Math.max(1, length - 1)) / 4);
        return Math.min(longest, Math.ceilDiv(Math.max(1, length), step) * step);
    }

    private Tensor run(List<Encoding> texts, int length) {
        int[] ids = new int[texts.size() * length];
        int[] types = new int[ids.length];
        int[] mask = new int[ids.length];
        Arrays.fill(ids, padding);
        for (int i = 0; i < texts.size(); i++) {
            Encoding text = texts.get(i);
            System.arraycopy(text.ids(), 0, ids, i * length, text.size());
            System.arraycopy(text.types(), 0, types, i * length, text.size());
            Arrays.fill(mask, i * length, i * length + text.size(), 1);
        }
        Shape shape = Shape.of(texts.size(), length);
        return (ids.length <= SMALL ? small : large).run(new TokenBatch(
                IntTensor.wrap(ids, shape), IntTensor.wrap(types, shape), IntTensor.wrap(mask, shape)));
    }

    /** The tokenizer of a folder, which cuts texts to so many tokens, and to what it says itself. */
    static Tokenizer tokenizer(ModelFolder folder, int longest) {
        return Tokenizer.open(folder.path()).truncatedTo(longest(folder, longest));
    }

    /** How many tokens a text may have for the network and by what the tokenizer's settings say. */
    static int longest(ModelFolder folder, int longest) {
        int most = longest;
        if (folder.has(TOKENIZER)) {
            ModelConfig settings = ModelConfig.read(folder.file(TOKENIZER));
            double stored = settings.number("model_max_length", longest);
            if (stored < 1) {
                throw settings.unsupported("model_max_length", "1 or more");
            }
            most = (int) Math.min(stored, longest);
        }
        return most;
    }
}
