package dev.lanewise.board;

import dev.lanewise.board.runs.RunFolder;
import dev.lanewise.board.web.Lives;
import dev.lanewise.board.web.Report;
import dev.lanewise.board.web.WebServer;
import dev.lanewise.io.AtomicFile;
import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Shows runs in the browser: those that are recorded now, by this program or by others, and those that are stored.
 *
 * <p>The page is served to this machine only, unless {@link Builder#host} says otherwise, and only to who has the token
 * in its {@link #address}. While nobody looks at it, nothing is read and nothing computed. A program ends no earlier
 * than its board is closed, so that what it has trained can still be looked at.
 */
public final class Board implements AutoCloseable {
    private static final int PORT = 6270;
    private static final int LAST_PORT = 6289;
    private static final int MOST_PORT = 65_535;

    private final Path folder;
    private final Lives lives;
    private final WebServer server;

    private Board(Path folder, Lives lives, WebServer server) {
        this.folder = folder;
        this.lives = lives;
        this.server = server;
    }

    /**
     * Opens a board of the folder {@code runs} in the working folder, on port 6270 or the first free one after it.
     *
     * @throws UncheckedIOException if no port is free
     */
    public static Board open() {
        return in(Path.of("runs")).open();
    }

    /**
     * A board of the runs in a folder, to be opened.
     *
     * @param folder that holds a folder for each run; it need not be there yet
     * @throws IllegalArgumentException if it is null
     */
    public static Builder in(Path folder) {
        return new Builder(Required.nonNull("Board.in: the folder", folder));
    }

    /** Where the page is, with its token: for who may see it. */
    public URI address() {
        return server.address();
    }

    /** The folder of the runs, as an absolute path. */
    public Path folder() {
        return folder;
    }

    /**
     * A recorder for a training of this program, in this board's folder; the page can pause it and ask it the other
     * things that it takes.
     *
     * {@snippet :
     * Board board = Board.open();
     * System.out.println(board.address());
     * trainer.with(board.record("mnist").setting("hidden", 128));
     * }
     *
     * @param name of the run, any text
     * @throws IllegalArgumentException if it is null or blank
     */
    public RunRecorder record(String name) {
        return control(RunRecorder.in(folder, name));
    }

    /**
     * Lets the page ask things of a training that is recorded in this board's folder.
     *
     * <p>Of trainings that are over, the last {@value Lives#MOST_OVER} can still be asked what a drawing is; of others
     * the board keeps no model.
     *
     * @return the recorder
     * @throws IllegalArgumentException if it is null, or records to another folder
     */
    public RunRecorder control(RunRecorder recorder) {
        Path to = Required.nonNull("Board.control: the recorder", recorder).parent().toAbsolutePath().normalize();
        if (!to.equals(folder)) {
            throw new IllegalArgumentException("Board.control: the recorder records to " + Printable.path(to)
                    + ", and the board shows " + Printable.path(folder));
        }
        lives.add(recorder::folder, recorder.control());
        return recorder;
    }

    /**
     * Writes a run as one HTML file, which opens anywhere without a board.
     *
     * @param run its folder, which may still be written
     * @param file replaced as a whole
     * @throws UncheckedIOException if the run cannot be read or the file not be written
     * @throws FormatException if {@code run.json} is damaged or from a newer version
     * @throws IllegalArgumentException if an argument is null
     */
    public static void report(Path run, Path file) {
        Required.nonNull("Board.report: the run", run);
        Required.nonNull("Board.report: the file", file);
        ByteArrayOutputStream report = new ByteArrayOutputStream();
        try {
            Report.write(run, report);
        } catch (IOException e) {
            throw new UncheckedIOException("Board.report: cannot read the run " + Printable.path(run), e);
        }
        AtomicFile.write(file, report.toByteArray());
    }

    /** Closes the page: ends what it answers, and frees the port. Trainings go on, and are recorded as before. */
    @Override
    public void close() {
        server.close();
    }

    /** How a board is opened. */
    public static final class Builder {
        private final Path folder;
        private String host = "127.0.0.1";
        private int port = -1;

        private Builder(Path folder) {
            this.folder = folder;
        }

        /**
         * Sets the port.
         *
         * @param port 0 for any that is free
         * @throws IllegalArgumentException if it is no port
         */
        public Builder port(int port) {
            if (port < 0 || port > MOST_PORT) {
                throw new IllegalArgumentException("Board: the port is " + port + ", not one of 0 to " + MOST_PORT);
            }
            this.port = port;
            return this;
        }

        /**
         * Sets where it listens: 127.0.0.1, so that only this machine reaches it, if this is not called.
         *
         * @param host a name or an address of this machine, 0.0.0.0 for all of them; whoever reaches it and knows the
         *     token sees the runs and may stop them
         * @throws IllegalArgumentException if it is null or blank
         */
        public Builder host(String host) {
            if (Required.nonNull("Board.host: the host", host).isBlank()) {
                throw new IllegalArgumentException("Board.host: the host is blank");
            }
            this.host = host;
            return this;
        }

        /**
         * Opens it.
         *
         * @throws UncheckedIOException if the port is taken, the host is none of this machine, or the folder is a file
         */
        public Board open() {
            Path absolute = folder.toAbsolutePath().normalize();
            if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
                throw fault(Printable.path(folder) + " is a file, not a folder of runs",
                        new NotDirectoryException(Printable.path(absolute)));
            }
            if (Files.isRegularFile(absolute.resolve(RunFolder.RUN))) {
                throw fault(Printable.path(folder) + " is a run itself; its parent is what a board shows",
                        new FileSystemException(Printable.path(absolute)));
            }
            Lives lives = new Lives();
            return new Board(absolute, lives, listen(absolute, lives));
        }

        private WebServer listen(Path absolute, Lives lives) {
            InetAddress bound = bound();
            int last = port < 0 ? LAST_PORT : port;
            for (int each = port < 0 ? PORT : port;; each++) {
                try {
                    return new WebServer(absolute, host, bound, each, lives);
                } catch (BindException e) {
                    if (each == last) {
                        throw fault(port < 0
                                ? "all ports from " + PORT + " to " + LAST_PORT + " of " + Printable.brief(host)
                                        + " are taken"
                                : "port " + port + " of " + Printable.brief(host) + " cannot be had ("
                                        + Printable.sentence(String.valueOf(e.getMessage())) + ")",
                                e);
                    }
                } catch (IOException e) {
                    throw fault("cannot listen on " + Printable.brief(host), e);
                }
            }
        }

        private InetAddress bound() {
            try {
                InetAddress address = InetAddress.getByName(host);
                // All of 127.0.0.0/8 may be, though one is listed.
                if (!address.isAnyLocalAddress() && !address.isLoopbackAddress()
                        && NetworkInterface.getByInetAddress(address) == null) {
                    throw new BindException(Printable.brief(host) + " is no address of this machine");
                }
                return address;
            } catch (BindException e) {
                throw fault(String.valueOf(e.getMessage()), e);
            } catch (UnknownHostException e) {
                throw fault("the host " + Printable.quoted(host) + " is not known", e);
            } catch (IOException e) {
                throw fault("cannot listen on " + Printable.brief(host), e);
            }
        }

        private static UncheckedIOException fault(String sentence, IOException cause) {
            return new UncheckedIOException("Board: " + sentence, cause);
        }
    }
}
