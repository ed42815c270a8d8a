package dev.lanewise.board.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.board.StoredRun;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is no HTTP, or hardly. The JDK's server answers some of it by itself, before the board sees it: none of these
 * answers tells a stranger anything, and none of these requests keeps a thread or a connection.
 */
class MalformedRequestsTest {
    private static final int MANY = 60;

    @TempDir
    Path folder;

    private WebServer server;
    private URI address;

    @BeforeEach
    void open() throws IOException {
        StoredRun.write(folder, "small");
        server = new WebServer(folder, "127.0.0.1", InetAddress.getLoopbackAddress(), 0, new Lives());
        address = server.address();
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** The status of the answer to some bytes; 0 if the connection is closed without one. */
    private int status(String request) throws IOException {
        try (Http http = new Http(address.getPort())) {
            http.write(request);
            Http.Answer answer = http.read(false);
            // The JDK's own answers have a heading such as "400 Bad Request", with what was wrong.
            if (answer.status() == 200) {
                return 200;
            }
            assertThat(answer.text()).as(request).doesNotContain("small", "token", address.getRawPath(), "jdk.",
                    "java.", "sun.");
            return answer.status();
        } catch (EOFException | SocketException e) {
            return 0;
        }
    }

    private String line(String method, String target, String version) {
        return method + " " + target + (version.isEmpty() ? "" : " " + version) + "\r\n";
    }

    @Test
    void areRefusedWithTheRightAddressToo() throws IOException {
        String runs = address.getRawPath() + "runs";
        String own = "Host: " + address.getRawAuthority() + "\r\n";
        UnaryOperator<String> get = headers -> line("GET", runs, "HTTP/1.1") + headers + "\r\n";
        assertThat(status(get.apply(own))).as("as it should be").isEqualTo(200);
        assertThat(status(get.apply(""))).as("no Host").isEqualTo(403);
        assertThat(status(get.apply(own + own))).as("two Hosts").isEqualTo(403);
        assertThat(status(get.apply(own + "Host: evil.example\r\n"))).as("two Hosts").isEqualTo(403);
        assertThat(status(get.apply("Host: evil.example\r\n" + own))).as("two Hosts").isEqualTo(403);
        assertThat(status(get.apply("Host : " + address.getRawAuthority() + "\r\n"))).as("a blank").isEqualTo(400);
        assertThat(status(line("GET", "http://evil.example" + runs, "HTTP/1.1") + own + "\r\n")).as("a proxy's")
                .isEqualTo(403);
        assertThat(status(line("GET", "http://evil.example:" + address.getPort() + runs, "HTTP/1.1") + "\r\n"))
                .isEqualTo(403);
        assertThat(status(line("CONNECT", address.getRawAuthority(), "HTTP/1.1") + own + "\r\n")).isEqualTo(400);
        assertThat(status(line("GET", runs, "HTTP/0.9") + own + "\r\n")).as("an old version").isIn(200, 400, 505);
        assertThat(status(line("GET", runs, "") + "\r\n")).as("HTTP/0.9, which has no headers").isEqualTo(400);
        assertThat(status(line("GET", runs, "HTTP/1.0") + "\r\n")).as("HTTP/1.0 without a Host").isEqualTo(403);
        assertThat(status(line("", runs, "HTTP/1.1") + own + "\r\n")).as("no method").isEqualTo(405);
        assertThat(status(line("G\0T", runs, "HTTP/1.1") + own + "\r\n")).as("no method").isIn(400, 405, 0);
        assertThat(status(get.apply(own + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"))).as("two lengths")
                .isIn(200, 400);
        assertThat(status(get.apply(own + "Content-Length: -1\r\n"))).as("no length").isIn(400, 0);
        assertThat(status(get.apply(own + " folded\r\n"))).as("a folded header").isIn(400, 403, 0);
    }

    @Test
    void ofHugeHeadersAreCutOff() throws IOException {
        String own = "Host: " + address.getRawAuthority() + "\r\n";
        String begin = line("GET", address.getRawPath() + "runs", "HTTP/1.1") + own;
        assertThat(status(begin + "X: " + "x".repeat(1 << 20) + "\r\n\r\n")).as("a long one").isZero();
        assertThat(status(begin + "X: x\r\n".repeat(100_000) + "\r\n")).as("many").isZero();
        assertThat(status(line("GET", "/" + "x".repeat(1 << 20), "HTTP/1.1") + own + "\r\n")).as("a long address")
                .isZero();
        assertThat(status(begin + "\r\n")).isEqualTo(200);
    }

    /** Slow ones are given their time, together, and then they are gone, and so is all that they took. */
    @Test
    void leaveNoThreadBehind() throws IOException, InterruptedException {
        List<Http> slow = new ArrayList<>();
        String[] begins = {"", "G", "GET", "GET " + address.getRawPath(), "GET / HTTP/1.1\r\nHost: x\r\nX",
            Http.request(address, "POST", "runs/small/draw", "Content-Length: 9") + "1"};
        for (int i = 0; i < MANY; i++) {
            Http http = new Http(address.getPort());
            http.write(begins[i % begins.length]);
            slow.add(http);
        }
        assertThat(Http.get(address, "runs").status()).as("others are served meanwhile").isEqualTo(200);
        for (int i = 0; i < MANY; i++) {
            if (i % begins.length != 0) { // that which has sent nothing waits in the selector, without a thread
                assertThat(slow.get(i).isOver()).as("connection %d", i).isTrue();
            }
            slow.get(i).close();
        }
        for (int i = 0; i < 500 && server.requests() > 0; i++) {
            Thread.sleep(10); // the last ones see that they are closed
        }
        assertThat(server.requests()).as("requests under way").isZero();
        assertThat(Http.get(address, "runs").status()).isEqualTo(200);
    }
}
