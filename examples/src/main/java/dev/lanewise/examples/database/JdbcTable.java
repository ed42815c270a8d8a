package dev.lanewise.examples.database;

import dev.lanewise.data.tables.Column;
import dev.lanewise.data.tables.Table;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Table} of the rows of a query, for any database with a JDBC driver.
 *
 * {@snippet :
 * try (Connection connection = DriverManager.getConnection("jdbc:h2:./houses")) {
 *     Table houses = JdbcTable.read(connection,
 *             "SELECT area, city, price FROM houses WHERE built >= ? ORDER BY id", 1950);
 * }
 * }
 *
 * <p>A column is called as the query labels it; {@code AS} gives another label, and no two may be the same. What it is
 * depends on its SQL type:
 *
 * <ul>
 * <li>TINYINT, SMALLINT, INTEGER, BIGINT, REAL, FLOAT, DOUBLE, NUMERIC and DECIMAL: numbers, the nearest doubles (whole
 *     numbers beyond 2^53 lose digits); BIT and BOOLEAN: 0 and 1.
 * <li>CHAR, VARCHAR, LONGVARCHAR, their national kinds, CLOB and NCLOB: texts, as the database gives them, which may be
 *     padded with blanks if they are of CHAR.
 * <li>Dates and times are refused: as texts they would be categories that never come again. The query says what is to
 *     be learned of them, such as {@code EXTRACT(YEAR FROM built)}. All others are refused, too: BLOB, ARRAY, UUID.
 * </ul>
 *
 * <p>NULL is a missing value, and so is NaN. The rows are in the order of the query. Without ORDER BY that is the
 * database's choice, and so are the bits of a training that shuffles and splits them by a seed.
 *
 * <p>The table is all in memory: 8 bytes for each number, 4 for each text, the different texts of each column once;
 * while it is read, up to about twice as much, and the longest column twice more. Rows are fetched by the thousand, but
 * that is a hint to the driver: some hold the whole result first, PostgreSQL's unless auto-commit is off.
 */
public final class JdbcTable {
    private static final int FETCHED = 1000;

    /** About the longest array. */
    private static final int MOST_ROWS = Integer.MAX_VALUE - 8;

    private final String origin;
    private final List<JdbcColumn> columns = new ArrayList<>();
    private int rows;

    private JdbcTable(String query) {
        this.origin = "the query " + Printable.quoted(query);
    }

    /**
     * The rows of a query.
     *
     * @param query one statement of SQL, run as it is. Values from outside do not belong in its text: put {@code ?} in
     *     their place
     * @param parameters the values of the {@code ?}, in their order
     * @throws ProgramException if the database refuses the query, in its words; if a column is of no type named above,
     *     or two have the same label
     */
    public static Table read(Connection connection, String query, @Nullable Object... parameters) {
        Required.nonNull("read: the connection", connection);
        JdbcTable table = new JdbcTable(Required.nonNull("read: the query", query));
        Required.nonNull("read: the array of parameters", parameters);
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setFetchSize(FETCHED);
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                table.label(result.getMetaData());
                while (result.next()) {
                    table.add(result);
                }
            }
        } catch (SQLException e) {
            throw new ProgramException(table.origin + ": " + words(e), e);
        }
        return Table.of(table.columns.stream().map(JdbcColumn::build).toArray(Column[]::new));
    }

    private void label(ResultSetMetaData data) throws SQLException {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 1; i <= data.getColumnCount(); i++) {
            String label = data.getColumnLabel(i);
            Integer earlier = places.putIfAbsent(label, i);
            if (earlier != null) {
                throw new ProgramException(origin + ": columns " + earlier + " and " + i + " are both called "
                        + Printable.quoted(label) + "; AS gives one of them another name");
            }
            int type = data.getColumnType(i);
            JdbcColumn column = JdbcColumn.of(label, i, type);
            if (column == null) {
                throw new ProgramException(origin + ": column " + Printable.quoted(label) + " is of type "
                        + Printable.brief(data.getColumnTypeName(i)) + "; expected numbers, BOOLEAN or texts, "
                        + (JdbcColumn.isTime(type)
                                ? "such as EXTRACT(YEAR FROM ...) makes of it"
                                : "which CAST(... AS ...) makes of many a type"));
            }
            columns.add(column);
        }
    }

    private void add(ResultSet result) {
        if (rows == MOST_ROWS) {
            throw new ProgramException(origin + ": more than " + rows + " rows, which no array holds; LIMIT or WHERE "
                    + "chooses some");
        }
        for (JdbcColumn column : columns) {
            try {
                column.add(result);
            } catch (SQLException e) {
                throw new ProgramException(origin + ": column " + Printable.quoted(column.name()) + ", row " + rows
                        + " (counted from 0): " + words(e), e);
            }
        }
        rows++;
    }

    private static String words(SQLException e) {
        return words(e, e.getMessage());
    }

    /**
     * What a database says, on one line: some append the whole query.
     *
     * @param message that of the exception, or what may be shown of it
     */
    static String words(SQLException e, @Nullable String message) {
        if (message == null || message.isBlank()) {
            return "error " + e.getErrorCode() + ", SQL state " + e.getSQLState();
        }
        return Printable.sentence(
                message.strip().lines().findFirst().orElseThrow().replaceFirst("; SQL statement:$", ""));
    }
}
