package dev.lanewise.zoo.tokenizers;

import dev.lanewise.text.Printable;

/** Whole words; others are unknown. */
final class WordLevel implements Model {
    private final Vocabulary vocabulary;
    private final String unknown;
    private final int unknownId;

    private WordLevel(Vocabulary vocabulary, String unknown) {
        this.vocabulary = vocabulary;
        this.unknown = unknown;
        unknownId = vocabulary.id(unknown);
    }

    static WordLevel read(Part part, Vocabulary vocabulary) {
        return new WordLevel(vocabulary, part.only("unk_token").text("unk_token", "<unk>"));
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public void tokenize(Aligned part, Tokens tokens) {
        int id = vocabulary.id(part.chars, part.from, part.to);
        if (id < 0 && unknownId < 0) {
            throw new IllegalArgumentException("WordLevel: the vocabulary has no " + Printable.quoted(unknown)
                    + " for the unknown word " + Printable.quoted(part.toString()));
        }
        tokens.add(id < 0 ? unknownId : id, part.from, part.to);
    }
}
