package dev.lanewise.zoo.hub;

import dev.lanewise.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to a hub, bounded in bytes, time and redirects. The token goes to the hub itself, never to where it
 * redirects to.
 */
final class HubClient implements AutoCloseable {
    private static final int MOST_REDIRECTS = 8;
    private static final long TICK_MILLIS = 50;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int NOT_SATISFIABLE = 416;

    private final HubSettings settings;
    private final HubSettings.Patience patience;
    private final HttpClient client;

    HubClient(HubSettings settings) {
        this.settings = settings;
        this.patience = settings.patience();
        this.client = HttpClient.newBuilder().connectTimeout(patience.connect()).proxy(settings.proxies())
                .followRedirects(HttpClient.Redirect.NEVER).version(HttpClient.Version.HTTP_1_1).build();
    }

    /** Ends requests that are still answered. */
    @Override
    public void close() {
        client.shutdownNow();
    }

    /** A short answer as a whole. */
    byte[] get(String path, int most) throws HubFault, InterruptedException {
        for (int attempt = 1;; attempt++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (Sink sink = Sink.of(bytes, most)) {
                exchange(path, 0, sink, patience.whole(most));
                return bytes.toByteArray();
            } catch (HubFault e) {
                // without a network there is no point in waiting: the cache may do
                pauseOrThrow(e, e.kind() == HubFault.Kind.UNREACHABLE ? Integer.MAX_VALUE : attempt);
            }
        }
    }

