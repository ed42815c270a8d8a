package dev.lanewise.examples.mnist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lanewise.examples.mnist.DataSource.BuiltIn;
import dev.lanewise.examples.mnist.DataSource.IdxFiles;
import dev.lanewise.examples.mnist.MnistFiles.Part;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistFilesTest {
    private static final List<String> NAMES = List.of(
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch testIsOver = new CountDownLatch(1);
    private final ExecutorService serverThreads = Executors.newCachedThreadPool();
    private HttpServer server;
    private Path cache;

    @BeforeEach
    void startTheServer() throws IOException {
        cache = folder.resolve("cache").resolve("mnist");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(serverThreads);
        server.createContext("/good/", exchange -> answer(exchange, 200, content(exchange)));
        server.createContext("/other/", exchange -> answer(exchange, 200, "something else".getBytes(UTF_8)));
        server.createContext("/none/", exchange -> answer(exchange, 404, content(exchange)));
        server.createContext("/short/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(new byte[100]);
            exchange.close();
        });
        server.createContext("/slow/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(new byte[100]);
            exchange.getResponseBody().flush();
            await(testIsOver);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopTheServer() {
        testIsOver.countDown();
        server.stop(0);
        serverThreads.shutdownNow();
    }

    @Test
    void filesAreDownloadedOnceAndThenComeFromTheCache() throws IOException {
        assertThat(files("/good/").resolve(null, false, false, said::add)).isEqualTo(cachedFiles());
        assertThat(said).hasSize(4).first().asString().startsWith("downloading train-images-idx3-ubyte.gz from ");
        assertThat(cached()).containsExactlyInAnyOrderElementsOf(NAMES.stream().map(n -> n + ".gz").toList());
        assertThat(cache.resolve(NAMES.get(2) + ".gz")).hasContent("content of " + NAMES.get(2) + ".gz");

        assertThat(files("/good/").resolve(null, false, false, said::add)).isEqualTo(cachedFiles());
        assertThat(files("/good/").resolve(null, false, true, said::add)).isEqualTo(cachedFiles());
        assertThat(asked).hasValue(4);
    }

    @Test
    void aWrongCheckSumIsRefusedAndNothingIsLeft() throws IOException {
        assertThat(reason("/other/")).contains("train-images-idx3-ubyte.gz: wrong SHA-256 for 14 bytes");
        assertThat(cached()).isEmpty();
    }

    @Test
    void anIncompleteAnswerIsRefusedAndNothingIsLeft() throws IOException {
        assertThat(reason("/short/"))
                .startsWith("MNIST cannot be downloaded: ")
                .contains("train-images-idx3-ubyte.gz: ");
        assertThat(cached()).isEmpty();
    }

    @Test
    void anErrorStatusIsNamed() throws IOException {
        assertThat(reason("/none/")).endsWith("train-images-idx3-ubyte.gz: HTTP status 404");
        assertThat(cached()).isEmpty();
    }

    @Test
    void aSlowMirrorIsGivenUp() throws IOException {
        long start = System.nanoTime();
        assertThat(reason("/slow/")).endsWith("train-images-idx3-ubyte.gz: not complete after 1.5 s");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(asked).hasValue(1);
        assertThat(cached()).isEmpty();
    }

    @Test
    void aMirrorThatIsNotThereIsAskedOnce() throws IOException {
        URI closed = URI.create("http://127.0.0.1:" + unusedPort() + "/");
        MnistFiles files = files(List.of(closed, mirror("/good/")));
        assertThat(files.resolve(null, false, false, said::add)).isEqualTo(cachedFiles());
        assertThat(said).hasSize(5);
        assertThat(asked).hasValue(4);
    }

    @Test
    void theSecondMirrorServesWhereTheFirstFails() throws IOException {
        for (String first : List.of("/other/", "/short/", "/none/")) {
            MnistFiles files = files(List.of(mirror(first), mirror("/good/")));
            assertThat(files.resolve(null, false, false, said::add)).as(first).isEqualTo(cachedFiles());
            for (String name : cached()) {
                Files.delete(cache.resolve(name));
            }
        }
    }

    @Test
    void everyMirrorsFailureIsNamed() throws IOException {
        DataSource source = files(List.of(mirror("/none/"), mirror("/other/"))).resolve(null, false, false, said::add);
        assertThat(source).isInstanceOfSatisfying(BuiltIn.class, builtIn -> assertThat(builtIn.reason())
                .contains("HTTP status 404; ")
                .contains("wrong SHA-256"));
    }

    @Test
    void aDamagedCachedFileIsFetchedAgain() throws IOException {
        files("/good/").resolve(null, false, false, said::add);
        Files.writeString(cache.resolve(NAMES.get(1) + ".gz"), "damaged");
        said.clear();
        assertThat(files("/good/").resolve(null, false, false, said::add)).isEqualTo(cachedFiles());
        assertThat(said).hasSize(2).first().asString().endsWith("not the file it should be (its SHA-256 differs)");
        assertThat(cache.resolve(NAMES.get(1) + ".gz")).hasContent("content of " + NAMES.get(1) + ".gz");
    }

    @Test
    void offlineNobodyIsAskedAndTheReasonIsGiven() throws IOException {
        assertThat(files("/good/").resolve(null, false, true, said::add))
                .isEqualTo(new BuiltIn("offline, and train-images-idx3-ubyte.gz is not in the cache " + cache));
        assertThat(asked).hasValue(0);
        assertThat(cache).doesNotExist();
    }

    @Test
    void syntheticAsksForNothing() throws IOException {
        assertThat(files("/good/").resolve(null, true, false, said::add))
                .isEqualTo(new BuiltIn("--synthetic was given"));
        assertThat(asked).hasValue(0);
    }

    @Test
    void aCacheThatCannotBeMadeIsNoFailure() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file where the folder should be");
        assertThat(reason("/good/")).startsWith("the cache " + cache + " cannot be used: ");
        assertThat(asked).hasValue(0);
    }

    @Test
    void whatCannotBeTheCachedFileIsFetchedAgain() throws IOException {
        files("/good/").resolve(null, false, false, said::add);
        Path endless = cache.resolve(NAMES.get(1) + ".gz");
        assumeTrue(Files.exists(Path.of("/dev/zero")));
        Files.delete(endless);
        Files.createSymbolicLink(endless, Path.of("/dev/zero"));
        assertThat(files("/good/").resolve(null, false, false, said::add)).isEqualTo(cachedFiles());
        assertThat(endless).isRegularFile();
        assertThat(Path.of("/dev/zero")).exists();
    }

    @Test
    void aFolderIsTakenInEachOfTheUsualSpellings() throws IOException {
        List<Path> four = List.of(
                Files.createFile(folder.resolve("train-images-idx3-ubyte")),
                Files.createFile(folder.resolve("train-labels.idx1-ubyte.gz")),
                Files.createFile(folder.resolve("t10k-images.idx3-ubyte")),
                Files.createFile(folder.resolve("t10k-labels-idx1-ubyte.gz")));
        assertThat(files("/good/").resolve(folder, false, false, said::add))
                .isEqualTo(new IdxFiles(four.get(0), four.get(1), four.get(2), four.get(3)));
        Files.delete(four.get(2));
        assertThatThrownBy(() -> files("/good/").resolve(folder, false, false, said::add))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage("%s: no file t10k-images-idx3-ubyte, nor t10k-images.idx3-ubyte, with or without .gz",
                        folder);
        assertThat(asked).hasValue(0);
    }

    @Test
    void aFolderThatIsNoneIsNamed() throws IOException {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> files("/good/").resolve(none, false, false, said::add))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage(none + ": no such folder");
        Path file = Files.createFile(none);
        assertThatThrownBy(() -> files("/good/").resolve(file, false, false, said::add))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage(none + ": not a folder");
    }

    @Test
    void theCacheFollowsTheSystemsCustom() {
        Path home = folder.resolve("home");
        Path elsewhere = folder.resolve("elsewhere");
        assertThat(MnistFiles.cacheFolder("Linux", home, Map.of())).isEqualTo(home.resolve(".cache/lanewise/mnist"));
        assertThat(MnistFiles.cacheFolder("Linux", home, Map.of("XDG_CACHE_HOME", elsewhere.toString())))
                .isEqualTo(elsewhere.resolve("lanewise/mnist"));
        assertThat(MnistFiles.cacheFolder("Linux", home, Map.of("XDG_CACHE_HOME", "relative")))
                .isEqualTo(home.resolve(".cache/lanewise/mnist"));
        assertThat(MnistFiles.cacheFolder("Mac OS X", home, Map.of()))
                .isEqualTo(home.resolve("Library/Caches/lanewise/mnist"));
        assertThat(MnistFiles.cacheFolder("Windows 11", home, Map.of("LOCALAPPDATA", elsewhere.toString())))
                .isEqualTo(elsewhere.resolve("lanewise/mnist"));
        assertThat(MnistFiles.cacheFolder("Windows 11", home, Map.of()))
                .isEqualTo(home.resolve("AppData/Local/lanewise/mnist"));
    }

    private MnistFiles files(String context) {
        return files(List.of(mirror(context)));
    }

    private MnistFiles files(List<URI> mirrors) {
        List<Part> parts = NAMES.stream()
                .map(name -> new Part(name, Download.sha256(("content of " + name + ".gz").getBytes(UTF_8))))
                .toList();
        return new MnistFiles(parts, cache, new Download(mirrors, Duration.ofSeconds(3), Duration.ofMillis(1500)));
    }

    private URI mirror(String context) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + context);
    }

    private String reason(String context) throws IOException {
        DataSource source = files(context).resolve(null, false, false, said::add);
        assertThat(source).isInstanceOf(BuiltIn.class);
        return ((BuiltIn) source).reason();
    }

    private IdxFiles cachedFiles() {
        List<Path> four = NAMES.stream().map(name -> cache.resolve(name + ".gz")).toList();
        return new IdxFiles(four.get(0), four.get(1), four.get(2), four.get(3));
    }

    private List<String> cached() throws IOException {
        if (!Files.exists(cache)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        asked.incrementAndGet();
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static byte[] content(HttpExchange exchange) {
        return ("content of " + Path.of(exchange.getRequestURI().getPath()).getFileName()).getBytes(UTF_8);
    }

    private static int unusedPort() throws IOException {
        HttpServer closed = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int port = closed.getAddress().getPort();
        closed.stop(0);
        return port;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
