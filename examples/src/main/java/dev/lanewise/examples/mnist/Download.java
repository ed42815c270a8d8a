package dev.lanewise.examples.mnist;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
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
 * checked in memory, written under a temporary name in the same folder, and then moved.
 */
final class Download {
    private static final String PREFIX = ".download-";
    private static final Duration ABANDONED = Duration.ofMinutes(10);
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
     * @throws IOException if the file cannot be written
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
                    write(bytes, target);
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

    private static void write(byte[] bytes, Path target) throws IOException {
        Path part = Files.createTempFile(target.toAbsolutePath().getParent(), PREFIX, null);
        part.toFile().deleteOnExit(); // for Ctrl-C between here and the move
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Deletes half-written files that a killed program has left in {@code folder}; those of running programs are newer.
     * Links and folders are left alone. A download does not fail if this does: another program may be sweeping too.
     */
    static void sweep(Path folder) {
        Instant limit = Instant.now().minus(ABANDONED);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path file : left) {
                sweep(file, limit);
            }
        } catch (IOException | DirectoryIteratorException _) {
            // There is no folder yet, or it cannot be listed.
        }
    }

    private static void sweep(Path file, Instant limit) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(
                    file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile() && attributes.lastModifiedTime().toInstant().isBefore(limit)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException _) {
            // It has vanished, or is not ours to delete.
        }
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
