package dev.lanewise.zoo.tokenizers;

import dev.lanewise.text.Printable;

/**
 * BERT's tokens: the longest one that begins a word, then the longest that goes on from there, marked by a prefix such
 * as {@code ##}; a word that does not come out whole is unknown (Wu et al. 2016, Google's Neural Machine Translation
 * System).
 */
final class WordPiece implements Model {
    private final Vocabulary vocabulary;
    private final String prefix;
    private final int prefixHash;
    private final String unknown;
    private final int unknownId;
    private final int longestWord;
    private final int longestToken;

    private WordPiece(Vocabulary vocabulary, String prefix, String unknown, int longestWord) {
        this.vocabulary = vocabulary;
        this.prefix = prefix;
        this.unknown = unknown;
        this.longestWord = longestWord;
        prefixHash = prefix.hashCode();
        unknownId = vocabulary.id(unknown);
        int longest = 0;
        for (int id = 0; id < vocabulary.size(); id++) {
            String token = vocabulary.token(id);
            longest = token == null ? longest : Math.max(longest, token.length());
        }
        longestToken = longest;
    }

    static WordPiece of(Vocabulary vocabulary) {
        return new WordPiece(vocabulary, "##", "[UNK]", 100);
    }

    static WordPiece read(Part part, Vocabulary vocabulary) {
        part.only("unk_token", "continuing_subword_prefix", "max_input_chars_per_word");
        return new WordPiece(vocabulary, part.text("continuing_subword_prefix", "##"), part.text("unk_token", "[UNK]"),
                part.number("max_input_chars_per_word", 100));
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
            int to = Math.min(part.to, from + longestToken);
            for (; to > from && id < 0; to--) {
                id = from == part.from
                        ? vocabulary.id(part.chars, from, to)
                        : vocabulary.idAfter(prefix, prefixHash, part.chars, from, to);
            }
            if (id < 0) {
                unknown(part, tokens, before);
                return;
            }
            tokens.add(id, from, to + 1);
            from = to + 1;
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
