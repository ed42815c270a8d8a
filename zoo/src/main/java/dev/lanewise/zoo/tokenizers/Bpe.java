package dev.lanewise.zoo.tokenizers;

import dev.lanewise.text.Printable;
import java.util.Arrays;
import java.util.List;

/**
 * Byte-pair encoding: characters are set together by pairs, in the order in which the pairs were learnt (Sennrich et
 * al. 2016, Neural Machine Translation of Rare Words with Subword Units).
 */
final class Bpe implements Model {
    private final Vocabulary vocabulary;
    private final Merges merges;
    private final String prefix;
    private final String suffix;
    private final int unknownId;
    private final boolean fusesUnknown;
    private final int[] bytes; // ids of <0x00> to <0xFF>, or -1; empty without them
    private final boolean ignoresMerges;
    private final WordCache cache = new WordCache();

    private Bpe(Part part, Vocabulary vocabulary, List<String> pairs) {
        this.vocabulary = vocabulary;
        prefix = part.text("continuing_subword_prefix", "");
        suffix = part.text("end_of_word_suffix", "");
        fusesUnknown = part.flag("fuse_unk", false);
        ignoresMerges = part.flag("ignore_merges", false);
        bytes = part.flag("byte_fallback", false) ? ByteFallback.ids(vocabulary) : new int[0];
        unknownId = part.has("unk_token") ? known(part, part.text("unk_token"), "unk_token") : -1;
        merges = new Merges(pairs.size() / 2);
        for (int i = 0; i < pairs.size(); i += 2) {
            String right = pairs.get(i + 1);
            if (right.length() < prefix.length()) {
                throw part.error("merges[" + i / 2 + "] has " + Printable.quoted(right) + ", which is shorter than the"
                        + " prefix " + Printable.quoted(prefix));
            }
            String what = "merges[" + i / 2 + "]";
            merges.add(known(part, pairs.get(i), what), known(part, right, what), i / 2,
                    known(part, pairs.get(i) + right.substring(prefix.length()), what));
        }
    }

    /** @param pairs the left and the right one of each merge, one after the other */
    static Bpe read(Part part, Vocabulary vocabulary, List<String> pairs) {
        part.only("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk",
                "byte_fallback", "ignore_merges");
        if (part.has("dropout")) {
            throw part.unsupported("dropout", "null");
        }
        return new Bpe(part, vocabulary, pairs);
    }

    private int known(Part part, String token, String what) {
        int id = vocabulary.id(token);
        if (id < 0) {
            throw part.error(what + " names " + Printable.quoted(token) + ", which is not in the vocabulary");
        }
        return id;
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public void tokenize(Aligned part, Tokens tokens) {
        if (cache.find(part, tokens)) {
            return;
        }
        int first = tokens.size;
        int whole = ignoresMerges ? vocabulary.id(part.chars, part.from, part.to) : -1;
        if (whole >= 0) {
            tokens.add(whole, part.from, part.to);
        } else {
            characters(part, tokens);
            merge(tokens, first);
        }
        cache.keep(part, tokens, first);
    }

    /** Adds a token for each character: its own, its bytes, or that for unknown ones. */
    private void characters(Aligned part, Tokens tokens) {
        int unknownFrom = -1;
        int unknownTo = -1;
        for (int i = part.from; i < part.to;) {
            int next = i + Character.charCount(part.codePointAt(i));
            int id = character(part, i, next);
            if (id < 0 && bytes.length > 0 && ByteFallback.add(bytes, part, i, next, tokens)) {
                i = next;
                continue; // an unknown one before it stays behind, as in the reference
            }
            if (unknownFrom >= 0 && (id >= 0 || !fusesUnknown)) {
                tokens.add(unknownId, unknownFrom, unknownTo);
                unknownFrom = -1;
            }
            if (id >= 0) {
                tokens.add(id, i, next);
            } else if (unknownId >= 0) {
                unknownFrom = unknownFrom < 0 ? i : unknownFrom;
                unknownTo = next;
            }
            i = next;
        }
        if (unknownFrom >= 0) {
            tokens.add(unknownId, unknownFrom, unknownTo);
        }
    }

    private int character(Aligned part, int from, int to) {
        String before = from == part.from ? "" : prefix;
        if (to < part.to || suffix.isEmpty()) {
            return vocabulary.idAfter(before, part.chars, from, to);
        }
        return vocabulary.id(before + new String(part.chars, from, to - from) + suffix);
    }

    /** Sets pairs together, the one that was learnt first first, the leftmost of these. */
    private void merge(Tokens tokens, int first) {
        int count = tokens.size - first;
        if (count < 2) {
            return;
        }
        int[] next = new int[count];
        int[] before = new int[count];
        long[] heap = new long[2 * count];
        Queue queue = new Queue(heap);
        for (int i = 0; i < count; i++) {
            next[i] = i + 1 < count ? i + 1 : -1;
            before[i] = i - 1;
            if (i + 1 < count) {
                queue.offer(pair(tokens, first, i, i + 1));
            }
        }
        while (!queue.isEmpty()) {
            long entry = queue.poll();
            int left = (int) entry;
            int right = tokens.ids[first + left] < 0 ? -1 : next[left];
            if (right < 0 || pair(tokens, first, left, right) != entry) {
                continue; // one of the two has gone into another pair
            }
            tokens.ids[first + left] = merges.whole(merges.find(tokens.ids[first + left], tokens.ids[first + right]));
            tokens.ends[first + left] = tokens.ends[first + right];
            tokens.ids[first + right] = -1;
            next[left] = next[right];
            if (next[left] >= 0) {
                before[next[left]] = left;
                queue.offer(pair(tokens, first, left, next[left]));
            }
            if (before[left] >= 0) {
                queue.offer(pair(tokens, first, before[left], left));
            }
        }
        tokens.size = first;
        for (int i = 0; i >= 0; i = next[i]) {
            tokens.add(tokens.ids[first + i], tokens.begins[first + i], tokens.ends[first + i]);
        }
    }

    /** The rank of the pair of two tokens, and where it begins; -1 if they are none. */
    private long pair(Tokens tokens, int first, int left, int right) {
        int place = merges.find(tokens.ids[first + left], tokens.ids[first + right]);
        return place < 0 ? -1 : (long) merges.rank(place) << 32 | left;
    }

    /** The smallest first; numbers below 0 are left out. */
    private static final class Queue {
        private long[] heap;
        private int size;

        Queue(long[] heap) {
            this.heap = heap;
        }

        boolean isEmpty() {
            return size == 0;
        }

        void offer(long entry) {
            if (entry < 0) {
                return;
            }
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            int i = size++;
            for (int parent = (i - 1) >> 1; i > 0 && heap[parent] > entry; parent = (i - 1) >> 1) {
                heap[i] = heap[parent];
                i = parent;
            }
            heap[i] = entry;
        }

        long poll() {
            long smallest = heap[0];
            long last = heap[--size];
            int i = 0;
            for (int child = 1; child < size; child = 2 * i + 1) {
                if (child + 1 < size && heap[child + 1] < heap[child]) {
                    child++;
                }
                if (heap[child] >= last) {
                    break;
                }
                heap[i] = heap[child];
                i = child;
            }
            heap[i] = last;
            return smallest;
        }
    }
}
