package dev.lanewise.zoo.hub;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server on this machine that plays the hub, and a cache for what it gives. */
@Timeout(60)
abstract class HubCase {
    static final String WEIGHTS = "model.safetensors";

    @TempDir
    Path temporary;

    Path cache;
    FakeHub server;
    final List<String> said = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        cache = temporary.resolve("cache");
        server = new FakeHub();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    final Hub hub() {
        return new Hub(server.settings(cache), said::add);
    }

    final Hub hub(String token, boolean offline, Path shared) {
        HubSettings usual = server.settings(cache);
        return new Hub(new HubSettings(usual.endpoint(), token, offline, cache, shared, usual.proxies(),
                usual.patience()), said::add);
    }

    final List<String> cached() throws IOException {
        if (!Files.exists(cache)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(Files::isRegularFile).map(file -> cache.relativize(file).toString())
                    .filter(name -> !name.endsWith(".lock")).sorted().toList();
        }
    }

    final void assertFails(String message) {
        assertFails(hub(), message);
    }

    final void assertFails(Hub hub, String message) {
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> hub.fetch("a/b"))
                .withMessage("cannot fetch a/b from localhost: " + message);
    }
}
