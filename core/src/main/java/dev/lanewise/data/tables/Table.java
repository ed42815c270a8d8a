package dev.lanewise.data.tables;

import dev.lanewise.data.Dataset;
import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Named columns of as many rows. Immutable; tables that are made of others share what they can.
 *
 * {@snippet :
 * Table houses = Csv.defaults().read(Path.of("houses.csv"));
 * List<Table> parts = houses.shuffled(RandomSource.seed(1)).split(0.8, 0.2);
 * double first = parts.get(0).numbers("price").get(0);
 * }
 */
public final class Table {
    /** Before the origin of tables whose rows have other numbers than there. */
    private static final String SOME_ROWS = "some rows of ";

    /** Where it is from, for messages. */
    private final String origin;

    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final int rows;

    /** Takes columns that fit together. */
    Table(String origin, List<? extends Column> columns) {
        this.origin = origin;
        columns.forEach(column -> this.columns.put(column.name(), column));
        this.rows = columns.isEmpty() ? 0 : columns.getFirst().size();
    }

    /**
     * A table of these columns.
     *
     * @throws IllegalArgumentException if two have the same name, or not as many rows
     */
    public static Table of(Column... columns) {
        List<Column> all = new ArrayList<>();
        for (Column column : Required.nonNull("Table: the array of columns", columns)) {
            Required.nonNull("Table: column " + all.size(), column);
            for (Column other : all) {
                if (other.name().equals(column.name()) || other.size() != column.size()) {
                    throw new IllegalArgumentException("Table: columns " + other + " and " + column
                            + ": expected different names and as many rows");
                }
            }
            all.add(column);
        }
        return new Table("the table", all);
    }

    /** How many rows there are. */
    public int rows() {
        return rows;
    }

    /** What the columns are called, in their order. */
    public List<String> names() {
        return List.copyOf(columns.keySet());
    }

    /** The columns, in their order. */
    public List<Column> columns() {
        return List.copyOf(columns.values());
    }

    /**
     * A column.
     *
     * @throws IllegalArgumentException naming the columns that there are, if there is none of this name
     */
    public Column column(String name) {
        Column column = columns.get(Required.nonNull("column: the name", name));
        if (column == null) {
            throw new IllegalArgumentException(origin + ": there is no column " + Printable.quoted(name) + ", but "
                    + Printable.names(names()));
        }
        return column;
    }

    /**
     * A column of numbers. One without any value may be taken for it.
     *
     * @throws IllegalArgumentException as {@link #column}, or showing a text of the column if it holds texts
     */
    public NumberColumn numbers(String name) {
        return switch (column(name)) {
            case NumberColumn column -> column;
            case TextColumn column when column.missing() == rows ->
                NumberColumn.of(name, DoubleStream.generate(() -> Double.NaN).limit(rows).toArray());
            case TextColumn column -> throw new IllegalArgumentException(origin + ": column " + Printable.quoted(name)
                    + " holds texts" + sample(column) + ", expected numbers");
        };
    }

    /** For example {@code  such as "12 km"}: one that is no number, if there is one. */
    private static String sample(TextColumn column) {
        for (int row = 0; row < column.size(); row++) {
            String text = column.get(row);
            if (text != null && !NumberParser.isNumber(text)) {
                return " such as " + Printable.quoted(text) + " in " + place(row);
            }
        }
        return "";
    }

    /**
     * A column of texts. One without any value may be taken for it.
     *
     * @throws IllegalArgumentException as {@link #column}, or if the column holds numbers
     */
    public TextColumn texts(String name) {
        return switch (column(name)) {
            case TextColumn column -> column;
            case NumberColumn column when column.missing() == rows -> TextColumn.of(name, new String[rows]);
            case NumberColumn _ -> throw new IllegalArgumentException(origin + ": column " + Printable.quoted(name)
                    + " holds numbers, expected texts; of a file, Csv.texts(" + Printable.quoted(name)
                    + ") reads it as such");
        };
    }

    /**
     * Some of the columns, in this order.
     *
     * @throws IllegalArgumentException if there is no such column, or one is named twice
     */
    public Table select(String... names) {
        List<Column> some = new ArrayList<>();
        for (String name : Required.nonNull("select: the array of names", names)) {
            Column column = column(name);
            if (some.contains(column)) {
                throw new IllegalArgumentException("select: column " + Printable.quoted(name) + " is named twice");
            }
            some.add(column);
        }
        return new Table(origin, some);
    }

    /**
     * The columns but these.
     *
     * @throws IllegalArgumentException if there is no such column
     */
    public Table drop(String... names) {
        List<Column> rest = new ArrayList<>(columns.values());
        for (String name : Required.nonNull("drop: the array of names", names)) {
            rest.remove(column(name));
        }
        return new Table(origin, rest);
    }

    /**
     * Some rows, in this order; one may come more than once.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public Table subset(int... indices) {
        Required.nonNull("subset: the array of indices", indices);
        return new Table(origin.startsWith(SOME_ROWS) ? origin : SOME_ROWS + origin,
                columns.values().stream().map(column -> column.subset(indices)).toList());
    }

    /** The rows whose index a condition holds for. */
    public Table filter(IntPredicate condition) {
        return subset(IntStream.range(0, rows).filter(Required.nonNull("filter: the condition", condition)).toArray());
    }

    /** The rows in a random order. */
    public Table shuffled(RandomSource random) {
        return subset(Required.nonNull("shuffled: the random source", random).permutation(rows));
    }

    /**
     * Consecutive parts of these shares of the rows, rounded as by {@link Dataset#split(double...)}.
     *
     * @throws IllegalArgumentException if a share is negative, or they do not add up to 1
     */
    public List<Table> split(double... shares) {
        Required.nonNull("split: the array of shares", shares);
        List<Table> parts = new ArrayList<>();
        for (Dataset<Table> part : new Rows(this).split(shares)) {
            parts.add(part.batch(IntStream.range(0, part.size()).toArray()));
        }
        return Collections.unmodifiableList(parts);
    }

    /** The table as a dataset of rows. */
    private record Rows(Table table) implements Dataset<Table> {
        @Override
        public int size() {
            return table.rows;
        }

        @Override
        public Table batch(int... indices) {
            return table.subset(indices);
        }

        @Override
        public String toString() {
            return table.describe();
        }
    }

    /** Where it is from, for messages. */
    String origin() {
        return origin;
    }

    /** A row in messages, which is no line of a file. */
    static String place(int row) {
        return "row " + row + " (counted from 0)";
    }

    static int requireRow(int row, int rows) {
        if (row < 0 || row >= rows) {
            throw new IndexOutOfBoundsException("Table: row " + row + " is not one of " + rows);
        }
        return row;
    }

    static String missingClause(int missing) {
        return missing == 0 ? "" : ", " + missing + " missing";
    }

    private String describe() {
        return "Table(" + rows + " rows, " + columns.size() + " columns)";
    }

    /** Whether the other has equal columns in the same order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Table table && columns().equals(table.columns());
    }

    @Override
    public int hashCode() {
        return columns().hashCode();
    }

    /** Size and columns, one a line, the first twenty. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(describe());
        columns.values().stream().limit(20).forEach(column -> text.append("\n  ").append(column));
        return text.append(columns.size() > 20 ? "\n  and " + (columns.size() - 20) + " more" : "").toString();
    }
}