    /**
     * Brings a file to its size: what is there of it already is not fetched again, and what breaks off is gone on with.
     */
    void complete(String path, Path file, long size) throws HubFault, InterruptedException {
        long deadline = System.nanoTime() + patience.whole(size).toNanos();
        int vain = 0;
        for (long from = length(file); from < size || !Files.exists(file); from = length(file)) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            @Nullable
            HubFault fault = null;
            try (Sink sink = Sink.of(file, from, size)) {
                exchange(path, from, sink, left);
            } catch (HubFault e) {
                fault = e;
            }
            if (fault != null || length(file) < size) {
                vain = length(file) > from ? 1 : vain + 1;
                pauseOrThrow(fault != null
                        ? fault
                        : new HubFault(HubFault.Kind.BROKEN,
                                "the answer ended after " + length(file) + " of " + size + " bytes"),
                        deadline - System.nanoTime() > 0 ? vain : Integer.MAX_VALUE);
            }
        }
    }

    private void pauseOrThrow(HubFault fault, int attempts) throws HubFault, InterruptedException {
        if (fault.kind() == HubFault.Kind.REFUSED || attempts >= patience.attempts()
                || fault.pause().compareTo(patience.silence()) > 0) {
            throw fault;
        }
        Duration own = patience.pause().multipliedBy(1L << Math.min(attempts - 1, 6));
        Thread.sleep(own.compareTo(fault.pause()) > 0 ? own : fault.pause());
    }

    static long length(Path file) throws HubFault {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new HubFault(HubFault.Kind.REFUSED, "cannot read " + Printable.path(file));
        }
    }

    // ---- one request

    private void exchange(String path, long from, Sink sink, Duration whole) throws HubFault, InterruptedException {
        long deadline = System.nanoTime() + whole.toNanos();
        URI uri = settings.endpoint().resolve(path);
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("User-Agent", "lanewise");
            if (from > 0) {
                request.header("Range", "bytes=" + from + "-");
            }
            String token = settings.token();
            if (token != null && isOfHub(uri)) {
                request.header("Authorization", "Bearer " + token);
            }
            HttpResponse<Void> answer = await(client.sendAsync(request.build(), body(from, sink)), sink, deadline);
            if (!isRedirect(answer.statusCode())) {
                requireFine(answer, from, sink);
                return;
            }
            uri = redirected(uri, answer.headers().firstValue("Location").orElse(""));
        }
        throw new HubFault(HubFault.Kind.REFUSED, "more than " + MOST_REDIRECTS + " redirects");
    }

    private boolean isOfHub(URI uri) {
        URI hub = settings.endpoint();
        return hub.getScheme().equalsIgnoreCase(uri.getScheme()) && hub.getHost().equalsIgnoreCase(uri.getHost())
                && hub.getPort() == uri.getPort();
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private URI redirected(URI from, String location) throws HubFault {
        try {
            URI to = from.resolve(location);
            String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
            boolean isSafe = scheme.equals("https")
                    || scheme.equals("http") && settings.endpoint().getScheme().equalsIgnoreCase("http");
            if (!location.isEmpty() && isSafe && to.getHost() != null && to.getRawUserInfo() == null) {
                return to;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new HubFault(HubFault.Kind.REFUSED,
                "a redirect to " + Printable.quoted(location.isEmpty() ? "" : location.split("[?]", 2)[0]));
    }

    /** Only what was asked for is kept; what comes with another status is thrown away. */
    private static BodyHandler<Void> body(long from, Sink sink) {
        return info -> {
            if (info.statusCode() != OK && info.statusCode() != PARTIAL) {
                return BodySubscribers.ofByteArrayConsumer(chunk -> sink.discard(chunk.map(b -> b.length).orElse(0)));
            }
            String range = info.headers().firstValue("Content-Range").orElse("");
            sink.begin(info.statusCode() == PARTIAL ? from : 0,
                    info.statusCode() == OK || range.startsWith("bytes " + from + "-"));
            return BodySubscribers.ofByteArrayConsumer(chunk -> chunk.ifPresent(sink::take));
        };
    }

    private HttpResponse<Void> await(CompletableFuture<HttpResponse<Void>> answer, Sink sink, long deadline)
            throws HubFault, InterruptedException {
        long heard = sink.heard();
        long heardAt = System.nanoTime();
        try {
            while (true) {
                try {
                    HttpResponse<Void> response = answer.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
                    sink.requireSound();
                    return response;
                } catch (TimeoutException _) {
                    sink.requireSound();
                    long now = System.nanoTime();
                    if (sink.heard() != heard) {
                        heard = sink.heard();
                        heardAt = now;
                    }
                    if (now - heardAt > patience.silence().toNanos()) {
                        throw new HubFault(HubFault.Kind.BROKEN,
                                "no byte for " + patience.silence().toMillis() / 1000.0 + " s");
                    }
                    if (now > deadline) {
                        throw new HubFault(HubFault.Kind.REFUSED, "it is too slow");
                    }
                }
            }
        } catch (ExecutionException e) {
            sink.requireSound();
            throw failure(e.getCause() == null ? e : e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static void requireFine(HttpResponse<Void> answer, long from, Sink sink) throws HubFault {
        int status = answer.statusCode();
        switch (status) {
            case OK, PARTIAL -> {
                return;
            }
            case 401, 403 -> throw new HubFault(HubFault.Kind.REFUSED, "it is not there, or asks for an access token "
                    + "(HTTP status " + status + "); HF_TOKEN is to be one that may read it, and terms are accepted on "
                    + "its page");
            case 404 -> throw new HubFault(HubFault.Kind.REFUSED, "there is no such model or revision "
                    + "(HTTP status 404)");
            case NOT_SATISFIABLE -> {
                if (from > 0) {
                    sink.begin(0, true); // what is there is of another file
                }
                throw new HubFault(HubFault.Kind.BROKEN, "HTTP status 416");
            }
            case 429 -> {
                Duration pause = retryAfter(answer);
                throw new HubFault(HubFault.Kind.BROKEN, "too many requests (HTTP status 429); try again "
                        + (pause.isZero() ? "later" : "in " + pause.toSeconds() + " s"), pause);
            }
            default -> throw new HubFault(status >= 500 ? HubFault.Kind.BROKEN : HubFault.Kind.REFUSED,
                    "HTTP status " + status);
        }
    }

    /** What the header asks for in seconds; a date, or nonsense, is none. */
    private static Duration retryAfter(HttpResponse<Void> answer) {
        String text = answer.headers().firstValue("Retry-After").orElse("").strip();
        return text.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : Duration.ZERO;
    }

    private static HubFault failure(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof ConnectException || each instanceof HttpConnectTimeoutException
                    || each instanceof UnknownHostException || each instanceof UnresolvedAddressException) {
                return new HubFault(HubFault.Kind.UNREACHABLE, "it cannot be reached");
            }
        }
        String message = cause.getMessage(); // may quote what a server has answered
        return new HubFault(HubFault.Kind.BROKEN, (cause instanceof SSLException ? "no TLS connection: " : "")
                + (message == null ? cause.getClass().getSimpleName() : Printable.sentence(message)));
    }
}
