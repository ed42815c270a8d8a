package dev.lanewise.zoo.tokenizers;

import java.util.Arrays;

/**
 * The most likely tokens, each with a probability of its own (Kudo 2018, Subword Regularization), found by Viterbi's
 * algorithm.
 */
final class Unigram implements Model {
    private static final double UNKNOWN_PENALTY = 10;

    private final Vocabulary vocabulary;
    private final double[] scores;
    private final Trie trie;
    private final int unknownId;
    private final double unknownScore;
    private final int[] bytes; // ids of <0x00> to <0xFF>, or -1; empty without them

    private Unigram(Part part, Vocabulary vocabulary, double[] scores) {
        this.vocabulary = vocabulary;
        this.scores = scores;
        unknownId = part.number("unk_id", -1);
        if (unknownId >= vocabulary.size()) {
            throw part.unsupported("unk_id", "one of the " + vocabulary.size() + " ids");
        }
        bytes = part.flag("byte_fallback", false) ? ByteFallback.ids(vocabulary) : new int[0];
        trie = Trie.of(vocabulary, part);
        double least = Double.POSITIVE_INFINITY;
        for (int id = 0; id < vocabulary.size(); id++) {
            least = Math.min(least, scores[id]);
        }
        unknownScore = least - UNKNOWN_PENALTY;
    }

    /** @param scores the logarithms of the probabilities, by id */
    static Unigram read(Part part, Vocabulary vocabulary, double[] scores) {
        return new Unigram(part.only("unk_id", "byte_fallback"), vocabulary, scores);
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public void tokenize(Aligned part, Tokens tokens) {
        int length = part.length();
        int[] starts = new int[length + 1]; // of the best token that ends here
        int[] ids = new int[length + 1];
        Arrays.fill(starts, -1);
        best(part, starts, ids);
        int first = tokens.size;
        int end = length;
        while (end > 0) {
            int start = starts[end];
            int to = end;
            // Unknown characters side by side are one unknown token.
            while (ids[to] == unknownId && start > 0 && ids[start] == unknownId) {
                start = starts[start];
            }
            add(part, part.from + start, part.from + to, ids[to], tokens);
            end = start;
        }
        reverse(tokens, first);
    }

    private void best(Aligned part, int[] starts, int[] ids) {
        double[] totals = new double[starts.length];
        char[] chars = part.chars;
        for (int i = 0; i < part.length();) {
            int next = i + Character.charCount(part.codePointAt(part.from + i));
            boolean single = false;
            int node = 0;
            for (int k = part.from + i; k < part.to && (node = trie.next(node, chars[k])) >= 0; k++) {
                int id = trie.value(node);
                int end = k + 1 - part.from;
                if (id < 0) {
                    continue;
                }
                single |= end == next;
                double total = scores[id] + totals[i];
                if (starts[end] < 0 || total > totals[end]) {
                    totals[end] = total;
                    starts[end] = i;
                    ids[end] = id;
                }
            }
            if (!single) {
                double total = unknownScore + totals[i];
                if (starts[next] < 0 || total > totals[next]) {
                    if (unknownId < 0) {
                        throw new IllegalArgumentException("Unigram: the vocabulary lacks a character of the text, and"
                                + " the file has no \"unk_id\"");
                    }
                    totals[next] = total;
                    starts[next] = i;
                    ids[next] = unknownId;
                }
            }
            i = next;
        }
    }

    /** Adds a token, or the bytes of unknown characters, from right to left. */
    private void add(Aligned part, int from, int to, int id, Tokens tokens) {
        int known = id == unknownId ? vocabulary.id(part.chars, from, to) : id;
        if (known >= 0) {
            tokens.add(known, from, to);
            return;
        }
        int first = tokens.size;
        if (bytes.length > 0 && ByteFallback.add(bytes, part, from, to, tokens)) {
            reverse(tokens, first);
        } else {
            tokens.add(unknownId, from, to);
        }
    }

    private static void reverse(Tokens tokens, int first) {
        for (int i = first, k = tokens.size - 1; i < k; i++, k--) {
            swap(tokens.ids, i, k);
            swap(tokens.begins, i, k);
            swap(tokens.ends, i, k);
        }
    }

    private static void swap(int[] values, int i, int k) {
        int value = values[i];
        values[i] = values[k];
        values[k] = value;
    }
}
