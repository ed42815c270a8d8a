package dev.lanewise.examples.database;

import dev.lanewise.data.tables.Column;
import dev.lanewise.data.tables.NumberColumn;
import dev.lanewise.data.tables.TextColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A column of a query's result while its rows are read. */
abstract sealed class JdbcColumn {
    private final String name;

    /** Its place in the query, from 1. */
    final int place;

    int size;

    private JdbcColumn(String name, int place) {
        this.name = name;
        this.place = place;
    }

    /** A column for values of a type of {@link Types}; null if those are neither numbers nor texts. */
    static @Nullable JdbcColumn of(String name, int place, int type) {
        return switch (type) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.REAL, Types.FLOAT, Types.DOUBLE,
                    Types.NUMERIC, Types.DECIMAL, Types.NULL ->
                new OfNumbers(name, place, false);
            case Types.BIT, Types.BOOLEAN -> new OfNumbers(name, place, true);
            case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NCHAR, Types.NVARCHAR, Types.LONGNVARCHAR,
                    Types.CLOB, Types.NCLOB ->
                new OfTexts(name, place);
            default -> null;
        };
    }

    static boolean isTime(int type) {
        return switch (type) {
            case Types.DATE, Types.TIME, Types.TIMESTAMP, Types.TIME_WITH_TIMEZONE, Types.TIMESTAMP_WITH_TIMEZONE ->
                true;
            default -> false;
        };
    }

    String name() {
        return name;
    }

    /** Takes the value of the row that the result is at. */
    abstract void add(ResultSet rows) throws SQLException;

    /** The column; the memory of this one is then for the next. */
    abstract Column build();

    /** The length of a longer array. */
    int longer() {
        return (int) Math.min(Integer.MAX_VALUE - 8, 16L + size + (size >> 1));
    }

    private static final class OfNumbers extends JdbcColumn {
        private final boolean isBoolean;
        private double[] values = {};

        OfNumbers(String name, int place, boolean isBoolean) {
            super(name, place);
            this.isBoolean = isBoolean;
        }

        @Override
        void add(ResultSet rows) throws SQLException {
            double value = isBoolean ? (rows.getBoolean(place) ? 1 : 0) : rows.getDouble(place);
            if (size == values.length) {
                values = Arrays.copyOf(values, longer());
            }
            values[size++] = rows.wasNull() ? Double.NaN : value;
        }

        @Override
        Column build() {
            double[] all = Arrays.copyOf(values, size);
            values = new double[0];
            return NumberColumn.of(name(), all);
        }
    }

    private static final class OfTexts extends JdbcColumn {
        private final Map<String, String> different = new HashMap<>();
        private @Nullable String[] values = {};

        OfTexts(String name, int place) {
            super(name, place);
        }

        @Override
        void add(ResultSet rows) throws SQLException {
            String value = rows.getString(place);
            if (size == values.length) {
                values = Arrays.copyOf(values, longer());
            }
            if (value != null) {
                String earlier = different.putIfAbsent(value, value);
                value = earlier == null ? value : earlier;
            }
            values[size++] = value;
        }

        @Override
        Column build() {
            @Nullable
            String[] all = Arrays.copyOf(values, size);
            values = new String[0];
            different.clear();
            return TextColumn.of(name(), all);
        }
    }
}
