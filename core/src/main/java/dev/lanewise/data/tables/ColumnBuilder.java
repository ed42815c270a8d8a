package dev.lanewise.data.tables;

import java.io.IOException;
import java.util.Arrays;

/** A column while it is read. */
abstract sealed class ColumnBuilder {
    int size;

    /**
     * Reads the next cell.
     *
     * @return the builder that goes on with the column
     */
    abstract ColumnBuilder add(CsvScanner scanner) throws IOException;

    /** Takes a cell without a value that is not to be read. */
    abstract void addMissing();

    /** The column. */
    abstract Column build(String name);

    /** A column of numbers, until another cell shows that it is not. */
    static final class OfNumbers extends ColumnBuilder {
        private final boolean declared;
        private double[] values = new double[16];
        private boolean empty = true;

        OfNumbers(boolean declared) {
            this.declared = declared;
        }

        @Override
        ColumnBuilder add(CsvScanner scanner) throws IOException {
            double value;
            if (scanner.number()) {
                value = scanner.value();
                empty = false;
            } else {
                scanner.next();
                if (scanner.isMissing()) {
                    value = Double.NaN;
                } else if (scanner.isNumber()) {
                    value = scanner.value();
                    empty = false;
                } else {
                    return other(scanner);
                }
            }
            put(value);
            return this;
        }

        @Override
        void addMissing() {
            put(Double.NaN);
        }

        private void put(double value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, Growth.of(size + 1));
            }
            values[size++] = value;
        }

        private ColumnBuilder other(CsvScanner scanner) {
            if (declared) {
                throw scanner.isNot("a number");
            }
            return empty ? new OfTexts(size).take(scanner) : new Unread();
        }

        @Override
        Column build(String name) {
            return new NumberColumn(name, Arrays.copyOf(values, size));
        }
    }

    /** A column of texts. */
    static final class OfTexts extends ColumnBuilder {
        private final Dictionary dictionary = new Dictionary();
        private int[] codes;

        OfTexts(int missing) {
            codes = new int[Math.max(16, missing)];
            Arrays.fill(codes, 0, missing, TextColumn.MISSING);
            size = missing;
        }

        @Override
        ColumnBuilder add(CsvScanner scanner) throws IOException {
            scanner.next();
            return take(scanner);
        }

        private ColumnBuilder take(CsvScanner scanner) {
            put(scanner.isMissing() ? TextColumn.MISSING : scanner.indexIn(dictionary));
            return this;
        }

        @Override
        void addMissing() {
            put(TextColumn.MISSING);
        }

        private void put(int code) {
            if (size == codes.length) {
                codes = Arrays.copyOf(codes, Growth.of(size + 1));
            }
            codes[size++] = code;
        }

        @Override
        Column build(String name) {
            return new TextColumn(name, dictionary.texts(), Arrays.copyOf(codes, size));
        }
    }

    /** A column of texts that began with numbers, whose text is gone: it takes another pass over the file. */
    static final class Unread extends ColumnBuilder {
        @Override
        ColumnBuilder add(CsvScanner scanner) throws IOException {
            scanner.next();
            return this;
        }

        @Override
        void addMissing() {}

        @Override
        Column build(String name) {
            throw new AssertionError(name + " has not been read");
        }
    }
}
