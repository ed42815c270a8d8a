package dev.lanewise.data.tables;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a table in one pass over a text, or two if a column turns out to hold texts behind numbers. */
final class CsvReader {
    private final CsvDialect dialect;
    private final List<String> given;
    private final Map<String, Boolean> declared;
    private final String origin;

    /** Columns that are not all numbers, as earlier passes saw. */
    private final Set<String> texts = new HashSet<>();

    private List<Column> columns = List.of();

    /**
     * A reader.
     *
     * @param given names of the columns, of a text without a header; else empty
     * @param declared columns that hold numbers (true) or texts (false) and must be there
     */
    CsvReader(CsvDialect dialect, List<String> given, Map<String, Boolean> declared, String origin) {
        this.dialect = dialect;
        this.given = given;
        this.declared = declared;
        this.origin = origin;
    }

    /** One pass; false if a column needs another. */
    boolean pass(ByteSource source) throws IOException {
        CsvFaults faults = new CsvFaults(origin);
        CsvScanner scanner = new CsvScanner(source, dialect, faults);
        scanner.settle();
        List<String> names = given.isEmpty() ? header(scanner, faults) : given;
        requireDeclared(names, faults);
        faults.name(names);
        ColumnBuilder[] builders = new ColumnBuilder[names.size()];
        for (int i = 0; i < builders.length; i++) {
            boolean text = texts.contains(names.get(i)) || Boolean.FALSE.equals(declared.get(names.get(i)));
            builders[i] = text
                    ? new ColumnBuilder.OfTexts(0)
                    : new ColumnBuilder.OfNumbers(declared.containsKey(names.get(i)));
        }
        for (int blanks = scanner.record(); blanks >= 0; blanks = scanner.record()) {
            for (int i = 0; i < blanks && builders.length == 1; i++) {
                builders[0].addMissing();
            }
            record(scanner, builders, faults);
        }
        int known = texts.size();
        for (int i = 0; i < builders.length; i++) {
            if (builders[i] instanceof ColumnBuilder.Unread) {
                texts.add(names.get(i));
            }
        }
        if (texts.size() > known) {
            return false;
        }
        columns = new ArrayList<>();
        for (int i = 0; i < builders.length; i++) {
            columns.add(builders[i].build(names.get(i)));
            builders[i] = new ColumnBuilder.Unread(); // the memory of the other is for the next column
        }
        return true;
    }

    /** The table, after the last pass. */
    Table table() {
        return new Table(origin, columns);
    }

    private static void record(CsvScanner scanner, ColumnBuilder[] builders, CsvFaults faults) throws IOException {
        long line = scanner.line();
        for (int i = 0; i < builders.length; i++) {
            builders[i] = builders[i].add(scanner);
            if (scanner.last() != (i == builders.length - 1)) {
                while (!scanner.last()) {
                    scanner.next();
                }
                throw faults.inLine(line, "the row has " + cells(scanner.cells()) + ", expected "
                        + builders.length
                        + (builders.length == 1 ? "; name another delimiter with Csv.delimiter" : ""));
            }
        }
    }

    private static String cells(int count) {
        return count + (count == 1 ? " cell" : " cells");
    }

    private static List<String> header(CsvScanner scanner, CsvFaults faults) throws IOException {
        if (scanner.record() < 0) {
            throw faults.of("there is no line with names of columns; the file is empty");
        }
        List<String> names = new ArrayList<>();
        Map<String, Integer> places = new HashMap<>();
        do {
            scanner.next();
            names.add(scanner.text());
            Integer earlier = places.putIfAbsent(names.getLast(), names.size());
            if (earlier != null) {
                throw scanner.fault("the name " + Printable.quoted(names.getLast()) + " is that of column " + earlier
                        + ", too");
            }
        } while (!scanner.last());
        return names;
    }

    private void requireDeclared(List<String> names, CsvFaults faults) {
        for (String name : declared.keySet()) {
            if (!names.contains(name)) {
                throw faults.of("there is no column " + Printable.quoted(name) + ", but "
                        + Printable.names(names));
            }
        }
    }
}
