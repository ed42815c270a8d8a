package dev.lanewise.zoo;

import dev.lanewise.data.Batched;
import dev.lanewise.data.Dataset;
import dev.lanewise.loss.CrossEntropyLoss;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.tokenizers.Encoding;
import dev.lanewise.zoo.tokenizers.TokenBatch;
import dev.lanewise.zoo.tokenizers.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A batch of texts with a label for each token, to fine-tune a {@link TokenClassifier} with.
 *
 * {@snippet :
 * Dataset<LabelledTokens> samples = LabelledTokens.dataset(tokenizer,
 *         List.of(List.of("Ada", "Lovelace", "wrote")), List.of(List.of(1, 2, 0)));    // B-PER, I-PER, O
 * }
 *
 * @param texts {@code [N, L]} each, padded to the longest
 * @param labels {@code [N, L]} their numbers, {@link #IGNORED} where a token has none
 */
public record LabelledTokens(TokenBatch texts, IntTensor labels) implements Batched<LabelledTokens> {
    /** The label of tokens that losses pass over: padding, special tokens, and all but the first of a word. */
    public static final int IGNORED = -100;

    private static final CrossEntropyLoss LOSS = new CrossEntropyLoss().ignoreIndex(IGNORED);

    /**
     * Texts and as many labels as tokens.
     *
     * @throws IllegalArgumentException if one is null, or the shapes differ
     */
    public LabelledTokens {
        Required.nonNull("LabelledTokens: the texts", texts);
        Required.nonNull("LabelledTokens: the tensor of labels", labels);
        if (!labels.shape().equals(texts.ids().shape())) {
            throw new IllegalArgumentException("LabelledTokens: labels " + labels.shape() + " of tokens "
                    + texts.ids().shape() + ": expected [N, L] of [N, L]");
        }
    }

    /**
     * Texts of words, joined by spaces, that are made tokens as they are asked for, padded to the longest of a batch.
     * The first token of a word has its label, the others are ignored, and so are words that are cut off, at the end
     * or, by a tokenizer that cuts there, at the beginning.
     *
     * @param words of each text
     * @param labels the number of each word's label
     * @throws IllegalArgumentException if a word or a label is null, or there are more of one than of the other
     */
    public static Dataset<LabelledTokens> dataset(
            Tokenizer tokenizer, List<List<String>> words, List<List<Integer>> labels) {
        Required.nonNull("LabelledTokens: the tokenizer", tokenizer);
        List<List<String>> texts = copied("word", words);
        List<List<Integer>> numbers = copied("label", labels);
        if (texts.size() != numbers.size()) {
            throw new IllegalArgumentException(
                    "LabelledTokens: " + texts.size() + " texts and labels of " + numbers.size());
        }
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).size() != numbers.get(i).size()) {
                throw new IllegalArgumentException("LabelledTokens: text " + i + " has " + texts.get(i).size()
                        + " words and " + numbers.get(i).size() + " labels");
            }
        }
        Tokenizer whole = tokenizer.truncatedTo(Integer.MAX_VALUE);
        return new Dataset<>() {
            @Override
            public int size() {
                return texts.size();
            }

            @Override
            public LabelledTokens batch(int... indices) {
                return of(tokenizer, whole, Arrays.stream(indices).mapToObj(texts::get).toList(),
                        Arrays.stream(indices).mapToObj(numbers::get).toList());
            }

            @Override
            public String toString() {
                return "LabelledTokens(" + texts.size() + " texts)";
            }
        };
    }

    private static <T> List<List<T>> copied(String what, List<List<T>> texts) {
        List<List<T>> copy = new ArrayList<>();
        for (List<T> text : Required.nonNull("LabelledTokens: the list of " + what + "s", texts)) {
            String of = " of text " + copy.size();
            copy.add(Elements.of("LabelledTokens: the list of " + what + "s" + of,
                    "LabelledTokens: " + what, of, text));
        }
        return List.copyOf(copy);
    }

    private static LabelledTokens of(
            Tokenizer tokenizer, Tokenizer whole, List<List<String>> words, List<List<Integer>> labels) {
        List<String> texts = words.stream().map(each -> String.join(" ", each)).toList();
        TokenBatch batch = tokenizer.batch(texts);
        Shape shape = batch.ids().shape();
        int length = shape.dim(1);
        int[] mask = batch.mask().toArray();
        int[] values = new int[mask.length];
        Arrays.fill(values, IGNORED);
        for (int row = 0; row < texts.size(); row++) {
            int from = row * length;
            int end = from + length;
            while (from < end && mask[from] == 0) {
                from++;
            }
            while (end > from && mask[end - 1] == 0) {
                end--;
            }
            place(whole.encode(texts.get(row)), words.get(row), labels.get(row), tokenizer.cutsLeft(), values, from,
                    end);
        }
        return new LabelledTokens(batch, IntTensor.wrap(values, shape));
    }

    /** Labels what has been kept of a text, which is in its place of a batch with the special tokens around it. */
    private static void place(
            Encoding text, List<String> words, List<Integer> labels, boolean left, int[] values, int from, int end) {
        int[] all = labelled(text, words, labels);
        boolean[] special = text.special();
        int before = 0;
        int added = 0;
        for (int i = 0; i < all.length; i++) {
            added += special[i] ? 1 : 0;
            before += added == i + 1 ? 1 : 0;
        }
        int kept = end - from - added;
        int lost = all.length - added - kept;
        System.arraycopy(all, before + (left ? lost : 0), values, from + before, kept);
    }

    /** The labels of the tokens of a whole text. */
    private static int[] labelled(Encoding text, List<String> words, List<Integer> labels) {
        List<Integer> starts = new ArrayList<>();
        int start = 0;
        for (String word : words) {
            starts.add(start);
            start += word.length() + 1;
        }
        int[] begins = text.begins();
        int[] ends = text.ends();
        boolean[] special = text.special();
        int[] values = new int[special.length];
        Arrays.fill(values, IGNORED);
        int next = 0; // the first word that has no label yet
        for (int i = 0; i < values.length; i++) {
            int last = ends[i] - 1; // a token may begin with the space before its word
            if (special[i] || ends[i] <= begins[i]) {
                continue;
            }
            int word = next;
            while (word < words.size() && starts.get(word) + words.get(word).length() <= last) {
                word++;
            }
            if (word < words.size() && last >= starts.get(word)) {
                values[i] = labels.get(word);
                next = word + 1;
            }
        }
        return values;
    }

    /**
     * The mean loss of the tokens that are not ignored.
     *
     * @param scores {@code [N, L, labels]}
     */
    public Tensor loss(Tensor scores) {
        Required.nonNull("loss: the scores", scores);
        Shape shape = scores.shape();
        if (shape.rank() != 3) {
            throw new IllegalArgumentException("loss: scores " + shape + ": expected [N, L, labels]");
        }
        return LOSS.of(scores.reshape(-1, shape.dim(2)), labels.reshape(-1));
    }

    @Override
    public List<Value> values() {
        return List.of(texts.ids(), texts.types(), texts.mask(), labels);
    }

    @Override
    public LabelledTokens with(List<Value> values) {
        return new LabelledTokens(texts.with(values.subList(0, 3)), (IntTensor) values.get(3));
    }
}
