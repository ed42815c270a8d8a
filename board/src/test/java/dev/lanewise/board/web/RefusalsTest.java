package dev.lanewise.board.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.Board;
import dev.lanewise.board.StoredRun;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {
    @TempDir
    Path folder;

    private Board board;
    private URI address;

    @BeforeEach
    void open() throws IOException {
        StoredRun.write(folder.resolve("runs"), "small");
        Files.createDirectories(folder.resolve("runs/empty"));
        Files.writeString(folder.resolve("secret.txt"), "secret");
        board = Board.in(folder.resolve("runs")).port(0).open();
        address = board.address();
    }

    @AfterEach
    void close() {
        board.close();
    }

    private static void assertHeaders(Http.Answer answer) {
        assertThat(answer.header("content-security-policy")).isEqualTo("default-src 'none'; script-src 'self'; "
                + "style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; "
                + "form-action 'none'; frame-ancestors 'none'");
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(answer.header("referrer-policy")).isEqualTo("no-referrer");
        assertThat(answer.header("cross-origin-resource-policy")).isEqualTo("same-origin");
        assertThat(answer.header("cache-control")).isIn("no-store", "no-cache");
        assertThat(answer.headers()).doesNotContainKeys("access-control-allow-origin", "server");
    }

    /** Not a word, so that a stranger learns nothing. */
    private static void assertForbidden(Http.Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).isEmpty();
        assertHeaders(answer);
    }

    private static void assertSaid(Http.Answer answer, int status, String sentence) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo("{\"said\":\"" + sentence + "\"}");
        assertThat(answer.header("content-type")).isEqualTo("application/json; charset=utf-8");
        assertHeaders(answer);
    }

    private Http.Answer at(String path, String... headers) throws IOException {
        return Http.raw(address.getPort(), "GET " + path + " HTTP/1.1\r\n" + (headers.length == 0
                ? "Host: " + address.getRawAuthority() + "\r\n"
                : "") + String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n") + "\r\n", new byte[0],
                false);
    }

    @Test
    void whoHasTheTokenIsLetIn() throws IOException {
        assertThat(address.getRawPath()).matches("/[0-9a-f]{32}/");
        for (String path : new String[] {"", "runs", "runs/small", "runs/small/curves", "runs/small/lines/epochs.jsonl",
            "runs/small/files/filters-0001.safetensors", "runs/small/pictures?at=0", "page/main.js",
            "uplot/uPlot.esm.js", "uplot/uPlot.min.css", "uplot/LICENSE"}) {
            Http.Answer answer = Http.get(address, path);
            assertThat(answer.status()).describedAs(path).isEqualTo(200);
            assertHeaders(answer);
        }
    }

    @Test
    void withoutTheTokenNobodyIs() throws IOException {
        String token = address.getRawPath().substring(1, 33);
        String wrong = token.substring(0, 31) + (token.charAt(31) == '0' ? '1' : '0');
        for (String path : new String[] {"/", "/runs", "/favicon.ico", "/" + wrong + "/", "/" + wrong + "/runs",
            "/" + token.substring(1) + "/", "/" + token + "0/", "/" + token.toUpperCase(Locale.ROOT) + "A/",
            "//" + token + "/runs", "/x/../" + token + "/runs", "/%2e/" + token + "/", "/" + token + "%00/runs",
            "/?token=" + token, "/" + token + ";a=b/runs"}) {
            assertForbidden(at(path));
        }
        assertForbidden(Http.raw(address.getPort(), "POST /x/runs/small/control?act=stop HTTP/1.1\r\nHost: "
                + address.getRawAuthority() + "\r\nContent-Length: 0\r\n\r\n", new byte[0], false));
    }

    @Test
    void atAnAddressOfSomebodyElseNobodyIs() throws IOException {
        int port = address.getPort();
        for (String host : new String[] {"evil.example:" + port, "evil.example", "127.0.0.1.evil.example:" + port,
            "localhost.evil.example:" + port, "127.0.0.1:" + (port - 1), "127.0.0.1", "localhost", "",
            "127.0.0.1:" + port + ":" + port, "127.0.0.2:" + port, "0.0.0.0:" + port, "[::]:" + port,
            "2130706433:" + port, "0x7f.0.0.1:" + port, "127.1:" + port, "localhost.:" + port,
            "user@127.0.0.1:" + port, "127.0.0.1:0" + port, "evil\u00e4:" + port}) {
            assertForbidden(at(address.getRawPath() + "runs", "Host: " + host));
        }
        assertForbidden(at(address.getRawPath() + "runs", "Accept: */*"));
        String own = "Host: 127.0.0.1:" + port;
        assertForbidden(at(address.getRawPath() + "runs", own, own));
        assertForbidden(at("http://evil.example" + address.getRawPath() + "runs", own));
        assertForbidden(at(address + "runs", own));
        assertForbidden(at("//evil.example" + address.getRawPath() + "runs", own));
        for (String host : new String[] {"127.0.0.1:", "localhost:", "LOCALHOST:", "[::1]:"}) {
            assertThat(at(address.getRawPath() + "runs", "Host: " + host + port).status()).isEqualTo(200);
        }
    }

    @Test
    void pagesOfOthersAreNot() throws IOException {
        String own = "http://" + address.getRawAuthority();
        for (String origin : new String[] {"http://evil.example", "null", "", "https://" + address.getRawAuthority(),
            "http://127.0.0.1:" + (address.getPort() + 1), own + ".evil.example", own + "/", "file://",
            "http://localhost:" + address.getPort()}) {
            assertForbidden(Http.get(address, "runs", "Origin: " + origin));
            assertForbidden(Http.send(address, "POST", "runs/small/control?act=stop", "Origin: " + origin,
                    "Content-Length: 0"));
        }
        assertForbidden(Http.get(address, "runs", "Origin: " + own, "Origin: " + own));
        assertForbidden(Http.get(address, "", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"));
        assertForbidden(Http.get(address, "changes", "Sec-Fetch-Site: cross-site"));
        assertForbidden(Http.get(address, "runs", "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors"));
        assertForbidden(Http.send(address, "POST", "runs/small/draw", "Sec-Fetch-Site: cross-site",
                "Content-Length: 0"));
        assertThat(Http.get(address, "runs", "Origin: " + own, "Sec-Fetch-Site: same-origin").status()).isEqualTo(200);
        assertThat(Http.get(address, "runs", "Sec-Fetch-Site: none").status()).isEqualTo(200);
        assertThat(Http.get(address, "runs", "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: navigate").status())
                .isEqualTo(200);
        assertForbidden(Http.send(address, "OPTIONS", "runs", "Origin: http://evil.example",
                "Access-Control-Request-Method: POST"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "POSTS"})
    void otherMethodsAreNot(String method) throws IOException {
        Http.Answer answer = Http.send(address, method, "runs");
        assertSaid(answer, 405, "this address takes no requests of this kind");
        assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void whatIsPostedElsewhereIsNot() throws IOException {
        assertSaid(Http.post(address, "runs", new byte[0]), 405, "this address takes no requests of this kind");
        Http.Answer answer = Http.get(address, "runs/small/control?act=stop");
        assertSaid(answer, 405, "this address takes no requests of this kind");
        assertThat(answer.header("allow")).isEqualTo("POST");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"..", ".", "", "%2e%2e", "..%2f..", "%2e%2e%2fruns%2fsmall", "..%5c", "small%2f", "small%00",
            "small%2f..%2fsmall", "missing", "%3Cb%3E", "small%20", "SMALL.", "%2fetc", "empty%2f..%2fsmall", "a%0ab"})
    void noOtherFolderIsShown(String id) throws IOException {
        for (String rest : new String[] {"", "/curves", "/lines/steps.jsonl", "/files/examples.safetensors",
            "/pictures?at=0",
            "/report.html"}) {
            assertThat(Http.get(address, "runs/" + id + rest).status()).describedAs(id + rest).isEqualTo(404);
        }
        assertThat(Http.post(address, "runs/" + id + "/control?act=stop", new byte[0]).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.json", "state.safetensors", "..%2f..%2fsecret.txt", "../secret.txt", "steps.jsonl",
        "examples.safetensors%00", "filters-1.safetensors.bak", "FILTERS-0001.safetensors", "filters-.safetensors",
        ".safetensors", "x.safetensors", "filters-0001.safetensors%0a", "", "filters-0009.safetensors"})
    void noOtherFileIsShown(String name) throws IOException {
        Http.Answer answer = Http.get(address, "runs/small/files/" + name);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).doesNotContain("secret\n").startsWith("{\"said\":");
        answer = Http.get(address, "runs/small/lines/" + name.replace("steps.jsonl", "run.json"));
        assertThat(answer.status()).isEqualTo(404);
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Path runs = folder.resolve("runs");
        Path small = runs.resolve("small");
        Path outside = StoredRun.write(folder.resolve("outside"), "other");
        Files.createSymbolicLink(runs.resolve("linked"), outside);
        Files.createSymbolicLink(small.resolve("filters-0002.safetensors"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(small.resolve("events.jsonl"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(runs.resolve("empty/run.json"), small.resolve("run.json"));
        Files.createSymbolicLink(runs.resolve("empty/steps.jsonl"), small.resolve("steps.jsonl"));
        Files.createSymbolicLink(runs.resolve("empty/examples.safetensors"), small.resolve("examples.safetensors"));
        String list = Http.get(address, "runs").text();
        assertThat(list).contains("\"id\":\"small\"").doesNotContain("linked", "\"id\":\"empty\"", "events");
        assertThat(Http.get(address, "runs/small").text()).contains("filters-0001").doesNotContain("filters-0002");
        assertThat(Http.get(address, "runs/empty").status()).isEqualTo(404);
        assertThat(Http.get(address, "runs/linked/curves").status()).isEqualTo(404);
        for (String path : new String[] {"small/files/filters-0002.safetensors", "small/lines/events.jsonl",
            "empty/curves", "empty/lines/steps.jsonl", "empty/pictures?at=0", "empty/files/examples.safetensors"}) {
            Http.Answer answer = Http.get(address, "runs/" + path);
            assertSaid(answer, 500, "a file of the run cannot be read (not a regular file)");
        }
    }

    @Test
    void whatIsNoFileIsNotRead() throws IOException, InterruptedException {
        Path small = folder.resolve("runs/small");
        Files.createDirectory(small.resolve("events.jsonl"));
        assertSaid(Http.get(address, "runs/small/lines/events.jsonl"), 500,
                "a file of the run cannot be read (not a regular file)");
        if (new ProcessBuilder("mkfifo", small.resolve("samples.jsonl").toString()).start().waitFor() == 0) {
            assertSaid(Http.get(address, "runs/small/lines/samples.jsonl"), 500,
                    "a file of the run cannot be read (not a regular file)");
        }
        assertThat(Http.get(address, "runs").text()).contains("\"id\":\"small\"").doesNotContain("events.jsonl");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"curves?points=0", "curves?points=5001", "curves?points=-1", "curves?points=x", "curves?points=",
            "curves?points=1.5", "curves?points=99999999999999999999", "curves?from=-1", "curves?to=0x10",
            "curves?after=-2", "curves?points=1&points=2", "lines/steps.jsonl?from=-1", "lines/steps.jsonl?from=x",
            "pictures", "pictures?at=", "pictures?at=1,", "pictures?at=x", "pictures?at=99999999999", "curves?a=%ff"})
    void badNumbersAreSaid(String path) throws IOException {
        Http.Answer answer = Http.get(address, "runs/small/" + path);
        assertThat(answer.status()).isEqualTo(400);
        assertHeaders(answer);
        assertThat(answer.text()).startsWith("{\"said\":\"").doesNotContain("Exception");
    }

    @Test
    void placesOfPicturesAreLimited() throws IOException {
        assertSaid(Http.get(address, "runs/small/pictures?at=0" + ",0".repeat(256)), 400,
                "at has 257 places, more than 256");
        assertSaid(Http.get(address, "runs/small/pictures?at=3"), 404, "there is no picture 3 among 3");
        assertSaid(Http.get(address, "runs/small/pictures?at=-1"), 404, "there is no picture -1 among 3");
        assertSaid(Http.get(address, "runs/small/curves?points=x"), 400,
                "points is \\\"x\\\", not a whole number from 1 to 5000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "page", "page/", "page/missing.js", "page/..%2f..%2fBoard.class",
        "page/../Board.class",
        "page/%2e%2e/Board.class", "page//main.js", "page/main.js/", "page/Board.class", "page/package-info.class",
        "uplot/", "uplot/package.json", "uplot/dist/uPlot.esm.js", "runs/", "runs/missing", "runs/small/", "changes/x",
        "runs/small/x", "runs/small/files", "runs/small/files/", "runs/small/files/a/b", "runs/small/curves/x",
        "index.html", "/"})
    void unknownAddressesAreSaid(String path) throws IOException {
        Http.Answer answer = Http.get(address, path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).startsWith("{\"said\":\"");
        assertHeaders(answer);
    }

    @Test
    void hugeBodiesAreRefused() throws IOException {
        byte[] body = new byte[(1 << 20) + 1];
        assertSaid(Http.post(address, "runs/small/draw", body), 413, "the request has more than 1048576 bytes");
        StringBuilder chunked = new StringBuilder(Http.request(address, "POST", "runs/small/draw",
                "Transfer-Encoding: chunked"));
        for (int i = 0; i < 17; i++) {
            chunked.append("10000\r\n").append("x".repeat(1 << 16)).append("\r\n");
        }
        assertSaid(Http.raw(address.getPort(), chunked + "0\r\n\r\n", new byte[0], false), 413,
                "the request has more than 1048576 bytes");
        assertThat(Http.post(address, "runs/small/draw", new byte[1 << 20]).status()).isEqualTo(409);
        assertForbidden(Http.raw(address.getPort(), "POST / HTTP/1.1\r\nHost: " + address.getRawAuthority()
                + "\r\nContent-Length: 99999999999\r\n\r\n", new byte[0], false));
    }

    /** The JDK's server says these by itself, before the board sees them. */
    @ParameterizedTest
    @ValueSource(
        strings = {"GARBAGE\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "GET /%zz HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nbad name: x\r\n\r\n", "\0\0\0\0\r\n\r\n", "GET * HTTP/1.1\r\n\r\n"})
    void garbageGetsNothing(String request) throws IOException {
        try (Http http = new Http(address.getPort())) {
            http.write(request);
            try {
                assertThat(http.read(false).status()).isIn(400, 403, 404);
            } catch (EOFException e) {
                // closed without a word
            }
        }
        assertThat(Http.get(address, "runs").status()).isEqualTo(200);
    }

    @Test
    void aRequestThatNeverEndsIsCutOff() throws IOException {
        try (Http head = new Http(address.getPort()); Http body = new Http(address.getPort())) {
            head.write("GET " + address.getRawPath() + "runs HTTP/1.1\r\nHost: ");
            body.write(Http.request(address, "POST", "runs/small/draw", "Content-Length: 100"));
            body.write("0123456789".getBytes(StandardCharsets.US_ASCII));
            assertThat(head.isOver()).isTrue();
            assertThat(body.isOver()).isTrue();
        }
    }
}
