package dev.lanewise.zoo.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A server on this machine that plays the hub, as well or as badly as a test wants. */
final class FakeHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /** Answers a request for a file. */
    interface Answer {
        void send(HttpExchange exchange, byte[] content, int from) throws IOException;
    }

    final Map<String, byte[]> files = new TreeMap<>();
    final Map<String, Answer> answers = new ConcurrentHashMap<>();

    /** Each request: path, range and authorization. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    volatile String commit = COMMIT;
    volatile String listing = "";
    volatile int status = 200;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    FakeHub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
        files.put("config.json", "{\"model_type\": \"bert\"}".getBytes(StandardCharsets.UTF_8));
        files.put("tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8));
        byte[] weights = new byte[300_000];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte) (i * 31 ^ i >> 8);
        }
        files.put("model.safetensors", weights);
        files.put("pytorch_model.bin", new byte[1000]);
    }

    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    }

    HubSettings settings(Path cache) {
        return new HubSettings(address(), null, false, cache, null, ProxySelector.of(null),
                new HubSettings.Patience(Duration.ofSeconds(2), Duration.ofMillis(600), Duration.ofMillis(1), 3,
                        100_000,
                        Duration.ofSeconds(20)));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(path + (range == null ? "" : " " + range)
                    + (exchange.getRequestHeaders().containsKey("Authorization") ? " authorized" : ""));
            if (path.startsWith("/api/models/")) {
                send(exchange, status, (listing.isEmpty() ? listing() : listing).getBytes(StandardCharsets.UTF_8));
                return;
            }
            String name = path.substring(path.indexOf('/', path.indexOf("/resolve/") + 9) + 1);
            byte[] content = files.get(name);
            if (content == null) {
                send(exchange, 404, new byte[0]);
                return;
            }
            int from = range == null ? 0 : Integer.parseInt(range.substring(6, range.length() - 1));
            answers.getOrDefault(name, FakeHub::fine).send(exchange, content, from);
        }
    }

    static void send(HttpExchange exchange, int status, byte... body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    static void fine(HttpExchange exchange, byte[] content, int from) throws IOException {
        part(exchange, content, from, content.length);
    }

    /** Breaks off before the byte {@code to}. */
    static void part(HttpExchange exchange, byte[] content, int from, int to) throws IOException {
        if (from > 0) {
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        OutputStream out = exchange.getResponseBody();
        out.write(content, from, Math.max(0, to - from));
        out.flush();
    }

    String listing() {
        return "{\"id\": \"a/b\", \"sha\": \"" + commit + "\", \"siblings\": [" + files.entrySet().stream()
                .map(file -> sibling(file.getKey(), file.getValue())).collect(Collectors.joining(", ")) + "]}";
    }

    static String sibling(String name, byte[] content) {
        String size = "\"size\": " + content.length;
        byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
        return "{\"rfilename\": \"" + name + "\", " + size + ", " + (content.length > 10_000
                ? "\"blobId\": \"" + "1".repeat(40) + "\", \"lfs\": {\"sha256\": \"" + digest("SHA-256", content)
                        + "\", " + size + ", \"pointerSize\": 134}"
                : "\"blobId\": \"" + digest("SHA-1", head, content) + "\"") + "}";
    }

    private static String digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
