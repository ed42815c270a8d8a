package dev.lanewise.examples.database;

import dev.lanewise.data.tables.Table;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.text.Printable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A database at a JDBC URL, read by any driver on the class path. No message shows a password, nor what may be one: of
 * the URL neither its parameters nor what is before an {@code @}.
 */
public final class Database {
    private static final String SCHEME = "jdbc:";

    /** What is to be done at the end of a block. */
    private interface Undo extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    private final String url;
    private final Properties properties = new Properties();

    /**
     * A database, not connected to yet.
     *
     * @param url as {@link #isUrl} knows them
     * @param user null for what the URL or the driver says
     * @param password null for none
     * @throws IllegalArgumentException if the URL is none
     */
    public Database(String url, @Nullable String user, @Nullable String password) {
        if (!isUrl(url)) {
            throw new IllegalArgumentException("Database: expected a URL such as jdbc:h2:./houses");
        }
        this.url = url;
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        if (url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:h2:mem:")
                && !url.toUpperCase(Locale.ROOT).contains(";IFEXISTS=")) {
            properties.setProperty("IFEXISTS", "TRUE"); // H2 would make an empty database of a name that is mistyped
        }
    }

    /** Whether a text is the URL of a database, as far as that can be told without its driver. */
    public static boolean isUrl(String text) {
        return text.startsWith(SCHEME) && text.indexOf(':', SCHEME.length()) > SCHEME.length();
    }

    /**
     * The rows of a query, as {@link JdbcTable#read}. What the query changes, if it does, is rolled back, but for what
     * databases commit by themselves, such as a new table.
     *
     * @throws ProgramException if there is no driver, or the database cannot be reached or refuses the query
     */
    public Table read(String query) {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false); // drivers hold the whole result otherwise
            try (Undo _ = connection::rollback) { // a failure of which hides none of the query
                return JdbcTable.read(connection, query);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private Connection connect() throws SQLException {
        if (DriverManager.drivers().noneMatch(driver -> {
            try {
                return driver.acceptsURL(url);
            } catch (SQLException e) {
                throw failure(e);
            }
        })) {
            throw new ProgramException("database " + shown() + ": no driver for " + Printable.brief(scheme())
                    + " is on the class path; a dependency in examples/pom.xml puts one there");
        }
        return DriverManager.getConnection(url, properties);
    }

    /** Without its cause, whose message may hold the URL. */
    private ProgramException failure(SQLException e) {
        String message = e.getMessage();
        String parameters = url.substring(end());
        if (message != null) {
            message = message.replace(url, shown());
            message = parameters.length() < 2 ? message : message.replace(parameters, "...");
            String rest = url.substring(scheme().length());
            message = shown().endsWith(":...") ? message.replace(rest, ":...") : message;
        }
        return new ProgramException("database " + shown() + ": " + JdbcTable.words(e, message));
    }

    /** The beginning of the URL that names the kind of database: {@code jdbc:h2}. */
    private String scheme() {
        return url.substring(0, url.indexOf(':', SCHEME.length()));
    }

    /** Where the parameters of the URL begin. */
    private int end() {
        int end = 0;
        while (end < url.length() && url.charAt(end) != ';' && url.charAt(end) != '?') {
            end++;
        }
        return end;
    }

    /** Without what may be secret: some drivers take properties anywhere in a URL. */
    private String shown() {
        if (url.lastIndexOf('=', end() - 1) >= 0) {
            return Printable.brief(scheme() + ":...");
        }
        int at = url.lastIndexOf('@');
        if (at < 0) {
            return Printable.brief(url.substring(0, end()));
        }
        return Printable.brief(scheme() + ":..." + (at < end() ? url.substring(at, end()) : ""));
    }
}
