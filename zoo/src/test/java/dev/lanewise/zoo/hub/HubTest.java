package dev.lanewise.zoo.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Models by name: fetched once, checked, gone on with, and found again without a network. */
class HubTest extends HubCase {
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
        assertThat(said).contains("localhost cannot be reached; a/b is taken from the cache, commit " + "f".repeat(40));
    }

    @Test
    void aHubThatIsOutOfOrderLeavesWhatIsInTheCache() {
        server.status = 503;
        assertFails("HTTP status 503");
        server.status = 200;
        Path first = hub().fetch("a/b");
        server.status = 503;
        assertThat(hub().fetch("a/b")).isEqualTo(first);
        assertThat(said).contains("localhost is out of order (HTTP status 503); a/b is taken from the cache, commit "
                + FakeHub.COMMIT);
        server.status = 429;
        assertThat(hub().fetch("a/b")).isEqualTo(first);
        assertThat(said).last().asString().contains("(too many requests (HTTP status 429); try again later)");
    }

    @Test
    void aHubThatFailsInTheMidstOfFilesLeavesWhatIsInTheCache() throws IOException {
        Path first = hub().fetch("a/b");
        server.commit = "f".repeat(40);
        server.files.put(WEIGHTS, new byte[200_000]);
        server.answers.put(WEIGHTS, (exchange, content, from) -> FakeHub.send(exchange, 500));
        assertThat(hub().fetch("a/b")).isEqualTo(first);
        assertThat(said).last().isEqualTo("localhost is out of order (HTTP status 500); a/b is taken from the cache, "
                + "commit " + FakeHub.COMMIT);
        server.answers.put(WEIGHTS, (exchange, content, from) -> FakeHub.send(exchange, 404));
        assertFails("there is no such model or revision (HTTP status 404)"); // not a fault that passes

        server.answers.clear();
        assertThat(hub().fetch("a/b").getFileName()).hasToString("f".repeat(40));
    }

    @Test
    void whyThereIsNoTlsConnectionIsSaid() throws IOException {
        Path first = hub().fetch("a/b");
        HubSettings usual = server.settings(cache);
        try (ServerSocket plain = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> greet(plain));
            URI uri = URI.create("https://localhost:" + plain.getLocalPort() + "/");
            Hub hub = new Hub(
                    new HubSettings(uri, null, false, cache, null, usual.proxies(), usual.patience()), said::add);
            assertThat(hub.fetch("a/b")).isEqualTo(first);
        }
        assertThat(said).last().asString().startsWith("localhost is out of order (no TLS connection: ")
                .endsWith("; a/b is taken from the cache, commit " + FakeHub.COMMIT);
    }

    /** Whatever is asked, it answers without TLS. */
    private static void greet(ServerSocket plain) {
        while (true) {
            try (Socket socket = plain.accept()) {
                socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().read(new byte[1 << 16]);
            } catch (IOException _) {
                if (plain.isClosed()) {
                    return;
                }
            }
        }
    }

    @Test
    void aHubThatAsksForAPauseGetsOneOrIsGivenUp() {
        AtomicInteger calls = new AtomicInteger();
        server.answers.put(WEIGHTS, (exchange, content, from) -> {
            exchange.getResponseHeaders().add("Retry-After", calls.incrementAndGet() == 1 ? "0" : "3600");
            FakeHub.send(exchange, 429);
        });
        assertFails("too many requests (HTTP status 429); try again in 3600 s");
        assertThat(calls).hasValue(2);
        server.answers.put(WEIGHTS, (exchange, content, from) -> {
            exchange.getResponseHeaders().add("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT");
            FakeHub.send(exchange, 429);
        });
        assertFails("too many requests (HTTP status 429); try again later");
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

    @Test
    void aProxyIsAsked() {
        HubSettings usual = server.settings(cache);
        InetSocketAddress proxy = new InetSocketAddress("localhost", usual.endpoint().getPort());
        Hub hub = new Hub(new HubSettings(URI.create("http://hub.invalid/"), null, false, cache, null,
                ProxySelector.of(proxy), usual.patience()), said::add);

        assertThat(hub.fetch("a/b").resolve(WEIGHTS)).hasBinaryContent(server.files.get(WEIGHTS));
    }
}
