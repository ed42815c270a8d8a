package dev.lanewise.examples.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.data.tables.NumberColumn;
import dev.lanewise.data.tables.Table;
import dev.lanewise.examples.ProgramException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTest {
    private static final String SECRET = "hush-hush";

    @TempDir
    Path folder;

    /** Makes a database in files of the folder. */
    private String make() throws SQLException {
        String url = "jdbc:h2:" + folder.resolve("houses");
        try (Connection connection = DriverManager.getConnection(url, "sa", SECRET);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t(x INT)");
            statement.execute("INSERT INTO t VALUES (1), (2)");
        }
        return url;
    }

    @Test
    void aDatabaseInAFileIsReadByUserAndPassword() throws SQLException {
        String url = make();
        Table expected = Table.of(NumberColumn.of("X", 1, 2));
        String query = "SELECT x FROM t ORDER BY x";
        assertThat(new Database(url, "sa", SECRET).read(query)).isEqualTo(expected);
        assertThat(new Database(url + ";USER=sa;PASSWORD=" + SECRET, null, null).read(query)).isEqualTo(expected);
        assertThatThrownBy(() -> new Database(url, "sa", "wrong").read(query)).isInstanceOf(ProgramException.class)
                .hasMessageStartingWith("database " + url + ": Wrong user name or password").hasNoCause();
    }

    @Test
    void whatAQueryChangesIsRolledBack() throws SQLException {
        Database database = new Database(make(), "sa", SECRET);
        assertThat(database.read("SELECT x FROM OLD TABLE (DELETE FROM t)").rows()).isEqualTo(2);
        assertThat(database.read("SELECT x FROM t").rows()).isEqualTo(2);
    }

    @Test
    void noDatabaseIsMadeOfAMistypedName() throws IOException {
        String url = "jdbc:h2:" + folder.resolve("huoses");
        assertThatThrownBy(() -> new Database(url, null, null).read("SELECT 1")).isInstanceOf(ProgramException.class)
                .hasMessageStartingWith("database " + url + ": Database \"").hasMessageContaining("not found");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "jdbc:nosuch:x                                     | jdbc:nosuch:x",
        "jdbc:nosuch://host/db?user=u&password=hush-hush   | jdbc:nosuch://host/db",
        "jdbc:nosuch://u:hush-hush@host/db                 | jdbc:nosuch:...@host/db",
        "jdbc:nosuch:u/hush-hush@//host:1521/db?x=1        | jdbc:nosuch:...@//host:1521/db",
        "jdbc:nosuch://u:a;hush-hush@host/db               | jdbc:nosuch:...",
        "jdbc:nosuch://host:50000/db:password=hush-hush;a=b; | jdbc:nosuch:...",
        "jdbc:nosuch://host/USER=u,PASSWORD=hush-hush      | jdbc:nosuch:...",
        "jdbc:nosuch://(host=h,password=hush-hush)/db      | jdbc:nosuch:...",
        "jdbc:nosuch:x;password=a@hush-hush                | jdbc:nosuch:...",
        "jdbc:nosuch://u:a@b;hush-hush@host/db             | jdbc:nosuch:..."
    })
    void withoutADriverTheKindOfDatabaseIsNamedAndNoPassword(String url, String shown) {
        assertThatThrownBy(() -> new Database(url, "u", SECRET).read("SELECT 1")).isInstanceOf(ProgramException.class)
                .hasMessage("database " + shown + ": no driver for jdbc:nosuch is on the class path; a dependency in "
                        + "examples/pom.xml puts one there")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:h2:mem:x;PASSWORD=hush-hush;nonsense", "jdbc:h2:mem:x;NONSENSE=1;PASSWORD=hush-hush",
        "jdbc:h2:;PASSWORD=hush-hush", "jdbc:h2:x;PASSWORD=hush-hush",
        "jdbc:h2:tcp://localhost:1/x;PASSWORD=hush-hush", "jdbc:h2:file:./\0;PASSWORD=hush-hush"})
    void whatTheDriverSaysOfTheUrlHidesItsParameters(String url) {
        assertThatThrownBy(() -> new Database(url, null, null).read("SELECT 1")).isInstanceOf(ProgramException.class)
                .hasMessageStartingWith("database jdbc:h2:").hasNoCause()
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET, "\n").hasSizeGreaterThan(40));
    }

    @Test
    void urlsAreToldFromOtherTexts() {
        assertThat(Stream.of("jdbc:h2:x", "jdbc:a:")).allMatch(Database::isUrl);
        assertThat(Stream.of("", "jdbc:", "jdbc::x", "jdbc:h2", "h2:x", "houses.csv", "JDBC:h2:x"))
                .noneMatch(Database::isUrl);
        assertThatThrownBy(() -> new Database("x?password=" + SECRET, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Database: expected a URL such as jdbc:h2:./houses");
    }
}
