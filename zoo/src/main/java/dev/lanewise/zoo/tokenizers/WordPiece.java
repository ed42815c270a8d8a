package dev.lanewise.zoo.tokenizers;

import dev.lanewise.text.Printable;

/**
 * BERT's tokens: the longest one that begins a word, then the longest that goes on from there, marked by a prefix such
 * as {@code ##}; a word that does not come out whole is unknown (Wu et al. 2016, Google's Neural Machine Translation
 * System).
 */
final class WordPiece implements Model {
    private final Vocabulary vocabulary;
    private final Trie trie;
    private final int inner; // the trie's node after the prefix, or -1
    private final String unknown;
    private final int unknownId;
    private final int longestWord;

    private WordPiece(Part part, Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        unknown = part.text("unk_token", "[UNK]");
        unknownId = vocabulary.id(unknown);
        longestWord = part.number("max_input_chars_per_word", 100);
        trie = Trie.of(vocabulary, part);
        String prefix = part.text("continuing_subword_prefix", "##");
        int node = 0;
        for (int i = 0; i < prefix.length() && node >= 0; i++) {
            node = trie.next(node, prefix.charAt(i));
        }
        inner = node;
    }

    static WordPiece read(Part part, Vocabulary vocabulary) {
        return new WordPiece(part.only("unk_token", "continuing_subword_prefix", "max_input_chars_per_word"),
                vocabulary);
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public void tokenize(Aligned part, Tokens tokens) {
        int before = tokens.size;
        if (part.length() > longestWord
                && Character.codePointCount(part.chars, part.from, part.length()) > longestWord) {
            unknown(part, tokens, before);
            return;
        }
        for (int from = part.from; from < part.to;) {
            int id = -1;
            int to = from;
            int node = from == part.from ? 0 : inner;
            for (int i = from; i < part.to && node >= 0; i++) {
                node = trie.next(node, part.chars[i]);
                if (node >= 0 && trie.value(node) >= 0) {
                    id = trie.value(node);
                    to = i + 1;
                }
            }
            if (id < 0) {
                unknown(part, tokens, before);
                return;
            }
            tokens.add(id, from, to);
            from = to;
        }
    }

    private void unknown(Aligned part, Tokens tokens, int before) {
        if (unknownId < 0) {
            throw new IllegalArgumentException("WordPiece: the vocabulary has no " + Printable.quoted(unknown)
                    + " for the unknown word " + Printable.quoted(part.toString()));
        }
        tokens.size = before;
        tokens.add(unknownId, part.from, part.to);
    }
}
