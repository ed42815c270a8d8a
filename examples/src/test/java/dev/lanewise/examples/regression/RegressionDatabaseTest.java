package dev.lanewise.examples.regression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.data.tables.Table;
import dev.lanewise.examples.ChildJvm;
import dev.lanewise.examples.Main;
import dev.lanewise.examples.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program on rows of a database in memory, which is there as long as a connection to it. */
class RegressionDatabaseTest {
    private static final String URL = "jdbc:h2:mem:houses";
    private static final String QUOTED = "SELECT area AS \"area\", rooms AS \"rooms\", age AS \"age\", "
            + "city AS \"city\", price AS \"price\" FROM houses ORDER BY id";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Connection connection;

    @BeforeEach
    void makeDatabase() throws SQLException {
        connection = DriverManager.getConnection(URL, "sa", "hush-hush");
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE houses(id INT PRIMARY KEY, area DOUBLE PRECISION, rooms INT, age INT, "
                    + "city VARCHAR(40), price DECIMAL(12, 2))");
        }
        Table houses = Houses.draw(1, 2000);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO houses VALUES (?, ?, ?, ?, ?, ?)")) {
            for (int row = 0; row < houses.rows(); row++) {
                insert.setInt(1, row);
                insert.setDouble(2, houses.numbers("area").get(row));
                insert.setDouble(3, houses.numbers("rooms").get(row));
                if (houses.numbers("age").isMissing(row)) {
                    insert.setNull(4, Types.INTEGER);
                } else {
                    insert.setDouble(4, houses.numbers("age").get(row));
                }
                insert.setString(5, houses.texts("city").get(row));
                insert.setDouble(6, houses.numbers("price").get(row));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private int run(Object... args) {
        String[] texts = new String[args.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = args[i].toString();
        }
        return Main.run(new PrintWriter(out), new PrintWriter(err), texts);
    }

    private int runOnDatabase(String... args) {
        String[] all = new String[args.length + 6];
        List<String> first = List.of("regression", "--database", URL, "--user", "sa", "--password=hush-hush");
        System.arraycopy(first.toArray(String[]::new), 0, all, 0, first.size());
        System.arraycopy(args, 0, all, first.size(), args.length);
        return run((Object[]) all);
    }

    private String taken() {
        String text = out.toString();
        out.getBuffer().setLength(0);
        return text;
    }

    @Test
    void theSameRowsGiveTheSameTrainingFromMemoryAndFromADatabase() {
        assertThat(run("regression", "--epochs", 3)).isZero();
        String drawn = taken();
        assertThat(runOnDatabase("--query", QUOTED, "--epochs", "3")).as(err.toString()).isZero();
        assertThat(taken()).isEqualTo(drawn).contains("learning \"price\" from ");
    }

    @Test
    void aModelPredictsRowsOfFilesAndDatabasesAlike() throws IOException {
        String model = folder.resolve("m.safetensors").toString();
        assertThat(runOnDatabase("--query", QUOTED, "--epochs", "2", "--save", model)).as(err.toString()).isZero();
        taken();
        assertThat(runOnDatabase("--load", model, "--predict-query", "SELECT 'Genf' AS \"city\", 50 AS \"age\", "
                + "4 AS \"rooms\", 100 AS \"area\" UNION ALL SELECT 'Chur', NULL, 2, 60.5")).as(err.toString())
                .isZero();
        String predicted = taken();
        Path file = Files.writeString(folder.resolve("a.csv"), "area,rooms,age,city\n100,4,50,Genf\n60.5,2,,Chur\n");
        assertThat(run("regression", "--load", model, "--predict", file)).isZero();
        assertThat(taken()).isEqualTo(predicted).startsWith("\"price\"").hasLineCount(3);
        assertThat(runOnDatabase("--load", model, "--predict-query", // whose columns H2 calls CITY, AGE and so on
                "SELECT 'Genf' AS city, 50 AS age, 4 AS rooms, 100 AS area UNION ALL SELECT 'Chur', NULL, 2, 60.5"))
                .as(err.toString()).isZero();
        assertThat(taken()).isEqualTo(predicted);
        assertThat(
                run("regression", "--load", model, "--predict", file, "--database", URL, "--predict-query", "SELECT"))
                .isEqualTo(2);
    }

    @Test
    void theTargetIsFoundInUpperAndLowerCaseUnlessTwoDifferOnlyThere() {
        assertThat(runOnDatabase("--query", "SELECT price, area FROM houses ORDER BY id", "--target", "price",
                "--epochs", "1")).as(err.toString()).isZero();
        assertThat(taken()).contains("learning \"PRICE\" from 2 features");
        String both = "SELECT price, area AS \"Price\", rooms FROM houses ORDER BY id";
        assertThat(runOnDatabase("--query", both, "--target", "Price", "--epochs", "1")).isZero();
        assertThat(taken()).contains("learning \"Price\" from ");
        assertThat(runOnDatabase("--query", both, "--target", "price")).isEqualTo(1);
        assertThat(err).hasToString("error: the table: there is no column \"price\", but \"PRICE\", \"Price\", "
                + "\"ROOMS\"" + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "SELECT area, price FROM houses WHERE id < 0 | the query \"SELECT area, price FROM houses WHERE id < 0\": 0 "
                + "rows with a \"PRICE\" and 1 other columns are too few; 20 and 1 are needed",
        "SELECT price FROM houses | \"PRICE\" and 0 other columns are too few; 20 and 1 are needed",
        "SELECT area, city FROM houses | the table: column \"CITY\" holds texts such as ",
        "SELECT prize FROM houses | the query \"SELECT prize FROM houses\": Column \"PRIZE\" not found",
        "SELEKT 1 | the query \"SELEKT 1\": Syntax error in SQL statement",
        "DROP TABLE houses | the query \"DROP TABLE houses\": Method is only allowed for a query",
        "`` | the query \"\": "
    })
    void whatCannotBeLearnedIsOneSentence(String query, String sentence) {
        assertThat(runOnDatabase("--query", query)).isEqualTo(1);
        assertThat(err.toString()).startsWith("error: ").contains(sentence).doesNotContain("hush-hush", "unexpected");
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aModelAndRowsThatDoNotFitAreRefused() {
        String model = folder.resolve("m.safetensors").toString();
        assertThat(runOnDatabase("--query", QUOTED, "--epochs", "1", "--save", model)).as(err.toString()).isZero();
        assertThat(runOnDatabase("--load", model, "--predict-query", "SELECT area FROM houses")).isEqualTo(1);
        assertThat(runOnDatabase("--load", model, "--predict-query",
                QUOTED.replace("city AS", "id AS").replace("price AS", "city AS"))).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly(
                "error: the table: there is no column \"rooms\", but \"area\"",
                "error: the table: column \"city\" holds numbers, expected texts; of a file, Csv.texts(\"city\") reads "
                        + "it as such");
    }

    @ParameterizedTest
    @CsvSource({"1, --password=wrong", "1, --debug", "1, --user=x"})
    void aWrongUserOrPasswordIsNotShown(int status, String option) {
        assertThat(run("regression", "--database", URL + ";PASSWORD=hush-bad", "--query", "SELECT 1", option))
                .isEqualTo(status);
        assertThat(err.toString()).startsWith("error: database " + URL + ": ").doesNotContain("hush", "wrong\"");
    }

    @Test
    void thePasswordIsThatOfTheEnvironmentOrIsAskedFor() throws Exception {
        String url = "jdbc:h2:" + folder.resolve("houses");
        try (Connection other = DriverManager.getConnection(url, "sa", "hush-hush");
                Statement statement = other.createStatement()) {
            statement.execute("CREATE TABLE t AS SELECT x, 3 * x AS y FROM SYSTEM_RANGE(1, 100)");
        }
        Object[] args = {"regression", "--database", url, "--user", "sa", "--query", "SELECT x, y FROM t ORDER BY x",
            "--epochs", 1};
        Outcome outcome = new ChildJvm(folder).withVariable("LANEWISE_DATABASE_PASSWORD", "hush-hush").run(args);
        outcome.assertSuccess();
        assertThat(outcome.out()).contains("learning \"Y\" from 2 features of 70 rows");

        Object[] asking = Stream.concat(Stream.of(args), Stream.of("--password")).toArray();
        ChildJvm child = new ChildJvm(folder);
        Process process = child.start(asking);
        try {
            try (Writer answer = process.outputWriter()) {
                answer.write("hush-hush\n");
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        child.outcome(process).assertSuccess();
        assertThat(child.outcome(process).out()).contains(outcome.out()).doesNotContain("hush-hush");

        new ChildJvm(folder).run(args).assertFailure("database jdbc:h2:", ": Wrong user name or password");
    }
}
