package dev.lanewise.board.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lanewise.board.StoredRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who has not the address, and pages of others, get nothing: in a real browser, which adds headers of its own. */
class StrangersTest extends PageTest {
    private HttpServer stranger;

    @BeforeEach
    void openStranger() throws IOException {
        new StoredRun("secret", "secret", 0.1, 50).write(runs());
        stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stranger.createContext("/", exchange -> {
            byte[] page = ("<!doctype html><html lang=en><title>stranger</title><link rel=icon href='data:,'>"
                    + "<body>hello</body></html>").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        stranger.start();
    }

    @AfterEach
    void closeStranger() {
        stranger.stop(0);
        browser.forget();
        browser.go(address()); // for what all tests of pages check at their end
        browser.find("#panel-status");
    }

    private URI strangersPage() {
        return URI.create("http://127.0.0.1:" + stranger.getAddress().getPort() + "/");
    }

    @Test
    void aWrongTokenShowsNothing() {
        String token = address().getPath().replace("/", "");
        String wrong = (token.charAt(0) == '0' ? "1" : "0") + token.substring(1);
        for (String path : List.of("/", "/" + wrong + "/", "/" + wrong + "/runs", "/page/main.js",
                "/" + token.substring(1))) {
            browser.go(address().resolve(path));
            assertThat(browser.<String>evaluate("document.documentElement.textContent"))
                    .as(path).doesNotContain("secret", "Lanewise", token);
        }
    }

    /** A page may know the address, from a history that was shared for example, and still cannot read or ask. */
    @Test
    void aPageOfAnotherOriginReadsAndAsksNothing() {
        browser.go(strangersPage());
        String base = address().toString();
        for (String mode : List.of("cors", "no-cors")) {
            String read = browser.await("fetch('" + base + "runs', {mode: '" + mode + "'})"
                    + ".then(answer => answer.text()).then(text => 'read ' + text)");
            assertThat(read).as(mode).doesNotContain("secret");
        }
        String asked = browser.await("fetch('" + base + "runs/secret/control?act=stop', {method: 'POST', mode: "
                + "'no-cors'}).then(answer => 'answered ' + answer.status)");
        assertThat(asked).isIn("answered 0", "failed: TypeError: Failed to fetch");
        String events = browser.await("new Promise(resolve => { const events = new EventSource('" + base
                + "changes'); events.onerror = () => resolve('refused'); "
                + "events.addEventListener('runs', event => resolve(event.data)); })");
        assertThat(events).isEqualTo("refused");
        String framed = browser.await("new Promise(resolve => { const frame = document.createElement('iframe'); "
                + "frame.src = '" + base + "'; frame.onload = () => { try { resolve('framed ' + "
                + "frame.contentDocument.body.textContent); } catch (error) { resolve('kept out'); } }; "
                + "document.body.append(frame); })");
        assertThat(framed).doesNotContain("secret");
        String loaded = browser.await("new Promise(resolve => { const script = document.createElement('script'); "
                + "script.src = '" + base + "page/main.js'; script.onload = () => resolve('loaded'); "
                + "script.onerror = () => resolve('refused'); document.body.append(script); })");
        assertThat(loaded).isEqualTo("refused");
    }

    /** DNS rebinding: a name that leads to this machine. */
    @Test
    void aNameThatIsNotTheBoardsIsRefused() {
        browser.go(URI.create(address().toString().replace("127.0.0.1", "stranger.localhost")));
        assertThat(browser.<String>evaluate("document.documentElement.textContent"))
                .doesNotContain("secret", "Lanewise");
        browser.go(URI.create(address().toString().replace("127.0.0.1", "localhost")));
        browser.waitForText("#panel-status .state", "complete");
    }

    @Test
    void theCanvasOfAStrangerCannotReadPicturesEither() {
        browser.go(strangersPage());
        String read = browser.await("new Promise(resolve => { const image = new Image(); image.onload = () => "
                + "resolve('loaded'); image.onerror = () => resolve('refused'); image.src = '" + address()
                + "page/icon.svg'; })");
        assertThat(read).isEqualTo("refused");
    }
}
