package dev.lanewise.zoo.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models by name, from a server on this machine that behaves well, badly, or not at all. */
@Timeout(60)
class HubTest {
    private static final String WEIGHTS = "model.safetensors";

    @TempDir
    private Path temporary;

    private Path cache;
    private FakeHub server;
    private final List<String> said = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        cache = temporary.resolve("cache");
        server = new FakeHub();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Hub hub() {
        return new Hub(server.settings(cache), said::add);
    }

    private Hub hub(String token, boolean offline, Path shared) {
        HubSettings usual = server.settings(cache);
        return new Hub(new HubSettings(usual.endpoint(), token, offline, cache, shared, usual.proxies(),
                usual.patience()), said::add);
    }

    private List<String> cached() throws IOException {
        if (!Files.exists(cache)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(Files::isRegularFile).map(file -> cache.relativize(file).toString())
                    .filter(name -> !name.endsWith(".lock")).sorted().toList();
        }
    }

    private void assertFails(String message) {
        assertFails(hub(), message);
    }

    private void assertFails(Hub hub, String message) {
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> hub.fetch("a/b"))
                .withMessage("cannot fetch a/b from localhost: " + message);
    }

    // ---- what goes well

    @Test
    void aModelIsFetchedOnceWithWhatIsReadOfIt() throws IOException {
        Path folder = hub().fetch("a/b");

        assertThat(folder).isEqualTo(cache.resolve("a--b").resolve(FakeHub.COMMIT));
        assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(server.files.get(WEIGHTS));
        String in = "a--b/" + FakeHub.COMMIT + "/";
        assertThat(cached()).containsExactly(
                in + "config.json", in + WEIGHTS, in + "tokenizer.json", "a--b/refs/main");
        assertThat(said).containsExactly("fetching tokenizer.json (0.0 MB)", "fetching config.json (0.0 MB)",
                "fetching model.safetensors (0.3 MB)");

        server.requests.clear();
        assertThat(hub().fetch("a/b")).isEqualTo(folder);
        assertThat(server.requests).containsExactly("/api/models/a/b/revision/main");
    }

    @Test
    void aNewCommitIsFetchedAndAKnownOneNeedsNoNetwork() {
        Path first = hub().fetch("a/b");
        server.commit = "f".repeat(40);
        assertThat(hub().fetch("a/b")).isEqualTo(cache.resolve("a--b").resolve("f".repeat(40)));

        server.close();
        assertThat(hub().fetch("a/b@" + FakeHub.COMMIT)).isEqualTo(first);
        assertThat(hub().fetch("a/b").getFileName()).hasToString("f".repeat(40));
        assertThat(said).contains("localhost cannot be reached; a/b is taken as it was");
    }

    @Test
    void aRevisionIsAskedForByItsName() {
        hub().fetch("a/b@refs/pr/1");

        assertThat(server.requests).first().isEqualTo("/api/models/a/b/revision/refs%2Fpr%2F1");
        assertThat(cache.resolve("a--b/refs/refs%2Fpr%2F1")).hasContent(FakeHub.COMMIT);
    }

    @Test
    void shardsAreFetchedWhereThereIsNoSingleFile() {
        byte[] weights = server.files.remove(WEIGHTS);
        server.files.put("model-00001-of-00002.safetensors", weights);
        server.files.put("model-00002-of-00002.safetensors", new byte[7]);
        server.files.put("model.safetensors.index.json", new byte[3]);
        server.files.put("1_Pooling/config.json", new byte[2]);
        Path folder = hub().fetch("a/b");

        assertThat(folder.resolve("model-00001-of-00002.safetensors")).hasBinaryContent(weights);
        assertThat(folder.resolve("1_Pooling/config.json")).exists();
    }

    @Test
    void whatBreaksOffIsGoneOnWith() {
        AtomicInteger calls = new AtomicInteger();
        server.answers.put(WEIGHTS, (exchange, content, from) -> {
            if (calls.incrementAndGet() <= 4) {
                FakeHub.part(exchange, content, from, from + 50_000);
                throw new IOException("broken by the test");
            }
            FakeHub.fine(exchange, content, from);
        });
        assertThat(hub().fetch("a/b").resolve(WEIGHTS)).hasBinaryContent(server.files.get(WEIGHTS));
        assertThat(server.requests.stream().filter(each -> each.contains(WEIGHTS + " bytes="))).hasSize(4)
                .last().asString().endsWith("bytes=200000-");
    }

    @Test
    void aLaterProcessGoesOnWithWhatAnEarlierOneHasFetched() throws IOException {
        server.answers.put(WEIGHTS, (exchange, content, from) -> {
            if (from > 0) {
                FakeHub.send(exchange, 500);
            } else {
                FakeHub.part(exchange, content, from, 120_000);
                throw new IOException("broken by the test");
            }
        });
        assertFails("HTTP status 500");
        assertThat(cached()).contains("a--b/.part-" + FakeHub.COMMIT + "/" + WEIGHTS);
        server.answers.clear();
        server.requests.clear();

        assertThat(hub().fetch("a/b").resolve(WEIGHTS)).hasBinaryContent(server.files.get(WEIGHTS));
        assertThat(server.requests).contains("/a/b/resolve/" + FakeHub.COMMIT + "/" + WEIGHTS + " bytes=120000-");
        assertThat(server.requests).noneMatch(each -> each.endsWith("config.json"));
    }

    @Test
    void aServerWithoutRangesBeginsAgain() throws IOException {
        Path part = cache.resolve("a--b/.part-" + FakeHub.COMMIT);
        Files.createDirectories(part);
        Files.write(part.resolve(WEIGHTS), new byte[1000]);
        server.answers.put(WEIGHTS, (exchange, content, from) -> FakeHub.fine(exchange, content, 0));

        assertThat(hub().fetch("a/b").resolve(WEIGHTS)).hasBinaryContent(server.files.get(WEIGHTS));
    }

    @Test
    void aWrongBeginningIsFetchedAgain() throws IOException {
        Path part = cache.resolve("a--b/.part-" + FakeHub.COMMIT);
        Files.createDirectories(part);
        Files.write(part.resolve(WEIGHTS), new byte[1000]);
        Files.write(part.resolve("config.json"), new byte[100]);

        Path folder = hub().fetch("a/b");
        assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(server.files.get(WEIGHTS));
        assertThat(folder.resolve("config.json")).hasBinaryContent(server.files.get("config.json"));
    }

    @Test
    void severalThreadsFetchOnce() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Path>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> hub().fetch("a/b")));
            }
            for (Future<Path> each : all) {
                assertThat(each.get(30, TimeUnit.SECONDS).resolve(WEIGHTS))
                        .hasBinaryContent(server.files.get(WEIGHTS));
            }
        }
        assertThat(server.requests.stream().filter(each -> each.contains(WEIGHTS))).hasSize(1);
    }

    @Test
    void huggingFacesOwnCacheIsUsedAndLeftAlone() throws IOException {
        Path shared = temporary.resolve("hub");
        Path snapshot = shared.resolve("models--a--b/snapshots").resolve(FakeHub.COMMIT);
        Files.createDirectories(snapshot);
        Files.createDirectories(shared.resolve("models--a--b/refs"));
        Files.writeString(shared.resolve("models--a--b/refs/main"), FakeHub.COMMIT);
        for (String name : new String[] {"config.json", "tokenizer.json"}) {
            Files.write(snapshot.resolve(name), server.files.get(name));
        }
        assertFails(hub(null, true, shared), "HF_HUB_OFFLINE is set, and it is not in the cache " + cache);
        Files.write(snapshot.resolve(WEIGHTS), server.files.get(WEIGHTS));

        assertThat(hub(null, true, shared).fetch("a/b")).isEqualTo(snapshot);
        assertThat(server.requests).isEmpty();
        assertThat(hub(null, false, shared).fetch("a/b")).isEqualTo(snapshot);
        assertThat(server.requests).hasSize(1);
        Files.write(snapshot.resolve("tokenizer.json"), new byte[100]);
        assertThat(hub(null, false, shared).fetch("a/b")).startsWith(cache);
    }

    // ---- tokens and redirects

    @Test
    void theTokenGoesToTheHubAlone() throws IOException {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            try (exchange) {
                FakeHub.fine(exchange, server.files.get(WEIGHTS), 0);
            }
        });
        other.start();
        try {
            server.answers.put(WEIGHTS, (exchange, content, from) -> {
                exchange.getResponseHeaders()
                        .add("Location", "http://localhost:" + other.getAddress().getPort() + "/blob?signature=x");
                FakeHub.send(exchange, 302, new byte[10]);
            });
            Path folder = hub("hf_secret", false, null).fetch("a/b");
            assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(server.files.get(WEIGHTS));
        } finally {
            other.stop(0);
        }
        assertThat(seen).containsExactly("null");
        assertThat(server.requests).hasSize(4).allMatch(each -> each.endsWith(" authorized"));
        assertThat(hub("hf_secret", false, null)).asString().doesNotContain("secret");
    }

    @Test
    void aTokenThatTheHubQuotesIsNotShown() {
        server.answers.put(WEIGHTS, (exchange, content, from) -> {
            exchange.getResponseHeaders().add("Location", "ftp://localhost/hf_secret");
            FakeHub.send(exchange, 302);
        });
        assertFails(hub("hf_secret", false, null), "a redirect to \"ftp://localhost/***\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            file:///etc/passwd        | a redirect to "file:///etc/passwd"
            ftp://localhost/x         | a redirect to "ftp://localhost/x"
            https://u:secret@h/x?s=1  | a redirect to "https://u:secret@h/x"
            //[                       | a redirect to "//["
            ''                        | a redirect to ""
            model.safetensors         | more than 8 redirects
            """)
    void redirectsElsewhereAreRefused(String location, String message) {
        server.answers.put(WEIGHTS, (exchange, content, from) -> {
            exchange.getResponseHeaders().add("Location", location);
            FakeHub.send(exchange, 302);
        });
        assertFails(message);
    }

    // ---- what goes wrong

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | it is not there, or asks for an access token (HTTP status 401); HF_TOKEN is to be one that may read it, and terms are accepted on its page
            404 | there is no such model or revision (HTTP status 404)
            429 | too many requests (HTTP status 429); try again later
            500 | HTTP status 500
            418 | HTTP status 418
            """)
    void aStatusIsSaidInOneSentence(int status, String message) {
        server.status = status;

        assertFails(hub("hf_secret", false, null), message);
        assertThat(server.requests).hasSize(status == 429 || status == 500 ? 3 : 1);
    }

    @Test
    void aWrongByteIsNoticedAndNothingIsKept() throws IOException {
        server.answers.put(WEIGHTS, (exchange, content, from) -> {
            byte[] other = content.clone();
            other[123_456] ^= 1;
            FakeHub.fine(exchange, other, from);
        });
        assertFails("\"model.safetensors\" has other bytes than the checksum says");
        assertThat(cached()).noneMatch(name -> name.endsWith(WEIGHTS) || name.contains("refs"));
    }

    @Test
    void anEndlessFileIsCutOff() throws IOException {
        server.answers.put("config.json", (exchange, content, from) -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            byte[] chunk = new byte[1 << 16];
            for (int i = 0; i < 1 << 16; i++) {
                out.write(chunk);
            }
        });
        assertFails("it sends more than " + server.files.get("config.json").length + " bytes");
    }

    @Test
    void anEndlessErrorIsCutOff() {
        server.answers.put("config.json", (exchange, content, from) -> {
            exchange.sendResponseHeaders(404, 0);
            OutputStream out = exchange.getResponseBody();
            for (int i = 0; i < 1 << 16; i++) {
                out.write(new byte[1 << 16]);
            }
        });
        assertFails("its answer is an endless one");
    }

    @Test
    void aSilentServerIsGivenUp() {
        server.answers.put("config.json", (exchange, content, from) -> sleep(5000));
        long begun = System.nanoTime();

        assertFails("no byte for 0.6 s");
        assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(8));
    }

    @Test
    void aServerThatDripsIsGivenUp() {
        server.answers.put(WEIGHTS, (exchange, content, from) -> {
            exchange.sendResponseHeaders(200, content.length);
            for (byte each : content) {
                exchange.getResponseBody().write(each);
                exchange.getResponseBody().flush();
                sleep(50);
            }
        });
        assertFails("it is too slow");
    }

    private static void sleep(int millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aFileThatIsShorterThanListedIsGivenUp() {
        String listing = server.listing();
        server.listing = listing.replaceAll("\"size\": 22", "\"size\": 23");
        assertThat(server.listing).isNotEqualTo(listing);

        assertFails("the answer ended after 22 of 23 bytes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [1]                                    | its listing: not a JSON object
            {"sha": "x"                            | its listing: not valid JSON: Unexpected end-of-input: expected close marker for Object (line 1)
            {"sha": "../../x", "siblings": []}     | its listing has no commit
            {"sha": "COMMIT"}                      | it has no weights in safetensors files (model.safetensors); others are not read
            {"sha": "COMMIT", "siblings": [{"rfilename": "model.safetensors"}]} | its listing has no size and checksum of "model.safetensors"
            {"sha": "COMMIT", "siblings": [{"rfilename": "model.safetensors", "size": -1, "blobId": "SHA"}]} | its listing has no size and checksum of "model.safetensors"
            {"sha": "COMMIT", "siblings": [{"rfilename": "model.safetensors", "size": 1, "blobId": "SHA"}]} | it has no config.json
            {"sha": "COMMIT", "siblings": [{"rfilename": "vocab.txt", "size": 900000000, "blobId": "SHA"}]} | "vocab.txt" has 900000000 bytes, more than the 200000000 that such a file may have
            """)
    void aListingThatIsNoneIsRefused(String listing, String message) {
        server.listing = listing.replace("COMMIT", FakeHub.COMMIT).replace("SHA", "a".repeat(40));

        assertFails(message);
    }

    @Test
    void aModelLargerThanTheDiskIsNotBegun() {
        server.listing = server.listing().replaceAll("\"size\": 300000", "\"size\": 9000000000000000000");

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> hub().fetch("a/b"))
                .withMessageContaining("MB free in the cache, and 90000000000");
        assertThat(server.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x/config.json", "/etc/model.safetensors", "..\\\\config.json", "a/../config.json",
        "1_Pooling/../config.json", "model-1-of-2.safetensors/../x", "config.json\\u0000", ".ssh/id"})
    void namesThatLeadElsewhereAreNotAskedFor(String name) throws IOException {
        String listing = server.listing();
        server.listing = listing.replace("\"siblings\": [", "\"siblings\": ["
                + FakeHub.sibling(name, "evil".getBytes(StandardCharsets.UTF_8)) + ", ");
        hub().fetch("a/b");

        assertThat(server.requests).hasSize(4);
        assertThat(cached()).hasSize(4);
    }

    @Test
    void withoutANetworkAndACacheItIsOneSentence() {
        server.close();

        assertFails("it cannot be reached, and it is not in the cache " + cache);
        assertFails(hub(null, true, null), "HF_HUB_OFFLINE is set, and it is not in the cache " + cache);
    }

    @Test
    void aCacheThatCannotBeWrittenIsSaid() throws IOException {
        Files.writeString(cache, "a file");

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> hub().fetch("a/b"))
                .withMessageStartingWith("cannot fetch a/b from localhost: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "a/b/c", "../b", "a/..", "a/b@../x", "a/b@", "a/b@x..y", "a b/c", "a--b/c", "/b",
        "a/b@main\n", "a/b\u0000"})
    void whatIsNoNameIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> hub().fetch(name))
                .withMessageEndingWith(" is no model's name; expected ORG/NAME or ORG/NAME@REVISION");
    }

    @Test
    void aProxyIsAsked() {
        HubSettings usual = server.settings(cache);
        InetSocketAddress proxy = new InetSocketAddress("localhost", usual.endpoint().getPort());
        Hub hub = new Hub(new HubSettings(URI.create("http://hub.invalid/"), null, false, cache, null,
                ProxySelector.of(proxy), usual.patience()), said::add);

        assertThat(hub.fetch("a/b").resolve(WEIGHTS)).hasBinaryContent(server.files.get(WEIGHTS));
    }
}
