package dev.lanewise.zoo;

/**
 * A label that a text or a picture may have, or a token that may stand in a place, and how probable it is.
 *
 * @param number of the label in {@code id2label}, or of the token in the vocabulary
 * @param name of the label as the model calls it, or the token's text
 * @param probability from 0 to 1
 */
public record Guess(int number, String name, double probability) {}
