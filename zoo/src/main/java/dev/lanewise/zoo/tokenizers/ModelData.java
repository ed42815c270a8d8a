package dev.lanewise.zoo.tokenizers;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/** The large parts of a model, as they are taken from the file: its vocabulary and its merges. */
final class ModelData {
    private static final int MOST_HOLES = 1 << 16;

    private final Path file;

    /** Where the file has its vocabulary, for messages. */
    private final String where;

    private final List<String> names = new ArrayList<>();
    private int[] ids = new int[64];
    private double[] scores = new double[0];
    private boolean scored;

    /** The left and the right token of each merge, one after the other. */
    final List<String> merges = new ArrayList<>();

    ModelData(Path file) {
        this(file, "model.vocab");
    }

    ModelData(Path file, String where) {
        this.file = file;
        this.where = where;
    }

    /** Whether the vocabulary has probabilities. */
    boolean isScored() {
        return scored;
    }

    /** The probabilities' logarithms, by id. */
    double[] scores() {
        return scores;
    }

    /** Reads {@code {"token": id, …}} or {@code [["token", score], …]}. */
    void readVocabulary(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            scored = true;
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                scored(parser);
            }
            expect(parser, JsonToken.END_ARRAY, "model.vocab", "a list of [token, score]");
            return;
        }
        expect(parser, JsonToken.START_OBJECT, "model.vocab", "an object of ids");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() != JsonParser.NumberType.INT
                    || parser.getIntValue() < 0) {
                throw error("model.vocab: the id of " + Printable.quoted(name) + " is "
                        + Printable.brief(String.valueOf(parser.getText())) + ", expected a number of 0 or more");
            }
            add(name, parser.getIntValue());
        }
    }

    private void scored(JsonParser parser) throws IOException {
        expect(parser.nextToken(), JsonToken.VALUE_STRING, parser, "model.vocab", "a list of [token, score]");
        String name = parser.getText();
        JsonToken score = parser.nextToken();
        if (!score.isNumeric() || !Double.isFinite(parser.getDoubleValue())) {
            throw error("model.vocab: the score of " + Printable.quoted(name) + " is "
                    + Printable.brief(String.valueOf(parser.getText())) + ", expected a number");
        }
        if (names.size() == scores.length) {
            scores = Arrays.copyOf(scores, Math.max(64, 2 * scores.length));
        }
        scores[names.size()] = parser.getDoubleValue();
        add(name, names.size());
        expect(parser.nextToken(), JsonToken.END_ARRAY, parser, "model.vocab", "a list of [token, score]");
    }

    /** Reads {@code ["left right", …]} or {@code [["left", "right"], …]}. */
    void readMerges(JsonParser parser) throws IOException {
        String expected = "a list of pairs of tokens";
        expect(parser, JsonToken.START_ARRAY, "model.merges", expected);
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
                for (int i = 0; i < 2; i++) {
                    expect(parser.nextToken(), JsonToken.VALUE_STRING, parser, "model.merges", expected);
                    merges.add(parser.getText());
                }
                expect(parser.nextToken(), JsonToken.END_ARRAY, parser, "model.merges", expected);
            } else {
                expect(token, JsonToken.VALUE_STRING, parser, "model.merges", expected);
                merge(parser.getText(), "model.merges");
            }
        }
    }

    /** Adds a merge as it is written in a line: two tokens with a space between them. */
    void merge(String line, String where) {
        int space = line.indexOf(' ');
        if (space < 0 || line.indexOf(' ', space + 1) >= 0) {
            throw error(where + "[" + merges.size() / 2 + "] is " + Printable.quoted(line)
                    + ", expected two tokens with a space between them");
        }
        merges.add(line.substring(0, space));
        merges.add(line.substring(space + 1));
    }

    /** Adds a token. */
    void add(String name, int id) {
        if (names.size() == ids.length) {
            ids = Arrays.copyOf(ids, 2 * ids.length);
        }
        ids[names.size()] = id;
        names.add(name);
    }

    /**
     * The vocabulary.
     *
     * @throws FormatException if a token or an id is there twice, or an id is larger than a vocabulary needs
     */
    Vocabulary vocabulary() {
        int most = 2 * names.size() + MOST_HOLES;
        HashSet<String> seen = HashSet.newHashSet(names.size());
        java.util.BitSet taken = new java.util.BitSet();
        for (int i = 0; i < names.size(); i++) {
            if (!seen.add(names.get(i))) {
                throw error(where + ": the token " + Printable.quoted(names.get(i)) + " is there twice");
            }
            if (ids[i] > most) {
                throw error(where + ": the id of " + Printable.quoted(names.get(i)) + " is " + ids[i] + ", but there"
                        + " are " + names.size() + " tokens");
            }
            if (taken.get(ids[i])) {
                throw error(where + ": the id " + ids[i] + " of " + Printable.quoted(names.get(i))
                        + " is that of another token");
            }
            taken.set(ids[i]);
        }
        return new Vocabulary(names, ids);
    }

    private void expect(JsonParser parser, JsonToken expected, String where, String what) throws IOException {
        expect(parser.currentToken(), expected, parser, where, what);
    }

    private void expect(JsonToken token, JsonToken expected, JsonParser parser, String where, String what)
            throws IOException {
        if (token != expected) {
            throw error(where + " is not " + what + ": there is "
                    + Printable.brief(String.valueOf(parser.getText())) + " after " + names.size() + " tokens and "
                    + merges.size() / 2 + " merges");
        }
    }

    private FormatException error(String message) {
        return new FormatException(Printable.path(file) + ": " + message);
    }
}
