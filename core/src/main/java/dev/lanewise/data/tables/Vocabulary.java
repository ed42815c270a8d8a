package dev.lanewise.data.tables;

import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the different texts of a column, its categories, in alphabetical order, "10" before "2": indices for an
 * embedding ({@link #transform}), class labels, or, within {@link Features}, a feature of 0 or 1 for each category
 * (one-hot). {@code categories().get(i)} goes back. scikit-learn calls it OrdinalEncoder and OneHotEncoder, Keras
 * StringLookup.
 *
 * {@snippet :
 * Vocabulary city = new Vocabulary("city").unknownSlot().fit(training);
 * Embedding embedding = new Embedding(city.width(), 8, random);
 * Tensor y = embedding.forward(city.transform(table)); // [N, 8]
 * }
 *
 * <p>Texts that the training table does not have, and missing ones, are refused, or share a last index of their own.
 */
public final class Vocabulary extends Encoder {
    private final String column;

    /** How often a text must come to have an index of its own; 0 if there is no slot for others. */
    private final int leastCount;

    private List<String> categories = List.of();
    private boolean fitted;

    /** A vocabulary that refuses unknown and missing texts. */
    public Vocabulary(String column) {
        this(Required.nonNull("Vocabulary: the name of the column", column), 0);
    }

    private Vocabulary(String column, int leastCount) {
        this.column = column;
        this.leastCount = leastCount;
    }

    /** One that gives unknown and missing texts an index of their own, the last; not fitted yet. */
    public Vocabulary unknownSlot() {
        return unknownSlot(1);
    }

    /**
     * The same for texts that the training table has less often than this, too. They teach the network what to make of
     * unknown ones.
     *
     * @throws IllegalArgumentException if the count is less than 1
     */
    public Vocabulary unknownSlot(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("unknownSlot: a count of " + count + " is less than 1");
        }
        return new Vocabulary(column, count);
    }

    @Override
    Map<String, Boolean> kinds() {
        return Map.of(column, false);
    }

    /**
     * The known texts; the place of each is its index.
     *
     * @throws IllegalStateException if it is not fitted
     */
    public List<String> categories() {
        requireFitted("categories");
        return categories;
    }

    /**
     * How many indices there are: one for each category, and one for unknown texts if they have a slot.
     *
     * @throws IllegalStateException if it is not fitted
     */
    @Override
    public int width() {
        requireFitted("width");
        return categories.size() + (leastCount > 0 ? 1 : 0);
    }

    @Override
    public List<String> names() {
        requireFitted("names");
        List<String> names = new ArrayList<>();
        categories.forEach(category -> names.add(column + "=" + category));
        if (leastCount > 0) {
            names.add(column + " is unknown");
        }
        return names;
    }

    @Override
    boolean fitted() {
        return fitted;
    }

    @Override
    public Vocabulary fit(Table table) {
        fitting(Required.nonNull("fit: the table", table)).run();
        return this;
    }

    @Override
    Runnable fitting(Table table) {
        TextColumn texts = table.texts(column);
        Map<String, Integer> counts = new TreeMap<>();
        for (int row = 0; row < texts.size(); row++) {
            String text = texts.get(row);
            if (text != null) {
                counts.merge(text, 1, Integer::sum);
            } else if (leastCount == 0) {
                throw refusal(table, row, null);
            }
        }
        if (counts.isEmpty()) {
            throw new IllegalArgumentException(
                    table.origin() + ": column " + Printable.quoted(column) + " has no text to fit to");
        }
        counts.values().removeIf(count -> count < leastCount);
        return () -> {
            categories = List.copyOf(counts.keySet());
            fitted = true;
        };
    }

    /**
     * The index of each row's text, {@code [N]}.
     *
     * @throws IllegalStateException if it is not fitted
     * @throws IllegalArgumentException if the table lacks the column or has numbers in it, or a text is unknown or
     *     missing and there is no slot for those
     */
    public IntTensor transform(Table table) {
        Required.nonNull("transform: the table", table);
        requireFitted("transform");
        return IntTensor.of(indices(table));
    }

    private int[] indices(Table table) {
        TextColumn texts = table.texts(column);
        Map<String, Integer> known = new HashMap<>();
        categories.forEach(category -> known.put(category, known.size()));
        int[] byCode = new int[texts.texts().size()];
        Arrays.setAll(byCode, code -> known.getOrDefault(texts.texts().get(code), categories.size()));
        int[] indices = new int[texts.size()];
        for (int row = 0; row < indices.length; row++) {
            int code = texts.code(row);
            indices[row] = code == TextColumn.MISSING ? categories.size() : byCode[code];
            if (leastCount == 0 && indices[row] == categories.size()) {
                throw refusal(table, row, texts.get(row));
            }
        }
        return indices;
    }

    private IllegalArgumentException refusal(Table table, int row, @Nullable String text) {
        return new IllegalArgumentException(table.origin() + ": column " + Printable.quoted(column) + " has "
                + (text == null
                        ? "no text"
                        : Printable.quoted(text) + ", which is none of " + Printable.names(categories) + ",")
                + " in " + Table.place(row) + "; Vocabulary.unknownSlot gives unknown and missing texts an index");
    }

    @Override
    void fill(Table table, float[] into, int stride, int offset) {
        int[] indices = indices(table);
        for (int row = 0; row < indices.length; row++) {
            into[row * stride + offset + indices[row]] = 1;
        }
    }

    @Override
    public void state(State state) {
        state.setting("column", column);
        state.setting("unknown", leastCount);
        fitted = state.flag("fitted", fitted);
        categories = unpacked(state.text("categories", packed(categories)));
    }

    /** Each text with a line end behind it; backslashes and line ends within are escaped. */
    private static String packed(List<String> texts) {
        StringBuilder all = new StringBuilder();
        texts.forEach(text -> all.append(text.replace("\\", "\\\\").replace("\n", "\\n")).append('\n'));
        return all.toString();
    }

    private static List<String> unpacked(String packed) {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < packed.length(); i++) {
            char c = packed.charAt(i);
            if (c == '\n') {
                texts.add(text.toString());
                text.setLength(0);
            } else if (c == '\\' && i + 1 < packed.length()) {
                i++;
                text.append(packed.charAt(i) == 'n' ? '\n' : packed.charAt(i));
            } else {
                text.append(c);
            }
        }
        if (!text.isEmpty() || texts.size() != texts.stream().distinct().count()) {
            throw new IllegalArgumentException("Vocabulary: " + Printable.quoted(packed) + " is no list of different "
                    + "texts with a line end behind each");
        }
        return List.copyOf(texts);
    }

    /** For example {@code Vocabulary("city")}. */
    @Override
    public String toString() {
        return "Vocabulary(" + Printable.quoted(column) + ")";
    }
}
