package dev.lanewise.board.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Answers every request: lets in who may come, and finds what is asked for. */
final class Router implements HttpHandler {
    private static final int FORBIDDEN = 403;
    private static final int NOT_MODIFIED = 304;
    private static final int FAULT = 500;
    private static final int LARGEST_BODY = 1 << 20;

    /** So much of a body that is too large is read and dropped, so that its sender reads the answer. */
    private static final int DROPPED = 16 << 20;

    private final Guard guard;
    private final Assets assets = new Assets();
    private final RunList list;
    private final RunRoutes routes;
    private final Changes changes;

    Router(Guard guard, RunList list, RunRoutes routes, Changes changes) {
        this.guard = guard;
        this.list = list;
        this.routes = routes;
        this.changes = changes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Reply reply = new Reply(exchange);
        try (exchange) {
            String rawPath = exchange.getRequestURI().getRawPath();
            List<String> parts = Arrays.asList(rawPath.substring(Math.min(1, rawPath.length())).split("/", -1));
            if (!guard.admits(exchange.getRequestURI(), parts.getFirst(), exchange.getRequestHeaders())) {
                reply.header("Connection", "close").empty(FORBIDDEN);
                return;
            }
            try {
                answer(exchange, Target.of(parts.subList(1, parts.size()), exchange.getRequestURI().getRawQuery()),
                        reply);
            } catch (Refusal e) {
                reply.said(e.status(), e.sentence());
            } catch (AccessDeniedException e) {
                reply.said(Refusal.NOT_FOUND, "this file of the run may not be read by the process that shows it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the board is closed, or the page takes too long
        }
    }

    private void answer(HttpExchange exchange, Target target, Reply reply)
            throws IOException, Refusal, InterruptedException {
        List<String> path = target.path();
        boolean isPost = exchange.getRequestMethod().equals("POST");
        if (isPost && RunRoutes.takesPosts(path)) {
            routes.post(target, body(exchange), reply);
        } else if (isPost || !exchange.getRequestMethod().equals("GET") && !reply.isHead()) {
            reply.header("Allow", isPost ? "GET, HEAD" : RunRoutes.takesPosts(path) ? "POST" : "GET, HEAD");
            throw new Refusal(Refusal.METHOD, "this address does not take requests of this kind");
        } else if (!get(exchange, target, reply)) {
            throw new Refusal(Refusal.NOT_FOUND, "there is nothing at this address");
        }
    }

    private boolean get(HttpExchange exchange, Target target, Reply reply)
            throws IOException, Refusal, InterruptedException {
        List<String> path = target.path();
        if (path.isEmpty()) {
            reply.header("Location", "/" + guard.token() + "/").empty(308);
            return true;
        }
        switch (path.getFirst()) {
            case "" -> {
                return path.size() == 1 && asset(exchange, assets.index(), reply);
            }
            case "page", "uplot" -> {
                return asset(exchange, assets.find(path), reply);
            }
            case "changes" -> {
                if (path.size() == 1) {
                    changes.serve(reply);
                }
                return path.size() == 1;
            }
            case "runs" -> {
                if (path.size() == 1) {
                    reply.bytes(200, Reply.JSON, list.json(true));
                }
                return path.size() == 1 || path.size() > 2 && routes.get(target, reply);
            }
            default -> {
                return false;
            }
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
                in.skip(DROPPED);
                throw new Refusal(Refusal.TOO_LARGE, "the request has more than " + LARGEST_BODY + " bytes");
            }
            return body;
        }
    }
}
