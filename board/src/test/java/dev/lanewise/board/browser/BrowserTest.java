package dev.lanewise.board.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checks of the page's tests notice what they are for. */
class BrowserTest {
    private HttpServer server;
    private String body = "";

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] page = """
                    <!doctype html><html lang="en"><head><title>t</title><link rel="icon" href="data:,"></head>
                    <body><p id="p">hello</p>%s</body></html>
                    """.formatted(body).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Test
    void aQuietPageIsCleanAndStill() {
        try (Browser browser = Browser.open()) {
            browser.go(address());
            browser.assertClean(address());
            assertThat(browser.text("#p")).isEqualTo("hello");
            assertThat(browser.layoutShift()).isZero();
            assertThat(browser.heap()).isPositive();
        }
    }

    @Test
    void complaintsForeignRequestsAndShiftsAreNoticed() {
        try (Browser browser = Browser.open()) {
            body = "<script>console.error('ouch')</script>";
            browser.go(address());
            assertThatThrownBy(() -> browser.assertClean(address())).hasMessageContaining("ouch");
            browser.forget();
            body = "<img src='http://127.0.0.2:9/a.png' alt=''>";
            browser.go(address());
            assertThat(browser.requests()).contains("http://127.0.0.2:9/a.png");
            assertThatThrownBy(() -> browser.assertClean(address())).isInstanceOf(AssertionError.class);
            browser.forget();
            body = "<script>setTimeout(() => { document.getElementById('p').style.marginTop = '300px'; }, 500)</script>";
            browser.go(address());
            browser.until(() -> browser.layoutShift() > 0.001, "a shift");
        }
    }
}
