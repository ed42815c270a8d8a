package dev.lanewise.board.web;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends what it is told, however wrong, over a connection of its own or one that stays. */
final class Http implements AutoCloseable {
    private static final int TIMEOUT = 120_000;

    private final Socket socket;
    private final InputStream in;

    /** An answer, with the names of its headers in small letters. */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    Http(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a request for a path below the board's address, with its right host and more headers of a line each. */
    static Answer send(URI board, String method, String path, String... headers) throws IOException {
        return raw(board.getPort(), request(board, method, path, headers), new byte[0], method.equals("HEAD"));
    }

    static Answer get(URI board, String path, String... headers) throws IOException {
        return send(board, "GET", path, headers);
    }

    static Answer post(URI board, String path, byte[] body) throws IOException {
        return raw(board.getPort(), request(board, "POST", path, "Content-Length: " + body.length), body, false);
    }

    static String request(URI board, String method, String path, String... headers) {
        StringBuilder text = new StringBuilder(method + " " + board.getRawPath() + path + " HTTP/1.1\r\n");
        boolean hasHost = false;
        for (String header : headers) {
            text.append(header).append("\r\n");
            hasHost |= header.startsWith("Host:");
        }
        return text.append(hasHost ? "" : "Host: " + board.getRawAuthority() + "\r\n").append("\r\n").toString();
    }

    static Answer raw(int port, String head, byte[] body, boolean isHead) throws IOException {
        try (Http http = new Http(port)) {
            http.write(head);
            http.write(body);
            return http.read(isHead);
        }
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    Answer read(boolean isHead) throws IOException {
        String status = line();
        Map<String, String> headers = headers();
        int code = Integer.parseInt(status.substring(9, 12));
        boolean isEmpty = isHead || code == 304;
        String length = headers.getOrDefault("content-length", "0");
        byte[] body = isEmpty
                ? new byte[0]
                : headers.containsKey("transfer-encoding") ? chunks() : in.readNBytes(Integer.parseInt(length));
        if (!isEmpty && !headers.containsKey("transfer-encoding") && body.length != Integer.parseInt(length)) {
            throw new EOFException("the body ends after " + body.length + " of " + length + " bytes");
        }
        return new Answer(code, headers, body);
    }

    Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        return headers;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
            all.write(chunk);
        }
        return all.toByteArray();
    }

    byte[] chunk() throws IOException {
        int length = Integer.parseInt(line(), 16);
        byte[] chunk = in.readNBytes(length);
        if (!line().isEmpty()) {
            throw new IOException("a chunk of " + length + " bytes has no end");
        }
        return chunk;
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    /** Whether the other side closes the connection; waits for it, and fails if it takes too long. */
    boolean isOver() throws IOException {
        try {
            in.transferTo(OutputStream.nullOutputStream()); // what was under way
            return true;
        } catch (SocketException e) {
            return true; // reset
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
