package dev.lanewise.board.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.Board;
import dev.lanewise.board.StoredRun;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedRunTest {
    @TempDir
    Path folder;

    private Path run;
    private Board board;
    private URI address;

    @BeforeEach
    void open() throws IOException {
        run = StoredRun.write(folder, "small run \u00e4");
        board = Board.in(folder).port(0).open();
        address = board.address();
    }

    @AfterEach
    void close() {
        board.close();
    }

    private Http.Answer get(String rest, String... headers) throws IOException {
        return Http.get(address, "runs/small%20run%20%C3%A4/" + rest, headers);
    }

    @Test
    void isListed() throws IOException {
        assertThat(Http.get(address, "runs").text()).isEqualTo("{\"cursor\":1,\"all\":true,\"runs\":["
                + "{\"id\":\"small run \u00e4\",\"live\":false,\"state\":\"complete\","
                + "\"begun\":\"2026-11-30T18:04:17Z\",\"step\":30,\"described\":1,"
                + "\"sizes\":{\"epochs.jsonl\":24,\"steps.jsonl\":" + Files.size(run.resolve("steps.jsonl")) + "}}],"
                + "\"gone\":[]}");
        assertThat(Http.get(address, "runs/small%20run%20%C3%A4").text()).isEqualTo("{\"id\":\"small run \u00e4\","
                + "\"run\":{\"version\":1,\"name\":\"small\","
                + "\"begun\":\"2026-11-30T18:04:17Z\",\"state\":\"complete\",\"pid\":1,"
                + "\"started\":\"1970-01-01T00:00:00Z\",\"step\":30,\"settings\":{\"<b>&\":\"</script>\"}},"
                + "\"files\":[\"examples.safetensors\",\"filters-0001.safetensors\"]}");
    }

    @Test
    void hasCurves() throws IOException {
        assertThat(get("curves").text()).isEqualTo("{\"step\":[10,20,30],\"time\":[10.0,20.0,30.0],\"count\":3,"
                + "\"series\":{\"loss\":{\"mean\":[1.0,2.0,3.0],\"min\":[1.0,2.0,3.0],\"max\":[1.0,2.0,3.0]},"
                + "\"lr\":{\"mean\":[null,null,null],\"min\":[null,null,null],\"max\":[null,null,null]},"
                + "\"memory\":{\"mean\":[null,null,null],\"min\":[null,null,null],\"max\":[null,null,null]},"
                + "\"samples\":{\"mean\":[null,64.0,64.0],\"min\":[null,64.0,64.0],\"max\":[null,64.0,64.0]}}}");
        assertThat(get("curves?points=1").text()).startsWith("{\"step\":[30],\"time\":[30.0],\"count\":3,"
                + "\"series\":{\"loss\":{\"mean\":[2.0],\"min\":[1.0],\"max\":[3.0]}");
        assertThat(get("curves?after=10&to=20").text()).startsWith("{\"step\":[20],");
        assertThat(get("curves?after=30").text()).startsWith("{\"step\":[],\"time\":[],\"count\":3,");
        Files.delete(run.resolve("steps.jsonl"));
        assertThat(get("curves").text()).startsWith("{\"step\":[],\"time\":[],\"count\":0,");
    }

    @Test
    void hasWholeLines() throws IOException {
        Http.Answer answer = get("lines/epochs.jsonl");
        assertThat(answer.text()).isEqualTo("{\"epoch\":1}\n{\"epoch\":2}\n");
        assertThat(answer.header("next")).isEqualTo("24");
        assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(get("lines/epochs.jsonl?from=24").text()).isEmpty();
        assertThat(get("lines/epochs.jsonl?from=24").header("next")).isEqualTo("24");
        Files.writeString(run.resolve("epochs.jsonl"), "3}\n", StandardOpenOption.APPEND);
        assertThat(get("lines/epochs.jsonl?from=24").text()).isEqualTo("{\"epoch\":3}\n");
        // From within a line, which was another one when it was asked for: the lines after it.
        assertThat(get("lines/epochs.jsonl?from=13").text()).isEqualTo("{\"epoch\":3}\n");
        Files.writeString(run.resolve("epochs.jsonl"), "{}\n");
        assertThat(get("lines/epochs.jsonl?from=24").text()).isEmpty();
        assertThat(get("lines/epochs.jsonl?from=24").header("next")).isEqualTo("3");
        assertThat(get("lines/samples.jsonl").text()).isEmpty();
        assertThat(get("lines/samples.jsonl").header("next")).isEqualTo("0");
        Files.writeString(run.resolve("samples.jsonl"), "");
        assertThat(get("lines/samples.jsonl").header("next")).isEqualTo("0");
    }

    @Test
    void hasLinesByFourMegabytes() throws IOException {
        String line = "{\"text\":\"" + "x".repeat(999_988) + "\"}\n";
        Files.writeString(run.resolve("samples.jsonl"), line.repeat(9));
        Http.Answer answer = get("lines/samples.jsonl");
        assertThat(answer.body()).hasSize(4_000_000);
        assertThat(answer.header("next")).isEqualTo("4000000");
        answer = get("lines/samples.jsonl?from=8000000");
        assertThat(answer.body()).hasSize(1_000_000);
        Files.writeString(run.resolve("events.jsonl"), "{\"text\":\"" + "x".repeat(5_000_000) + "\"}\n{}\n");
        answer = get("lines/events.jsonl");
        assertThat(answer.body()).isEmpty();
        assertThat(get("lines/events.jsonl?from=" + answer.header("next")).text()).isEqualTo("{}\n");
    }

    @Test
    void hasTensorsAndPictures() throws IOException {
        Http.Answer answer = get("files/filters-0001.safetensors");
        assertThat(answer.body()).isEqualTo(Files.readAllBytes(run.resolve("filters-0001.safetensors")));
        assertThat(answer.header("content-type")).isEqualTo("application/octet-stream");
        answer = get("pictures?at=2,0,2");
        assertThat(answer.header("shape")).isEqualTo("3,2,2");
        // Eighths from 0 on: above 1 is 255, and what is no number 0.
        assertThat(answer.body()).containsExactly(255, 255, 255, 0, 0, 32, 64, 96, 255, 255, 255, 0);
        Files.writeString(run.resolve("examples.safetensors"), "no tensors");
        answer = get("pictures?at=0");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).startsWith("{\"said\":\"");
        Files.delete(run.resolve("examples.safetensors"));
        assertThat(get("pictures?at=0").text())
                .isEqualTo("{\"said\":\"the run has no file \\\"examples.safetensors\\\" to show\"}");
    }

    @Test
    void answersHeadsAsIfTheyWereAsked() throws IOException {
        for (String path : List.of("", "runs", "runs/small%20run%20%C3%A4/curves", "uplot/LICENSE", "changes",
                "runs/small%20run%20%C3%A4/lines/epochs.jsonl",
                "runs/small%20run%20%C3%A4/files/filters-0001.safetensors",
                "missing")) {
            Http.Answer head = Http.send(address, "HEAD", path);
            assertThat(head.status()).describedAs(path).isEqualTo(path.equals("missing") ? 404 : 200);
            if (!path.equals("changes")) {
                Http.Answer whole = Http.get(address, path);
                assertThat(head.header("content-type")).isEqualTo(whole.header("content-type"));
                assertThat(head.headers().getOrDefault("content-length", whole.header("content-length")))
                        .isEqualTo(whole.header("content-length"));
            }
        }
    }

    @Test
    void sendsThePageOnceWhileItIsTheSame() throws IOException {
        for (String path : List.of("", "page/main.js", "page/style.css", "uplot/uPlot.esm.js")) {
            Http.Answer answer = Http.get(address, path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("cache-control")).isEqualTo("no-cache");
            Http.Answer again = Http.get(address, path, "If-None-Match: " + answer.header("etag"));
            assertThat(again.status()).isEqualTo(304);
            assertThat(again.header("etag")).isEqualTo(answer.header("etag"));
            assertThat(Http.get(address, path, "If-None-Match: \"x\"").body()).isEqualTo(answer.body());
        }
        assertThat(Http.get(address, "").header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(Http.get(address, "page/main.js").header("content-type"))
                .isEqualTo("text/javascript; charset=utf-8");
        Http.Answer bare = Http.raw(address.getPort(),
                "GET " + address.getRawPath().substring(0, 33) + " HTTP/1.1\r\nHost: "
                        + address.getRawAuthority() + "\r\n\r\n",
                new byte[0], false);
        assertThat(bare.status()).isEqualTo(308);
        assertThat(bare.header("location")).isEqualTo(address.getRawPath());
    }

    /** Without the delay of 40 ms that comes of two small parts: far more than 100 requests a second. */
    @Test
    void answersManyOnOneConnection() throws IOException {
        try (Http http = new Http(address.getPort())) {
            String request = Http.request(address, "GET", "uplot/uPlot.esm.js");
            http.write(request);
            http.read(false);
            long begin = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                http.write(request);
                assertThat(http.read(false).body()).hasSize(140_326);
            }
            assertThat((System.nanoTime() - begin) / 1e9).isLessThan(200 * 0.035);
        }
    }

    @Test
    void isGoneWhenItsFolderIs() throws IOException {
        assertThat(get("curves").status()).isEqualTo(200);
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        assertThat(get("curves").status()).isEqualTo(404);
        assertThat(get("lines/steps.jsonl").status()).isEqualTo(404);
        assertThat(Http.get(address, "runs").text()).contains("\"runs\":[]");
        StoredRun.write(folder, "small run \u00e4");
        assertThat(get("curves").status()).isEqualTo(200);
        Files.move(folder, folder.resolveSibling(folder.getFileName() + "-moved"));
        assertThat(Http.get(address, "runs").text()).contains("\"runs\":[]");
        Files.move(folder.resolveSibling(folder.getFileName() + "-moved"), folder);
    }

    @Test
    void hasAReport() throws IOException {
        Http.Answer answer = get("report.html");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-disposition")).isEqualTo("attachment; filename=\"small-run-.html\"");
        assertThat(answer.text()).contains("<!doctype html>");
        Files.writeString(run.resolve("run.json"), "{\"version\":2}");
        assertThat(get("report.html").status()).isEqualTo(404);
        assertThat(get("report.html").text()).contains("newer version of Lanewise");
    }
}
