package dev.lanewise.board.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lanewise.board.StoredRun;
import dev.lanewise.board.runs.Runs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangesTest {
    private static final int ROUNDS = 5;

    @TempDir
    Path folder;

    private WebServer server;
    private URI address;
    private final List<Http> open = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        StoredRun.write(folder, "small");
        Files.writeString(folder.resolve("small/run.json"), StoredRun.json("running", "").replace("\"pid\":1",
                "\"pid\":" + ProcessHandle.current().pid()).replace("1970-01-01T00:00:00Z", ""));
        server = new WebServer(folder, "127.0.0.1", InetAddress.getLoopbackAddress(), 0, new Lives());
        address = server.address();
    }

    @AfterEach
    void close() throws IOException {
        for (Http each : open) {
            each.close();
        }
        server.close();
    }

    private Http listen() throws IOException {
        Http http = new Http(address.getPort());
        open.add(http);
        http.write(Http.request(address, "GET", "changes"));
        return http;
    }

    /** The first event of a stream, whose headers were not read yet. */
    private static String first(Http http) throws IOException {
        assertThat(http.line()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(http.headers()).containsEntry("content-type", "text/event-stream")
                .containsEntry("cache-control", "no-store").containsKey("content-security-policy");
        return event(http);
    }

    private static String event(Http http) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        byte[] last = {};
        while (last.length == 0 || last[last.length - 1] != '\n') {
            last = http.chunk();
            text.write(last);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private void append(String line) throws IOException {
        Files.writeString(folder.resolve("small/epochs.jsonl"), line, StandardOpenOption.APPEND);
    }

    @Test
    void areToldAtOnceAndThenAsTheyCome() throws IOException {
        Http http = listen();
        long size = Files.size(folder.resolve("small/steps.jsonl"));
        String run = "\"runs\":[{\"id\":\"small\",\"live\":false,\"state\":\"running\","
                + "\"begun\":\"2026-11-30T18:04:17Z\",\"step\":30,\"described\":%d,"
                + "\"sizes\":{\"epochs.jsonl\":%d,\"steps.jsonl\":" + size + "}}],\"gone\":[]}\n\n";
        assertThat(first(http)).isEqualTo("id: 1\nevent: runs\ndata: {\"cursor\":1,\"all\":true,"
                + String.format(run, 1, 24));
        append("3}\n{\"half\"");
        assertThat(event(http)).isEqualTo("id: 2\nevent: runs\ndata: {\"cursor\":2,\"all\":false,"
                + String.format(run, 1, 36));
        Files.copy(folder.resolve("small/filters-0001.safetensors"), folder.resolve("small/filters-0002.safetensors"));
        assertThat(event(http)).isEqualTo("id: 3\nevent: runs\ndata: {\"cursor\":3,\"all\":false,"
                + String.format(run, 3, 36));
        assertThat(Http.get(address, "runs/small").text()).startsWith("{\"id\":\"small\",\"run\":{\"version\":1,")
                .endsWith("\"files\":[\"examples.safetensors\",\"filters-0001.safetensors\","
                        + "\"filters-0002.safetensors\"]}");
        Http second = listen();
        assertThat(first(second)).contains(String.format(run, 3, 36));
        Files.writeString(folder.resolve("small/run.json"), StoredRun.json("complete", ""));
        assertThat(event(http)).contains("\"state\":\"complete\"");
        assertThat(event(second)).contains("\"state\":\"complete\"");
    }

    @Test
    void beginWhereAPageEnded() throws IOException {
        StoredRun.write(folder, "other");
        Http http = listen();
        assertThat(first(http)).contains("\"id\":\"small\"", "\"id\":\"other\"");
        Http again = new Http(address.getPort());
        open.add(again);
        again.write(Http.request(address, "GET", "changes", "Last-Event-ID: 1"));
        assertThat(first(again)).isEqualTo(
                "id: 1\nevent: runs\ndata: {\"cursor\":1,\"all\":false,\"runs\":[],\"gone\":[]}\n\n");
        append("3}\n");
        assertThat(event(again)).contains("\"id\":\"small\"").doesNotContain("other");
        assertThat(Http.get(address, "runs?since=2").text())
                .isEqualTo("{\"cursor\":2,\"all\":false,\"runs\":[],\"gone\":[]}");
        Path other = folder.resolve("other");
        Files.move(other, folder.resolveSibling("elsewhere"));
        assertThat(event(again)).contains("\"runs\":[],\"gone\":[\"other\"]");
        assertThat(Http.get(address, "runs?since=2").text()).contains("\"runs\":[],\"gone\":[\"other\"]");
        Files.move(folder.resolveSibling("elsewhere"), other);
        assertThat(event(again)).contains("\"id\":\"other\"", "\"gone\":[]");
        assertThat(Http.get(address, "runs?since=99").text()).as("a cursor of another board").contains("\"all\":true");
        assertThat(Http.get(address, "runs?since=x").status()).isEqualTo(400);
    }

    /** A page with a thousand runs is sent their list once, and of what grows that alone. */
    @Test
    void areAsLongAsWhatHasChanged() throws IOException {
        for (int i = 1; i < 1000; i++) {
            Path run = Files.createDirectory(folder.resolve("mnist-hidden-256-" + i));
            Files.writeString(run.resolve("run.json"), StoredRun.json("complete", ",\"settings\":{\"lr\":\"0.1\"}"));
            Files.createFile(run.resolve("predictions-0001.safetensors"));
            for (String lines : List.of("epochs", "events", "histograms", "samples", "steps")) {
                Files.writeString(run.resolve(lines + ".jsonl"), "{\"epoch\":1,\"step\":1}\n".repeat(50));
            }
        }
        Http http = listen();
        assertThat(first(http).length()).as("bytes of the list").isBetween(150_000, 250_000);
        append("3}\n");
        String event = event(http);
        assertThat(event).contains("\"epochs.jsonl\":36");
        assertThat(event.length()).as("bytes of an event").isLessThan(300);
        assertThat(Http.get(address, "runs").body().length).as("bytes of the list").isLessThan(250_000);
        assertThat(Http.get(address, "runs?since=2").body().length).as("bytes of no news").isLessThan(100);
    }

    /** Changes by hand: the second one fills more than what a connection holds. */
    private static final class Large implements Changes.Feed {
        private static final int BYTES = 12 << 20;
        private final AtomicLong version = new AtomicLong(1);

        @Override
        public boolean look() {
            return true;
        }

        @Override
        public long version() {
            return version.get();
        }

        @Override
        public Changes.News since(long since) {
            long now = version.get();
            return new Changes.News(now, "x".repeat(now == 2 ? BYTES : 1).getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void reachOthersThoughOneNeverReads() throws IOException {
        Large feed = new Large();
        HttpServer plain = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Patience patience = new Patience();
                Changes changes = new Changes(feed)) { // closed first, which ends the threads' work
            plain.setExecutor(threads);
            plain.createContext("/", exchange -> {
                try (exchange) {
                    changes.serve(new Reply(exchange, patience), 0);
                } catch (Refusal | InterruptedException e) {
                    throw new IOException(e);
                }
            });
            plain.start();
            List<Http> pages = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Http page = new Http(plain.getAddress().getPort());
                open.add(page);
                pages.add(page);
                page.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(first(page)).startsWith("id: 1\n");
            }
            Http stuck = pages.removeFirst();
            for (int round = 2; round <= ROUNDS; round++) {
                feed.version.set(round);
                for (Http page : pages) {
                    assertThat(event(page)).startsWith("id: " + round + "\n");
                }
            }
            assertThat(event(stuck)).as("what was under way").startsWith("id: 2\n");
            assertThat(event(stuck)).as("the newest").startsWith("id: " + ROUNDS + "\n");
        } finally {
            plain.stop(0);
        }
    }

    @Test
    void areLookedAtOnlyWhileSomebodyListens() throws IOException, InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        try (Changes changes = new Changes(new Changes.Feed() {
            @Override
            public boolean look() {
                looks.incrementAndGet();
                return true;
            }

            @Override
            public long version() {
                return 0;
            }

            @Override
            public Changes.News since(long version) {
                return new Changes.News(0, new byte[0]);
            }
        })) {
            Thread.sleep(400);
            assertThat(looks.get()).isZero();
            assertThat(changes.isWatching()).isFalse();
        }
        Http http = listen();
        first(http);
        assertThat(server.isWatched()).isTrue();
        Http second = listen();
        first(second);
        assertThat(server.isWatched()).isTrue();
        http.close();
        second.close();
        // That they are gone shows when something is sent to them.
        for (int i = 0; i < 600 && server.isWatched(); i++) {
            append(i == 0 ? "3}\n" : "{\"epoch\":1}\n");
            Thread.sleep(100);
        }
        assertThat(server.isWatched()).isFalse();
        assertThat(first(listen())).contains("\"id\":\"small\"");
    }

    @Test
    void areRefusedToMoreThanTwoHundred() throws IOException {
        for (int i = 0; i < Changes.MOST; i++) {
            first(listen());
        }
        Http.Answer answer = Http.get(address, "changes");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).isEqualTo("{\"said\":\"200 pages listen already, and no more may\"}");
        assertThat(Http.get(address, "runs").status()).isEqualTo(200);
    }

    @Test
    void endWithTheBoard() throws IOException {
        Http http = listen();
        first(http);
        long begin = System.nanoTime();
        server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        assertThat(http.isOver()).isTrue();
    }

    @Test
    void areOfRunsThatWereReadOnce() throws IOException {
        Runs runs = new Runs(folder);
        assertThat(runs.list()).isEqualTo(runs.glance());
        assertThat(runs.list().getFirst()).isSameAs(runs.glance().getFirst());
    }
}
