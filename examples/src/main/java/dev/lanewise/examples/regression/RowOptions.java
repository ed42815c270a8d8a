package dev.lanewise.examples.regression;

import dev.lanewise.data.tables.Column;
import dev.lanewise.data.tables.Csv;
import dev.lanewise.data.tables.Encoder;
import dev.lanewise.data.tables.NumberColumn;
import dev.lanewise.data.tables.Table;
import dev.lanewise.data.tables.TextColumn;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.examples.database.Database;
import dev.lanewise.io.FormatException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where the rows come from, and how they are read: CSV files or a database. */
final class RowOptions {
    /** Holds the password where nobody can be asked for it. */
    private static final String PASSWORD = "LANEWISE_DATABASE_PASSWORD";

    /** The end of a message of {@link Csv} that names one of its settings. */
    private static final Pattern SETTING = Pattern.compile("with Csv\\.(delimiter|charset)$");

    @Option(names = "--data", paramLabel = "FILE", description = "The CSV file (default: houses that are drawn).")
    @Nullable
    Path data;

    @Option(
        names = "--delimiter",
        paramLabel = "CHARACTER",
        description = "What is between cells (default: found in the first lines).")
    private @Nullable Character delimiter;

    @Option(names = "--decimal-comma", description = "Numbers are written 3,14, not 3.14.")
    private boolean decimalComma;

    @Option(
        names = "--charset",
        paramLabel = "NAME",
        description = "The encoding of CSV files, such as ISO-8859-1 (default: UTF-8, or what the file says).")
    private @Nullable Charset charset;

    @Option(
        names = "--database",
        paramLabel = "URL",
        description = "The database that --query and --predict-query read, such as jdbc:h2:./houses. H2's driver is "
                + "there; that of another database is a dependency in examples/pom.xml.")
    private @Nullable String url;

    @Option(
        names = "--query",
        paramLabel = "SQL",
        description = "The rows to learn from, in the place of --data. With ORDER BY the same rows give the same "
                + "model.")
    @Nullable
    String query;

    @Option(names = "--user", paramLabel = "NAME", description = "The user of the database.")
    private @Nullable String user;

    @Option(
        names = "--password",
        arity = "0..1",
        interactive = true,
        prompt = "Password: ",
        paramLabel = "TEXT",
        description = "Ask for the user's password; as TEXT, others on the machine see it (default: what " + PASSWORD
                + " holds for --user, else none).")
    private char @Nullable [] password;

    @Option(names = "--predict", paramLabel = "FILE", description = "Print the column for the rows of a CSV file.")
    private @Nullable Path predict;

    @Option(names = "--predict-query", paramLabel = "SQL", description = "Print it for rows of the database.")
    private @Nullable String predictQuery;

    /** Refuses options that do not fit together. */
    void check(CommandLine command) {
        require(command, data == null || query == null, "--data and --query exclude each other");
        require(command, predict == null || predictQuery == null, "--predict and --predict-query exclude each other");
        if (url == null) {
            require(command, query == null, "--query: --database names the database");
            require(command, predictQuery == null, "--predict-query: --database names the database");
            require(command, user == null && password == null, "--user, --password: --database names the database");
        } else {
            require(command, Database.isUrl(url), "--database: expected a URL such as jdbc:h2:./houses");
            require(command, query != null || predictQuery != null,
                    "--database: --query or --predict-query says which of its rows are meant");
        }
        require(command, delimiter == null && charset == null && !decimalComma || data != null || predict != null,
                "--delimiter, --decimal-comma, --charset: --data or --predict names the file that is meant");
    }

    private static void require(CommandLine command, boolean condition, String sentence) {
        if (!condition) {
            throw new ParameterException(command, sentence);
        }
    }

    /** Whether there are rows to predict the column for. */
    boolean predicts() {
        return predict != null || predictQuery != null;
    }

    /** The rows to learn from; null if none are named. */
    @Nullable
    Table training() {
        if (query != null) {
            return database().read(query);
        }
        return data == null ? null : read(csv(), data);
    }

    /** The rows to predict the column for, null if there are none, with the columns that a model reads. */
    @Nullable
    Table asked(Encoder features) {
        if (predictQuery != null) {
            Table rows = database().read(predictQuery);
            return Table.of(rows.columns().stream().map(column -> meant(column, features.columns()))
                    .toArray(Column[]::new));
        }
        return predict == null ? null : read(csv().columns(features), predict);
    }

    /**
     * The column that is meant by a name. Databases do not tell {@code price} from {@code PRICE} unless told to; where
     * only one column is called so but for that, it is the one.
     */
    String column(Table table, String name) {
        List<String> alike = table.names().stream().filter(name::equalsIgnoreCase).toList();
        return query != null && alike.size() == 1 ? alike.getFirst() : name;
    }

    /** A column of a query under the name that a model knows, as {@link #column}. */
    private static Column meant(Column column, List<String> known) {
        List<String> alike = known.stream().filter(column.name()::equalsIgnoreCase).toList();
        if (alike.size() != 1 || known.contains(column.name())) {
            return column;
        }
        return switch (column) {
            case NumberColumn numbers -> NumberColumn.of(alike.getFirst(), numbers.toArray());
            case TextColumn texts -> TextColumn.of(alike.getFirst(), texts.toArray());
        };
    }

    private Database database() {
        if (url == null) {
            throw new AssertionError("--database has not been checked");
        }
        String given = password == null ? null : new String(password);
        return new Database(url, user, given == null && user != null ? System.getenv(PASSWORD) : given);
    }

    private Csv csv() {
        Csv csv = delimiter == null ? Csv.defaults().guessDelimiter() : Csv.defaults().delimiter(delimiter);
        csv = charset == null ? csv : csv.charset(charset);
        return decimalComma ? csv.decimalComma() : csv;
    }

    /** Reads a file; messages name options in the place of the library's settings. */
    private static Table read(Csv csv, Path file) {
        try {
            return csv.read(file);
        } catch (FormatException e) {
            throw new ProgramException(SETTING.matcher(String.valueOf(e.getMessage())).replaceFirst("with --$1"), e);
        }
    }
}
