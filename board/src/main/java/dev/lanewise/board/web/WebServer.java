package dev.lanewise.board.web;

import com.sun.net.httpserver.HttpServer;
import dev.lanewise.board.runs.Runs;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The server of a board: the JDK's, with a virtual thread for each request. */
public final class WebServer implements AutoCloseable {
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Changes changes;
    private final URI address;

    /**
     * Listens and answers.
     *
     * @param port 0 for any that is free
     * @throws BindException if the port is taken
     * @throws IOException if it cannot listen there
     */
    public WebServer(Path parent, String host, int port, Lives lives) throws IOException {
        if (System.getProperty(NO_DELAY) == null) {
            // Headers and content go in two parts, and without this the second waits for the first one's receipt.
            System.setProperty(NO_DELAY, "true");
        }
        InetAddress bound = InetAddress.getByName(host);
        this.server = HttpServer.create(new InetSocketAddress(bound, port), 0);
        int taken = server.getAddress().getPort();
        Guard guard = new Guard(host.indexOf(':') < 0 ? host : Guard.literal(bound), !bound.isLoopbackAddress(), taken);
        Runs runs = new Runs(parent);
        RunList list = new RunList(parent, runs, lives);
        this.changes = new Changes(() -> list.json(false));
        this.address = URI.create("http://" + shown(bound) + ":" + taken + "/" + guard.token() + "/");
        server.createContext("/", new Router(guard, list, new RunRoutes(runs, list), changes));
        server.setExecutor(threads);
        server.start();
    }

    private static String shown(InetAddress bound) {
        return bound.isAnyLocalAddress() ? "127.0.0.1" : Guard.literal(bound);
    }

    /** Where the page is, with the token. */
    public URI address() {
        return address;
    }

    /** Ends all requests and frees the port. */
    @Override
    public void close() {
        changes.close();
        threads.shutdownNow();
        server.stop(0);
        threads.close();
    }
}
