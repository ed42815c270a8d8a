package dev.lanewise.board.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.runs.Runs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangesTest {
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
        String run = "{\"id\":\"small\",\"live\":false,\"state\":\"running\",\"step\":30,"
                + "\"sizes\":{\"epochs.jsonl\":%d,\"steps.jsonl\":" + size + "},"
                + "\"files\":[\"examples.safetensors\",\"filters-0001.safetensors\"%s]}";
        assertThat(first(http)).isEqualTo("event: runs\ndata: [" + String.format(run, 24, "") + "]\n\n");
        append("3}\n{\"half\"");
        assertThat(event(http)).isEqualTo("event: runs\ndata: [" + String.format(run, 36, "") + "]\n\n");
        Files.copy(folder.resolve("small/filters-0001.safetensors"), folder.resolve("small/filters-0002.safetensors"));
        assertThat(event(http)).isEqualTo(
                "event: runs\ndata: [" + String.format(run, 36, ",\"filters-0002.safetensors\"") + "]\n\n");
        Http second = listen();
        assertThat(first(second)).contains("filters-0002.safetensors");
        Files.writeString(folder.resolve("small/run.json"), StoredRun.json("complete", ""));
        assertThat(event(http)).contains("\"state\":\"complete\"");
        assertThat(event(second)).contains("\"state\":\"complete\"");
    }

    @Test
    void reachFiftyThoughOneNeverReads() throws IOException {
        // So many files that some events fill what a connection holds, and the one that does not read is stuck.
        for (int i = 0; i < 15_000; i++) {
            Files.createFile(folder.resolve(String.format(Locale.ROOT, "small/samples-000000000-%09d.safetensors", i)));
        }
        Http stuck = listen();
        List<Http> others = new ArrayList<>();
        for (int i = 0; i < 49; i++) {
            others.add(listen());
        }
        for (Http each : others) {
            assertThat(first(each)).contains("\"epochs.jsonl\":24");
        }
        for (int round = 0; round < 12; round++) {
            append((round == 0 ? "3}\n" : "") + "{\"epoch\":1}\n");
            String expected = "\"epochs.jsonl\":" + (36 + 12 * (round + 1));
            for (Http each : others) {
                String event = event(each);
                while (!event.contains(expected)) {
                    event = event(each);
                }
            }
        }
        // It reads at last: a state of long ago that was under way, and then the newest, with few between.
        String event = first(stuck);
        int events = 1;
        while (!event.contains("\"epochs.jsonl\":180")) {
            event = event(stuck);
            events++;
        }
        assertThat(events).isLessThan(13);
    }

    @Test
    void areLookedAtOnlyWhileSomebodyListens() throws IOException, InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        try (Changes changes = new Changes(() -> {
            looks.incrementAndGet();
            return new byte[0];
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
