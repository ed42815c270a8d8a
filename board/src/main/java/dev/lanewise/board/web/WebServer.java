package dev.lanewise.board.web;

import com.sun.net.httpserver.HttpServer;
import dev.lanewise.board.runs.Runs;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Path;

/** The server of a board: the JDK's, with a virtual thread for each request. */
public final class WebServer implements AutoCloseable {
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    private final HttpServer server;
    private final Patience patience = new Patience();
    private final RequestThreads threads = new RequestThreads(patience);
    private final Changes changes;
    private final URI address;

    /**
     * Listens and answers.
     *
     * @param parent the folder of the runs' folders, absolute
     * @param host as it was asked for, a name or an address
     * @param bound its address
     * @param port 0 for any that is free
     * @throws BindException if the port is taken
     * @throws IOException if it cannot listen there
     */
    public WebServer(Path parent, String host, InetAddress bound, int port, Lives lives) throws IOException {
        if (System.getProperty(NO_DELAY) == null) {
            // Headers and content go in two parts, and without this the second waits for the first one's receipt.
            System.setProperty(NO_DELAY, "true");
        }
        this.server = HttpServer.create(new InetSocketAddress(bound, port), 0);
        int taken = server.getAddress().getPort();
        Guard guard = new Guard(host, bound, taken);
        Runs runs = new Runs(parent);
        RunList list = new RunList(parent, runs, lives);
        this.changes = new Changes(list);
        this.address = URI.create("http://" + shown(bound) + ":" + taken + "/" + guard.token() + "/");
        server.createContext("/", new Router(guard, list, new RunRoutes(runs, list), changes, threads, patience));
        server.setExecutor(threads);
        start(server);
    }

    /** From a thread that keeps the JVM alive, as the server's thread then does. */
    private static void start(HttpServer server) throws IOException {
        Thread starter = Thread.ofPlatform().daemon(false).start(server::start);
        try {
            starter.join();
        } catch (InterruptedException e) {
            server.stop(0);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the server started");
        }
    }

    /** The address bound to; if that is all of them, one that others may reach. */
    private static String shown(InetAddress bound) throws IOException {
        return Guard.literal(bound.isAnyLocalAddress()
                ? NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                        .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress()).findFirst()
                        .orElse(InetAddress.getLoopbackAddress())
                : bound);
    }

    /** Where the page is, with the token. */
    public URI address() {
        return address;
    }

    /** Whether somebody looks at the page. */
    boolean isWatched() {
        return changes.isWatching();
    }

    /** How many requests are under way. */
    int requests() {
        return threads.count();
    }

    /** Ends all requests and frees the port. */
    @Override
    public void close() {
        changes.close();
        threads.stop();
        server.stop(0);
        threads.close();
        patience.close();
    }
}
