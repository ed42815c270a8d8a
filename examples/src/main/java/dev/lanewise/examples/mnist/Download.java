package dev.lanewise.examples.mnist;

import dev.lanewise.io.AtomicFile;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Fetches small files from mirrors. A file reaches its folder whole and with the right checksum, or not at all: it is
 * checked in memory before it is written.
 */
final class Download {
    /** Limit on the size of a file. */
    static final long LARGEST = 64L << 20;

    private final List<URI> mirrors;
    private final Duration connectTimeout;
    private final Duration fileTimeout;
    private final Set<URI> unreachable = new HashSet<>();

    /** Mirrors are asked in this order; a file from one of them may take {@code fileTimeout} as a whole. */
    Download(List<URI> mirrors, Duration connectTimeout, Duration fileTimeout) {
        this.mirrors = List.copyOf(mirrors);
        this.connectTimeout = connectTimeout;
        this.fileTimeout = fileTimeout;
    }

    /**
     * Fetches {@code name} to {@code target}. Returns what went wrong at each mirror if none has delivered it. A mirror
     * that could not be reached is not asked again.
     *
     * @throws IOException          if there can be no such folder
     * @throws UncheckedIOException if the file cannot be written
     */
    Optional<String> fetch(String name, String sha256, Path target, Consumer<String> say) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent()); // fail before the download, not after
        List<String> failures = new ArrayList<>();
        for (URI mirror : mirrors) {
            if (unreachable.contains(mirror)) {
                continue;
            }
            say.accept("downloading %s from %s".formatted(name, mirror.getHost()));
            try {
                byte[] bytes = get(mirror.resolve(name));
                if (sha256(bytes).equals(sha256)) {
                    if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
                        Files.deleteIfExists(target); // a link would be followed
                    }
                    AtomicFile.write(target, bytes);
                    return Optional.empty();
                }
                failures.add("%s: %s: wrong SHA-256 for %,d bytes".formatted(mirror.getHost(), name, bytes.length));
            } catch (MirrorException e) {
                failures.add("%s: %s: %s".formatted(mirror.getHost(), name, e.getMessage()));
                if (e.unreachable) {
                    unreachable.add(mirror);
                }
            }
        }
        return Optional.of(failures.isEmpty() ? "no mirror can be reached" : String.join("; ", failures));
    }

    private byte[] get(URI uri) throws MirrorException {
        // shutdownNow, not close, ends this client: close would wait for an abandoned answer
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        try {
            CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
                    HttpRequest.newBuilder(uri).build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
            HttpResponse<byte[]> response = answer.get(fileTimeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new MirrorException("HTTP status " + response.statusCode(), false);
            }
            return response.body();
        } catch (TimeoutException e) {
            throw new MirrorException("not complete after %s s".formatted(fileTimeout.toMillis() / 1000.0), true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MirrorException("interrupted", true);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } finally {
            client.shutdownNow();
        }
    }

    private static MirrorException failure(Throwable cause) {
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return new MirrorException("cannot be reached", true);
        }
        String message = cause.getMessage(); // may quote what the mirror has answered
        return new MirrorException(
                message == null ? cause.getClass().getSimpleName() : Printable.sentence(message), false);
    }

    /** Returns the SHA-256 in lower-case hexadecimal digits. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** One mirror did not deliver. */
    private static final class MirrorException extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean unreachable;

        MirrorException(String message, boolean unreachable) {
            super(message);
            this.unreachable = unreachable;
        }
    }
}
