package dev.lanewise.zoo.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that redirect elsewhere, drip, lie, refuse or are not there: one sentence, in bounded time. */
class HostileHubTest extends HubCase {
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
        assertThatThrownBy(() -> hub("hf_secret", false, null).fetch("a/b")).hasRootCauseMessage(
                "a redirect to \"ftp://localhost/***\""); // a log shows causes as well
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | it is not there, or asks for an access token (HTTP status 401); HF_TOKEN is to be one that
            404 | there is no such model or revision (HTTP status 404)
            429 | too many requests (HTTP status 429); try again later
            500 | HTTP status 500
            418 | HTTP status 418
            """)
    void aStatusIsSaidInOneSentence(int status, String message) {
        server.status = status;

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> hub("hf_secret", false, null).fetch("a/b"))
                .withMessageStartingWith("cannot fetch a/b from localhost: " + message);
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

    @Test
    void aServerThatGivesAByteForEachRequestIsGivenUp() {
        server.answers.put(WEIGHTS, (exchange, content, from) -> {
            if (from > 0) {
                exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-" + from + "/" + content.length);
            }
            FakeHub.send(exchange, from > 0 ? 206 : 200, content[from]);
        });
        assertThatThrownBy(() -> hub().fetch("a/b")).isInstanceOf(UncheckedIOException.class);
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
            {"sha": "x"                            | its listing: not valid JSON: Unexpected end-of-input: expected
            {"sha": "../../x", "siblings": []}     | its listing has no commit
            {"sha": "COMMIT"}                      | it has no weights in safetensors files
            {"sha": "COMMIT", FILE "model.safetensors"}]}                             | no size and checksum of "model
            {"sha": "COMMIT", FILE "model.safetensors", "size": -1, "blobId": "SHA"}]} | no size and checksum of "model
            {"sha": "COMMIT", FILE "model.safetensors", "size": 1, "blobId": "SHA"}]} | it has no config.json
            {"sha": "COMMIT", FILE "vocab.txt", "size": 900000000, "blobId": "SHA"}]} | more than the 200000000 that
            """)
    void aListingThatIsNoneIsRefused(String listing, String message) {
        server.listing = listing.replace("COMMIT", FakeHub.COMMIT).replace("SHA", "a".repeat(40))
                .replace("FILE", "\"siblings\": [{\"rfilename\":");

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> hub().fetch("a/b"))
                .withMessageStartingWith("cannot fetch a/b from localhost: ").withMessageContaining(message);
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
}
