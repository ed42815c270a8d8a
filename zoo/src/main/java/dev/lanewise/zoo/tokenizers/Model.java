package dev.lanewise.zoo.tokenizers;

/** Finds the tokens of a part of a text. Models are immutable, and used by many threads. */
interface Model {
    /**
     * Adds the tokens of a part that is not empty; their places are indices of its {@code chars}.
     *
     * @throws IllegalArgumentException if the text has what the vocabulary lacks, and there is no token for that
     */
    void tokenize(Aligned part, Tokens tokens);

    /** The tokens that it knows. */
    Vocabulary vocabulary();
}
