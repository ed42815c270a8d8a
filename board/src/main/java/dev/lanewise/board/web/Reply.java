package dev.lanewise.board.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.lanewise.board.runs.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** An answer to one request, with the headers that all have. */
final class Reply {
    static final String JSON = "application/json; charset=utf-8";
    static final String TEXT = "text/plain; charset=utf-8";
    static final String BYTES = "application/octet-stream";

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'";
    private static final int BLOCK = 1 << 16;

    private final HttpExchange exchange;
    private final Patience patience;

    /** What writes JSON. */
    @FunctionalInterface
    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    Reply(HttpExchange exchange, Patience patience) {
        this.exchange = exchange;
        this.patience = patience;
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cache-Control", "no-store");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
    }

    boolean isHead() {
        return exchange.getRequestMethod().equals("HEAD");
    }

    Reply header(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
        return this;
    }

    /** No content. */
    void empty(int status) throws IOException {
        send(status, -1);
    }

    void bytes(int status, String type, byte[] content) throws IOException {
        header("Content-Type", type);
        try (OutputStream out = open(status, content.length)) {
            if (!isHead()) {
                out.write(content);
            }
        }
    }

    /** One sentence. */
    void said(int status, String sentence) throws IOException {
        bytes(status, JSON, said(sentence));
    }

    static byte[] said(String sentence) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("said", sentence);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** A part of a file. */
    void part(String type, FileChannel channel, long begin, long end) throws IOException {
        header("Content-Type", type);
        try (OutputStream out = open(200, end - begin)) {
            if (isHead()) {
                return;
            }
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            for (long at = begin; at < end;) {
                block.clear().limit((int) Math.min(BLOCK, end - at));
                int read = channel.read(block, at);
                if (read <= 0) {
                    throw new IOException("the file became shorter while it was read");
                }
                out.write(block.array(), 0, read);
                at += read;
            }
        }
    }

    /** What is written piece by piece, of a length that nobody knows. */
    OutputStream stream(String type) throws IOException {
        header("Content-Type", type);
        send(200, isHead() ? -1 : 0);
        return new PatientOutput(exchange.getResponseBody(), patience);
    }

    /** JSON of any length, which is never in memory as a whole. */
    void json(Writing writing) throws IOException {
        try (OutputStream out = stream(JSON)) {
            if (!isHead()) {
                try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
                    writing.to(json);
                }
            }
        }
    }

    private OutputStream open(int status, long length) throws IOException {
        if (isHead()) {
            header("Content-Length", Long.toString(length));
            send(status, -1);
        } else {
            send(status, length == 0 ? -1 : length);
        }
        return new PatientOutput(exchange.getResponseBody(), patience);
    }

    private void send(int status, long length) throws IOException {
        try (Patience.Limit _ = patience.limit(PatientOutput.SECONDS)) {
            exchange.sendResponseHeaders(status, length);
        }
    }
}
