package dev.lanewise.data.tables;

import java.util.List;

/**
 * How a text is written.
 *
 * @param delimiter what is between cells
 * @param guessed whether the delimiter is to be found out
 * @param point the decimal sign
 * @param comment what begins lines to be left out; 0 for none
 * @param trim whether blanks around cells do not belong to them
 * @param markers texts that stand for a missing value, in UTF-8
 * @param missingNumbers those of them that are numbers
 */
record CsvDialect(
        char delimiter, boolean guessed, char point, char comment, boolean trim,
        List<byte[]> markers, List<Double> missingNumbers) {
    /** A number of a column of numbers, however it is written; NaN if it stands for a missing one. */
    double value(double number) {
        boolean marked = !missingNumbers.isEmpty() && missingNumbers.stream().anyMatch(marker -> marker == number);
        return marked ? Double.NaN : number;
    }

    /** Whether a character may be between cells: it can be part of no number, quote or line end. */
    static boolean mayDelimit(char c) {
        return c == '\t' || c > ' ' - 1 && c < 127 && c != '"' && c != '+' && c != '-' && c != '.'
                && !Character.isLetterOrDigit(c);
    }
}
