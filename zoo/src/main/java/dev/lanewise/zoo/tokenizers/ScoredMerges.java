package dev.lanewise.zoo.tokenizers;

import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import dev.lanewise.zoo.gguf.GgufFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The merges of a SentencePiece vocabulary, which has scores instead: two tokens become one if they are one together,
 * that of the highest score first. Of several pairs of the same token the one with the longer left token comes first,
 * as in {@code transformers}.
 */
final class ScoredMerges {
    /** SentencePiece's pieces have 16 characters unless it is told otherwise. */
    private static final int LONGEST = 256;

    /** A vocabulary of 262,144 tokens has half a million; tokens that are all parts of each other have far more. */
    private static final int MOST = 1 << 21;

    private final List<Pair> pairs = new ArrayList<>();

    private record Pair(String left, String right, double score) {}

    /**
     * Finds them.
     *
     * @param isPiece whether a token takes part
     */
    ScoredMerges(GgufFile file, List<String> tokens, double[] scores, IntPredicate isPiece) {
        Map<String, Integer> ids = HashMap.newHashMap(tokens.size());
        for (int id = 0; id < tokens.size(); id++) {
            if (isPiece.test(id)) {
                String token = tokens.get(id);
                if (token.length() > LONGEST) {
                    throw new FormatException(file + ": token " + id + ", " + Printable.quoted(token) + ", has "
                            + token.length() + " characters, more than the " + LONGEST + " that are read");
                }
                if (Double.isNaN(scores[id])) {
                    throw new FormatException(file + ": the score of token " + id + " is not a number");
                }
                ids.put(token, id);
            }
        }
        for (Map.Entry<String, Integer> entry : ids.entrySet()) {
            String token = entry.getKey();
            for (int i = 1; i < token.length(); i++) {
                String left = token.substring(0, i);
                if (ids.containsKey(left) && ids.containsKey(token.substring(i))) {
                    pairs.add(new Pair(left, token.substring(i), scores[entry.getValue()]));
                    if (pairs.size() > MOST) {
                        throw new FormatException(file + ": more than " + MOST + " pairs of tokens are a token again");
                    }
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::score).reversed()
                .thenComparing(Comparator.comparingInt((Pair pair) -> pair.left.length()).reversed())
                .thenComparing(Comparator.comparingInt((Pair pair) -> pair.right.length()).reversed())
                .thenComparing(Pair::left).thenComparing(Pair::right));
    }

    /** The left and the right token of each merge, one after the other. */
    List<String> pairs() {
        List<String> all = new ArrayList<>(2 * pairs.size());
        for (Pair pair : pairs) {
            all.add(pair.left);
            all.add(pair.right);
        }
        return all;
    }
}
