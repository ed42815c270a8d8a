package dev.lanewise.data.tables;

import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import java.util.List;

/** Refusals of a text, with the place of what is refused. */
final class CsvFaults {
    private final String origin;
    private List<String> names = List.of();

    /** Refusals that begin with where the text is from. */
    CsvFaults(String origin) {
        this.origin = origin;
    }

    /** How the columns are called from now on. */
    void name(List<String> columns) {
        names = columns;
    }

    /** A refusal of the whole text. */
    FormatException of(String reason) {
        return new FormatException(origin + ": " + reason);
    }

    /** A refusal of the record that begins in a line. */
    FormatException inLine(long line, String reason) {
        return new FormatException(origin + ", line " + line + ": " + reason);
    }

    /**
     * A refusal of a cell.
     *
     * @param column counted from 0; before the first of a record it is -1
     */
    FormatException inCell(long line, int column, String reason) {
        String name = column >= 0 && column < names.size() ? " (" + Printable.quoted(names.get(column)) + ")" : "";
        return new FormatException(origin + ", line " + line + ", column " + Math.max(1, column + 1) + name + ": "
                + reason);
    }
}
