package dev.lanewise.examples.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.data.tables.NumberColumn;
import dev.lanewise.data.tables.Table;
import dev.lanewise.data.tables.TextColumn;
import dev.lanewise.examples.ProgramException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcTableTest {
    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = DriverManager.getConnection("jdbc:h2:mem:");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private void run(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "REAL", "DOUBLE PRECISION", "FLOAT(24)",
        "DECIMAL(10, 2)", "NUMERIC(12, 3)", "DECFLOAT(20)"})
    void numbersOfAllTypesAreNumbersAndNullIsMissing(String type) throws SQLException {
        run("CREATE TABLE t(id INT, x " + type + ")", "INSERT INTO t VALUES (3, -7), (1, 100), (2, NULL)");
        assertThat(JdbcTable.read(connection, "SELECT x AS \"the number\" FROM t ORDER BY id"))
                .isEqualTo(Table.of(NumberColumn.of("the number", 100, Double.NaN, -7)));
    }

    @Test
    void numbersAreTheNearestDoubles() {
        Table table = JdbcTable.read(connection, "SELECT CAST(0.1 AS DECIMAL(30, 20)) a, 9007199254740993 b, "
                + "CAST('-Infinity' AS DOUBLE PRECISION) c, CAST('NaN' AS DOUBLE PRECISION) d, NULL e");
        assertThat(table).isEqualTo(Table.of(
                NumberColumn.of("A", 0.1), NumberColumn.of("B", 9007199254740992.0),
                NumberColumn.of("C", Double.NEGATIVE_INFINITY), NumberColumn.of("D", Double.NaN),
                NumberColumn.of("E", Double.NaN)));
    }

    @Test
    void booleansAreZeroAndOne() {
        assertThat(JdbcTable.read(connection,
                "SELECT * FROM (VALUES (1, TRUE), (2, FALSE), (3, NULL)) v(id, x) ORDER BY id DESC"))
                .isEqualTo(Table.of(NumberColumn.of("ID", 3, 2, 1), NumberColumn.of("X", Double.NaN, 0, 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CHAR(4)", "VARCHAR(10)", "VARCHAR_IGNORECASE(10)", "NCHAR(4)", "CLOB", "TEXT"})
    void textsAreTextsEvenIfTheyLookLikeNumbers(String type) throws SQLException {
        run("CREATE TABLE t(id INT, x " + type + ")",
                "INSERT INTO t VALUES (1, '0123'), (2, NULL), (3, 'Zü\"h'), (4, '0123')");
        assertThat(JdbcTable.read(connection, "SELECT x FROM t ORDER BY id"))
                .isEqualTo(Table.of(TextColumn.of("X", "0123", null, "Zü\"h", "0123")));
    }

    @Test
    void anEmptyTextIsNotAMissingOne() {
        TextColumn texts = JdbcTable.read(connection, "SELECT '' AS x").texts("X");
        assertThat(texts.get(0)).isEmpty();
        assertThat(texts.missing()).isZero();
    }

    @Test
    void thousandsOfRowsComeInTheOrderOfTheQuery() {
        Table table = JdbcTable.read(connection, "SELECT x, MOD(x, 7) || 'th' AS kind FROM SYSTEM_RANGE(1, 12345) "
                + "ORDER BY x DESC");
        double[] numbers = table.numbers("X").toArray();
        assertThat(numbers).hasSize(12345);
        for (int i = 0; i < numbers.length; i++) {
            assertThat(numbers[i]).isEqualTo(12345 - i);
        }
        assertThat(table.texts("KIND").get(12344)).isEqualTo("1th");
        assertThat(table.texts("KIND").get(0)).isSameAs(table.texts("KIND").get(7));
    }

    @Test
    void noRowsLeaveTheColumns() {
        Table table = JdbcTable.read(connection, "SELECT 1 AS a, 'x' AS b WHERE FALSE");
        assertThat(table.rows()).isZero();
        assertThat(table.names()).containsExactly("A", "B");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "DATE '2026-01-31'                | DATE      | such as EXTRACT(YEAR FROM ...) makes of it",
        "TIME '12:00:00'                  | TIME      | such as EXTRACT(YEAR FROM ...) makes of it",
        "TIMESTAMP '2026-01-31 12:00:00'  | TIMESTAMP | such as EXTRACT(YEAR FROM ...) makes of it",
        "CURRENT_TIMESTAMP                | TIMESTAMP WITH TIME ZONE | such as EXTRACT(YEAR FROM ...) makes of it",
        "CAST(X'00FF' AS BLOB)            | BINARY LARGE OBJECT | which CAST(... AS ...) makes of many a type",
        "X'00FF'                          | BINARY VARYING | which CAST(... AS ...) makes of many a type",
        "ARRAY[1, 2]                      | INTEGER ARRAY | which CAST(... AS ...) makes of many a type",
        "RANDOM_UUID()                    | UUID      | which CAST(... AS ...) makes of many a type",
        "INTERVAL '1' DAY                 | INTERVAL DAY | which CAST(... AS ...) makes of many a type"
    })
    void otherTypesAreRefusedByName(String value, String type, String advice) {
        String query = "SELECT 1 AS a, " + value + " AS odd";
        assertThatThrownBy(() -> JdbcTable.read(connection, query)).isInstanceOf(ProgramException.class)
                .hasMessage("the query \"" + query + "\": column \"ODD\" is of type " + type
                        + "; expected numbers, BOOLEAN or texts, " + advice);
    }

    @Test
    void theAdviceHelps() {
        assertThat(JdbcTable.read(connection,
                "SELECT EXTRACT(YEAR FROM DATE '2026-01-31') AS y, CAST(DATE '2026-01-31' AS VARCHAR(30)) AS d"))
                .isEqualTo(Table.of(NumberColumn.of("Y", 2026), TextColumn.of("D", "2026-01-31")));
    }

    @Test
    void twoColumnsOfOneNameAreRefused() {
        assertThatThrownBy(() -> JdbcTable.read(connection, "SELECT 1 AS a, 2 AS b, 3 AS a"))
                .hasMessage("the query \"SELECT 1 AS a, 2 AS b, 3 AS a\": columns 1 and 3 are both called \"A\"; AS "
                        + "gives one of them another name");
    }

    @Test
    void parametersAreValuesWhateverTheyHold() throws SQLException {
        run("CREATE TABLE t(name VARCHAR(40), x INT)");
        String hostile = "' OR 1=1; DROP TABLE t; --";
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, 1), ('other', 2)")) {
            insert.setString(1, hostile);
            insert.execute();
        }
        String query = "SELECT x FROM t WHERE name = ? AND x < ?";
        assertThat(JdbcTable.read(connection, query, hostile, 10)).isEqualTo(Table.of(NumberColumn.of("X", 1)));
        assertThat(JdbcTable.read(connection, query, hostile, null).rows()).isZero();
        assertThatThrownBy(() -> JdbcTable.read(connection, query, hostile)).isInstanceOf(ProgramException.class)
                .hasMessageContaining("Parameter \"#2\" is not set");
        assertThatThrownBy(() -> JdbcTable.read(connection, query, 1, 2, 3)).isInstanceOf(ProgramException.class)
                .hasMessageStartingWith("the query \"" + query + "\": ");
    }

    @Test
    void whatTheDatabaseRefusesIsOneSentenceInItsWords() throws SQLException {
        run("CREATE TABLE t(x INT)", "INSERT INTO t VALUES (0)");
        assertThatThrownBy(() -> JdbcTable.read(connection, "SELECT x\nFROM nowhere"))
                .isInstanceOf(ProgramException.class).hasCauseInstanceOf(SQLException.class)
                .hasMessage("the query \"SELECT x\\nFROM nowhere\": Table \"NOWHERE\" not found");
        assertThatThrownBy(() -> JdbcTable.read(connection, "SELECT 1 / x FROM t"))
                .hasMessageContaining("Division by zero");
        assertThatThrownBy(() -> JdbcTable.read(connection, "DELETE FROM t")).isInstanceOf(ProgramException.class)
                .hasMessageContaining("Method is only allowed for a query");
        assertThat(JdbcTable.read(connection, "SELECT x FROM t").rows()).isEqualTo(1);
        String longQuery = "SELECT x FROM nowhere WHERE x IN (" + "1, ".repeat(10_000) + "1)";
        assertThatThrownBy(() -> JdbcTable.read(connection, longQuery)).isInstanceOf(ProgramException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).contains("nowhere", "not found"));
    }

    @Test
    void anExceptionWithoutWordsIsTold() {
        SQLException silent = new SQLException(null, "08001", 17);
        assertThat(JdbcTable.words(silent, silent.getMessage())).isEqualTo("error 17, SQL state 08001");
    }
}
