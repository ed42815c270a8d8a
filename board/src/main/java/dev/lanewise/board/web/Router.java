package dev.lanewise.board.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers every request: lets in who may come, and finds what is asked for. */
final class Router implements HttpHandler {
    private static final int FORBIDDEN = 403;
    private static final int NOT_MODIFIED = 304;
    private static final int MOVED = 308;
    private static final int FAULT = 500;
    private static final int LARGEST_BODY = 1 << 20;

    /** So much of a body that is too large is read and dropped, so that its sender reads the answer. */
    private static final int DROPPED = 16 << 20;

    private static final int BLOCK = 1 << 13;

    private final Guard guard;
    private final Assets assets = new Assets();
    private final RunList list;
    private final RunRoutes routes;
    private final Changes changes;
    private final RequestThreads threads;
    private final Patience patience;

    Router(Guard guard, RunList list, RunRoutes routes, Changes changes, RequestThreads threads, Patience patience) {
        this.guard = guard;
        this.list = list;
        this.routes = routes;
        this.changes = changes;
        this.threads = threads;
        this.patience = patience;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Reply reply = new Reply(exchange, patience);
        try (exchange) {
            URI address = exchange.getRequestURI();
            String rawPath = address.getRawPath();
            List<String> parts = Arrays.asList(rawPath.substring(Math.min(1, rawPath.length())).split("/", -1));
            if (!guard.admits(address, parts.getFirst(), exchange.getRequestHeaders())) {
                reply.header("Connection", "close").empty(FORBIDDEN);
                return;
            }
            try {
                answer(exchange, Target.of(parts.subList(1, parts.size()), address.getRawQuery()), reply);
            } catch (Refusal e) {
                reply.said(e.status(), e.sentence());
            } catch (FileSystemException e) {
                unreadable(exchange, e, reply);
            } catch (UncheckedIOException e) {
                unreadable(exchange, Objects.requireNonNullElse(e.getCause(), e), reply);
            } catch (RuntimeException e) {
                failed(exchange, "the board failed at this (" + e.getClass().getSimpleName() + ")", reply);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the board is closed, or the page takes too long
        }
    }

    private static void unreadable(HttpExchange exchange, Exception e, Reply reply) throws IOException {
        String reason = e instanceof FileSystemException fault && fault.getReason() != null
                ? fault.getReason()
                : e.getClass().getSimpleName();
        failed(exchange, "a file of the run cannot be read (" + Printable.sentence(reason) + ")", reply);
    }

    /** Says so, unless an answer has begun: then the end of the connection says it. */
    private static void failed(HttpExchange exchange, String sentence, Reply reply) throws IOException {
        if (exchange.getResponseCode() < 0) {
            reply.said(FAULT, sentence);
        }
    }

    private void answer(HttpExchange exchange, Target target, Reply reply)
            throws IOException, Refusal, InterruptedException {
        List<String> path = target.path();
        boolean isPost = exchange.getRequestMethod().equals("POST");
        boolean takesPosts = RunRoutes.takesPosts(path);
        if (isPost && takesPosts) {
            byte[] body = body(exchange);
            threads.hasArrived();
            routes.post(target, body, reply);
            return;
        }
        threads.hasArrived();
        if (takesPosts || !exchange.getRequestMethod().equals("GET") && !reply.isHead()) {
            reply.header("Allow", takesPosts ? "POST" : "GET, HEAD");
            throw new Refusal(Refusal.METHOD, "this address takes no requests of this kind");
        }
        if (!get(exchange, target, reply)) {
            throw new Refusal(Refusal.NOT_FOUND, "there is nothing at this address");
        }
    }

    private boolean get(HttpExchange exchange, Target target, Reply reply)
            throws IOException, Refusal, InterruptedException {
        List<String> path = target.path();
        if (path.isEmpty()) {
            reply.header("Location", "/" + guard.token() + "/").empty(MOVED);
            return true;
        }
        boolean isAlone = path.size() == 1;
        return switch (path.getFirst()) {
            case "" -> isAlone && asset(exchange, assets.index(), reply);
            case "page", "uplot" -> asset(exchange, assets.find(path), reply);
            case "changes" -> isAlone && changes(exchange, target, reply);
            case "runs" -> isAlone ? runs(target, reply) : routes.get(target, reply);
            default -> false;
        };
    }

    private boolean changes(HttpExchange exchange, Target target, Reply reply)
            throws IOException, Refusal, InterruptedException {
        changes.serve(reply, cursor(target, exchange.getRequestHeaders().getFirst("Last-Event-ID")));
        return true;
    }

    private boolean runs(Target target, Reply reply) throws IOException, Refusal {
        reply.bytes(200, Reply.JSON, list.now(cursor(target, null)));
        return true;
    }

    /** The last change that a page knows of; a browser that connects again says that of the last event. */
    private static long cursor(Target target, @Nullable String lastEvent) throws Refusal {
        try {
            return lastEvent == null ? target.number("since", 0, 0, Long.MAX_VALUE) : Long.parseLong(lastEvent);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static boolean asset(HttpExchange exchange, Optional<Assets.Asset> found, Reply reply) throws IOException {
        if (found.isEmpty()) {
            return false;
        }
        Assets.Asset asset = found.get();
        reply.header("Cache-Control", "no-cache").header("ETag", asset.tag());
        if (asset.tag().equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            reply.empty(NOT_MODIFIED);
        } else {
            reply.bytes(200, asset.type(), asset.content());
        }
        return true;
    }

    private static byte[] body(HttpExchange exchange) throws IOException, Refusal {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(LARGEST_BODY + 1);
            if (body.length > LARGEST_BODY) {
                drop(in);
                throw new Refusal(Refusal.TOO_LARGE, "the request has more than " + LARGEST_BODY + " bytes");
            }
            return body;
        }
    }

    private static void drop(InputStream in) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long left = DROPPED; left > 0;) {
            int read = in.read(block);
            left = read < 0 ? 0 : left - read;
        }
    }
}
