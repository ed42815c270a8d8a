package dev.lanewise.examples.chargpt;

import java.util.HashMap;
import java.util.Map;

/**
 * What a network has to be better than: the chances of a character by the two before it, counted in a text and smoothed
 * by interpolation with those by the one before it, those by none, and equal chances for all (Witten and Bell 1991).
 * With n times of a context h, followed by t different characters, and c times of it with the character x:
 *
 * <pre>P(x | h) = (c + t P(x | h without its first)) / (n + t)</pre>
 */
final class Trigrams {
    private static final int ORDER = 3;

    private final int vocabulary;

    /** How often each sequence of one to three characters occurs. */
    private final Map<Sequence, Integer> counts = new HashMap<>();

    /** What follows each sequence of none to two characters. */
    private final Map<Sequence, Followers> followers = new HashMap<>();

    /** Up to three characters, as digits of a number to a base that is larger than the vocabulary. */
    private record Sequence(int length, long digits) {}

    private static final class Followers {
        private int total;
        private int different;
    }

    /**
     * Counts a part of a text.
     *
     * @param vocabulary how many different characters may occur anywhere
     * @param end what follows the last character of the part
     */
    Trigrams(int vocabulary, int[] text, int end) {
        this.vocabulary = vocabulary;
        for (int at = 0; at < end; at++) {
            for (int length = 1; length <= Math.min(ORDER, at + 1); length++) {
                Sequence seen = sequence(text, at, length);
                int before = counts.getOrDefault(seen, 0);
                counts.put(seen, before + 1);
                Followers of = followers.computeIfAbsent(context(text, at, length - 1), _ -> new Followers());
                of.total++;
                of.different += before == 0 ? 1 : 0;
            }
        }
    }

    /** The sequence that ends with a character. */
    private Sequence sequence(int[] text, int at, int length) {
        long digits = 0;
        for (int i = at - length + 1; i <= at; i++) {
            digits = digits * vocabulary + text[i];
        }
        return new Sequence(length, digits);
    }

    /** The characters before one. */
    private Sequence context(int[] text, int at, int length) {
        return sequence(text, at - 1, length);
    }

    /** The chance of a character of a text after those before it. */
    double probability(int[] text, int at) {
        double chance = 1.0 / vocabulary;
        for (int length = 1; length <= Math.min(ORDER, at + 1); length++) {
            Followers of = followers.get(context(text, at, length - 1));
            if (of == null) {
                return chance; // nor does it occur with more before it
            }
            int count = counts.getOrDefault(sequence(text, at, length), 0);
            chance = (count + of.different * chance) / (of.total + of.different);
        }
        return chance;
    }

    /** The mean of -ln of the chances of some characters of a text. */
    double crossEntropy(int[] text, int from, int end) {
        double sum = 0;
        for (int at = from; at < end; at++) {
            sum -= StrictMath.log(probability(text, at));
        }
        return sum / (end - from);
    }
}
