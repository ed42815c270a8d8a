package dev.lanewise.data.tables;

import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A column of texts. Each different text is held once. */
public final class TextColumn implements Column {
    /** The code of a missing text. */
    static final int MISSING = -1;

    private final String name;
    private final List<String> texts;
    private final int[] codes;

    /** Takes list and array over. */
    TextColumn(String name, List<String> texts, int... codes) {
        this.name = name;
        this.texts = Collections.unmodifiableList(texts);
        this.codes = codes;
    }

    /** A column of these texts; null for missing ones. */
    public static TextColumn of(String name, @Nullable String... texts) {
        Required.nonNull("TextColumn: the name", name);
        Required.nonNull("TextColumn: the array of texts", texts);
        Map<String, Integer> known = new LinkedHashMap<>();
        int[] codes = new int[texts.length];
        for (int i = 0; i < codes.length; i++) {
            String text = texts[i];
            codes[i] = text == null ? MISSING : known.computeIfAbsent(text, _ -> known.size());
        }
        return new TextColumn(name, List.copyOf(known.keySet()), codes);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return codes.length;
    }

    /**
     * A text; null if it is missing.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public @Nullable String get(int row) {
        int code = code(row);
        return code == MISSING ? null : texts.get(code);
    }

    /** The place of a text among {@link #texts}. */
    int code(int row) {
        return codes[Table.requireRow(row, codes.length)];
    }

    /** The different texts, in the order in which they first appear in the table that was read. */
    List<String> texts() {
        return texts;
    }

    @Override
    public boolean isMissing(int row) {
        return code(row) == MISSING;
    }

    @Override
    public int missing() {
        return (int) Arrays.stream(codes).filter(code -> code == MISSING).count();
    }

    @Override
    public TextColumn subset(int... rows) {
        Required.nonNull("subset: the array of rows", rows);
        int[] some = new int[rows.length];
        Arrays.setAll(some, i -> code(rows[i]));
        return new TextColumn(name, texts, some);
    }

    /** All texts as a fresh array, null for missing ones. */
    public @Nullable String[] toArray() {
        @Nullable
        String[] all = new String[codes.length];
        Arrays.setAll(all, this::get);
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextColumn column && name.equals(column.name)
                && Arrays.equals(toArray(), column.toArray());
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(toArray());
    }

    /** For example {@code "city": 500 texts, 3 missing}. */
    @Override
    public String toString() {
        return Printable.quoted(name) + ": " + codes.length + " texts" + Table.missingClause(missing());
    }
}
